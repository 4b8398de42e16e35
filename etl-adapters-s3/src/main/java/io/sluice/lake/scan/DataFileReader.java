package io.sluice.lake.scan;

import io.sluice.core.port.DataGapException;
import io.sluice.core.port.EventScan.EventBlock;
import io.sluice.core.port.EventScan.Projection;
import io.sluice.lake.parquet.PageCodecs;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
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
        for (int i = 0; i < projection.by().size(); i++) {
            codes.add(new ColumnCodes());
        }
        this.block = new Block();
    }

    /** The schema of a file. */
    static MessageType schema(String path, Function<String, InputFile> files) {
        return Decoding.of(path, () -> {
            try (ParquetFileReader reader = open(path, files)) {
                return reader.getFileMetaData().getSchema();
            }
        });
    }

    /** The number of rows of a file. */
    static long rows(String path, Function<String, InputFile> files) {
        return Decoding.of(path, () -> {
            try (ParquetFileReader reader = open(path, files)) {
                return reader.getRecordCount();
            }
        });
    }

    private static ParquetFileReader open(String path, Function<String, InputFile> files) {
        ParquetReadOptions options = ParquetReadOptions.builder(new PlainParquetConfiguration())
                .withCodecFactory(new PageCodecs())
                .withPageChecksumVerification(true)
                .build();
        return Decoding.of(path, () -> ParquetFileReader.open(files.apply(path), options));
    }

    /**
     * Reads a file.
     *
     * @throws IllegalArgumentException if a column is of no use in its role
     */
    void read(String path, Function<String, InputFile> files) {
        ParquetFileReader reader = open(path, files);
        try {
            Columns columns = columns(reader.getFileMetaData().getSchema(), path);
            for (int rowGroup = 0; rowGroup < reader.getRowGroups().size(); rowGroup++) {
                readRowGroup(reader, rowGroup, columns, path);
            }
        } finally {
            Decoding.of(path, () -> {
                reader.close();
                return null;
            });
        }
    }

    private Columns columns(MessageType schema, String path) {
        Optional<ColumnDescriptor> value = withValues(schema, projection.value());
        value.ifPresent(column -> {
            ColumnValues.requireNumbers(column, path);
            requireWhole(schema, column, path);
        });
        List<Optional<ColumnDescriptor>> by = new ArrayList<>();
        for (String column : projection.by()) {
            Optional<ColumnDescriptor> found = withValues(schema, column);
            found.ifPresent(of -> {
                ColumnCodes.requireGroups(of, path);
                requireWhole(schema, of, path);
            });
            by.add(found);
        }
        ColumnDescriptor id = ColumnPaths.find(schema, projection.id())
                .orElseThrow(() -> new DataGapException(
                        "Data file " + path + " has no column " + projection.id() + " with the ids of its events"));
        IdColumn.requireIds(id, path);
        requireWhole(schema, id, path);
        return new Columns(value, by, id);
    }

    /** A part of a value, as of a variant, means nothing by itself. */
    private static void requireWhole(MessageType schema, ColumnDescriptor column, String path) {
        ColumnPaths.annotatedGroup(schema, column).ifPresent(group -> {
            throw ColumnTypes.refused(
                    "read",
                    column,
                    path,
                    "it is but a part of " + group.getName() + ", " + group.getLogicalTypeAnnotation());
        });
    }

    /** The column at a path, if it is there and not one of nulls only. */
    private static Optional<ColumnDescriptor> withValues(MessageType schema, String path) {
        return ColumnPaths.find(schema, path).filter(column -> !ColumnTypes.isAbsent(column.getPrimitiveType()));
    }

    private void readRowGroup(ParquetFileReader reader, int rowGroup, Columns columns, String path) {
        long rows = reader.getRowGroups().get(rowGroup).getRowCount();
        if (rows == 0) {
            return; // there are writers of such, and the library takes them for damage
        }
        reader.setRequestedSchema(ColumnPaths.only(reader.getFileMetaData().getSchema(), columns.withoutIds()));
        try (PageReadStore pages = Decoding.of(path, () -> reader.readRowGroup(rowGroup));
                IdColumn ids = new IdColumn(reader, rowGroup, columns.id, path)) {
            ColumnValues values = Decoding.of(path, () -> {
                for (int column = 0; column < codes.size(); column++) {
                    codes.get(column).start(columns.by.get(column), pages);
                }
                return columns.value.isEmpty() ? null : new ColumnValues(columns.value.get(), pages);
            });
            for (long row = 0; row < rows; row += BLOCK_ROWS) {
                block.begin((int) Math.min(BLOCK_ROWS, rows - row), row, ids);
                Decoding.of(path, () -> block.fill(values));
                consumer.accept(block);
                block.keepsCodes = true;
            }
        }
    }

    /** The columns of a file that are asked for. */
    private record Columns(Optional<ColumnDescriptor> value, List<Optional<ColumnDescriptor>> by, ColumnDescriptor id) {

        List<ColumnDescriptor> withoutIds() {
            List<ColumnDescriptor> columns = new ArrayList<>();
            value.ifPresent(columns::add);
            by.forEach(column -> column.ifPresent(columns::add));
            return columns;
        }
    }

    /** The one block of this reader, filled again and again. */
    private final class Block implements EventBlock {
        private final double[] values = new double[BLOCK_ROWS];
        private final int[][] codesOfRows = new int[codes.size()][BLOCK_ROWS];
        /** Empty until ids are asked for, which most blocks never are. */
        private long[] idsHigh = new long[0];

        private long[] idsLow = new long[0];
        private int rows;
        private long firstRow;
        private IdColumn ids;
        private boolean keepsCodes;

        void begin(int count, long first, IdColumn idsOfRowGroup) {
            rows = count;
            firstRow = first;
            ids = idsOfRowGroup;
        }

        /** @param from null for no values at all */
        Block fill(ColumnValues from) throws IOException {
            if (from == null) {
                ColumnValues.readAbsent(values, rows);
            } else {
                from.read(values, rows);
            }
            for (int column = 0; column < codesOfRows.length; column++) {
                codes.get(column).read(codesOfRows[column], rows);
            }
            return this;
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
            return codesOfRows[byColumn];
        }

        @Override
        public int byColumns() {
            return codesOfRows.length;
        }

        @Override
        public Object byValue(int byColumn, int code) {
            return codes.get(byColumn).value(code);
        }

        @Override
        public boolean keepsCodes() {
            return keepsCodes;
        }

        @Override
        public void loadIds() {
            if (idsHigh.length == 0) {
                idsHigh = new long[BLOCK_ROWS];
                idsLow = new long[BLOCK_ROWS];
            }
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
