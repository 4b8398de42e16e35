package io.sluice.spark.query;

import io.sluice.core.query.QueryAnswers;
import java.io.Serializable;
import java.time.LocalDate;
import java.util.Comparator;
import org.apache.spark.sql.Row;

/**
 * A group of a day, as rows and broadcasts have it. The order is that of an answer.
 *
 * @param epochDay the day
 * @param by its by-values, as {@link GroupText}
 */
record GroupKey(int epochDay, String by) implements Serializable, Comparable<GroupKey> {
    private static final Comparator<GroupKey> ORDER = Comparator.comparingInt(GroupKey::epochDay)
            .thenComparing(key -> GroupText.parse(key.by), QueryAnswers.GROUP_ORDER);

    /** Of a row that begins with the two. */
    static GroupKey of(Row row) {
        return new GroupKey(row.getInt(0), row.getString(1));
    }

    LocalDate date() {
        return LocalDate.ofEpochDay(epochDay);
    }

    @Override
    public int compareTo(GroupKey other) {
        return ORDER.compare(this, other);
    }
}
