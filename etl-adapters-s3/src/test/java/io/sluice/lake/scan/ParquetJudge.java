package io.sluice.lake.scan;

import io.sluice.core.port.DataGapException;
import io.sluice.core.port.EventScan.EventBlock;
import io.sluice.core.port.EventScan.Projection;
import io.sluice.lake.Duck;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.StringLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;

/**
 * Reads every column of a Parquet file in each role that a question has for it, row by row, and compares with what DuckDB
 * reads. A column may be refused, a file too, by a message that names it; nothing else may differ.
 */
final class ParquetJudge implements AutoCloseable {
    /** What came of a column in a role. */
    enum Verdict {
        SAME,
        /** An id column has nulls. */
        NULL_IDS,
        /** The column is of no use in the role. */
        REFUSED,
        /** The file, or a value, is told to be no good or not supported. */
        UNREADABLE,
        /** Ours reads it and DuckDB cannot. */
        NOT_JUDGED,
        DIFFERENT,
        /** An error that is not told as one of the file. */
        FAULT
    }

    /**
     * One column in one role.
     *
     * @param role {@code value}, {@code by} or {@code id}
     */
    record Finding(Path file, String column, String role, Verdict verdict, String detail) {
        String columnAndRole() {
            return column + " " + role;
        }
    }

    private final Duck duck = new Duck();
    private final List<Finding> findings = new ArrayList<>();
    private Path file;
    private Path judged;
    private String idColumn;

    /** Judges all columns of a file. */
    List<Finding> judge(Path parquet) {
        return judge(parquet, parquet);
    }

    /** @param twin has the same rows in encodings that DuckDB knows */
    List<Finding> judge(Path parquet, Path twin) {
        file = parquet;
        judged = twin;
        findings.clear();
        MessageType schema;
        try {
            schema = DataFileReader.schema(parquet.toString(), ParquetJudge::open);
        } catch (RuntimeException e) {
            addFailure("*", "value", e);
            return List.copyOf(findings);
        }
        idColumn = null;
        for (ColumnDescriptor column : schema.getColumns()) {
            if (idColumn == null && canBeId(column)) {
                idColumn = ColumnPaths.path(column);
            }
        }
        for (ColumnDescriptor column : schema.getColumns()) {
            judge(column, "value", this::values, this::isSameNumber);
            judge(column, "by", this::groups, this::isSameGroup);
            judgeId(column);
        }
        return List.copyOf(findings);
    }

    private static boolean canBeId(ColumnDescriptor column) {
        LogicalTypeAnnotation annotation = column.getPrimitiveType().getLogicalTypeAnnotation();
        boolean plain = annotation == null
                || annotation instanceof StringLogicalTypeAnnotation
                || annotation instanceof IntLogicalTypeAnnotation;
        return plain
                && column.getMaxRepetitionLevel() == 0
                && switch (column.getPrimitiveType().getPrimitiveTypeName()) {
                    case BINARY, INT32, INT64 -> true;
                    default -> false;
                };
    }

    private static org.apache.parquet.io.InputFile open(String path) {
        return new LocalInputFile(Path.of(path));
    }

    private interface Reading {
        void read(String column, List<Object> into);
    }

    private interface Comparison {
        boolean isSame(Object ours, String type, String text);
    }

