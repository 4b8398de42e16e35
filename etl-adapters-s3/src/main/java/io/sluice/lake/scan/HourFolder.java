package io.sluice.lake.scan;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * Finds the hour that a data file belongs to in its path. Not by a pattern: a lake has thousands of paths, and a process
 * that looks at them once has no compiled code for patterns.
 */
final class HourFolder {
    private static final String[] LABELS = {"year=", "month=", "day=", "hour="};
    private static final String SUFFIX = ".parquet";
    private static final int MOST_YEAR_DIGITS = 6;

    private HourFolder() {}

    /** The hour of a path {@code .../year=Y/month=M/day=D/hour=H/NAME.parquet}; nothing if it is not of that form. */
    static Optional<Instant> of(String path) {
        int end = path.lastIndexOf('/');
        if (end < 0 || !isDataFile(path, end + 1)) {
            return Optional.empty();
        }
        int[] numbers = new int[LABELS.length];
        for (int i = LABELS.length - 1; i >= 0; i--) {
            int start = path.lastIndexOf('/', end - 1) + 1;
            if (end < 0 || !path.startsWith(LABELS[i], start)) {
                return Optional.empty();
            }
            int from = start + LABELS[i].length();
            boolean negative = i == 0 && from < end && path.charAt(from) == '-';
            int digits = negative ? from + 1 : from;
            if (!areDigits(path, digits, end, i == 0 ? MOST_YEAR_DIGITS : 2)) {
                return Optional.empty();
            }
            numbers[i] = Integer.parseInt(path, from, end, 10);
            end = start - 1;
        }
        try {
            LocalDateTime hour = LocalDateTime.of(numbers[0], numbers[1], numbers[2], numbers[3], 0);
            return Optional.of(hour.toInstant(ZoneOffset.UTC));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** Readers pass over names that begin with a dot or an underscore. */
    private static boolean isDataFile(String path, int name) {
        return path.endsWith(SUFFIX)
                && path.length() - SUFFIX.length() > name
                && path.charAt(name) != '.'
                && path.charAt(name) != '_';
    }

    private static boolean areDigits(String path, int from, int to, int most) {
        if (from >= to || to - from > most) {
            return false;
        }
        for (int i = from; i < to; i++) {
            if (path.charAt(i) < '0' || path.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }
}
