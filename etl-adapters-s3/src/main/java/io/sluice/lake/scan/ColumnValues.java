package io.sluice.lake.scan;

import io.sluice.core.port.DataGapException;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.hadoop.metadata.FileMetaData;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;

/** The numbers of one column of one row group, front to back. */
abstract class ColumnValues {
    /** Of a file that has no such column. */
    static final ColumnValues ABSENT = new ColumnValues() {
        @Override
        void read(double[] into, int rows) {
            Arrays.fill(into, 0, rows, Double.NaN);
        }
    };

    /** Reads the next rows; NaN where there is no value. */
    abstract void read(double[] into, int rows);

    /**
     * Checks that a column holds numbers.
     *
     * @throws IllegalArgumentException if it does not
     */
    static void requireNumbers(ColumnDescriptor column) {
        PrimitiveType type = column.getPrimitiveType();
        boolean plain = type.getLogicalTypeAnnotation() == null
                || type.getLogicalTypeAnnotation() instanceof IntLogicalTypeAnnotation;
        boolean number =
                switch (type.getPrimitiveTypeName()) {
                    case DOUBLE, FLOAT, INT64, INT32 -> true;
                    default -> false;
                };
        if (!plain || !number || column.getMaxRepetitionLevel() > 0) {
            throw new IllegalArgumentException(
                    "Cannot take quantiles of " + ColumnPaths.path(column) + ": it is no number but " + type);
        }
    }

    /** The values of a column that holds numbers. */
    static ColumnValues of(ColumnDescriptor column, PageReadStore pages, FileMetaData metadata, String path) {
        ColumnReader reader = ColumnReaders.of(column, pages, metadata, ColumnReaders.unused());
        return switch (column.getPrimitiveType().getPrimitiveTypeName()) {
            case DOUBLE -> new Doubles(reader, column, path);
            case FLOAT -> new Others(reader, column, path, ColumnReader::getFloat);
            case INT64 -> new Others(reader, column, path, ColumnReader::getLong);
            case INT32 -> new Others(reader, column, path, ColumnReader::getInteger);
            default -> throw new IllegalStateException("Refused before: " + column);
        };
    }

    static void requireFinite(double value, ColumnDescriptor column, String path) {
        if (Double.isInfinite(value)) {
            throw new DataGapException("Data file " + path + " holds " + value + " in column "
                    + ColumnPaths.path(column) + "; events can only hold finite numbers, so somebody else wrote it");
        }
    }

    /** The common case, apart so that the call of the reader is a direct one. */
    private static final class Doubles extends ColumnValues {
        private final ColumnReader reader;
        private final ColumnDescriptor column;
        private final String path;

        Doubles(ColumnReader reader, ColumnDescriptor column, String path) {
            this.reader = reader;
            this.column = column;
            this.path = path;
        }

        @Override
        void read(double[] into, int rows) {
            int present = column.getMaxDefinitionLevel();
            for (int row = 0; row < rows; row++) {
                double value = reader.getCurrentDefinitionLevel() == present ? reader.getDouble() : Double.NaN;
                requireFinite(value, column, path);
                into[row] = value;
                reader.consume();
            }
        }
    }

    /** Numbers of other types, widened. */
    private static final class Others extends ColumnValues {
        private final ColumnReader reader;
        private final ColumnDescriptor column;
        private final String path;
        private final ToDoubleFunction<ColumnReader> value;

        Others(ColumnReader reader, ColumnDescriptor column, String path, ToDoubleFunction<ColumnReader> value) {
            this.reader = reader;
            this.column = column;
            this.path = path;
            this.value = value;
        }

        @Override
        void read(double[] into, int rows) {
            int present = column.getMaxDefinitionLevel();
            for (int row = 0; row < rows; row++) {
                into[row] = reader.getCurrentDefinitionLevel() == present ? value.applyAsDouble(reader) : Double.NaN;
                requireFinite(into[row], column, path);
                reader.consume();
            }
        }
    }
}
