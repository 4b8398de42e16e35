package io.sluice.app.text;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneId;

/** What texts on a command line mean. Everything throws {@link IllegalArgumentException} saying what was expected. */
public final class OptionText {
    private OptionText() {}

    public static LocalDate day(String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("expected a day such as 2026-01-31, got " + text, e);
        }
    }

    public static ZoneId zone(String text) {
        try {
            return ZoneId.of(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("expected a zone such as UTC, Europe/Berlin or +02:00, got " + text, e);
        }
    }

    public static Double number(String text) {
        try {
            return Double.valueOf(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("expected a number, got " + text, e);
        }
    }

    public static Long wholeNumber(String text) {
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("expected a whole number, got " + text, e);
        }
    }
}
