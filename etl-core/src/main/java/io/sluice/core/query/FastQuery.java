package io.sluice.core.query;

import io.sluice.core.port.EventScan;
import io.sluice.core.port.EventScan.Hour;
import io.sluice.core.statistics.Moments;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Answers a question about days from their summaries, and by their rows where there is none that can answer. Events,
 * mean, standard deviation and distinct events are exact; what is kept and its quantiles come from the sketch of all
 * values, cut off where the outliers begin, and are close.
 */
public final class FastQuery {
    /** How far quantiles are off, measured on log-normal values as a test does: hardly ever more. */
    public static final String USUAL_ERROR_PERCENT = "0.1";

    private FastQuery() {}

    /**
     * An answer.
     *
     * @param result as rows would give it, nearly
     * @param summarised how many days were answered from summaries
     * @param days all days of the answer
     */
    public record Answer(QueryResult result, int summarised, int days) {}

    /**
     * Answers the question; see {@link ScanQuery#run} for the rest.
     *
     * @param refused is told days whose summary is damaged, and what is wrong with it
     */
    public static Answer run(
            EventScan scan,
            QuerySpec spec,
            Executor executor,
            long memoryBytes,
            BiConsumer<LocalDate, String> refused) {
        LazyColumns lazy = new LazyColumns(scan);
        QueryPlan plan = QueryPlan.of(lazy, spec);
        QueryAnswers answers = new QueryAnswers(spec);
        ScanQuery.ScanTotals totals = new ScanQuery.ScanTotals();
        Map<LocalDate, Set<Instant>> dates = new HashMap<>();
        for (Hour hour : scan.hours()) {
            dates.computeIfAbsent(dateOf(hour), date -> new HashSet<>()).add(hour.start());
        }
        List<FastDay> days = new ArrayList<>();
        plan.days().forEach(day -> days.add(new FastDay(day)));
        ParallelTasks.forEach(days, executor, day -> day.answer(scan, spec, dates));
        int summarised = 0;
        int filesSpared = 0;
        for (FastDay day : days) {
            if (day.damage != null) {
                refused.accept(day.date(), day.damage);
            }
            if (day.groups == null) {
                new DayQuery(lazy, spec, executor, memoryBytes, day.planned, answers, totals).run();
                continue;
            }
            for (FastGroup group : day.groups) {
                answers.add(day.planned, group.by, group.moments, group.distinct, group.kept);
            }
            summarised++;
            for (Hour hour : day.planned.hours()) {
                filesSpared += hour.files().size();
            }
        }
        QueryResult.Scan read = totals.scan(plan.filesRead() - filesSpared, plan.filesPruned() + filesSpared);
        return new Answer(answers.result(plan, read), summarised, plan.days().size());
    }

    private static LocalDate dateOf(Hour hour) {
        return hour.start().atZone(ZoneOffset.UTC).toLocalDate();
    }

    /** A day in the works: what its summary answers, if it has a good one. Summaries are not kept, for they are large. */
    private static final class FastDay {
        private final QueryPlan.Day planned;
        /** Null where the rows must be read. */
        private List<FastGroup> groups;

        private String damage;

        FastDay(QueryPlan.Day planned) {
            this.planned = planned;
        }

        LocalDate date() {
            return dateOf(planned.hours().get(0));
        }

        void answer(EventScan scan, QuerySpec spec, Map<LocalDate, Set<Instant>> dates) {
            Set<Instant> asked = new HashSet<>();
            planned.hours().forEach(hour -> asked.add(hour.start()));
            if (!asked.equals(dates.get(date()))) {
                return; // a day of another zone, or no day at all
            }
            try {
                Optional<DaySummary> summary = scan.summary(date()).map(DaySummary::fromBytes);
                if (summary.isPresent()
                        && summary.get().date().equals(date())
                        && summary.get().answers(spec)) {
                    groups = answers(summary.get(), spec);
                }
            } catch (IllegalArgumentException damaged) {
                damage = damaged.getMessage();
            }
        }

        private static List<FastGroup> answers(DaySummary summary, QuerySpec spec) {
            List<FastGroup> answers = new ArrayList<>();
            for (DaySummary.Group group : summary.groups()) {
                KeptValues kept = null;
                if (group.distinct() >= spec.minEvents()) {
                    Interval interval = spec.outliers().kept(group.moments(), group.sketch()::quantile);
                    kept = TruncatedSketch.of(group.sketch(), interval, spec.quantiles());
                }
                answers.add(new FastGroup(group.by(), group.moments(), group.distinct(), kept));
            }
            return answers;
        }
    }

    /** @param kept null if the group does not qualify */
    private record FastGroup(List<Object> by, Moments moments, long distinct, KeptValues kept) {}

    /** Opens a file to look at its columns only when one is read anyway. */
    private static final class LazyColumns extends ForwardingScan {
        private Runnable check = () -> {};

        LazyColumns(EventScan scan) {
            super(scan);
        }

        @Override
        public synchronized void requireColumns(Projection projection, List<Hour> asked) {
            check = () -> super.requireColumns(projection, asked);
        }

        @Override
        public void read(Hour hour, Projection projection, Consumer<EventBlock> consumer) {
            checkColumns();
            super.read(hour, projection, consumer);
        }

        private synchronized void checkColumns() {
            check.run();
            check = () -> {};
        }
    }
}
