package io.sluice.core.query;

import io.sluice.core.port.EventScan;
import io.sluice.core.port.EventScan.Hour;
import io.sluice.core.statistics.Moments;
import io.sluice.core.statistics.QuantileSketch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** The question for one day: both passes, and the rows they give. */
final class DayQuery {
    private final EventScan scan;
    private final QuerySpec spec;
    private final Executor executor;
    private final long memoryBytes;
    private final QueryPlan.Day day;
    private final QueryAnswers answers;
    private final PercentileQuery.ScanTotals totals;
    private final DayGroups groups;
    private final AtomicLong bytesHeld = new AtomicLong();

    DayQuery(
            EventScan scan,
            QuerySpec spec,
            Executor executor,
            long memoryBytes,
            QueryPlan.Day day,
            QueryAnswers answers,
            PercentileQuery.ScanTotals totals) {
        this.scan = scan;
        this.spec = spec;
        this.executor = executor;
        this.memoryBytes = memoryBytes;
        this.day = day;
        this.answers = answers;
        this.totals = totals;
        this.groups = new DayGroups(spec);
    }

    /** Reads the hours and adds what they say to the answers. */
    void run() {
        List<HourUnit> hours = new ArrayList<>();
        for (Hour hour : day.hours()) {
            hours.add(new HourUnit(hour));
        }
        forEach(hours, this::readFirst);
        Map<List<Object>, DayGroup> qualified = new HashMap<>();
        for (DayGroup group : groups.all()) {
            if (group.ids().count() >= spec.minEvents()) {
                qualified.put(group.by(), group);
            }
        }
        Map<DayGroup, KeptValues> kept = spec.exact() ? exactly(hours, qualified) : bySketches(hours, qualified);
        for (DayGroup group : groups.all()) {
            long distinct = group.ids().count();
            boolean answered = answers.add(day, group.by(), group.moments(), distinct, kept.get(group));
            if (answered && spec.distributions()) {
                answers.addDistribution(group.distribution());
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
        Moments moments = Moments.of(values);
        boolean needsSketch = spec.outliers().needsQuantiles() && !spec.exact();
        group.addHour(moments, needsSketch ? QuantileSketch.ofSorted(values, 0, values.length) : null);
    }

    private Map<DayGroup, KeptValues> bySketches(List<HourUnit> hours, Map<List<Object>, DayGroup> qualified) {
        for (DayGroup group : qualified.values()) {
            group.decide(spec);
        }
        if (!qualified.isEmpty()) {
            forEach(hours, unit -> addKept(unit, qualified));
        }
        Map<DayGroup, KeptValues> kept = new HashMap<>();
        for (DayGroup group : qualified.values()) {
            kept.put(group, group.kept(spec.quantiles()));
        }
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
    private Map<DayGroup, KeptValues> exactly(List<HourUnit> hours, Map<List<Object>, DayGroup> qualified) {
        boolean inMemory = hours.stream().allMatch(unit -> unit.values != null);
        Map<DayGroup, KeptValues> kept = new HashMap<>();
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
            throw new IllegalStateException("Exact quantiles of " + day.date() + " " + group.by() + " need "
                    + (bytes >> 20) + " MB for " + group.moments().count() + " values, and " + (memoryBytes >> 20)
                    + " MB are set aside; give the process four times as much heap as that (-Xmx), ask for smaller"
                    + " groups, or leave out --exact");
        }
    }

    private void answerExactly(
            List<HourUnit> hours, Map<List<Object>, GroupValues> batch, Map<DayGroup, KeptValues> kept) {
        forEach(hours, unit -> collect(unit, batch));
        for (GroupValues values : batch.values()) {
            kept.put(values.group, values.group.keptExactly(spec, values.values));
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

    private void forEach(List<HourUnit> hours, Consumer<HourUnit> task) {
        List<CompletableFuture<Void>> running = new ArrayList<>();
        for (HourUnit unit : hours) {
            running.add(CompletableFuture.runAsync(() -> task.accept(unit), executor));
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
