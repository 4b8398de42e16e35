package io.sluice.core.schema.evaluate;

/**
 * The order in which the assertions on one value count: of several that fail, the first decides what is reported. What
 * the value is comes before what it contains, its named members before the others, and last what no single place can be
 * blamed for.
 */
public enum Phase {
    TYPE,
    VALUES,
    SIZE,
    PATTERN,
    FORMAT,
    RANGE,
    /** Properties in the schema's order, items in the array's. */
    CONTENT,
    /** Members that no property names, and names that are required without being a property. */
    OTHER_CONTENT,
    UNIQUE,
    MATCH;

    private static final int SHIFT = 32;

    /** A number that sorts by phase, then by a position within it. */
    long rank(int position) {
        return ((long) ordinal() << SHIFT) + position;
    }

    static Phase of(long rank) {
        return values()[(int) (rank >> SHIFT)];
    }
}
