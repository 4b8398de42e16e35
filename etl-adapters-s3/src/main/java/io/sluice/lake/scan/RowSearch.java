package io.sluice.lake.scan;

import io.sluice.core.event.IdInPayload;
import io.sluice.core.port.DataGapException;
import io.sluice.core.port.LakeUnavailableException;
import io.sluice.lake.parquet.TableSchemas;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.schema.MessageType;

/**
 * Looks for rows in one data file. Other columns than those compared are only read in row groups with a match. Not safe
 * for threads.
 */
public final class RowSearch implements AutoCloseable {
    private static final int BLOCK_ROWS = 8192;

    private final String path;
    private final ParquetFileReader reader;
    private final MessageType schema;

    /** An event found: where it came from and its time as the column has it. */
    public record EventRow(int partition, long offset, long time) {}

    /**
     * A rejected record found.
     *
     * @param isGuess whether it could not be decoded, so that it may be another event
     */
    public record RejectedRow(
            int partition, long offset, String reason, String field, String detail, boolean isGuess) {}

    /**
     * Opens a file.
     *
     * @param path names the file in messages
     * @throws DataGapException if it is damaged
     */
    public RowSearch(String path, InputFile file) {
        this.path = path;
        this.reader = SourceColumns.open(path, file);
        this.schema = reader.getFileMetaData().getSchema();
    }

    /** Finds the events with an id, as the deduplicator has it in 128 bits. */
    public void findEvents(String idColumn, String timeColumn, long high, long low, Consumer<EventRow> consumer) {
        for (int rowGroup = 0; rowGroup < reader.getRowGroups().size(); rowGroup++) {
            List<Integer> rows = rowsWith(rowGroup, column(idColumn), high, low);
            if (!rows.isEmpty()) {
                long[] partitions = longs(rowGroup, TableSchemas.SOURCE_PARTITION, true);
                long[] offsets = longs(rowGroup, TableSchemas.SOURCE_OFFSET, false);
                long[] times = longs(rowGroup, timeColumn, false);
                rows.forEach(row -> consumer.accept(new EventRow((int) partitions[row], offsets[row], times[row])));
            }
        }
    }

    private List<Integer> rowsWith(int rowGroup, ColumnDescriptor id, long high, long low) {
        List<Integer> rows = new ArrayList<>();
        long[] highs = new long[BLOCK_ROWS];
        long[] lows = new long[BLOCK_ROWS];
        long count = reader.getRowGroups().get(rowGroup).getRowCount();
        try (IdColumn ids = new IdColumn(reader, rowGroup, id, path)) {
            for (long first = 0; first < count; first += BLOCK_ROWS) {
                int block = (int) Math.min(BLOCK_ROWS, count - first);
                ids.read(first, block, highs, lows);
                for (int row = 0; row < block; row++) {
                    if (highs[row] == high && lows[row] == low) {
                        rows.add((int) first + row);
                    }
                }
            }
        }
        return rows;
    }

    /** Finds the rejected records whose payload has an id. */
    public void findRejected(IdInPayload id, Consumer<RejectedRow> consumer) {
        for (int rowGroup = 0; rowGroup < reader.getRowGroups().size(); rowGroup++) {
            List<byte[]> payloads = binaries(rowGroup, "payload");
            Map<Integer, IdInPayload.Match> rows = new TreeMap<>();
            for (int row = 0; row < payloads.size(); row++) {
                IdInPayload.Match match = id.in(payloads.get(row));
                if (match != IdInPayload.Match.NO) {
                    rows.put(row, match);
                }
            }
            if (!rows.isEmpty()) {
                long[] partitions = longs(rowGroup, TableSchemas.SOURCE_PARTITION, true);
                long[] offsets = longs(rowGroup, TableSchemas.SOURCE_OFFSET, false);
                List<byte[]> reasons = binaries(rowGroup, "reason");
                List<byte[]> fields = binaries(rowGroup, "field");
                List<byte[]> details = binaries(rowGroup, "detail");
                rows.forEach((row, match) -> consumer.accept(new RejectedRow(
                        (int) partitions[row],
                        offsets[row],
                        text(reasons.get(row)),
                        text(fields.get(row)),
                        text(details.get(row)),
                        match == IdInPayload.Match.GUESS)));
            }
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private interface Values {
        void read(ColumnReader column, int rows);
    }

    private void read(int rowGroup, String name, Values values) {
        ColumnDescriptor column = column(name);
        reader.setRequestedSchema(ColumnPaths.only(reader.getFileMetaData().getSchema(), List.of(column)));
        Decoding.of(path, () -> {
            try (PageReadStore pages = reader.readRowGroup(rowGroup)) {
                ColumnReader of = ColumnReaders.of(column, pages, reader.getFileMetaData(), ColumnReaders.unused());
                values.read(of, Math.toIntExact(pages.getRowCount()));
            }
            return null;
        });
    }

    private long[] longs(int rowGroup, String name, boolean isInt) {
        int count = Math.toIntExact(reader.getRowGroups().get(rowGroup).getRowCount());
        long[] values = new long[count];
        read(rowGroup, name, (column, rows) -> {
            for (int row = 0; row < rows; row++) {
                values[row] = isInt ? column.getInteger() : column.getLong();
                column.consume();
            }
        });
        return values;
    }

    /** The values of a binary column; empty where there is none. */
    private List<byte[]> binaries(int rowGroup, String name) {
        List<byte[]> values = new ArrayList<>();
        int present = column(name).getMaxDefinitionLevel();
        read(rowGroup, name, (column, rows) -> {
            for (int row = 0; row < rows; row++) {
                boolean isPresent = column.getCurrentDefinitionLevel() == present;
                values.add(isPresent ? column.getBinary().getBytes() : new byte[0]);
                column.consume();
            }
        });
        return values;
    }

    private ColumnDescriptor column(String name) {
        return ColumnPaths.find(schema, name)
                .orElseThrow(() -> new IllegalArgumentException(
                        "Data file " + path + " has no column " + name + "; it has " + ColumnPaths.all(schema)));
    }

    @Override
    public void close() {
        try {
            reader.close();
        } catch (IOException e) {
            throw new LakeUnavailableException("Cannot close data file " + path + ": " + e.getMessage(), e);
        }
    }
}
