package io.sluice.core.event;

import java.util.Locale;

/** Why a record is not an event. The name in lower case is what tables and metrics show. */
public enum RejectionReason {
    TOO_LARGE,
    EMPTY,
    MALFORMED_JSON,
    MISSING_FIELD,
    WRONG_TYPE,
    NOT_IN_ENUM,
    PATTERN_MISMATCH,
    WRONG_LENGTH,
    BAD_FORMAT,
    OUT_OF_RANGE,
    WRONG_SIZE,
    NOT_UNIQUE,
    NO_MATCH,
    UNEXPECTED_FIELD,
    FUTURE_TIMESTAMP;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** {@code malformed_json} and the like. */
    public String label() {
        return label;
    }

    /** The reason of that label. */
    public static RejectionReason ofLabel(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT));
    }
}
