package io.sluice.core.query;

import io.sluice.core.port.EventScan;
import java.util.concurrent.Executor;

/**
 * Answers a {@link QuerySpec} over the events of a scan, day after day.
 *
 * <p>The canonical unit is a group's values of one hour: their exact moments, and the digest of the kept ones in
 * ascending order. What units give is merged in ways that do not depend on order, so files, row order, threads and the
 * memory at hand cannot show in the digits.
 *
 * <p>A day takes two passes, since which values are kept depends on all of them. Between the two the values stay in
 * memory as far as there is room; hours that do not fit are read again.
 */
public final class ScanQuery {
    private ScanQuery() {}

    /** Answers on the calling thread, using up to a quarter of the heap for values. */
    public static QueryResult run(EventScan scan, QuerySpec spec) {
        return run(scan, spec, Runnable::run, Runtime.getRuntime().maxMemory() / 4);
    }

    /**
     * Answers the question.
     *
     * @param scan stays open
     * @param executor runs the reading of hours; each thread holds one hour's values at a time
     * @param memoryBytes how much of a day's values may stay in memory between the two passes, the hours being read
     *     apart
     * @throws IllegalArgumentException if the question does not fit the table
     * @throws IllegalStateException if an answer is found to be wrong before it is given, or exact quantiles need more
     *     memory than there is
     */
    public static QueryResult run(EventScan scan, QuerySpec spec, Executor executor, long memoryBytes) {
        QueryPlan plan = QueryPlan.of(scan, spec);
        QueryAnswers answers = new QueryAnswers(spec);
        ScanTotals totals = new ScanTotals();
        for (QueryPlan.Day day : plan.days()) {
            new DayQuery(scan, spec, executor, memoryBytes, day, answers, totals).run();
        }
        return answers.result(plan, totals.scan(plan.filesRead(), plan.filesPruned()));
    }

    /** What was read, summed over the days. */
    static final class ScanTotals {
        private long rows;
        private long rowsWithoutValue;
        private long rowsNotFinite;
        private long rowsWithoutGroup;
        private long rowsWithIdsRead;
        private boolean readTwice;

        synchronized void add(HourReader hour) {
            rows += hour.rows();
            rowsWithoutValue += hour.rowsWithoutValue();
            rowsNotFinite += hour.rowsNotFinite();
            rowsWithoutGroup += hour.rowsWithoutGroup();
            rowsWithIdsRead += hour.rowsWithIdsRead();
        }

        synchronized void markReadTwice() {
            readTwice = true;
        }

        synchronized QueryResult.Scan scan(int filesRead, int filesPruned) {
            return new QueryResult.Scan(
                    rows,
                    rowsWithoutValue,
                    rowsNotFinite,
                    rowsWithoutGroup,
                    rowsWithIdsRead,
                    filesRead,
                    filesPruned,
                    readTwice);
        }
    }
}
