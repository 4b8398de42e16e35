package io.sluice.core.query;

import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The answer, validated, and how it came about.
 *
 * @param spec what was asked
 * @param rows the qualified groups, by day and then by group
 * @param dropped the groups that have no row there, in the same order
 * @param partialDays the days read whose end the watermark has not passed
 * @param lateRows rows of {@code late/} in the days asked for: they stand outside the answer
 * @param scan what was read
 * @param distributions how the values of each row's group lie, in the order of the rows; empty unless asked for
 */
public record QueryResult(
        QuerySpec spec,
        List<QueryRow> rows,
        List<DroppedGroup> dropped,
        SortedSet<LocalDate> partialDays,
        long lateRows,
        Scan scan,
        List<Distribution> distributions) {
    public QueryResult {
        Objects.requireNonNull(spec, "spec");
        Objects.requireNonNull(scan, "scan");
        rows = List.copyOf(rows);
        dropped = List.copyOf(dropped);
        partialDays = Collections.unmodifiableSortedSet(new TreeSet<>(partialDays));
        distributions = List.copyOf(distributions);
        if (!distributions.isEmpty() && distributions.size() != rows.size()) {
            throw new IllegalArgumentException(
                    "Expected a distribution per row, got " + distributions.size() + " for " + rows.size() + " rows");
        }
    }

    /** An answer without distributions. */
    public QueryResult(
            QuerySpec spec,
            List<QueryRow> rows,
            List<DroppedGroup> dropped,
            SortedSet<LocalDate> partialDays,
            long lateRows,
            Scan scan) {
        this(spec, rows, dropped, partialDays, lateRows, scan, List.of());
    }

    /**
     * A group that has no row in the answer.
     *
     * @param events its rows
     * @param reason why, in words
     */
    public record DroppedGroup(LocalDate date, String period, List<Object> by, long events, String reason) {
        public DroppedGroup {
            by = List.copyOf(by);
        }

        /** A group of a day. */
        public DroppedGroup(LocalDate date, List<Object> by, long events, String reason) {
            this(date, date.toString(), by, events, reason);
        }
    }

    /**
     * What was read.
     *
     * @param rows rows of the days asked for
     * @param rowsWithoutValue those of them without a value of the field: they are not in any group
     * @param rowsNotFinite those of them whose value is NaN or infinite: not in any group either
     * @param rowsWithoutGroup those of them with a value but without one of the by-fields: not in any group either
     * @param rowsWithIdsRead those of them whose ids were looked at; may differ from run to run with several threads
     * @param filesRead files of the days asked for
     * @param filesPruned files of other days, which were not opened
     * @param readTwice whether the values of a day were too many to be kept between the two passes
     */
    public record Scan(
            long rows,
            long rowsWithoutValue,
            long rowsNotFinite,
            long rowsWithoutGroup,
            long rowsWithIdsRead,
            int filesRead,
            int filesPruned,
            boolean readTwice) {}
}
