package io.sluice.core.query;

import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.DataFile;
import io.sluice.core.port.PartitionCounts;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What became of the records behind some days, by the counts of the commits that wrote rows of these days. A commit
 * counts as a whole: what it says of records of other days cannot be told apart.
 *
 * @param commits how many commits there were
 * @param records records read
 * @param events accepted
 * @param duplicates whose id was known
 * @param conflicting those duplicates whose values differed from the accepted copy's
 * @param late too late for their window
 * @param rejected invalid, by reason label
 */
public record DataQuality(
        long commits,
        long records,
        long events,
        long duplicates,
        long conflicting,
        long late,
        SortedMap<String, Long> rejected) {
    public DataQuality {
        rejected = Collections.unmodifiableSortedMap(new TreeMap<>(rejected));
    }

    /** Sums commits up. One thread. */
    public static final class Totals {
        private final long from;
        private final long to;
        private long commits;
        private long records;
        private long events;
        private long duplicates;
        private long conflicting;
        private long late;
        private final SortedMap<String, Long> rejected = new TreeMap<>();

        /**
         * @param from the first microsecond of the days
         * @param to the first one behind them
         */
        public Totals(long from, long to) {
            this.from = from;
            this.to = to;
        }

        /** Adds a commit, if it wrote rows of the days to any table. */
        public void add(CommitRecord commit) {
            if (commit.counts().isEmpty() || commit.added().stream().noneMatch(this::isOfTheDays)) {
                return;
            }
            commits++;
            for (PartitionCounts counts : commit.counts().values()) {
                records += counts.records();
                events += counts.events();
                duplicates += counts.duplicates();
                conflicting += counts.conflicting();
                late += counts.late();
                counts.rejected().forEach((reason, count) -> rejected.merge(reason, count, Long::sum));
            }
        }

        private boolean isOfTheDays(DataFile file) {
            return file.maxTime() >= from && file.minTime() < to;
        }

        /** All commits added. */
        public DataQuality sum() {
            return new DataQuality(commits, records, events, duplicates, conflicting, late, rejected);
        }
    }
}
