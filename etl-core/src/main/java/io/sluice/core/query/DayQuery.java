package io.sluice.core.query;

import io.sluice.core.port.EventScan;
import io.sluice.core.port.EventScan.Hour;
import io.sluice.core.query.DayGroup.Kept;
import io.sluice.core.statistics.Moments;
import io.sluice.core.statistics.QuantileSketch;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** The question for one day: both passes, and the rows they give. */
final class DayQuery {
    private final EventScan scan;
    private final QuerySpec spec;
    private final Executor executor;
    private final long memoryBytes;
    private final LocalDate date;
    private final boolean partial;
    private final PercentileQuery.ScanTotals totals;
    private final DayGroups groups;
    private final AtomicLong bytesHeld = new AtomicLong();

    DayQuery(
            EventScan scan,
            QuerySpec spec,
            Executor executor,
            long memoryBytes,
            LocalDate date,
            boolean partial,
            PercentileQuery.ScanTotals totals) {
        this.scan = scan;
        this.spec = spec;
        this.executor = executor;
        this.memoryBytes = memoryBytes;
        this.date = date;
        this.partial = partial;
        this.totals = totals;
        this.groups = new DayGroups(spec);
    }

    /** Reads the hours and adds what they say to the rows, the groups dropped and, if asked for, the distributions. */
    void run(
            List<Hour> dayHours,
            List<QueryRow> rows,
            List<QueryResult.DroppedGroup> dropped,
            List<Distribution> distributions) {
        List<HourUnit> hours = new ArrayList<>();
        for (Hour hour : dayHours) {
            hours.add(new HourUnit(hour));
        }
        forEach(hours, this::readFirst);
        Map<List<Object>, DayGroup> qualified = new HashMap<>();
        for (DayGroup group : groups.all()) {
            if (group.ids().count() >= spec.minEvents()) {
                qualified.put(group.by(), group);
            }
        }
        Map<DayGroup, Kept> kept = spec.exact() ? exactly(hours, qualified) : bySketches(hours, qualified);
        for (DayGroup group : groups.all()) {
            boolean answered = answer(group, kept.get(group), rows, dropped);
            if (answered && spec.distributions()) {
                distributions.add(group.distribution());
            }
        }
    }

    private void readFirst(HourUnit unit) {
        HourReader reader = new HourReader(spec, groups);
        reader.read(scan, unit.hour);
        totals.add(reader);
        Map<List<Object>, double[]> values = new HashMap<>();
        long bytes = 0;
        for (int number = 0; number < reader.groups().size(); number++) {
            double[] ofGroup = reader.takeValues(number);
            if (!spec.exact()) {
                Arrays.sort(ofGroup);
            }
            addHour(groups.group(reader.groups().get(number)), ofGroup);
            values.put(reader.groups().get(number), ofGroup);
            bytes += 8L * ofGroup.length;
        }
        if (bytesHeld.addAndGet(bytes) <= memoryBytes) {
            unit.values = values;
        } else {
            bytesHeld.addAndGet(-bytes);
            totals.markReadTwice();
        }
    }

    private void addHour(DayGroup group, double[] values) {
        if (values.length == 0) {
            return;
        }
        Moments moments = new Moments();
        for (double value : values) {
            moments.add(value);
        }
        boolean needsSketch = spec.outliers().needsQuantiles() && !spec.exact();
        group.addHour(moments, needsSketch ? QuantileSketch.ofSorted(values, 0, values.length) : null);
    }

    private Map<DayGroup, Kept> bySketches(List<HourUnit> hours, Map<List<Object>, DayGroup> qualified) {
        for (DayGroup group : qualified.values()) {
            group.decide(spec);
        }
        if (!qualified.isEmpty()) {
            forEach(hours, unit -> addKept(unit, qualified));
        }
        Map<DayGroup, Kept> kept = new ConcurrentHashMap<>();
        forEach(qualified.values(), group -> kept.put(group, group.kept(spec.quantiles())));
        return kept;
    }

    private void addKept(HourUnit unit, Map<List<Object>, DayGroup> qualified) {
        if (unit.values != null) {
            for (var values : unit.values.entrySet()) {
                DayGroup group = qualified.get(values.getKey());
                if (group != null) {
                    group.addKept(values.getValue());
                }
            }
            unit.values = null;
            return;
        }
        HourReader reader = new HourReader(spec, null);
        reader.read(scan, unit.hour);
        for (int number = 0; number < reader.groups().size(); number++) {
            DayGroup group = qualified.get(reader.groups().get(number));
            if (group != null) {
                double[] values = reader.takeValues(number);
                Arrays.sort(values);
                group.addKept(values);
            }
        }
    }

