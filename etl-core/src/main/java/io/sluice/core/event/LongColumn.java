package io.sluice.core.event;

import io.sluice.core.schema.Field;
import java.util.Arrays;

/** 64-bit integers, or times in microseconds since the epoch. */
public final class LongColumn extends Column {
    private long[] values;

    LongColumn(Field field, int capacity) {
        super(field, capacity);
        values = new long[capacity];
    }

    public long get(int row) {
        return values[row];
    }

    public void set(int row, long value) {
        values[row] = value;
        setPresent(row);
    }

    @Override
    long valueHash(int row) {
        return isPresent(row) ? mix(values[row] + 0x9e3779b97f4a7c15L) : 0;
    }

    @Override
    void addHashes(int[] into, int from, int to) {
        for (int row = from; row < to; row++) {
            into[row] = into[row] * 31 + (int) valueHash(row);
        }
    }

    @Override
    void copyValue(Column from, int fromRow, int row) {
        set(row, ((LongColumn) from).values[fromRow]);
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
