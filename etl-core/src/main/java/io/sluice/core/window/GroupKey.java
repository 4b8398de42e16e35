package io.sluice.core.window;

import io.sluice.core.event.BooleanColumn;
import io.sluice.core.event.Column;
import io.sluice.core.event.DoubleColumn;
import io.sluice.core.event.EventBatch;
import io.sluice.core.event.LongColumn;
import io.sluice.core.event.StringColumn;
import io.sluice.core.event.UuidColumn;
import io.sluice.core.schema.Field;
import io.sluice.core.schema.FieldType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/**
 * The by-values of a row as bytes, so that a group is looked up without an object per event. Values stand one after the
 * other: one byte that says whether there is a value, then the value (strings: their length first). Scratch memory for
 * one thread.
 */
final class GroupKey {
    private final List<Field> fields;
    private final int[] columns;
    private byte[] bytes = new byte[64];
    private ByteBuffer buffer = ByteBuffer.wrap(bytes);

    GroupKey(List<Field> fields) {
        this.fields = fields;
        columns = fields.stream().mapToInt(Field::column).toArray();
    }

    /** The column that alone decides the group, if it is one of texts; else null. */
    StringColumn onlyText(EventBatch batch) {
        return columns.length == 1 && batch.column(columns[0]) instanceof StringColumn text ? text : null;
    }

    /** Takes the by-values of a row. */
    void set(EventBatch batch, int row) {
        buffer.clear();
        for (int i = 0; i < columns.length; i++) {
            put(batch.column(columns[i]), row);
        }
    }

    /** Takes a key that {@link #copy} gave. */
    void set(byte[] key) {
        buffer.clear();
        room(key.length);
        buffer.put(key);
    }

    private void put(Column column, int row) {
        room(17);
        if (!column.isPresent(row)) {
            buffer.put((byte) 0);
            return;
        }
        buffer.put((byte) 1);
        if (column instanceof StringColumn text) {
            int code = text.code(row);
            int length = text.length(code);
            room(length + 4);
            buffer.putInt(length).put(text.bytes(), text.start(code), length);
        } else if (column instanceof LongColumn number) {
            buffer.putLong(number.get(row));
        } else if (column instanceof DoubleColumn number) {
            // -0.0 and 0.0 are one group
            buffer.putDouble(number.get(row) + 0.0);
        } else if (column instanceof BooleanColumn truth) {
            buffer.put((byte) (truth.get(row) ? 1 : 0));
        } else if (column instanceof UuidColumn uuid) {
            buffer.putLong(uuid.high(row)).putLong(uuid.low(row));
        }
    }

    private void room(int more) {
        if (buffer.remaining() < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, buffer.position() + more));
            buffer = ByteBuffer.wrap(bytes).position(buffer.position());
        }
    }

    long hash() {
        return StringColumn.hash(bytes, 0, buffer.position());
    }

    boolean isSame(byte[] key) {
        return Arrays.equals(bytes, 0, buffer.position(), key, 0, key.length);
    }

    byte[] copy() {
        return Arrays.copyOf(bytes, buffer.position());
    }

    /** The by-values of a key, as {@link WindowRow} has them. */
    List<Object> values(byte[] key) {
        ByteBuffer in = ByteBuffer.wrap(key);
        List<Object> values = new ArrayList<>(fields.size());
        for (Field field : fields) {
            values.add(in.get() == 0 ? null : value(field.type(), in));
        }
        return values;
    }

    private static Object value(FieldType type, ByteBuffer in) {
        return switch (type) {
            case STRING, JSON -> {
                byte[] text = new byte[in.getInt()];
                in.get(text);
                yield new String(text, StandardCharsets.UTF_8);
            }
            case LONG, TIMESTAMP -> in.getLong();
            case DOUBLE -> in.getDouble();
            case BOOLEAN -> in.get() == 1;
            case UUID -> new UUID(in.getLong(), in.getLong());
            case GROUP -> throw new IllegalStateException("A group is no by-field");
        };
    }
}
