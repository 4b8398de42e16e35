package io.sluice.core.query;

import io.sluice.core.port.EventScan;
import io.sluice.core.port.EventScan.Hour;
import io.sluice.core.statistics.Moments;
import io.sluice.core.statistics.QuantileSketch;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What is kept of a UTC day to answer questions about it without reading its rows: for every group the moments and the
 * distribution of one field, and how many distinct events it has. Built hour by hour in ascending order of values, so
 * the same rows give the same summary, whatever the files.
 *
 * @param date the day
 * @param field the numeric field
 * @param by the fields that make a group
 * @param id the field that identifies an event
 * @param rows all rows of the day. Rows are added to a day and never taken away, so a day with as many rows has these
 * @param groups in the order of answers
 */
public record DaySummary(LocalDate date, String field, List<String> by, String id, long rows, List<Group> groups) {
    /** Ids beyond this are not counted, lest a summary takes the memory of a day. */
    static final long MOST_DISTINCT = 100_000;

    public DaySummary {
        Objects.requireNonNull(date, "date");
        Objects.requireNonNull(field, "field");
        Objects.requireNonNull(id, "id");
        by = List.copyOf(by);
        groups = List.copyOf(groups);
        long values = 0;
        for (Group group : groups) {
            require(group.by.size() == by.size(), group.by + " is no group by " + by);
            values = Math.addExact(values, group.moments.count());
        }
        require(values <= rows, values + " values in " + rows + " rows");
    }

    /**
     * A group of the day.
     *
     * @param by its values
     * @param distinct its distinct events, or {@link #MOST_DISTINCT} where it has that many or more
     * @param moments of its values, at least one
     * @param sketch of its values
     */
    public record Group(List<Object> by, long distinct, Moments moments, QuantileSketch sketch) {
        public Group {
            by = List.copyOf(by);
            long count = moments.count();
            require(count >= 1 && sketch.count() == count, sketch.count() + " values sketched of " + count);
            require(
                    distinct >= 1 && distinct <= Math.min(count, MOST_DISTINCT),
                    distinct + " distinct events of " + count);
            require(
                    sketch.min() == moments.min() && sketch.max() == moments.max(),
                    "a sketch from " + sketch.min() + " to " + sketch.max() + " of values from " + moments.min()
                            + " to " + moments.max());
            require(
                    moments.mean() >= moments.min() && moments.mean() <= moments.max(),
                    "a mean of " + moments.mean() + " between " + moments.min() + " and " + moments.max());
        }

        boolean hasAllDistinct() {
            return distinct < MOST_DISTINCT;
        }
    }

    private static void require(boolean holds, String found) {
        if (!holds) {
            throw new IllegalArgumentException("A summary cannot have " + found);
        }
    }

    /**
     * Summarises a day. Holds one hour's values at a time.
     *
     * @param hours all hours of the day that have files
     * @param question whose field, groups and ids are meant
     */
    public static DaySummary of(EventScan scan, LocalDate date, List<Hour> hours, QuerySpec question) {
        QuerySpec spec = question.withDistinct(false).withMinEvents(MOST_DISTINCT);
        DayGroups ids = new DayGroups(spec);
        Map<List<Object>, Moments> moments = new HashMap<>();
        Map<List<Object>, List<QuantileSketch>> sketches = new HashMap<>();
        long rows = 0;
        for (Hour hour : hours) {
            HourReader reader = new HourReader(spec, ids);
            reader.read(scan, hour);
            rows += reader.rows();
            for (int number = 0; number < reader.groups().size(); number++) {
                List<Object> by = reader.groups().get(number);
                double[] values = reader.takeValues(number);
                if (values.length > 0) {
                    Arrays.sort(values);
                    moments.computeIfAbsent(by, group -> new Moments()).add(Moments.of(values));
                    sketches.computeIfAbsent(by, group -> new ArrayList<>())
                            .add(QuantileSketch.ofSorted(values, 0, values.length));
                }
            }
        }
        List<Group> groups = new ArrayList<>();
        moments.keySet().stream()
                .sorted(QueryAnswers.GROUP_ORDER)
                .forEach(by -> groups.add(new Group(
                        by, ids.group(by).ids().count(), moments.get(by), QuantileSketch.merge(sketches.get(by)))));
        return new DaySummary(date, spec.field(), spec.by(), spec.id(), rows, groups);
    }

    /** Whether it can answer a question about its day. */
    boolean answers(QuerySpec spec) {
        boolean same = field.equals(spec.field()) && by.equals(spec.by()) && id.equals(spec.id());
        boolean enoughIds = !spec.distinct() && spec.minEvents() <= MOST_DISTINCT
                || groups.stream().allMatch(Group::hasAllDistinct);
        return same && enoughIds && !spec.exact() && !spec.distributions();
    }

    /** The summary as bytes, for {@link #fromBytes}. */
    public byte[] toBytes() {
        return SummaryBytes.write(this);
    }

    /**
     * The summary that {@link #toBytes} wrote.
     *
     * @throws IllegalArgumentException if the bytes are damaged, or say what no summary can say
     */
    public static DaySummary fromBytes(byte[] bytes) {
        return SummaryBytes.read(bytes);
    }
}
