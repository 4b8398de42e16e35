package io.sluice.core.query;

import io.sluice.core.statistics.QuantileSketch;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoublePredicate;

/**
 * The part of a distribution that lies in an interval, by its sketch alone. With F the share of values below, the
 * q-quantile of those within [L, U] is Q(F(L) + q (F(U) - F(L))).
 */
final class TruncatedSketch {
    /** Halvings of [0, 1]: then a share is known as well as a double tells it. */
    private static final int HALVINGS = 60;

    private TruncatedSketch() {}

    /** About what is left of a sketch's values, at least one, within an interval. */
    static KeptValues of(QuantileSketch sketch, Interval kept, List<Double> quantiles) {
        double min = Math.max(sketch.min(), kept.low());
        double max = Math.min(sketch.max(), kept.high());
        if (min > max) {
            return new KeptValues(0, Double.NaN, Double.NaN, List.of());
        }
        double from = min == sketch.min() ? 0 : greatestShare(q -> sketch.quantile(q) < min);
        double to = max == sketch.max() ? 1 : greatestShare(q -> sketch.quantile(q) <= max);
        List<Double> answers = new ArrayList<>();
        for (double quantile : quantiles) {
            double answer = sketch.quantile(from + quantile * Math.max(0, to - from));
            answers.add(Math.max(min, Math.min(max, answer)));
        }
        long count = 1 + Math.round(Math.max(0, to - from) * (sketch.count() - 1));
        return new KeptValues(Math.min(sketch.count(), count), min, max, answers);
    }

    /** The greatest share for which something holds that holds for small shares only. */
    private static double greatestShare(DoublePredicate holds) {
        double low = 0;
        double high = 1;
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            if (holds.test(middle)) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
