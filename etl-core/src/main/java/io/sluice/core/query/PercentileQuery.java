package io.sluice.core.query;

import io.sluice.core.port.EventScan;
import io.sluice.core.port.EventScan.Hour;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
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
public final class PercentileQuery {
    private PercentileQuery() {}

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
        NavigableMap<LocalDate, List<Hour>> days = new TreeMap<>();
        int filesPruned = 0;
        int filesRead = 0;
        for (Hour hour : scan.hours()) {
            LocalDate day = dayOf(hour.start(), spec.zone());
            if (isAskedFor(day, spec)) {
                days.computeIfAbsent(day, date -> new ArrayList<>()).add(hour);
                filesRead += hour.files().size();
            } else {
                filesPruned += hour.files().size();
            }
        }
        if (!days.isEmpty()) {
            List<Hour> asked = days.values().stream().flatMap(List::stream).toList();
            scan.requireColumns(new EventScan.Projection(spec.field(), spec.by(), spec.id()), asked);
        }
        List<QueryRow> rows = new ArrayList<>();
        List<QueryResult.DroppedGroup> dropped = new ArrayList<>();
        List<Distribution> distributions = new ArrayList<>();
        SortedSet<LocalDate> partialDays = new TreeSet<>();
        ScanTotals totals = new ScanTotals();
        for (var day : days.entrySet()) {
            boolean partial = micros(startOf(day.getKey().plusDays(1), spec.zone())) > scan.watermark();
            if (partial) {
                partialDays.add(day.getKey());
            }
            DayQuery query = new DayQuery(scan, spec, executor, memoryBytes, day.getKey(), partial, totals);
            query.run(day.getValue(), rows, dropped, distributions);
        }
        return new QueryResult(
                spec,
                rows,
                dropped,
                partialDays,
                lateRows(scan, spec),
                totals.scan(filesRead, filesPruned),
                distributions);
    }

    private static boolean isAskedFor(LocalDate day, QuerySpec spec) {
        return (spec.from() == null || !day.isBefore(spec.from())) && (spec.to() == null || !day.isAfter(spec.to()));
    }

    private static long lateRows(EventScan scan, QuerySpec spec) {
        Instant from = spec.from() == null ? Instant.MIN : startOf(spec.from(), spec.zone());
        Instant to = spec.to() == null ? Instant.MAX : startOf(spec.to().plusDays(1), spec.zone());
        return scan.lateRows(from, to);
    }

    private static Instant startOf(LocalDate day, ZoneId zone) {
        return day.atStartOfDay(zone).toInstant();
    }

    private static LocalDate dayOf(Instant hour, ZoneId zone) {
        int seconds = zone.getRules().getOffset(hour).getTotalSeconds();
        if (seconds % 3600 != 0) {
            throw new IllegalArgumentException("Zone " + zone + " is "
                    + zone.getRules().getOffset(hour)
                    + " from UTC at " + hour + "; the table is read by whole UTC hours, so its days need an offset of"
                    + " whole hours");
        }
        return hour.atZone(zone).toLocalDate();
    }

    private static long micros(Instant instant) {
        return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), 1_000_000L), instant.getNano() / 1000);
    }

    /** What was read, summed over the days. */
    static final class ScanTotals {
        private long rows;
        private long rowsWithoutValue;
        private long rowsWithoutGroup;
        private long rowsWithIdsRead;
        private boolean readTwice;

        synchronized void add(HourReader hour) {
            rows += hour.rows();
            rowsWithoutValue += hour.rowsWithoutValue();
            rowsWithoutGroup += hour.rowsWithoutGroup();
            rowsWithIdsRead += hour.rowsWithIdsRead();
        }

        synchronized void markReadTwice() {
            readTwice = true;
        }

        synchronized QueryResult.Scan scan(int filesRead, int filesPruned) {
            return new QueryResult.Scan(
                    rows, rowsWithoutValue, rowsWithoutGroup, rowsWithIdsRead, filesRead, filesPruned, readTwice);
        }
    }
}