    private void judge(ColumnDescriptor column, String role, Reading reading, Comparison comparison) {
        String path = ColumnPaths.path(column);
        List<Object> ours = new ArrayList<>();
        try {
            reading.read(path, ours);
        } catch (RuntimeException e) {
            addFailure(path, role, e);
            return;
        }
        List<String> theirs;
        String type;
        try {
            theirs = duck.rows(
                    "SELECT CASE WHEN c IS NULL THEN '' ELSE '=' || c::VARCHAR END FROM " + column(column, true));
            type = theirs.isEmpty()
                    ? ""
                    : duck.rows("SELECT typeof(c) FROM " + column(column, true) + " LIMIT 1")
                            .get(0);
        } catch (IllegalStateException e) {
            add(path, role, Verdict.NOT_JUDGED, e.getCause().getMessage());
            return;
        }
        if (ours.size() != theirs.size()) {
            add(path, role, Verdict.DIFFERENT, ours.size() + " rows, not " + theirs.size());
            return;
        }
        for (int row = 0; row < ours.size(); row++) {
            boolean missing = theirs.get(row).isEmpty();
            boolean same = missing || ours.get(row) == null
                    ? missing && ours.get(row) == null
                    : comparison.isSame(ours.get(row), type, theirs.get(row).substring(1));
            if (!same) {
                String found =
                        "row " + row + " is " + ours.get(row) + ", DuckDB has " + theirs.get(row) + " of " + type;
                add(path, role, Verdict.DIFFERENT, found);
                return;
            }
        }
        add(path, role, Verdict.SAME, "");
    }

    private String column(ColumnDescriptor column, boolean asText) {
        StringBuilder expression = new StringBuilder("t");
        for (String name : column.getPath()) {
            expression.append(".\"").append(name.replace("\"", "\"\"")).append('"');
        }
        return "(SELECT " + expression + " AS c FROM read_parquet('"
                + judged.toString().replace("'", "''") + "', binary_as_string = " + asText + ") t)";
    }

