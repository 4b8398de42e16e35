package io.sluice.lake.compact;

import io.sluice.core.port.CommitRecord;
import io.sluice.core.time.Micros;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;

/**
 * Which hours are to be compacted. Only closed ones are: those that the watermark has passed, by so much that no start
 * of a runner reads their events any more to rebuild its state, and by {@code after}. All of it is event time, so it
 * stands still where the log does.
 *
 * @param from the first hour, or {@link Instant#MIN}
 * @param to behind the last hour, or {@link Instant#MAX}
 * @param minFiles how many files an hour of a table must have; at least 2
 * @param after how far the watermark must be behind the end of an hour
 */
public record CompactionRequest(Instant from, Instant to, int minFiles, Duration after) {
    /** Two files are one too many. */
    public static final int DEFAULT_MIN_FILES = 2;

    /** All closed hours that have more than one file. */
    public static final CompactionRequest ALL =
            new CompactionRequest(Instant.MIN, Instant.MAX, DEFAULT_MIN_FILES, Duration.ZERO);

    private static final Duration UNKNOWN = Duration.ofHours(1);
    private static final long MICROS_PER_HOUR = 3_600_000_000L;

    public CompactionRequest {
        if (minFiles < 2) {
            throw new IllegalArgumentException("Files to merge must be at least 2, got " + minFiles);
        }
        if (after.isNegative()) {
            throw new IllegalArgumentException(
                    "The time after which hours are compacted must not be negative, got " + after);
        }
        if (to.isBefore(from)) {
            throw new IllegalArgumentException("The last hour asked for is before the first one, " + from);
        }
    }

    public CompactionRequest withMinFiles(int files) {
        return new CompactionRequest(from, to, files, after);
    }

    public CompactionRequest withAfter(Duration delay) {
        return new CompactionRequest(from, to, minFiles, delay);
    }

    public CompactionRequest withHours(Instant first, Instant end) {
        return new CompactionRequest(first, end, minFiles, after);
    }

    /** Whether an hour, counted from the epoch, is one of those asked for. */
    boolean includes(long hour) {
        Instant start = Instant.ofEpochSecond(hour * 3600);
        return !start.isBefore(from) && start.isBefore(to);
    }

    /**
     * The hour, counted from the epoch, before which all are closed in a lake that stands at this record;
     * {@link Long#MIN_VALUE} where none is.
     */
    long closedBefore(CommitRecord last) {
        if (last.watermark() == Long.MIN_VALUE) {
            return Long.MIN_VALUE;
        }
        // What a start reads again: a horizon back, and to the start of the open windows.
        Duration needed = longer(setting(last, "dedup.horizon"), setting(last, "windows.size"));
        return Math.floorDiv(last.watermark() - Micros.of(longer(needed, after)), MICROS_PER_HOUR);
    }

    /** Whether no more events of a UTC day come, {@code after} and all: what a runner reads again does not matter here. */
    boolean isOver(LocalDate day, CommitRecord last) {
        long end = (day.toEpochDay() + 1) * 24 * MICROS_PER_HOUR;
        return last.watermark() != Long.MIN_VALUE && last.watermark() - Micros.of(after) >= end;
    }

    private static Duration setting(CommitRecord record, String key) {
        String value = record.settings().get(key);
        return value == null ? UNKNOWN : Duration.parse(value);
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? b : a;
    }
}
