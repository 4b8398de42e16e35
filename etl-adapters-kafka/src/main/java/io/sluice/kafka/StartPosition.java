package io.sluice.kafka;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Locale;

/** Where reading begins on an empty lake. */
public sealed interface StartPosition {

    /** An end of the log. */
    enum LogEnd implements StartPosition {
        /** The first record there is. */
        EARLIEST,
        /** After the last record there is. */
        LATEST;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * The first record whose Kafka timestamp is not before a time; the log end where there is none.
     *
     * @param time to the millisecond, finer digits are cut
     */
    record At(Instant time) implements StartPosition {
        @Override
        public String toString() {
            return time.toString();
        }
    }

    /**
     * Reads {@code earliest}, {@code latest} or an instant such as {@code 2026-01-05T07:00:00Z}.
     *
     * @throws IllegalArgumentException if it is none of them
     */
    static StartPosition parse(String text) {
        for (LogEnd end : LogEnd.values()) {
            if (end.toString().equals(text)) {
                return end;
            }
        }
        try {
            return new At(Instant.parse(text));
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "Start must be 'earliest', 'latest' or an instant like 2026-01-05T07:00:00Z, got '" + text + "'",
                    e);
        }
    }
}
