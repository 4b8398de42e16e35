package io.sluice.lake.parquet;

import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.ColumnWriter;

/** Copies the values of one column of one row group, front to back. */
@FunctionalInterface
interface ColumnCopy {
    int NO_REPETITION = 0;

    /** For a column that the source does not have. */
    ColumnCopy ABSENT = (rows, to) -> {
        for (int row = 0; row < rows; row++) {
            to.writeNull(NO_REPETITION, 0);
        }
        return rows;
    };

    /**
     * Copies the next rows.
     *
     * @return how many
     */
    int copy(int rows, ColumnWriter to);

    /** A copy of a column that is not repeated. */
    static ColumnCopy of(ColumnDescriptor column, ColumnReader from) {
        int present = column.getMaxDefinitionLevel();
        return switch (column.getPrimitiveType().getPrimitiveTypeName()) {
            case INT32 -> of(from, present, (to, level) -> to.write(from.getInteger(), NO_REPETITION, level));
            case INT64 -> of(from, present, (to, level) -> to.write(from.getLong(), NO_REPETITION, level));
            case DOUBLE -> of(from, present, (to, level) -> to.write(from.getDouble(), NO_REPETITION, level));
            case FLOAT -> of(from, present, (to, level) -> to.write(from.getFloat(), NO_REPETITION, level));
            case BOOLEAN -> of(from, present, (to, level) -> to.write(from.getBoolean(), NO_REPETITION, level));
            case BINARY, FIXED_LEN_BYTE_ARRAY, INT96 ->
                of(from, present, (to, level) -> to.write(from.getBinary(), NO_REPETITION, level));
        };
    }

    /** Writes the value that a reader stands at. */
    @FunctionalInterface
    interface Value {
        void write(ColumnWriter to, int level);
    }

    private static ColumnCopy of(ColumnReader from, int present, Value value) {
        return (rows, to) -> {
            for (int row = 0; row < rows; row++) {
                int level = from.getCurrentDefinitionLevel();
                if (level == present) {
                    value.write(to, level);
                } else {
                    to.writeNull(NO_REPETITION, level);
                }
                from.consume();
            }
            return rows;
        };
    }
}
