package io.sluice.core.query;

import io.sluice.core.port.EventScan;
import io.sluice.core.port.EventScan.Hour;
import io.sluice.core.statistics.Moments;
import io.sluice.core.statistics.QuantileSearch;
import io.sluice.core.statistics.QuantileSketch;
import io.sluice.core.statistics.RadixSort;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;

/** The question for one day: both passes, and the rows they give. */
final class DayQuery {
    private static final long LARGEST_ARRAY_BYTES = Double.BYTES * (Integer.MAX_VALUE - 8L);

    /** What a search holds, those of a few hours under way included. */
    private static final long SEARCH_BYTES = 8L << 20;

    private final EventScan scan;
    private final QuerySpec spec;
    private final Executor executor;
    private final long memoryBytes;
    private final QueryPlan.Day day;
    private final QueryAnswers answers;
    private final ScanQuery.ScanTotals totals;
    private final DayGroups groups;
    private final AtomicLong bytesHeld = new AtomicLong();

    DayQuery(
            EventScan scan,
            QuerySpec spec,
            Executor executor,
            long memoryBytes,
            QueryPlan.Day day,
            QueryAnswers answers,
            ScanQuery.ScanTotals totals) {
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
        List<DayGroup> qualified = new ArrayList<>();
        for (DayGroup group : groups.all()) {
            if (group.ids().count() >= spec.minEvents()) {
                qualified.add(group);
            }
        }
        Map<DayGroup, KeptValues> kept = answer(hours, qualified);
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
            addHour(groups.group(reader.groups().get(number)), ofGroup);
            values.put(reader.groups().get(number), ofGroup);
            bytes += 8L * ofGroup.length;
        }
        if (bytesHeld.addAndGet(bytes) <= memoryBytes / 2) {
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
        QuantileSketch sketch = null;
        if (spec.outliers().needsQuantiles() && !spec.exact()) {
            RadixSort.sort(values);
            sketch = QuantileSketch.ofSorted(values, 0, values.length);
        }
        group.addHour(moments, sketch);
    }

    /** Batches only where hours are read again: else everything is there already. */
    private Map<DayGroup, KeptValues> answer(List<HourUnit> hours, List<DayGroup> qualified) {
        boolean isHeld = hours.stream().allMatch(unit -> unit.values != null);
        long room = isHeld ? Long.MAX_VALUE : memoryBytes / 2;
        Map<DayGroup, KeptValues> kept = new ConcurrentHashMap<>();
        if (!spec.exact()) {
            long mostOfSketches = QuantileSketch.MOST_BYTES * (long) hours.size();
            inBatches(
                    qualified,
                    room,
                    group -> Math.min(2 * bytesOf(group), mostOfSketches),
                    batch -> answerBySketches(hours, batch, kept));
            return kept;
        }
        List<DayGroup> large = new ArrayList<>();
        List<DayGroup> others = new ArrayList<>();
        for (DayGroup group : qualified) {
            (bytesOf(group) > Math.min(room, LARGEST_ARRAY_BYTES) ? large : others).add(group);
        }
        // The large ones first: the others take the values that are held away.
        inBatches(large, memoryBytes / 2, group -> SEARCH_BYTES, batch -> search(hours, batch, kept));
        inBatches(others, room, DayQuery::bytesOf, batch -> answerByValues(hours, batch, kept));
        return kept;
    }

    private static long bytesOf(DayGroup group) {
        return Double.BYTES * group.moments().count();
    }

    private static void inBatches(
            List<DayGroup> groups, long room, ToLongFunction<DayGroup> bytesOf, Consumer<List<DayGroup>> task) {
        List<DayGroup> batch = new ArrayList<>();
        long bytes = 0;
        for (DayGroup group : groups) {
            long more = bytesOf.applyAsLong(group);
            if (!batch.isEmpty() && bytes + more > room) {
                task.accept(batch);
                batch = new ArrayList<>();
                bytes = 0;
            }
            batch.add(group);
            bytes += more;
        }
        if (!batch.isEmpty()) {
            task.accept(batch);
        }
    }

