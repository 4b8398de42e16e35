package io.sluice.lake.scan;

import io.sluice.core.port.DataGapException;
import io.sluice.core.port.EventScan.EventBlock;
import io.sluice.core.port.EventScan.Projection;
import io.sluice.core.port.LakeUnavailableException;
import io.sluice.lake.parquet.PageCodecs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.ParquetRuntimeException;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.FileMetaData;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.schema.MessageType;

/** Reads the files of one hour, one after the other, and hands their rows on in blocks. Used by one thread. */
final class DataFileReader {
    /** Small enough for all columns of a block to stay in a processor's cache. */
    private static final int BLOCK_ROWS = 8192;

    private final Projection projection;
    private final Consumer<EventBlock> consumer;
    private final List<ColumnCodes> codes = new ArrayList<>();
    private final Block block;

    DataFileReader(Projection projection, Consumer<EventBlock> consumer) {
        this.projection = projection;
        this.consumer = consumer;
        for (String column : projection.by()) {
            codes.add(new ColumnCodes(column));
        }
        this.block = new Block();
    }

    /** The schema of a file. */
    static MessageType schema(String path, Function<String, InputFile> files) {
        return with(path, files, reader -> reader.getFileMetaData().getSchema());
    }

    /** The number of rows of a file. */
    static long rows(String path, Function<String, InputFile> files) {
        return with(path, files, ParquetFileReader::getRecordCount);
    }

    /** Reads a file. */
    void read(String path, Function<String, InputFile> files) {
        with(path, files, reader -> {
            readRowGroups(reader, path);
            return null;
        });
    }

    /** Opens a file for a while; the only place that knows what may go wrong with one, and names it. */
    private static <T> T with(String path, Function<String, InputFile> files, Reading<T> reading) {
        InputFile file = files.apply(path);
        try (ParquetFileReader reader = open(file, path)) {
            return reading.apply(reader);
        } catch (ParquetRuntimeException e) {
            throw damaged(path, e);
        } catch (UncheckedIOException e) {
            throw unreadable(path, e.getCause());
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    private static ParquetFileReader open(InputFile file, String path) throws IOException {
        ParquetReadOptions options = ParquetReadOptions.builder(new PlainParquetConfiguration())
                .withCodecFactory(new PageCodecs())
                .build();
        try {
            return ParquetFileReader.open(file, options);
        } catch (RuntimeException e) { // the library has no type of its own for a file that is no Parquet file
            throw damaged(path, e);
        }
    }

    private static DataGapException damaged(String path, RuntimeException cause) {
        return new DataGapException(
                "Data file " + path + " is damaged: " + cause.getMessage() + "; restore it from a backup", cause);
    }

    private static LakeUnavailableException unreadable(String path, IOException cause) {
        return new LakeUnavailableException("Cannot read data file " + path + ": " + cause.getMessage(), cause);
    }

    private void readRowGroups(ParquetFileReader reader, String path) throws IOException {
        FileMetaData metadata = reader.getFileMetaData();
        Optional<ColumnDescriptor> value = ColumnPaths.find(metadata.getSchema(), projection.value());
        List<Optional<ColumnDescriptor>> by = new ArrayList<>();
        for (String column : projection.by()) {
            by.add(ColumnPaths.find(metadata.getSchema(), column));
        }
        ColumnDescriptor id = ColumnPaths.find(metadata.getSchema(), projection.id())
                .orElseThrow(() -> new DataGapException(
                        "Data file " + path + " has no column " + projection.id() + " with the ids of its events"));
        List<ColumnDescriptor> requested = new ArrayList<>();
        value.ifPresent(requested::add);
        by.forEach(column -> column.ifPresent(requested::add));
        for (int rowGroup = 0; rowGroup < reader.getRowGroups().size(); rowGroup++) {
            reader.setRequestedSchema(requested);
            try (PageReadStore pages = reader.readRowGroup(rowGroup);
                    IdColumn ids = new IdColumn(reader, rowGroup, id, path)) {
                ColumnValues values = value.map(column -> ColumnValues.of(column, pages, metadata, path))
                        .orElse(ColumnValues.ABSENT);
                for (int column = 0; column < by.size(); column++) {
                    codes.get(column).start(by.get(column), pages, metadata);
                }
                readBlocks(reader.getRowGroups().get(rowGroup).getRowCount(), values, ids);
            }
        }
    }

    private void readBlocks(long rows, ColumnValues values, IdColumn ids) {
        for (long row = 0; row < rows; row += BLOCK_ROWS) {
            int count = (int) Math.min(BLOCK_ROWS, rows - row);
            block.begin(count, row, ids);
            values.read(block.values, count);
            for (int column = 0; column < codes.size(); column++) {
                codes.get(column).read(block.codes[column], count);
            }
            consumer.accept(block);
            block.keepsCodes = true;
        }
    }

    /** What is done with an open file. */
    private interface Reading<T> {
        T apply(ParquetFileReader reader) throws IOException;
    }

    /** The one block of this reader, filled again and again. */
    private final class Block implements EventBlock {
        private final double[] values = new double[BLOCK_ROWS];
        private final int[][] codes = new int[DataFileReader.this.codes.size()][BLOCK_ROWS];
        private final long[] idsHigh = new long[BLOCK_ROWS];
        private final long[] idsLow = new long[BLOCK_ROWS];
        private int rows;
        private long firstRow;
        private IdColumn ids;
        private boolean keepsCodes;

        void begin(int count, long first, IdColumn idsOfRowGroup) {
            rows = count;
            firstRow = first;
            ids = idsOfRowGroup;
        }

        @Override
        public int rows() {
            return rows;
        }

        @Override
        public double[] values() {
            return values;
        }

        @Override
        public int[] codes(int byColumn) {
            return codes[byColumn];
        }

        @Override
        public int byColumns() {
            return codes.length;
        }

        @Override
        public Object byValue(int byColumn, int code) {
            return DataFileReader.this.codes.get(byColumn).value(code);
        }

        @Override
        public boolean keepsCodes() {
            return keepsCodes;
        }

        @Override
        public void loadIds() {
            ids.read(firstRow, rows, idsHigh, idsLow);
        }

        @Override
        public long[] idsHigh() {
            return idsHigh;
        }

        @Override
        public long[] idsLow() {
            return idsLow;
        }
    }
}
