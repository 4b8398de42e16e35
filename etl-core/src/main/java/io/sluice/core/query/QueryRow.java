package io.sluice.core.query;

import java.time.LocalDate;
import java.util.List;
import java.util.Objects;

/**
 * The answer for one qualified group.
 *
 * @param date the day, or the last one of a longer period
 * @param period what the row is over, as its first column has it: the date of a day
 * @param by the values of the by-fields: String, Long, Double or Boolean
 * @param events all rows of the group that have a value
 * @param mean over all of them
 * @param stddev the sample standard deviation over all of them; NaN if there is only one,
 *     or no double is large enough
 * @param outliers how many were left out
 * @param kept how many were kept
 * @param quantiles over those kept, in the order they were asked for
 * @param distinctEvents distinct event ids, or null where counting them all was not asked for
 * @param partial whether more events of the day may come
 */
public record QueryRow(
        LocalDate date,
        String period,
        List<Object> by,
        long events,
        double mean,
        double stddev,
        long outliers,
        long kept,
        List<Double> quantiles,
        Long distinctEvents,
        boolean partial) {
    public QueryRow {
        Objects.requireNonNull(date, "date");
        Objects.requireNonNull(period, "period");
        by = List.copyOf(by);
        quantiles = List.copyOf(quantiles);
    }

    /** The answer for a day. */
    public QueryRow(
            LocalDate date,
            List<Object> by,
            long events,
            double mean,
            double stddev,
            long outliers,
            long kept,
            List<Double> quantiles,
            Long distinctEvents,
            boolean partial) {
        this(date, date.toString(), by, events, mean, stddev, outliers, kept, quantiles, distinctEvents, partial);
    }
}
