package io.sluice.core.engine;

import io.sluice.core.event.Rejection;
import io.sluice.core.event.RejectionReason;
import io.sluice.core.port.PartitionCounts;
import io.sluice.core.port.RecordCounter;
import java.io.Serializable;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The accounting: what became of every record of a range of offsets, or of several ranges. Counting allocates nothing.
 * Tallies of parts merge into that of the whole, in any order. One thread at a time.
 */
public final class Tally implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final RecordCounter[] COUNTERS = RecordCounter.values();
    private static final RejectionReason[] REASONS = RejectionReason.values();

    private final long[] counts = new long[COUNTERS.length];
    private final long[] byReason = new long[REASONS.length];

    /** By labels that this version has no reason of. */
    private final TreeMap<String, Long> byOtherLabel = new TreeMap<>();

    /** Hears of a counter that differs. */
    public interface Difference {
        /** @param what the counter's title, or a reason's label */
        void differs(String what, long recorded, long found);
    }

    public long count(RecordCounter counter) {
        return counts[counter.ordinal()];
    }

    public void add(RecordCounter counter, long count) {
        counts[counter.ordinal()] += count;
    }

    /** Counts rejected records, in all and by reason. */
    public void reject(List<Rejection> rejections) {
        for (int i = 0; i < rejections.size(); i++) {
            reject(rejections.get(i).reason());
        }
    }

    /** Counts a rejected record, in all and by reason. */
    public void reject(RejectionReason reason) {
        add(RecordCounter.REJECTED, 1);
        byReason[reason.ordinal()]++;
    }

    /** Adds the counts of another tally. */
    public void merge(Tally other) {
        for (int i = 0; i < counts.length; i++) {
            counts[i] += other.counts[i];
        }
        for (int i = 0; i < byReason.length; i++) {
            byReason[i] += other.byReason[i];
        }
        other.byOtherLabel.forEach((label, count) -> byOtherLabel.merge(label, count, Long::sum));
    }

    /** Adds recorded counts. */
    public void merge(PartitionCounts recorded) {
        for (RecordCounter counter : COUNTERS) {
            add(counter, recorded.count(counter));
        }
        Map<String, Long> others = new TreeMap<>(recorded.rejected());
        for (RejectionReason reason : REASONS) {
            Long count = others.remove(reason.label());
            byReason[reason.ordinal()] += count == null ? 0 : count;
        }
        others.forEach((label, count) -> byOtherLabel.merge(label, count, Long::sum));
    }

    /** Rejected records by reason label; reasons without any are not there. */
    public Map<String, Long> rejected() {
        Map<String, Long> rejected = new TreeMap<>(byOtherLabel);
        for (RejectionReason reason : REASONS) {
            if (byReason[reason.ordinal()] != 0) {
                rejected.put(reason.label(), byReason[reason.ordinal()]);
            }
        }
        return rejected;
    }

    /**
     * The counts as they are recorded.
     *
     * @param firstPosition the position before the records
     * @param nextPosition the position after them
     * @throws io.sluice.core.port.AccountingException if they do not add up
     */
    public PartitionCounts counts(long firstPosition, long nextPosition) {
        Map<RecordCounter, Long> values = new EnumMap<>(RecordCounter.class);
        for (RecordCounter counter : COUNTERS) {
            values.put(counter, count(counter));
        }
        return new PartitionCounts(firstPosition, nextPosition, values, rejected());
    }

    /**
     * Compares with recorded counts: some counters, and every reason.
     *
     * @param counters which
     */
    public void compare(PartitionCounts recorded, Set<RecordCounter> counters, Difference difference) {
        for (RecordCounter counter : COUNTERS) {
            if (counters.contains(counter)) {
                compare(counter.title(), recorded.count(counter), count(counter), difference);
            }
        }
        Map<String, Long> found = rejected();
        Map<String, Long> labels = new TreeMap<>(recorded.rejected());
        labels.putAll(found);
        for (String label : labels.keySet()) {
            compare(label, recorded.rejected().getOrDefault(label, 0L), found.getOrDefault(label, 0L), difference);
        }
    }

    private static void compare(String what, long recorded, long found, Difference difference) {
        if (recorded != found) {
            difference.differs(what, recorded, found);
        }
    }
}
