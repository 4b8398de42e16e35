package io.sluice.core.query;

import io.sluice.core.statistics.ExactQuantile;
import io.sluice.core.statistics.QuantileSearch;
import io.sluice.core.statistics.QuantileSketch;
import java.util.ArrayList;
import java.util.List;

/**
 * What the outlier rule left of a group.
 *
 * @param count how many values
 * @param min the smallest
 * @param max the greatest
 * @param quantiles as asked for; none if no value is left
 */
public record KeptValues(long count, double min, double max, List<Double> quantiles) {
    public KeptValues {
        quantiles = List.copyOf(quantiles);
    }

    /** By the sketch of the kept values. */
    public static KeptValues of(QuantileSketch sketch, List<Double> quantiles) {
        List<Double> answers = new ArrayList<>();
        if (sketch.count() > 0) {
            for (double quantile : quantiles) {
                answers.add(sketch.quantile(quantile));
            }
        }
        return new KeptValues(sketch.count(), sketch.min(), sketch.max(), answers);
    }

    /** Exactly, by a search among the kept values that is done. */
    static KeptValues of(QuantileSearch search, List<Double> quantiles) {
        List<Double> answers = new ArrayList<>();
        if (search.count() > 0) {
            for (double quantile : quantiles) {
                answers.add(search.quantile(quantile));
            }
        }
        return new KeptValues(search.count(), search.min(), search.max(), answers);
    }

    /** Exactly, by all values of the group, which are reordered. */
    public static KeptValues exactly(double[] values, Interval kept, List<Double> quantiles) {
        int count = 0;
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        for (double value : values) {
            if (kept.contains(value)) {
                values[count++] = value;
                min = Math.min(min, value);
                max = Math.max(max, value);
            }
        }
        List<Double> answers = new ArrayList<>();
        if (count > 0) {
            for (double quantile : quantiles) {
                answers.add(ExactQuantile.of(values, count, quantile));
            }
        }
        return new KeptValues(count, min, max, answers);
    }
}