    /** Exact quantiles need all values of a group at once: as many groups at a time as there is room for. */
    private Map<DayGroup, Kept> exactly(List<HourUnit> hours, Map<List<Object>, DayGroup> qualified) {
        boolean inMemory = hours.stream().allMatch(unit -> unit.values != null);
        Map<DayGroup, Kept> kept = new HashMap<>();
        Map<List<Object>, GroupValues> batch = new HashMap<>();
        long batchBytes = 0;
        for (DayGroup group : qualified.values()) {
            long bytes = 8 * group.moments().count();
            if (!inMemory && batchBytes + bytes > memoryBytes && !batch.isEmpty()) {
                answerExactly(hours, batch, kept);
                batch.clear();
                batchBytes = 0;
            }
            requireRoom(group, bytes, inMemory);
            batch.put(group.by(), new GroupValues(group));
            batchBytes += bytes;
        }
        answerExactly(hours, batch, kept);
        return kept;
    }

    private void requireRoom(DayGroup group, long bytes, boolean inMemory) {
        if ((!inMemory && bytes > memoryBytes) || bytes > 8L * (Integer.MAX_VALUE - 8)) {
            throw new IllegalStateException("Exact quantiles of " + date + " " + group.by() + " need "
                    + (bytes >> 20) + " MB for " + group.moments().count() + " values, and " + (memoryBytes >> 20)
                    + " MB are set aside; give the process four times as much heap as that (-Xmx), ask for smaller"
                    + " groups, or leave out --exact");
        }
    }

    private void answerExactly(List<HourUnit> hours, Map<List<Object>, GroupValues> batch, Map<DayGroup, Kept> kept) {
        forEach(hours, unit -> collect(unit, batch));
        forEach(batch.values(), values -> values.answer = values.group.keptExactly(spec, values.values));
        for (GroupValues values : batch.values()) {
            kept.put(values.group, values.answer);
        }
    }

    private void collect(HourUnit unit, Map<List<Object>, GroupValues> batch) {
        if (batch.isEmpty()) {
            return;
        }
        if (unit.values != null) {
            for (var values : batch.entrySet()) {
                double[] ofHour = unit.values.remove(values.getKey());
                if (ofHour != null) {
                    values.getValue().append(ofHour);
                }
            }
            return;
        }
        HourReader reader = new HourReader(spec, null);
        reader.read(scan, unit.hour);
        for (int number = 0; number < reader.groups().size(); number++) {
            GroupValues values = batch.get(reader.groups().get(number));
            if (values != null) {
                values.append(reader.takeValues(number));
            }
        }
    }

    /** Adds the group to the rows, and returns true, or to those dropped. */
    private boolean answer(DayGroup group, Kept kept, List<QueryRow> rows, List<QueryResult.DroppedGroup> dropped) {
        long events = group.moments().count();
        if (events == 0) {
            return false; // met in rows without a value only
        }
        long distinct = group.ids().count();
        if (kept == null) {
            dropped.add(new QueryResult.DroppedGroup(
                    date,
                    group.by(),
                    events,
                    distinct + (distinct == 1 ? " distinct event, " : " distinct events, ") + spec.minEvents()
                            + " needed"));
            return false;
        }
        if (kept.count() == 0) {
            dropped.add(new QueryResult.DroppedGroup(
                    date, group.by(), events, "all values are outliers by rule " + spec.outliers()));
            return false;
        }
        QueryRow row = new QueryRow(
                date,
                group.by(),
                events,
                group.moments().mean(),
                group.moments().standardDeviation(),
                events - kept.count(),
                kept.count(),
                kept.quantiles(),
                spec.distinct() ? distinct : null,
                partial);
        ResultValidator.validate(spec, row, kept.min(), kept.max());
        rows.add(row);
        return true;
    }

    private <T> void forEach(Collection<T> items, Consumer<T> task) {
        List<CompletableFuture<Void>> running = new ArrayList<>();
        for (T item : items) {
            running.add(CompletableFuture.runAsync(() -> task.accept(item), executor));
        }
        try {
            CompletableFuture.allOf(running.toArray(CompletableFuture[]::new)).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            if (e.getCause() instanceof Error cause) {
                throw cause;
            }
            throw e;
        }
    }

    /** An hour, and its values between the passes if there was room for them. */
    private static final class HourUnit {
        private final Hour hour;
        private Map<List<Object>, double[]> values;

        HourUnit(Hour hour) {
            this.hour = hour;
        }
    }

    /** All values of a group of the day, as they come. */
    private static final class GroupValues {
        private final DayGroup group;
        private final double[] values;
        private int size;
        private Kept answer;

        GroupValues(DayGroup group) {
            this.group = group;
            this.values = new double[Math.toIntExact(group.moments().count())];
        }

        synchronized void append(double[] ofHour) {
            System.arraycopy(ofHour, 0, values, size, ofHour.length);
            size += ofHour.length;
        }
    }
}
