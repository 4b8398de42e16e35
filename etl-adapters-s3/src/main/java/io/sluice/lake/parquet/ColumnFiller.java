package io.sluice.lake.parquet;

import io.sluice.core.event.BooleanColumn;
import io.sluice.core.event.Column;
import io.sluice.core.event.DoubleColumn;
import io.sluice.core.event.LongColumn;
import io.sluice.core.event.StringColumn;
import io.sluice.core.event.UuidColumn;
import io.sluice.core.schema.FieldType;
import java.nio.ByteBuffer;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/**
 * Fills one column of a batch from one column of a file, a run of rows at a time. Where the file has none that fits, all
 * values are absent, or the type's zero where they must not be.
 */
final class ColumnFiller {
    private static final byte[] NO_BYTES = new byte[0];

    /** How one present value gets from a reader into a row of the column. */
    private interface Transfer {
        void put(ColumnReader from, int row);
    }

    private final Column column;
    private final ColumnReader reader;
    private final int presentLevel;
    private final LevelMapping levels;
    private final Transfer transfer;

    /**
     * @param column of the batch
     * @param reader of the file's column of that path; null if the file has none
     * @param levels what absence at some level of the file's column is in the batch's
     */
    ColumnFiller(Column column, ColumnReader reader, LevelMapping levels) {
        this.column = column;
        this.levels = levels;
        this.transfer =
                reader == null ? null : transfer(column, reader.getDescriptor().getPrimitiveType());
        this.reader = transfer == null ? null : reader;
        this.presentLevel = reader == null ? -1 : reader.getDescriptor().getMaxDefinitionLevel();
    }

    private static Transfer transfer(Column column, PrimitiveType stored) {
        PrimitiveTypeName name = stored.getPrimitiveTypeName();
        if (column instanceof LongColumn longs) {
            boolean timestamp = stored.getLogicalTypeAnnotation() instanceof TimestampLogicalTypeAnnotation;
            boolean same = name == PrimitiveTypeName.INT64
                    && timestamp == (column.field().type() == FieldType.TIMESTAMP);
            return same ? (from, row) -> longs.set(row, from.getLong()) : null;
        }
        if (column instanceof DoubleColumn doubles) {
            return switch (name) {
                case DOUBLE -> (from, row) -> doubles.set(row, from.getDouble());
                case INT64 -> (from, row) -> doubles.set(row, from.getLong());
                default -> null;
            };
        }
        if (column instanceof BooleanColumn booleans) {
            return name == PrimitiveTypeName.BOOLEAN ? (from, row) -> booleans.set(row, from.getBoolean()) : null;
        }
        if (column instanceof StringColumn texts) {
            return name == PrimitiveTypeName.BINARY ? (from, row) -> put(from.getBinary(), texts, row) : null;
        }
        UuidColumn uuids = (UuidColumn) column;
        return switch (name) {
            case BINARY -> (from, row) -> putText(from.getBinary(), uuids, row);
            case FIXED_LEN_BYTE_ARRAY -> (from, row) -> putBytes(from.getBinary(), uuids, row);
            default -> null;
        };
    }

    private static void put(Binary value, StringColumn into, int row) {
        ByteBuffer bytes = value.toByteBuffer();
        into.set(row, bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
    }

    private static void putText(Binary value, UuidColumn into, int row) {
        ByteBuffer bytes = value.toByteBuffer();
        int start = bytes.arrayOffset() + bytes.position();
        if (UuidText.isUuidText(bytes.array(), start, bytes.remaining())) {
            into.set(row, UuidText.readHigh(bytes.array(), start), UuidText.readLow(bytes.array(), start));
        } else {
            into.set(row, 0, 0);
        }
    }

    private static void putBytes(Binary value, UuidColumn into, int row) {
        ByteBuffer bytes = value.toByteBuffer();
        into.set(row, bytes.getLong(bytes.position()), bytes.getLong(bytes.position() + 8));
    }

    /** Whether the values are those of the file, not made up. */
    boolean isFaithful() {
        return transfer != null;
    }

    /** Sets rows 0 to {@code rows}, excluded, of the batch's column to the next values of the file. */
    void fill(int rows) {
        if (transfer == null) {
            for (int row = 0; row < rows; row++) {
                leaveOut(row, 0);
            }
            return;
        }
        for (int row = 0; row < rows; row++) {
            int level = reader.getCurrentDefinitionLevel();
            if (level == presentLevel) {
                transfer.put(reader, row);
            } else {
                leaveOut(row, level);
            }
            reader.consume();
        }
    }

    private void leaveOut(int row, int storedLevel) {
        int level = levels.absent(storedLevel);
        if (level < column.field().maxDefinitionLevel()) {
            column.setAbsent(row, level);
        } else if (column instanceof LongColumn longs) {
            longs.set(row, 0);
        } else if (column instanceof DoubleColumn doubles) {
            doubles.set(row, 0);
        } else if (column instanceof BooleanColumn booleans) {
            booleans.set(row, false);
        } else if (column instanceof StringColumn texts) {
            texts.set(row, NO_BYTES, 0, 0);
        } else {
            ((UuidColumn) column).set(row, 0, 0);
        }
    }
}
