package io.sluice.spark.query;

import io.sluice.core.query.QueryAnswers;
import java.io.Serializable;
import java.util.Comparator;
import org.apache.spark.sql.Row;

/**
 * A group of a period, as rows and broadcasts have it. The order is that of an answer.
 *
 * @param period the number of the period in the plan
 * @param by its by-values, as {@link GroupLabel}
 */
record PeriodGroup(int period, String by) implements Serializable, Comparable<PeriodGroup> {
    private static final Comparator<PeriodGroup> ORDER = Comparator.comparingInt(PeriodGroup::period)
            .thenComparing(key -> GroupLabel.parse(key.by), QueryAnswers.GROUP_ORDER);

    /** Of a row that begins with the two. */
    static PeriodGroup of(Row row) {
        return new PeriodGroup(row.getInt(0), row.getString(1));
    }

    @Override
    public int compareTo(PeriodGroup other) {
        return ORDER.compare(this, other);
    }
}
