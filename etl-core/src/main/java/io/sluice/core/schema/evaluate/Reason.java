package io.sluice.core.schema.evaluate;

/** What kind of assertion a value fails. The names are those of the reasons for rejecting a record. */
public enum Reason {
    MISSING_FIELD,
    WRONG_TYPE,
    NOT_IN_ENUM,
    PATTERN_MISMATCH,
    WRONG_LENGTH,
    BAD_FORMAT,
    OUT_OF_RANGE,
    UNEXPECTED_FIELD,
    WRONG_SIZE,
    NOT_UNIQUE,
    NO_MATCH
}
