package io.sluice.core.query;

import io.sluice.core.engine.Tally;
import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.DataFile;

/**
 * What became of the records behind some days, by the counts of the commits that wrote rows of these days. A commit
 * counts as a whole: what it says of records of other days cannot be told apart.
 *
 * @param commits how many commits there were
 * @param tally what they counted
 */
public record DataQuality(long commits, Tally tally) {

    /** Sums commits up. One thread. */
    public static final class Totals {
        private final long from;
        private final long to;
        private long commits;
        private final Tally tally = new Tally();

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
            commit.counts().values().forEach(tally::merge);
        }

        private boolean isOfTheDays(DataFile file) {
            return file.maxTime() >= from && file.minTime() < to;
        }

        /** All commits added. */
        public DataQuality sum() {
            return new DataQuality(commits, tally);
        }
    }
}
