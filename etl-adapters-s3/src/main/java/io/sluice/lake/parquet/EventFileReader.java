package io.sluice.lake.parquet;

import io.sluice.core.event.Column;
import io.sluice.core.event.EventBatch;
import io.sluice.core.event.EventRoles;
import io.sluice.core.port.DataGapException;
import io.sluice.core.schema.EventSchema;
import io.sluice.core.schema.Field;
import java.io.IOException;
import java.util.function.Consumer;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.VersionParser;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReaderImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.schema.MessageType;

/**
 * Reads files of {@code events/} and {@code late/} back into batches: the same values, definition levels, offsets and
 * hashes as the rows had that were written.
 *
 * <p>A file may be older than the schema. A column it does not have is absent in all rows; where the schema requires it,
 * or its type is another one now (which takes {@code --accept-change}), rows get the type's zero, since they are only
 * read to rebuild state and never written again. Id and time must be there. Not safe for threads.
 */
public final class EventFileReader {
    private static final int BATCH_ROWS = 8192;

    /** Of values before compression, so that rows of megabytes do not come by the thousand. */
    private static final long BATCH_BYTES = 16L << 20;

    private final EventRoles roles;
    private final EventBatch batch;
    private final ParquetReadOptions options = ParquetReadOptions.builder(new PlainParquetConfiguration())
            .withCodecFactory(new PageCodecs())
            .usePageChecksumVerification()
            .build();

    public EventFileReader(EventSchema schema, EventRoles roles) {
        this.roles = roles;
        this.batch = new EventBatch(schema, roles, BATCH_ROWS);
    }

    /**
     * Reads all rows of a file in their order.
     *
     * @param path names the file in messages
     * @param consumer is given batches of one source partition each, to be used during the call only
     * @throws DataGapException if the file is no such file, or damaged
     */
    public void read(InputFile file, String path, Consumer<EventBatch> consumer) {
        try (ParquetFileReader reader = ReadGuard.guarded(path, () -> ParquetFileReader.open(file, options))) {
            for (BlockMetaData block : reader.getRowGroups()) {
                RowGroup rowGroup = ReadGuard.guarded(path, () -> new RowGroup(reader, block, path));
                while (ReadGuard.guarded(path, rowGroup::nextBatch)) {
                    consumer.accept(batch);
                }
            }
        } catch (IOException e) {
            throw ReadGuard.damaged(path, e);
        }
    }

    /** The rows of one row group, cut into batches. */
    private final class RowGroup {
        private final ColumnFiller[] fillers;
        private final ColumnReader offsets;
        private final int[] partitions;
        private final int batchRows;
        private int position;

        RowGroup(ParquetFileReader parquet, BlockMetaData block, String path) throws IOException {
            MessageType file = parquet.getFileMetaData().getSchema();
            VersionParser.ParsedVersion writer =
                    version(parquet.getFileMetaData().getCreatedBy());
            PageReadStore pages = parquet.readNextRowGroup();
            int rows = Math.toIntExact(pages.getRowCount());
            batchRows =
                    (int) Math.max(1, Math.min(BATCH_ROWS, BATCH_BYTES * rows / Math.max(1, block.getTotalByteSize())));
            partitions = readPartitions(column(pages, file, writer, path, TableSchemas.SOURCE_PARTITION), rows);
            offsets = column(pages, file, writer, path, TableSchemas.SOURCE_OFFSET);
            fillers = new ColumnFiller[batch.schema().columns().size()];
            for (int i = 0; i < fillers.length; i++) {
                Column column = batch.column(i);
                String[] name = column.field().path().split("\\.");
                boolean stored = file.containsPath(name);
                ColumnReader reader = stored ? newReader(pages, file.getColumnDescription(name), writer) : null;
                fillers[i] = new ColumnFiller(column, reader, LevelMapping.of(file, batch.schema(), column.field()));
                requireRole(column.field(), fillers[i], path);
            }
        }

        private void requireRole(Field field, ColumnFiller filler, String path) {
            if ((field.equals(roles.id()) || field.equals(roles.time())) && !filler.isFaithful()) {
                throw new DataGapException("Data file " + path + " holds no column " + field.path() + " of type "
                        + field.type() + ", but its events still matter for deduplication; id and time of events cannot"
                        + " change within a lake, use another lake.uri");
            }
        }

        private static VersionParser.ParsedVersion version(String createdBy) throws IOException {
            try {
                return VersionParser.parse(createdBy);
            } catch (VersionParser.VersionParseException e) {
                throw new IOException(e);
            }
        }

        private ColumnReader column(
                PageReadStore pages, MessageType file, VersionParser.ParsedVersion writer, String path, String name) {
            if (!file.containsPath(new String[] {name})) {
                throw new DataGapException("Data file " + path + " has no column " + name
                        + ", so it is not one that Sluice wrote; restore it from a backup");
            }
            return newReader(pages, file.getColumnDescription(new String[] {name}), writer);
        }

        private static ColumnReader newReader(
                PageReadStore pages, ColumnDescriptor column, VersionParser.ParsedVersion writer) {
            return new ColumnReaderImpl(column, pages.getPageReader(column), IgnoredValues.INSTANCE, writer);
        }

        private static int[] readPartitions(ColumnReader column, int rows) {
            int[] partitions = new int[rows];
            for (int i = 0; i < rows; i++) {
                partitions[i] = column.getInteger();
                column.consume();
            }
            return partitions;
        }

        /** Fills the batch with the next rows; false if there are none. */
        boolean nextBatch() {
            if (position == partitions.length) {
                return false;
            }
            int rows = endOfBatch(position) - position;
            batch.reset(partitions[position]);
            for (ColumnFiller filler : fillers) {
                filler.fill(rows);
            }
            for (int i = 0; i < rows; i++) {
                batch.nextRow();
                batch.endRow(offsets.getLong());
                offsets.consume();
            }
            position += rows;
            return true;
        }

        private int endOfBatch(int from) {
            int limit = Math.min(partitions.length, from + batchRows);
            int to = from + 1;
            while (to < limit && partitions[to] == partitions[from]) {
                to++;
            }
            return to;
        }
    }
}
