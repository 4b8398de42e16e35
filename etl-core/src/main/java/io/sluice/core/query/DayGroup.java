package io.sluice.core.query;

import io.sluice.core.statistics.ExactQuantile;
import io.sluice.core.statistics.Moments;
import io.sluice.core.statistics.QuantileSketch;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * One group of one day. First all its values are added, hour by hour, in any order of hours; then the outlier rule
 * decides; then the kept values of every hour, again in any order, give the quantiles. Hours may be added by several
 * threads at once.
 */
final class DayGroup {
    private final List<Object> by;
    private final DistinctIds ids;
    private final Moments moments = new Moments();
    private final List<QuantileSketch> sketches = new ArrayList<>();
    private final List<QuantileSketch> keptSketches = new ArrayList<>();
    private Interval kept;

    DayGroup(List<Object> by, long enoughIds) {
        this.by = by;
        this.ids = new DistinctIds(enoughIds);
    }

    List<Object> by() {
        return by;
    }

    DistinctIds ids() {
        return ids;
    }

    Moments moments() {
        return moments;
    }

    /** First: adds an hour. The sketch of its values is only needed by rules that ask for quantiles; else null. */
    synchronized void addHour(Moments ofHour, QuantileSketch sketch) {
        moments.add(ofHour);
        if (sketch != null) {
            sketches.add(sketch);
        }
    }

    /** Second: the interval to be kept, by sketches of all values. */
    void decide(OutlierRule rule) {
        decide(rule, QuantileSketch.merge(sketches)::quantile);
        sketches.clear();
    }

    private void decide(OutlierRule rule, DoubleUnaryOperator quantiles) {
        kept = rule.kept(moments, quantiles);
    }

    /** Third: adds the kept ones of an hour's values, which are in ascending order. */
    void addKept(double[] ascending) {
        int from = firstIndex(ascending, kept.low(), false);
        int to = firstIndex(ascending, kept.high(), true);
        QuantileSketch sketch = QuantileSketch.ofSorted(ascending, from, Math.max(from, to));
        synchronized (this) {
            keptSketches.add(sketch);
        }
    }

    /** The index of the first value at the bound (or above it, if {@code above}). */
    private static int firstIndex(double[] ascending, double bound, boolean above) {
        int low = 0;
        int high = ascending.length;
        while (low < high) {
            int middle = low + high >>> 1;
            if (ascending[middle] < bound || (above && ascending[middle] == bound)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Last: the quantiles of the kept values by their sketches. */
    Kept kept(List<Double> quantiles) {
        QuantileSketch sketch = QuantileSketch.merge(keptSketches);
        List<Double> answers = new ArrayList<>();
        if (sketch.count() > 0) {
            for (double quantile : quantiles) {
                answers.add(sketch.quantile(quantile));
            }
        }
        return new Kept(sketch.count(), sketch.min(), sketch.max(), answers);
    }

    /** Instead of the second to last steps: decides and answers exactly from all values of the day, which it reorders. */
    Kept keptExactly(OutlierRule rule, double[] values, List<Double> quantiles) {
        decide(rule, q -> ExactQuantile.of(values, values.length, q));
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
        return new Kept(count, min, max, answers);
    }

    /**
     * What is left of the group.
     *
     * @param count how many values
     * @param min the smallest
     * @param max the greatest
     * @param quantiles as asked for; none if no value is left
     */
    record Kept(long count, double min, double max, List<Double> quantiles) {}
}
