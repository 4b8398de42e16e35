package io.sluice.core.query;

import io.sluice.core.port.EventScan;
import io.sluice.core.port.EventScan.Hour;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Collectors;

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
     * Answers the question; see {@link PercentileQuery#run} for the rest.
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
        PercentileQuery.ScanTotals totals = new PercentileQuery.ScanTotals();
        Map<LocalDate, Set<Instant>> dates = new HashMap<>();
        for (Hour hour : scan.hours()) {
            dates.computeIfAbsent(dateOf(hour), date -> new HashSet<>()).add(hour.start());
        }
        int summarised = 0;
        int filesSpared = 0;
        for (QueryPlan.Day day : plan.days()) {
            Optional<DaySummary> summary = summary(scan, dates, day, spec, refused);
            if (summary.isPresent()) {
                answer(summary.get(), day, spec, answers);
                summarised++;
                filesSpared += day.hours().stream()
                        .mapToInt(hour -> hour.files().size())
                        .sum();
            } else {
                new DayQuery(lazy, spec, executor, memoryBytes, day, answers, totals).run();
            }
        }
        QueryResult.Scan read = totals.scan(plan.filesRead() - filesSpared, plan.filesPruned() + filesSpared);
        return new Answer(answers.result(plan, read), summarised, plan.days().size());
    }

    private static Optional<DaySummary> summary(
            EventScan scan,
            Map<LocalDate, Set<Instant>> dates,
            QueryPlan.Day day,
            QuerySpec spec,
            BiConsumer<LocalDate, String> refused) {
        LocalDate date = dateOf(day.hours().get(0));
        Set<Instant> asked = day.hours().stream().map(Hour::start).collect(Collectors.toSet());
        if (!asked.equals(dates.get(date))) {
            return Optional.empty(); // days of another zone, or no days at all
        }
        try {
            return scan.summary(date)
                    .map(DaySummary::fromBytes)
                    .filter(summary -> summary.date().equals(date) && summary.answers(spec));
        } catch (IllegalArgumentException damaged) {
            refused.accept(date, damaged.getMessage());
            return Optional.empty();
        }
    }

    private static LocalDate dateOf(Hour hour) {
        return hour.start().atZone(ZoneOffset.UTC).toLocalDate();
    }

    private static void answer(DaySummary summary, QueryPlan.Day day, QuerySpec spec, QueryAnswers answers) {
        for (DaySummary.Group group : summary.groups()) {
            KeptValues kept = null;
            if (group.distinct() >= spec.minEvents()) {
                Interval interval = spec.outliers().kept(group.moments(), group.sketch()::quantile);
                kept = TruncatedSketch.of(group.sketch(), interval, spec.quantiles());
            }
            answers.add(day, group.by(), group.moments(), group.distinct(), kept);
        }
    }

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
