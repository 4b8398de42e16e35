package io.sluice.core.port;

import java.util.Map;
import java.util.TreeMap;

/**
 * What became of the records of one source partition in one commit.
 * {@code records = events + duplicates + late + rejected}, and the position advanced by {@code records + gaps}.
 *
 * @param firstPosition the position before the commit
 * @param nextPosition the position after it
 * @param records records read
 * @param events written to {@code events/}
 * @param duplicates events whose id was known
 * @param conflicting those duplicates whose values differed from the accepted copy's
 * @param late written to {@code late/}, the woken included
 * @param lateAfterIdle those late only because their source partition had been left out of the watermark
 * @param rejected written to {@code rejected/}, by reason label
 * @param gaps offsets without a record: transaction markers, compaction, retention where that is allowed
 * @param unknownFields fields dropped because the schema does not name them
 */
public record PartitionCounts(
        long firstPosition,
        long nextPosition,
        long records,
        long events,
        long duplicates,
        long conflicting,
        long late,
        long lateAfterIdle,
        Map<String, Long> rejected,
        long gaps,
        long unknownFields) {

    public PartitionCounts {
        rejected = java.util.Collections.unmodifiableMap(new TreeMap<>(rejected));
        if (records != events + duplicates + late + sum(rejected)) {
            throw new AccountingException("Records must add up: " + records + " read, but " + events + " events + "
                    + duplicates + " duplicates + " + late + " late + " + sum(rejected) + " rejected");
        }
        if (nextPosition - firstPosition != records + gaps) {
            throw new AccountingException("Positions must add up: " + firstPosition + " to " + nextPosition + " is not "
                    + records + " records + " + gaps + " gaps");
        }
    }

    /** All rejected records. */
    public long rejectedTotal() {
        return sum(rejected);
    }

    private static long sum(Map<String, Long> counts) {
        long sum = 0;
        for (long count : counts.values()) {
            sum += count;
        }
        return sum;
    }
}