    private void answerBySketches(List<HourUnit> hours, List<DayGroup> batch, Map<DayGroup, KeptValues> kept) {
        batch.forEach(group -> group.decide(spec));
        forEachHour(hours, batch, (group, values) -> {
            RadixSort.sort(values);
            group.addKept(values);
        });
        forEach(batch, group -> kept.put(group, group.kept(spec.quantiles())));
    }

    private void answerByValues(List<HourUnit> hours, List<DayGroup> batch, Map<DayGroup, KeptValues> kept) {
        Map<DayGroup, GroupValues> all = new HashMap<>();
        batch.forEach(group -> all.put(group, new GroupValues(group)));
        forEachHour(hours, batch, (group, values) -> all.get(group).append(values));
        forEach(batch, group -> kept.put(group, group.keptExactly(spec, all.get(group).values)));
    }

    /** Several passes over the values, for groups that there is no room for at all. */
    private void search(List<HourUnit> hours, List<DayGroup> batch, Map<DayGroup, KeptValues> kept) {
        int capacity = (int) Math.min(memoryBytes / 4 / Double.BYTES / batch.size(), Integer.MAX_VALUE - 8);
        Map<DayGroup, QuantileSearch> searches = new HashMap<>();
        if (spec.outliers().needsQuantiles()) {
            batch.forEach(group -> searches.put(group, group.searchForRule(spec, capacity)));
            passes(hours, searches, (group, values) -> {});
        }
        batch.forEach(group -> searches.put(group, group.searchKept(spec, searches.get(group), capacity)));
        passes(hours, searches, DayGroup::addToDistribution);
        batch.forEach(group -> kept.put(group, KeptValues.of(searches.get(group), spec.quantiles())));
    }

    private void passes(
            List<HourUnit> hours, Map<DayGroup, QuantileSearch> searches, BiConsumer<DayGroup, double[]> inFirstPass) {
        boolean isFirst = true;
        List<DayGroup> open = new ArrayList<>(searches.keySet());
        while (!open.isEmpty()) {
            BiConsumer<DayGroup, double[]> also = isFirst ? inFirstPass : (group, values) -> {};
            forEachHour(hours, open, (group, values) -> {
                searches.get(group).add(values);
                also.accept(group, values);
            });
            open.forEach(group -> searches.get(group).endPass());
            open.removeIf(group -> searches.get(group).isDone());
            isFirst = false;
        }
    }

    /** Hands on the values of every hour for some groups, on the threads of the executor; held ones where they are. */
    private void forEachHour(List<HourUnit> hours, List<DayGroup> of, BiConsumer<DayGroup, double[]> task) {
        Map<List<Object>, DayGroup> wanted = new HashMap<>();
        of.forEach(group -> wanted.put(group.by(), group));
        forEach(hours, unit -> {
            if (unit.values != null) {
                unit.values.forEach((by, values) -> {
                    DayGroup group = wanted.get(by);
                    if (group != null) {
                        task.accept(group, values);
                    }
                });
                return;
            }
            HourReader reader = new HourReader(spec, null);
            reader.read(scan, unit.hour);
            for (int number = 0; number < reader.groups().size(); number++) {
                DayGroup group = wanted.get(reader.groups().get(number));
                if (group != null) {
                    task.accept(group, reader.takeValues(number));
                }
            }
        });
    }

    private <T> void forEach(Collection<T> items, Consumer<T> task) {
        ParallelTasks.forEach(items, executor, task);
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
        private final double[] values;
        private int size;

        GroupValues(DayGroup group) {
            this.values = new double[Math.toIntExact(group.moments().count())];
        }

        synchronized void append(double[] ofHour) {
            System.arraycopy(ofHour, 0, values, size, ofHour.length);
            size += ofHour.length;
        }
    }
}