    private void values(String column, List<Object> into) {
        if (idColumn == null) {
            try {
                valuesAlone(column, into);
                return;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        read(column, List.of(), (block, row) -> {
            double value = block.values()[row];
            into.add(Double.isNaN(value) ? null : (Object) value);
        });
    }

    private void groups(String column, List<Object> into) {
        // The field asked for is one that no file has.
        read("no such column", List.of(column), (block, row) -> {
            int code = block.codes(0)[row];
            into.add(code < 0 ? null : block.byValue(0, code));
        });
    }

    private void read(String value, List<String> by, BiConsumer<EventBlock, Integer> rows) {
        if (idColumn == null) {
            throw new DataGapException(file + " has no column that could hold ids");
        }
        new DataFileReader(new Projection(value, by, idColumn), block -> {
                    for (int row = 0; row < block.rows(); row++) {
                        rows.accept(block, row);
                    }
                })
                .read(file.toString(), ParquetJudge::open);
    }

    /** Of a file without any column of ids, which no question can be asked of. */
    private void valuesAlone(String column, List<Object> into) throws IOException {
        try (ParquetFileReader reader = SourceColumns.open(file.toString(), open(file.toString()))) {
            MessageType schema = reader.getFileMetaData().getSchema();
            ColumnDescriptor found = ColumnPaths.find(schema, column).orElseThrow();
            ColumnValues.requireNumbers(found, file.toString());
            reader.setRequestedSchema(ColumnPaths.only(schema, List.of(found)));
            for (int rowGroup = 0; rowGroup < reader.getRowGroups().size(); rowGroup++) {
                double[] values = new double
                        [Math.toIntExact(reader.getRowGroups().get(rowGroup).getRowCount())];
                try (PageReadStore pages = reader.readRowGroup(rowGroup)) {
                    new ColumnValues(found, pages).read(values, values.length);
                }
                for (double value : values) {
                    into.add(Double.isNaN(value) ? null : (Object) value);
                }
            }
        }
    }

    /** Ids are only compared with each other, so what counts is how many different ones there are. */
    private void judgeId(ColumnDescriptor column) {
        String path = ColumnPaths.path(column);
        Set<List<Long>> ours = new HashSet<>();
        try {
            new DataFileReader(new Projection("no such column", List.of(), path), block -> {
                        block.loadIds();
                        for (int row = 0; row < block.rows(); row++) {
                            ours.add(List.of(block.idsHigh()[row], block.idsLow()[row]));
                        }
                    })
                    .read(file.toString(), ParquetJudge::open);
        } catch (RuntimeException e) {
            addFailure(path, "id", e);
            return;
        }
        try {
            String theirs = duck.rows("SELECT count(DISTINCT c) FROM " + column(column, false))
                    .get(0);
            boolean same = theirs.equals(Integer.toString(ours.size()));
            add(path, "id", same ? Verdict.SAME : Verdict.DIFFERENT, ours.size() + " distinct, not " + theirs);
        } catch (IllegalStateException e) {
            add(path, "id", Verdict.NOT_JUDGED, e.getCause().getMessage());
        }
    }

    private boolean isSameNumber(Object ours, String type, String text) {
        double number = (double) ours;
        double expected = number(type, text);
        // NaN and the infinities are one.
        return Double.isFinite(expected) ? number == expected : number == Double.POSITIVE_INFINITY;
    }

    /** Exactly, whatever DuckDB's own casts do. */
    private static double number(String type, String text) {
        return switch (type) {
            case "DOUBLE", "FLOAT" ->
                switch (text) {
                    case "inf" -> Double.POSITIVE_INFINITY;
                    case "-inf" -> Double.NEGATIVE_INFINITY;
                    case "nan", "-nan" -> Double.NaN;
                    default -> type.equals("FLOAT") ? Float.parseFloat(text) : Double.parseDouble(text);
                };
            default ->
                type.startsWith("DECIMAL") || type.endsWith("INT") || type.endsWith("INTEGER")
                        ? new BigDecimal(text).doubleValue()
                        : 0.123456789; // no number, so a number read from it is wrong
        };
    }

    private boolean isSameGroup(Object ours, String type, String text) {
        if (ours instanceof Double number) {
            return Double.compare(number, number(type, text) + 0.0) == 0;
        }
        return ours.toString().equals(text);
    }

    private void addFailure(String column, String role, RuntimeException e) {
        Verdict verdict = Verdict.FAULT;
        String message = String.valueOf(e.getMessage());
        String rest = message.replace(file.toString(), "");
        if (message.contains(file.toString()) && !rest.contains(": null;")) {
            if (e instanceof IllegalArgumentException && rest.contains(column)) {
                verdict = Verdict.REFUSED;
            } else if (e instanceof DataGapException && rest.contains("without an id")) {
                verdict = Verdict.NULL_IDS;
            } else if (e instanceof DataGapException) {
                verdict = Verdict.UNREADABLE;
            }
        }
        add(column, role, verdict, e.toString());
    }

    private void add(String column, String role, Verdict verdict, String detail) {
        findings.add(new Finding(file, column, role, verdict, detail));
    }

    @Override
    public void close() {
        duck.close();
    }

    /** Judges the files below folders, and says what is not as DuckDB has it; {@code scripts/check-parquet} runs it. */
    public static void main(String[] folders) throws IOException {
        Map<Verdict, Integer> counts = new EnumMap<>(Verdict.class);
        int files = 0;
        try (ParquetJudge judge = new ParquetJudge()) {
            for (Path parquet : parquetFiles(folders)) {
                files++;
                String last = "";
                for (Finding finding : judge.judge(parquet)) {
                    counts.merge(finding.verdict(), 1, Integer::sum);
                    if (finding.verdict() != Verdict.SAME
                            && finding.verdict() != Verdict.REFUSED
                            && finding.verdict() != Verdict.NULL_IDS
                            && !finding.detail().equals(last)) {
                        last = finding.detail();
                        System.out.println(finding.verdict() + " " + parquet + " " + finding.columnAndRole() + ": "
                                + last.lines().findFirst().orElse(""));
                    }
                }
            }
        }
        System.out.println(files + " files, columns in roles: " + counts);
        boolean wrong = counts.containsKey(Verdict.DIFFERENT) || counts.containsKey(Verdict.FAULT);
        System.exit(wrong || files == 0 ? 1 : 0);
    }

    private static List<Path> parquetFiles(String[] folders) throws IOException {
        List<Path> files = new ArrayList<>();
        for (String folder : folders) {
            try (Stream<Path> all = Files.walk(Path.of(folder))) {
                all.filter(path -> path.toString().endsWith(".parquet") && Files.isRegularFile(path))
                        .sorted()
                        .forEach(files::add);
            }
        }
        return files;
    }
}
