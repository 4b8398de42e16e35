package io.sluice.core.query;

import io.sluice.core.statistics.QuantileSketch;
import java.util.ArrayList;
import java.util.List;

/**
 * The part of a distribution that lies in an interval, by its sketch alone. With F the share of values below, the
 * q-quantile of those within [L, U] is Q(F(L) + q (F(U) - F(L))).
 */
final class TruncatedSketch {
    private TruncatedSketch() {}

    /** About what is left of a sketch's values, at least one, within an interval. */
    static KeptValues of(QuantileSketch sketch, Interval kept, List<Double> quantiles) {
        double min = Math.max(sketch.min(), kept.low());
        double max = Math.min(sketch.max(), kept.high());
        if (min > max) {
            return new KeptValues(0, Double.NaN, Double.NaN, List.of());
        }
        double from = sketch.shareBelow(min);
        double to = sketch.shareUpTo(max);
        List<Double> answers = new ArrayList<>();
        for (double quantile : quantiles) {
            double answer = sketch.quantile(from + quantile * Math.max(0, to - from));
            answers.add(Math.max(min, Math.min(max, answer)));
        }
        long count = 1 + Math.round(Math.max(0, to - from) * (sketch.count() - 1));
        return new KeptValues(Math.min(sketch.count(), count), min, max, answers);
    }
}
