package io.sluice.core.event;

import io.sluice.core.schema.Field;
import java.util.Arrays;

/** Doubles; never NaN or infinite, which JSON cannot express. */
public final class DoubleColumn extends Column {
    private double[] values;

    DoubleColumn(Field field, int capacity) {
        super(field, capacity);
        values = new double[capacity];
    }

    public double get(int row) {
        return values[row];
    }

    public void set(int row, double value) {
        values[row] = value;
        setPresent(row);
    }

    @Override
    long valueHash(int row) {
        return isPresent(row)
                ? // + 0.0 makes -0.0 and 0.0, which are equal, hash alike
                mix(Double.doubleToRawLongBits(values[row] + 0.0) + 0x9e3779b97f4a7c15L)
                : 0;
    }

    @Override
    void addHashes(int[] into, int from, int to) {
        for (int row = from; row < to; row++) {
            into[row] = into[row] * 31 + (int) valueHash(row);
        }
    }

    @Override
    void copyValue(Column from, int fromRow, int row) {
        set(row, ((DoubleColumn) from).values[fromRow]);
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
