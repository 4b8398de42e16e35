package io.sluice.core.event;

import io.sluice.core.schema.Field;
import java.util.Arrays;

/** Booleans. */
public final class BooleanColumn extends Column {
    private boolean[] values;

    BooleanColumn(Field field, int capacity) {
        super(field, capacity);
        values = new boolean[capacity];
    }

    public boolean get(int row) {
        return values[row];
    }

    public void set(int row, boolean value) {
        values[row] = value;
        setPresent(row);
    }

    @Override
    long valueHash(int row) {
        return isPresent(row) ? (values[row] ? 0x5851f42d4c957f2dL : 0x14057b7ef767814fL) : 0;
    }

    @Override
    void addHashes(int[] into, int from, int to) {
        for (int row = from; row < to; row++) {
            into[row] = into[row] * 31 + (int) valueHash(row);
        }
    }

    @Override
    void copyValue(Column from, int fromRow, int row) {
        set(row, ((BooleanColumn) from).values[fromRow]);
    }

    @Override
    public Object value(int row) {
        return isPresent(row) ? values[row] : null;
    }

    @Override
    void ensureCapacity(int rows) {
        super.ensureCapacity(rows);
        if (values.length < rows) {
            values = Arrays.copyOf(values, rows);
        }
    }
}
