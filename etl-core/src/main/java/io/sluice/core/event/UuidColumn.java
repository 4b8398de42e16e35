package io.sluice.core.event;

import io.sluice.core.schema.Field;
import java.util.Arrays;
import java.util.UUID;

/** UUIDs as two longs a row. */
public final class UuidColumn extends Column {
    private long[] high;
    private long[] low;

    UuidColumn(Field field, int capacity) {
        super(field, capacity);
        high = new long[capacity];
        low = new long[capacity];
    }

    /** The most significant 64 bits. */
    public long high(int row) {
        return high[row];
    }

    /** The least significant 64 bits. */
    public long low(int row) {
        return low[row];
    }

    public void set(int row, long highBits, long lowBits) {
        high[row] = highBits;
        low[row] = lowBits;
        setPresent(row);
    }

    @Override
    long valueHash(int row) {
        return isPresent(row) ? mix(high[row] + mix(low[row])) : 0;
    }

    @Override
    void addHashes(int[] into, int from, int to) {
        for (int row = from; row < to; row++) {
            into[row] = into[row] * 31 + (int) valueHash(row);
        }
    }

    @Override
    void copyValue(Column from, int fromRow, int row) {
        UuidColumn other = (UuidColumn) from;
        set(row, other.high[fromRow], other.low[fromRow]);
    }

    @Override
    public Object value(int row) {
        return isPresent(row) ? new UUID(high[row], low[row]) : null;
    }

    @Override
    void ensureCapacity(int rows) {
        super.ensureCapacity(rows);
        if (high.length < rows) {
            high = Arrays.copyOf(high, rows);
            low = Arrays.copyOf(low, rows);
        }
    }
}
