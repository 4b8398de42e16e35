package io.sluice.lake.commit;

import io.sluice.core.query.DataQuality;
import io.sluice.lake.store.ObjectStore;
import java.util.Optional;

/** Reads the counts that the commit records of a lake carry. */
public final class CommitCounts {
    /** So many records at a time, which is one read where a segment holds them. */
    private static final int BATCH = 1000;

    private CommitCounts() {}

    /**
     * The counts of the commits that wrote rows of some days.
     *
     * @param from the first microsecond of the days
     * @param to the first one behind them
     * @return nothing where there are no commit records: a plain folder of files
     */
    public static Optional<DataQuality> of(ObjectStore store, long from, long to) {
        CommitLog log = CommitLog.open(store);
        long last = log.lastNumber();
        if (last == 0) {
            return Optional.empty();
        }
        DataQuality.Totals totals = new DataQuality.Totals(from, to);
        for (long first = 1; first <= last; first = first - first % BATCH + BATCH) {
            log.read(first, Math.min(last, first - first % BATCH + BATCH - 1)).forEach(totals::add);
        }
        return Optional.of(totals.sum());
    }
}
