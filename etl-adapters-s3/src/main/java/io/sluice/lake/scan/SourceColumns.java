package io.sluice.lake.scan;

import io.sluice.core.port.DataGapException;
import io.sluice.core.port.LakeUnavailableException;
import io.sluice.lake.parquet.PageCodecs;
import io.sluice.lake.parquet.TableSchemas;
import java.io.IOException;
import java.util.List;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.schema.MessageType;

/**
 * One data file, of which only the columns are read that say where rows came from. Not safe for threads.
 */
public final class SourceColumns implements AutoCloseable {
    private final String path;
    private final ParquetFileReader reader;

    /** Takes the source columns of rows. */
    public interface Rows {
        void row(int partition, long offset);
    }

    /**
     * Opens a file and reads its footer.
     *
     * @param path names the file in messages
     * @throws DataGapException if it is no such file
     * @throws LakeUnavailableException if the store fails
     */
    public SourceColumns(String path, InputFile file) {
        this.path = path;
        this.reader = open(path, file);
    }

    static ParquetFileReader open(String path, InputFile file) {
        ParquetReadOptions options = ParquetReadOptions.builder(new PlainParquetConfiguration())
                .withCodecFactory(new PageCodecs())
                .withPageChecksumVerification(true)
                .build();
        return Decoding.of(path, () -> ParquetFileReader.open(file, options));
    }

    /** The rows that the footer names. */
    public long rows() {
        return reader.getRecordCount();
    }

    /**
     * Reads source partition and offset of all rows.
     *
     * @throws DataGapException if the file is damaged
     */
    public void read(Rows rows) {
        MessageType schema = reader.getFileMetaData().getSchema();
        ColumnDescriptor partition = column(schema, TableSchemas.SOURCE_PARTITION);
        ColumnDescriptor offset = column(schema, TableSchemas.SOURCE_OFFSET);
        reader.setRequestedSchema(ColumnPaths.only(schema, List.of(partition, offset)));
        int[] partitions = new int[0];
        for (int rowGroup = 0; rowGroup < reader.getRowGroups().size(); rowGroup++) {
            int group = rowGroup;
            try (PageReadStore pages = Decoding.of(path, () -> reader.readRowGroup(group))) {
                int count = Math.toIntExact(pages.getRowCount());
                partitions = partitions.length < count ? new int[count] : partitions;
                long[] offsets = new long[count];
                readGroup(partition, offset, pages, partitions, offsets);
                for (int row = 0; row < count; row++) {
                    rows.row(partitions[row], offsets[row]);
                }
            }
        }
    }

    private void readGroup(
            ColumnDescriptor partition,
            ColumnDescriptor offset,
            PageReadStore pages,
            int[] partitions,
            long[] offsets) {
        Decoding.of(path, () -> {
            ColumnReader ofPartition = reader(partition, pages);
            ColumnReader ofOffset = reader(offset, pages);
            for (int row = 0; row < offsets.length; row++) {
                partitions[row] = ofPartition.getInteger();
                ofPartition.consume();
                offsets[row] = ofOffset.getLong();
                ofOffset.consume();
            }
            return null;
        });
    }

    private ColumnReader reader(ColumnDescriptor column, PageReadStore pages) {
        return ColumnReaders.of(column, pages, reader.getFileMetaData(), ColumnReaders.unused());
    }

    private ColumnDescriptor column(MessageType schema, String name) {
        return ColumnPaths.find(schema, name)
                .orElseThrow(() -> new DataGapException("Data file " + path + " has no column " + name
                        + ", so it was not written by Sluice; it has " + ColumnPaths.all(schema)));
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
