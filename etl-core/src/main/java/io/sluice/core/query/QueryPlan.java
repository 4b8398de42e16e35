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

/**
 * What a question reads: the days asked for and their hours, by the paths of the files alone.
 *
 * @param spec the question
 * @param days those that have files, or the periods asked for instead, ascending
 * @param filesRead files of these days
 * @param filesPruned files of other days, which nobody opens
 * @param lateRows rows of {@code late/} in the days asked for
 */
public record QueryPlan(QuerySpec spec, List<Day> days, int filesRead, int filesPruned, long lateRows) {
    public QueryPlan {
        days = List.copyOf(days);
    }

    /**
     * A day asked for, or whatever {@link Period} there is a row for.
     *
     * @param date the day, or the last one of a longer period
     * @param name what the rows call the period
     * @param partial whether the watermark has not passed its end
     * @param hours those of it that have files, ascending
     */
    public record Day(LocalDate date, String name, boolean partial, List<Hour> hours) {
        public Day {
            hours = List.copyOf(hours);
        }
    }

    /**
     * Plans a question over a scan.
     *
     * @throws IllegalArgumentException if the question does not fit the table
     */
    public static QueryPlan of(EventScan scan, QuerySpec spec) {
        NavigableMap<Instant, List<Hour>> periods = new TreeMap<>();
        int filesPruned = 0;
        int filesRead = 0;
        for (Hour hour : scan.hours()) {
            if (isAskedFor(dayOf(hour.start(), spec.zone()), spec)) {
                periods.computeIfAbsent(spec.period().of(hour.start(), spec.zone()), start -> new ArrayList<>())
                        .add(hour);
                filesRead += hour.files().size();
            } else {
                filesPruned += hour.files().size();
            }
        }
        if (!periods.isEmpty()) {
            List<Hour> asked = periods.values().stream().flatMap(List::stream).toList();
            scan.requireColumns(new EventScan.Projection(spec.field(), spec.by(), spec.id()), asked);
        }
        List<Day> days = new ArrayList<>();
        for (List<Hour> hours : periods.values()) {
            days.add(day(hours, spec, scan.watermark()));
        }
        return new QueryPlan(spec, days, filesRead, filesPruned, lateRows(scan, spec));
    }

    private static Day day(List<Hour> hours, QuerySpec spec, long watermark) {
        Instant first = hours.get(0).start();
        Instant last = hours.get(hours.size() - 1).start();
        boolean partial = micros(spec.period().endAfter(last, spec.zone())) > watermark;
        String name = spec.period().name(first, last, spec.zone());
        return new Day(dayOf(last, spec.zone()), name, partial, hours);
    }

    /** The days whose end the watermark has not passed. */
    public SortedSet<LocalDate> partialDays() {
        SortedSet<LocalDate> partial = new TreeSet<>();
        for (Day day : days) {
            if (day.partial) {
                partial.add(day.date);
            }
        }
        return partial;
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
}
