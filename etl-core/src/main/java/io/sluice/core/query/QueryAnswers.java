package io.sluice.core.query;

import io.sluice.core.statistics.Moments;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Makes the rows of an answer out of what was found per group, checked; and says why a group has none. One thread. */
public final class QueryAnswers {
    /**
     * The order of groups within a day: by value, column by column; values of different types (of different files) by
     * type.
     */
    public static final Comparator<List<Object>> GROUP_ORDER = QueryAnswers::compare;

    private final QuerySpec spec;
    private final List<QueryRow> rows = new ArrayList<>();
    private final List<QueryResult.DroppedGroup> dropped = new ArrayList<>();
    private final List<Distribution> distributions = new ArrayList<>();

    public QueryAnswers(QuerySpec spec) {
        this.spec = spec;
    }

    /**
     * Adds a group. Days come in ascending order, and their groups in {@link #GROUP_ORDER}.
     *
     * @param day the group's
     * @param by its by-values
     * @param moments of all its values; a group without any was met in rows without a value only, and is passed over
     * @param distinct its distinct events, all of them or as many as it takes to qualify
     * @param kept what is left of it; null if it did not qualify
     * @return whether it has a row
     * @throws IllegalStateException if its answer is found to be wrong
     */
    public boolean add(QueryPlan.Day day, List<Object> by, Moments moments, long distinct, KeptValues kept) {
        long events = moments.count();
        if (events == 0) {
            return false;
        }
        if (kept == null || kept.count() == 0) {
            String reason =
                    kept == null ? tooFew(events, distinct) : "all values are outliers by rule " + spec.outliers();
            dropped.add(new QueryResult.DroppedGroup(day.date(), day.name(), by, events, reason));
            return false;
        }
        QueryRow row = new QueryRow(
                day.date(),
                day.name(),
                by,
                events,
                moments.mean(),
                moments.standardDeviation(),
                events - kept.count(),
                kept.count(),
                kept.quantiles(),
                spec.distinct() ? distinct : null,
                day.partial());
        ResultValidator.validate(spec, row, kept.min(), kept.max());
        rows.add(row);
        return true;
    }

    /** A group of too few rows has too few distinct ones, too, whatever their ids: nobody need have looked at them. */
    private String tooFew(long events, long distinct) {
        return events < spec.minEvents()
                ? spec.minEvents() + " distinct events needed"
                : distinct + (distinct == 1 ? " distinct event, " : " distinct events, ") + spec.minEvents()
                        + " needed";
    }

    /** Says how the values of the group added last lie. All groups with a row have a distribution, or none. */
    void addDistribution(Distribution distribution) {
        distributions.add(distribution);
    }

    /**
     * The answer.
     *
     * @param plan what was to be read
     * @param scan what was read
     */
    public QueryResult result(QueryPlan plan, QueryResult.Scan scan) {
        return new QueryResult(spec, rows, dropped, plan.partialDays(), plan.lateRows(), scan, distributions);
    }

    private static int compare(List<Object> left, List<Object> right) {
        for (int i = 0; i < left.size(); i++) {
            int order = compareValues(left.get(i), right.get(i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private static int compareValues(Object left, Object right) {
        if (left instanceof String a && right instanceof String b) {
            return a.compareTo(b);
        }
        if (left instanceof Long a && right instanceof Long b) {
            return a.compareTo(b);
        }
        if (left instanceof Double a && right instanceof Double b) {
            return a.compareTo(b);
        }
        if (left instanceof Boolean a && right instanceof Boolean b) {
            return a.compareTo(b);
        }
        return left.getClass().getName().compareTo(right.getClass().getName());
    }
}
