package io.sluice.lake.scan;

import io.sluice.core.event.RecordBatch;
import io.sluice.core.port.DataGapException;
import io.sluice.core.port.LakeUnavailableException;
import io.sluice.lake.parquet.TableSchemas;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.schema.MessageType;

/** The source records in one file of {@code rejected/}. Not safe for threads. */
public final class RejectedRows implements AutoCloseable {
    private static final List<String> COLUMNS = List.of(
            TableSchemas.SOURCE_PARTITION, TableSchemas.SOURCE_OFFSET, "record_time", "payload", "payload_bytes");

    private final String path;
    private final ParquetFileReader reader;

    /** Takes rows. */
    public interface Rows {
        /**
         * A rejected record.
         *
         * @param time the record's timestamp, milliseconds since the epoch, or {@link RecordBatch#NO_TIME}
         * @param payload null where it had no value
         * @param payloadBytes the length of the value in the source; more than those of the payload where that is cut
         */
        void row(int partition, long offset, long time, byte[] payload, long payloadBytes);
    }

    /**
     * Opens a file and reads its footer.
     *
     * @param path names the file in messages
     * @throws DataGapException if it is no such file
     * @throws LakeUnavailableException if the store fails
     */
    public RejectedRows(String path, InputFile file) {
        this.path = path;
        this.reader = SourceColumns.open(path, file);
    }

    /**
     * Hands over all rows in their order.
     *
     * @throws DataGapException if the file is damaged
     */
    public void read(Rows rows) {
        MessageType schema = reader.getFileMetaData().getSchema();
        List<ColumnDescriptor> columns =
                COLUMNS.stream().map(name -> column(schema, name)).toList();
        reader.setRequestedSchema(ColumnPaths.only(schema, columns));
        for (int rowGroup = 0; rowGroup < reader.getRowGroups().size(); rowGroup++) {
            int group = rowGroup;
            try (PageReadStore pages = Decoding.of(path, () -> reader.readRowGroup(group))) {
                new Group(columns, pages).read(rows);
            }
        }
    }

    private ColumnDescriptor column(MessageType schema, String name) {
        return ColumnPaths.find(schema, name)
                .orElseThrow(() -> new DataGapException("Data file " + path + " has no column " + name
                        + ", so it is no file of rejected/; it has " + ColumnPaths.all(schema)));
    }

    /** The readers of one row group's columns, moved on row by row. */
    private final class Group {
        private final long count;
        private final ColumnReader[] columns;
        private int partition;
        private long offset;
        private long time;
        private byte[] payload;
        private long payloadBytes;

        Group(List<ColumnDescriptor> descriptors, PageReadStore pages) {
            count = pages.getRowCount();
            columns = Decoding.of(path, () -> descriptors.stream()
                    .map(column -> ColumnReaders.of(column, pages, reader.getFileMetaData(), ColumnReaders.unused()))
                    .toArray(ColumnReader[]::new));
        }

        void read(Rows rows) {
            for (long row = 0; row < count; row++) {
                Decoding.of(path, () -> {
                    next();
                    return null;
                });
                rows.row(partition, offset, time, payload, payloadBytes);
            }
        }

        private void next() {
            partition = columns[0].getInteger();
            offset = columns[1].getLong();
            time = isPresent(columns[2]) ? Math.floorDiv(columns[2].getLong(), 1000) : RecordBatch.NO_TIME;
            payload = isPresent(columns[3]) ? columns[3].getBinary().getBytes() : null;
            payloadBytes = columns[4].getLong();
            Stream.of(columns).forEach(ColumnReader::consume);
        }

        private boolean isPresent(ColumnReader column) {
            return column.getCurrentDefinitionLevel() == column.getDescriptor().getMaxDefinitionLevel();
        }
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
