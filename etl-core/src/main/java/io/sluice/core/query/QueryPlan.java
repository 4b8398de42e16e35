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
 * @param days those that have files, ascending
 * @param filesRead files of these days
 * @param filesPruned files of other days, which nobody opens
 * @param lateRows rows of {@code late/} in the days asked for
 */
public record QueryPlan(QuerySpec spec, List<Day> days, int filesRead, int filesPruned, long lateRows) {
    public QueryPlan {
        days = List.copyOf(days);
    }

    /**
     * A day asked for.
     *
     * @param partial whether the watermark has not passed its end
     * @param hours those of it that have files, ascending
     */
    public record Day(LocalDate date, boolean partial, List<Hour> hours) {
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
        NavigableMap<LocalDate, List<Hour>> hours = new TreeMap<>();
        int filesPruned = 0;
        int filesRead = 0;
        for (Hour hour : scan.hours()) {
            LocalDate day = dayOf(hour.start(), spec.zone());
            if (isAskedFor(day, spec)) {
                hours.computeIfAbsent(day, date -> new ArrayList<>()).add(hour);
                filesRead += hour.files().size();
            } else {
                filesPruned += hour.files().size();
            }
        }
        if (!hours.isEmpty()) {
            List<Hour> asked = hours.values().stream().flatMap(List::stream).toList();
            scan.requireColumns(new EventScan.Projection(spec.field(), spec.by(), spec.id()), asked);
        }
        List<Day> days = new ArrayList<>();
        hours.forEach((date, ofDay) -> {
            boolean partial = micros(startOf(date.plusDays(1), spec.zone())) > scan.watermark();
            days.add(new Day(date, partial, ofDay));
        });
        return new QueryPlan(spec, days, filesRead, filesPruned, lateRows(scan, spec));
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
