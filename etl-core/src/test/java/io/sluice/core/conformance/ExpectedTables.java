package io.sluice.core.conformance;

import io.sluice.core.window.WindowRow;
import java.util.List;
import java.util.Map;

/**
 * The rows that must come of a log, in the words of {@link Canonical}, sorted.
 *
 * @param events rows of {@code events/}
 * @param late rows of {@code late/}
 * @param rejected rows of {@code rejected/}
 * @param windows rows of {@code windows/}, aggregates correctly rounded
 * @param windowRows the same rows as values, by start and by-columns
 * @param counts the accounting per source partition
 * @param watermark at the end, microseconds since the epoch; {@link Long#MIN_VALUE} where there was no event
 */
public record ExpectedTables(
        List<String> events,
        List<String> late,
        List<String> rejected,
        List<String> windows,
        List<WindowRow> windowRows,
        Map<Integer, Counts> counts,
        long watermark) {

    /**
     * What became of the records of one source partition.
     *
     * @param rejected by reason label
     */
    public record Counts(
            long records, long events, long duplicates, long conflicting, long late, Map<String, Long> rejected) {}
}
