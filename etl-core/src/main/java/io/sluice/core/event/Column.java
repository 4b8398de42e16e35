package io.sluice.core.event;

import io.sluice.core.schema.Field;
import java.util.Arrays;

/**
 * The values of one leaf field over the rows of a batch, typed and unboxed. A column of a field that may be absent also
 * keeps a definition level per row, as Parquet counts it: the value is there when the level is the field's maximum.
 */
public abstract sealed class Column permits LongColumn, DoubleColumn, BooleanColumn, UuidColumn, StringColumn {
    private final Field field;
    private final int maxDefinitionLevel;
    private byte[] definitionLevels;

    Column(Field field, int capacity) {
        this.field = field;
        this.maxDefinitionLevel = field.maxDefinitionLevel();
        this.definitionLevels = maxDefinitionLevel == 0 ? null : new byte[capacity];
    }

    /** A column for a leaf field. */
    static Column of(Field field, int capacity) {
        return switch (field.type()) {
            case LONG, TIMESTAMP -> new LongColumn(field, capacity);
            case DOUBLE -> new DoubleColumn(field, capacity);
            case BOOLEAN -> new BooleanColumn(field, capacity);
            case UUID -> new UuidColumn(field, capacity);
            case STRING, JSON -> new StringColumn(field, capacity);
            case GROUP -> throw new IllegalArgumentException("A group has no column: " + field.path());
        };
    }

    public Field field() {
        return field;
    }

    /** Whether the row has a value. */
    public boolean isPresent(int row) {
        return definitionLevels == null || definitionLevels[row] == maxDefinitionLevel;
    }

    /** The definition level of the row: how many optional fields on the path to the value are there. */
    public int definitionLevel(int row) {
        return definitionLevels == null ? 0 : definitionLevels[row];
    }

    /** Marks the row as absent below the given level. The field must be optional, or in an optional group. */
    public void setAbsent(int row, int definitionLevel) {
        definitionLevels[row] = (byte) definitionLevel;
        clearValue(row);
    }

    final void setPresent(int row) {
        if (definitionLevels != null) {
            definitionLevels[row] = (byte) maxDefinitionLevel;
        }
    }

    /** A hash of the row's value; equal values of one type hash alike in every batch. Absent values hash to 0. */
    abstract long valueHash(int row);

    /**
     * Folds the hashes of a range of rows into those of the columns before. Each column has the same loop of its own, in
     * which the compiler knows the kind of value; one loop for all of them would call by way of a table for every value.
     */
    abstract void addHashes(int[] into, int from, int to);

    /** Copies the value of a row of another column of the same field. */
    abstract void copyValue(Column from, int fromRow, int row);

    final void copy(Column from, int fromRow, int row) {
        if (from.isPresent(fromRow)) {
            copyValue(from, fromRow, row);
        } else {
            setAbsent(row, from.definitionLevel(fromRow));
        }
    }

    /** The value as an object, for people and tests; null where absent. Not for per-event loops. */
    public abstract Object value(int row);

    void clearValue(int row) {}

    void ensureCapacity(int rows) {
        if (definitionLevels != null && definitionLevels.length < rows) {
            definitionLevels = Arrays.copyOf(definitionLevels, rows);
        }
    }

    /** Forgets the rows, keeps the memory. */
    void clear() {}

    /** Bytes held for values, apart from the arrays that grow with rows alone. */
    long variableBytes() {
        return 0;
    }

    /** Bytes reserved for texts, whether there are any. */
    long reservedForTexts() {
        return 0;
    }

    /** A finalizing mix of 64 bits (Stafford's variant 13, as in SplittableRandom). */
    static long mix(long bits) {
        long z = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
