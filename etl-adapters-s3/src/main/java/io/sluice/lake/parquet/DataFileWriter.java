package io.sluice.lake.parquet;

import io.sluice.core.port.LakeUnavailableException;
import io.sluice.lake.store.FailureHint;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.compression.CompressionCodecFactory.BytesInputCompressor;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.schema.MessageType;

/**
 * One Parquet file while it is written. The caller writes the same number of values to every column, then counts them
 * with {@link #endRows}; in between the columns may be uneven. Not safe for threads; what follows on {@link #seal} may be
 * done by another thread than what was before.
 */
public final class DataFileWriter {
    /** A row group ends at this size: large enough to read well, small enough to buffer. */
    private static final long ROW_GROUP_BYTES = 32L << 20;

    /** Nothing is padded to the blocks of a file system. */
    private static final int NO_PADDING = 0;

    private final ChecksummedFile file;
    private final ParquetProperties properties;
    private final MessageType table;
    private final BytesInputCompressor compressor;
    private final ParquetFileWriter writer;
    private final ColumnWriter[] columns;
    private final int[] presentLevels;

    private ColumnChunkPageWriteStore pages;
    private ColumnWriteStore store;
    private long rowGroupRows;
    private long rows;
    private long bufferedBytes;
    private long heldBytes;
    private boolean sealed;
    private boolean complete;
    private long minTime = Long.MAX_VALUE;
    private long maxTime = Long.MIN_VALUE;

    DataFileWriter(OutputFile file, MessageType table, ParquetProperties properties, BytesInputCompressor compressor) {
        this.file = new ChecksummedFile(file);
        this.table = table;
        this.properties = properties;
        this.compressor = compressor;
        this.columns = new ColumnWriter[table.getColumns().size()];
        this.presentLevels = table.getColumns().stream()
                .mapToInt(ColumnDescriptor::getMaxDefinitionLevel)
                .toArray();
        try {
            writer = new ParquetFileWriter(
                    this.file, table, ParquetFileWriter.Mode.CREATE, ROW_GROUP_BYTES, NO_PADDING, null, properties);
            writer.start();
        } catch (IOException e) {
            throw failed("begin", e);
        }
        beginRowGroup();
    }

    private void beginRowGroup() {
        pages = new ColumnChunkPageWriteStore(
                compressor,
                table,
                properties.getAllocator(),
                properties.getColumnIndexTruncateLength(),
                properties.getPageWriteChecksumEnabled());
        store = properties.newColumnWriteStore(table, pages, pages);
        int index = 0;
        for (ColumnDescriptor column : table.getColumns()) {
            columns[index++] = store.getColumnWriter(column);
        }
        rowGroupRows = 0;
        bufferedBytes = 0;
        heldBytes = 0;
    }

    /** The writer of a leaf column, in the order of the table's schema. Valid until the next {@link #endRows}. */
    ColumnWriter column(int index) {
        return columns[index];
    }

    /** The definition level at which a leaf column has a value. */
    int presentLevel(int index) {
        return presentLevels[index];
    }

    /** Counts rows whose values are all written. */
    void endRows(int count, long smallestTime, long greatestTime) {
        for (int i = 0; i < count; i++) {
            store.endRecord();
        }
        rowGroupRows += count;
        rows += count;
        minTime = Math.min(minTime, smallestTime);
        maxTime = Math.max(maxTime, greatestTime);
        bufferedBytes = store.getBufferedSize();
        heldBytes = Math.max(bufferedBytes, store.getAllocatedSize());
        if (bufferedBytes >= ROW_GROUP_BYTES) {
            flushRowGroup();
        }
    }

    /** Writes what is buffered, as a row group. */
    public void flushRowGroup() {
        if (rowGroupRows == 0) {
            return;
        }
        endRowGroup();
        beginRowGroup();
    }

    private void endRowGroup() {
        try {
            if (rowGroupRows > 0) {
                writer.startBlock(rowGroupRows);
                store.flush();
                pages.flushToFileWriter(writer);
                writer.endBlock();
            }
        } catch (IOException e) {
            throw failed("write", e);
        } finally {
            store.close();
            pages.close();
        }
    }

    /** Writes what is left and ends the bytes; no more rows can be added. Nothing is held in memory then. */
    public void seal() {
        endRowGroup();
        bufferedBytes = 0;
        heldBytes = 0;
        try (writer) {
            writer.end(Map.of());
        } catch (IOException e) {
            throw failed("write", e);
        }
        sealed = true;
        store = null;
        pages = null;
        Arrays.fill(columns, null);
    }

    /** Completes the file, sealed or not; its bytes are durable then. In a store far away this uploads it. */
    public void finish() {
        if (!sealed) {
            seal();
        }
        try {
            file.complete();
        } catch (IOException e) {
            throw failed("complete", e);
        }
        complete = true;
    }

    /** Gives the file up and leaves behind what is in the store of it. */
    public void abort() {
        if (complete) {
            return;
        }
        try {
            try {
                discardRows();
            } finally {
                file.abort();
            }
        } catch (IOException e) {
            throw failed("close", e);
        }
    }

    private void discardRows() throws IOException {
        if (!sealed) {
            try (writer) {
                store.close();
                pages.close();
            }
        }
    }

    /** Bytes held in memory for rows that are not in the file yet; an estimate. */
    public long bufferedBytes() {
        return bufferedBytes;
    }

    /** Bytes of memory that these rows take, dictionaries and what is reserved for more included. */
    public long heldBytes() {
        return heldBytes;
    }

    /** Bytes in the file so far; all of them after {@link #seal()}. */
    public long bytes() {
        return file.bytes();
    }

    /** CRC-32C of the bytes in the file, eight hex digits. */
    public String checksum() {
        return file.checksum();
    }

    public long rows() {
        return rows;
    }

    /** The smallest time of the rows, microseconds since the epoch. */
    public long minTime() {
        return minTime;
    }

    /** The greatest time of the rows. */
    public long maxTime() {
        return maxTime;
    }

    private LakeUnavailableException failed(String action, IOException e) {
        return new LakeUnavailableException(
                "Cannot " + action + " data file " + file.getPath() + ": " + e.getMessage() + FailureHint.on(e), e);
    }
}
