package io.sluice.app.report;

import io.sluice.app.text.DisplayText;
import io.sluice.core.query.QueryResult;
import io.sluice.core.query.QuerySpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * An answer that was written as {@link ResultFormat#CSV} before, to be compared with the one of now. Nothing is
 * tolerated: the same rows give the same digits, so any other digit means other rows or another program.
 */
public final class BaselineResult {
    private static final int MOST_DIFFERENCES_TOLD = 1000;

    private final String file;
    private final List<String> columns;
    private final int keyColumns;
    private final Map<Key, List<String>> rows;

    private BaselineResult(String file, List<String> columns, int keyColumns, Map<Key, List<String>> rows) {
        this.file = file;
        this.columns = columns;
        this.keyColumns = keyColumns;
        this.rows = rows;
    }

    /**
     * Reads a file that answers the same question.
     *
     * @param file its name, for messages
     * @param csv its bytes
     * @param asked what will be asked now
     * @throws IllegalArgumentException if the file is no such CSV, or has other columns than the answer will have
     */
    public static BaselineResult read(String file, byte[] csv, QuerySpec asked) {
        List<List<String>> records;
        try {
            records = CsvRecords.parse(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(csv))
                    .toString());
        } catch (IllegalArgumentException | CharacterCodingException e) {
            throw new IllegalArgumentException(
                    "Cannot check against " + file + ", which is no CSV in UTF-8: " + e.getMessage(), e);
        }
        List<String> columns = asked.columns();
        List<String> found = records.isEmpty() ? List.of() : records.get(0);
        if (!found.equals(columns)) {
            throw new IllegalArgumentException("Cannot check against " + file + ": it has the columns " + found
                    + ", the answer has " + columns + "; ask the question that the file answers");
        }
        for (int i = 1; i < records.size(); i++) {
            if (records.get(i).size() != columns.size()) {
                throw new IllegalArgumentException("Cannot check against " + file + ": row " + i + " has "
                        + records.get(i).size() + " cells, expected " + columns.size());
            }
        }
        int keyColumns = 1 + asked.by().size();
        return new BaselineResult(file, columns, keyColumns, byKey(records, keyColumns));
    }

    private static Map<Key, List<String>> byKey(List<List<String>> records, int keyColumns) {
        Map<Key, List<String>> rows = new LinkedHashMap<>();
        for (List<String> record : records.subList(1, records.size())) {
            Key key = new Key(record.subList(0, keyColumns), 1);
            // Texts that differ only in the apostrophe put before formulas are told apart by their order.
            while (rows.containsKey(key)) {
                key = new Key(key.cells, key.occurrence + 1);
            }
            rows.put(key, record);
        }
        return rows;
    }

    /** What differs, a line per cell or row that is not the same; nothing if all is. */
    public List<String> differences(QueryResult now) throws IOException {
        StringBuilder csv = new StringBuilder();
        ResultFormat.CSV.write(now, csv);
        Map<Key, List<String>> rowsNow = byKey(CsvRecords.parse(csv.toString()), keyColumns);
        List<String> differences = new ArrayList<>();
        rowsNow.forEach((key, row) -> compare(key, rows.get(key), row, differences));
        for (Key key : rows.keySet()) {
            if (!rowsNow.containsKey(key)) {
                differences.add(key + ": only in " + file);
            }
        }
        return Collections.unmodifiableList(differences);
    }

    /**
     * What to tell of a comparison: that the rows are the same, or {@link #differences} up to some number.
     *
     * @param tell takes a line
     * @return whether they are the same
     */
    public boolean isSame(QueryResult now, Consumer<String> tell) throws IOException {
        List<String> differences = differences(now);
        if (differences.isEmpty()) {
            tell.accept("The same as " + file + ", " + DisplayText.counted(size(), "row"));
            return true;
        }
        tell.accept("Not the same as " + file + ":");
        differences.stream().limit(MOST_DIFFERENCES_TOLD).forEach(tell);
        if (differences.size() > MOST_DIFFERENCES_TOLD) {
            tell.accept("and " + (differences.size() - MOST_DIFFERENCES_TOLD) + " more differences");
        }
        return false;
    }

    private void compare(Key key, List<String> before, List<String> now, List<String> differences) {
        if (before == null) {
            differences.add(key + ": not in " + file);
            return;
        }
        for (int column = keyColumns; column < columns.size(); column++) {
            if (!Objects.equals(before.get(column), now.get(column))) {
                differences.add(key + ": " + columns.get(column) + " was " + text(before.get(column)) + ", is "
                        + text(now.get(column)));
            }
        }
    }

    private static String text(String cell) {
        return cell == null ? "missing" : DisplayText.printable(cell);
    }

    /** How many rows the file has. */
    public int size() {
        return rows.size();
    }

    /** The cells that name a row; {@code occurrence} counts rows of the same name. */
    private record Key(List<String> cells, int occurrence) {
        @Override
        public String toString() {
            return String.join(" ", cells.stream().map(BaselineResult::text).toList());
        }
    }
}
