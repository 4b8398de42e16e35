package io.sluice.core.schema;

/** What a field holds once decoded; it decides the column's type in every table. */
public enum FieldType {
    /** Text, kept as UTF-8. */
    STRING,
    /** 128 bits; lower-case text in the tables unless the lake is told otherwise. */
    UUID,
    /** A point in time, microseconds since the epoch, UTC. */
    TIMESTAMP,
    /** IEEE 754 double. */
    DOUBLE,
    /** 64-bit signed integer. */
    LONG,
    BOOLEAN,
    /** An array, or an object without {@code properties}: its JSON text as it came. */
    JSON,
    /** An object with {@code properties}: no column of its own, its children have them. */
    GROUP;

    public boolean isNumeric() {
        return this == DOUBLE || this == LONG;
    }
}
