package io.sluice.core.port;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;

/**
 * What became of the records of one source partition in one commit. Records = events + duplicates + late + rejected, and
 * next position - first position = records + gaps; anything else cannot be built.
 *
 * @param firstPosition the position before the commit
 * @param nextPosition the position after it
 * @param counts every counter; those not given are 0, and {@link RecordCounter#REJECTED} follows from the reasons
 * @param rejected written to {@code rejected/}, by reason label
 */
public record PartitionCounts(
        long firstPosition, long nextPosition, Map<RecordCounter, Long> counts, Map<String, Long> rejected) {

    public PartitionCounts {
        rejected = Collections.unmodifiableMap(new TreeMap<>(rejected));
        EnumMap<RecordCounter, Long> all = new EnumMap<>(RecordCounter.class);
        for (RecordCounter counter : RecordCounter.values()) {
            all.put(counter, counts.getOrDefault(counter, 0L));
        }
        long rejections = 0;
        for (long count : rejected.values()) {
            rejections += count;
        }
        all.put(RecordCounter.REJECTED, rejections);
        counts = Collections.unmodifiableMap(all);
        requireSum(counts);
        long records = counts.get(RecordCounter.RECORDS);
        long gaps = counts.get(RecordCounter.GAPS);
        if (nextPosition - firstPosition != records + gaps) {
            throw new AccountingException("Positions must add up: " + firstPosition + " to " + nextPosition + " is not "
                    + records + " records + " + gaps + " gaps");
        }
    }

    private static void requireSum(Map<RecordCounter, Long> counts) {
        long sum = 0;
        StringJoiner terms = new StringJoiner(" + ");
        for (Map.Entry<RecordCounter, Long> count : counts.entrySet()) {
            if (count.getKey().isOutcome()) {
                sum += count.getValue();
                terms.add(count.getValue() + " " + count.getKey().title());
            }
        }
        long records = counts.get(RecordCounter.RECORDS);
        if (records != sum) {
            throw new AccountingException("Records must add up: " + records + " read, but " + terms);
        }
    }

    /** The value of a counter. */
    public long count(RecordCounter counter) {
        return counts.get(counter);
    }

    /** These counts with those of the records that follow on them. */
    public PartitionCounts followedBy(PartitionCounts next) {
        Map<RecordCounter, Long> sums = new EnumMap<>(counts);
        next.counts.forEach((counter, count) -> sums.merge(counter, count, Long::sum));
        Map<String, Long> reasons = new TreeMap<>(rejected);
        next.rejected.forEach((reason, count) -> reasons.merge(reason, count, Long::sum));
        return new PartitionCounts(firstPosition, next.nextPosition, sums, reasons);
    }

    /** Records read. */
    public long records() {
        return count(RecordCounter.RECORDS);
    }

    /** Records written to {@code events/}. */
    public long events() {
        return count(RecordCounter.EVENTS);
    }

    /** Events whose id was known. */
    public long duplicates() {
        return count(RecordCounter.DUPLICATES);
    }

    /** Records written to {@code late/}. */
    public long late() {
        return count(RecordCounter.LATE);
    }

    /** All rejected records. */
    public long rejectedTotal() {
        return count(RecordCounter.REJECTED);
    }

    /** Offsets without a record. */
    public long gaps() {
        return count(RecordCounter.GAPS);
    }
}
