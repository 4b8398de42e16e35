package io.sluice.lake.parquet;

import io.sluice.core.port.DataGapException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.VersionParser;
import org.apache.parquet.VersionParser.ParsedVersion;
import org.apache.parquet.VersionParser.VersionParseException;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.impl.ColumnReaderImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.FileMetaData;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type.Repetition;

/**
 * One data file made of the rows of others of the same table, in their order. Values and levels are copied column by
 * column and encoded anew, so that the many small pages and row groups become few large ones; what a value means is not
 * looked at. In memory are one row group that is read and one that is filled. Not safe for threads.
 */
public final class MergedFile {
    private static final int CHUNK_ROWS = 512;

    /** A chunk ends in one page at least, so it must not be much larger than one. */
    private static final long CHUNK_BYTES = 1 << 20;

    private static final ParquetReadOptions OPTIONS = ParquetReadOptions.builder(new PlainParquetConfiguration())
            .withCodecFactory(new PageCodecs())
            .usePageChecksumVerification()
            .build();

    private final MessageType columns;
    private final DataFileWriter out;

    /**
     * What a data file looks like.
     *
     * @param columns its schema
     * @param firstRowGroup how its first row group is encoded; null if it has none
     */
    public record Layout(MessageType columns, BlockMetaData firstRowGroup) {
        /**
         * Reads a file's footer.
         *
         * @param path names the file in messages
         * @throws DataGapException if it is no data file, or damaged
         */
        public static Layout of(InputFile file, String path) {
            return ReadGuard.guarded(path, () -> {
                try (ParquetFileReader reader = ParquetFileReader.open(file, OPTIONS)) {
                    List<BlockMetaData> blocks = reader.getRowGroups();
                    return new Layout(reader.getFileMetaData().getSchema(), blocks.isEmpty() ? null : blocks.get(0));
                }
            });
        }

        /**
         * Whether rows of a file of another layout can stand in one of this: it has the same columns, or lacks some
         * that may be absent from a row.
         */
        public boolean takes(Layout other) {
            if (columns.equals(other.columns)) {
                return true;
            }
            int found = 0;
            for (ColumnDescriptor column : columns.getColumns()) {
                if (!other.columns.containsPath(column.getPath())) {
                    if (!canBeAbsent(column)) {
                        return false;
                    }
                    continue;
                }
                ColumnDescriptor same = other.columns.getColumnDescription(column.getPath());
                if (!same.getPrimitiveType().equals(column.getPrimitiveType())
                        || same.getMaxDefinitionLevel() != column.getMaxDefinitionLevel()) {
                    return false;
                }
                found++;
            }
            return found == other.columns.getColumns().size();
        }

        /** Level 0 says absent only where nothing around the column can be there without it. */
        private static boolean canBeAbsent(ColumnDescriptor column) {
            return column.getMaxDefinitionLevel() == 1
                    && column.getPrimitiveType().isRepetition(Repetition.OPTIONAL);
        }
    }

    /**
     * Begins a file.
     *
     * @param layout of the files to be merged, the newest of them: how it is encoded and compressed goes on
     */
    public MergedFile(OutputFile file, Layout layout) {
        columns = layout.columns;
        PageCodecs codecs = new PageCodecs();
        ColumnChunkMetaData first = layout.firstRowGroup == null
                ? null
                : layout.firstRowGroup.getColumns().get(0);
        out = new DataFileWriter(
                file,
                columns,
                ColumnEncodings.like(columns, layout.firstRowGroup),
                codecs.getCompressor(first == null ? Compression.SNAPPY.codec : first.getCodec()));
    }

    /**
     * Appends all rows of a file.
     *
     * @param path names it in messages
     * @param minTime the smallest time of its rows, microseconds since the epoch
     * @param maxTime the greatest
     * @return how many rows there were
     * @throws DataGapException if the file is damaged
     */
    public long append(InputFile file, String path, long minTime, long maxTime) {
        long rows = 0;
        try (ParquetFileReader reader = ReadGuard.guarded(path, () -> ParquetFileReader.open(file, OPTIONS))) {
            for (int i = 0; i < reader.getRowGroups().size(); i++) {
                rows += append(reader, i, path, minTime, maxTime);
            }
        } catch (IOException e) {
            throw ReadGuard.damaged(path, e);
        }
        return rows;
    }

    private long append(ParquetFileReader reader, int rowGroup, String path, long minTime, long maxTime) {
        BlockMetaData block = reader.getRowGroups().get(rowGroup);
        long rows = block.getRowCount();
        try (PageReadStore pages = ReadGuard.guarded(path, () -> reader.readRowGroup(rowGroup))) {
            List<ColumnCopy> copies = ReadGuard.guarded(path, () -> copies(reader.getFileMetaData(), pages));
            long chunk = Math.max(1, Math.min(CHUNK_ROWS, CHUNK_BYTES * rows / Math.max(1, block.getTotalByteSize())));
            for (long row = 0; row < rows; row += chunk) {
                int count = (int) Math.min(chunk, rows - row);
                for (int column = 0; column < copies.size(); column++) {
                    ColumnCopy copy = copies.get(column);
                    int target = column;
                    ReadGuard.guarded(path, () -> copy.copy(count, out.column(target)));
                }
                out.endRows(count, minTime, maxTime);
            }
        }
        return rows;
    }

    private List<ColumnCopy> copies(FileMetaData file, PageReadStore pages) throws IOException {
        ParsedVersion writer = writer(file.getCreatedBy());
        List<ColumnCopy> copies = new ArrayList<>();
        for (ColumnDescriptor column : columns.getColumns()) {
            if (!file.getSchema().containsPath(column.getPath())) {
                copies.add(ColumnCopy.ABSENT);
                continue;
            }
            ColumnDescriptor source = file.getSchema().getColumnDescription(column.getPath());
            copies.add(ColumnCopy.of(
                    source, new ColumnReaderImpl(source, pages.getPageReader(source), IgnoredValues.INSTANCE, writer)));
        }
        return copies;
    }

    private static ParsedVersion writer(String createdBy) throws IOException {
        try {
            return VersionParser.parse(createdBy);
        } catch (VersionParseException e) {
            throw new IOException(e);
        }
    }

    /** The file, to be finished or abandoned. */
    public DataFileWriter file() {
        return out;
    }
}
