package io.sluice.core.query;

import io.sluice.core.statistics.ExactQuantile;
import io.sluice.core.statistics.Moments;
import io.sluice.core.statistics.QuantileSearch;
import io.sluice.core.statistics.QuantileSketch;
import io.sluice.core.statistics.RadixSort;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * One group of one day. First all its values are added, hour by hour, in any order of hours; then the outlier rule
 * decides; then the kept values of every hour, again in any order, give the quantiles. Hours may be added by several
 * threads at once.
 */
final class DayGroup {
    private static final int BINS = 60;

    /** How far from the mean a distribution is told in detail: an outlier far out would leave all others in one bin. */
    private static final double SHOWN_DEVIATIONS = 5;

    private final List<Object> by;
    private final DistinctIds ids;
    private final Moments moments = new Moments();
    private final List<QuantileSketch> sketches = new ArrayList<>();
    private final List<QuantileSketch> keptSketches = new ArrayList<>();
    private Interval kept;
    /** Null where no distribution is asked for. */
    private Histogram.Counter counter;

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
    void decide(QuerySpec spec) {
        decide(spec, QuantileSketch.merge(sketches)::quantile);
        sketches.clear();
    }

    private void decide(QuerySpec spec, DoubleUnaryOperator quantiles) {
        kept = spec.outliers().kept(moments, quantiles);
        if (spec.distributions()) {
            counter = counter();
        }
    }

    /** From the smallest to the greatest value, or as far as the fences and five standard deviations go. */
    private Histogram.Counter counter() {
        double min = moments.min();
        double max = moments.max();
        double reach = SHOWN_DEVIATIONS * moments.standardDeviation();
        if (!(reach > 0)) {
            return new Histogram.Counter(min, max, BINS);
        }
        double low = Math.max(min, Math.min(moments.mean() - reach, kept.low()));
        double high = Math.min(max, Math.max(moments.mean() + reach, kept.high()));
        return new Histogram.Counter(Math.min(low, max), Math.max(high, min), BINS);
    }

    /** Third: adds the kept ones of an hour's values, which are in ascending order. */
    void addKept(double[] ascending) {
        QuantileSketch sketch = kept.sketchOf(ascending);
        synchronized (this) {
            keptSketches.add(sketch);
            if (counter != null) {
                counter.addSorted(ascending);
            }
        }
    }

    /** Last: the quantiles of the kept values by their sketches. */
    KeptValues kept(List<Double> quantiles) {
        return KeptValues.of(QuantileSketch.merge(keptSketches), quantiles);
    }

    /** Instead of the second to last steps: decides and answers exactly from all values of the day, which it reorders. */
    KeptValues keptExactly(QuerySpec spec, double[] values) {
        decide(spec, q -> ExactQuantile.of(values, values.length, q));
        if (counter != null) {
            RadixSort.sort(values);
            counter.addSorted(values);
        }
        return KeptValues.exactly(values, kept, spec.quantiles());
    }

    /**
     * Instead of them where the values are too many to be held: a first search if the rule asks for quantiles.
     *
     * @param capacity how many values there is room for
     */
    QuantileSearch searchForRule(QuerySpec spec, int capacity) {
        List<Double> asked = new ArrayList<>();
        spec.outliers().kept(moments, quantile -> {
            asked.add(quantile);
            return 0;
        });
        return new QuantileSearch(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, asked, capacity);
    }

    /** Then: decides, and searches among what is kept. */
    QuantileSearch searchKept(QuerySpec spec, QuantileSearch forRule, int capacity) {
        decide(spec, forRule == null ? null : forRule::quantile);
        return new QuantileSearch(kept.low(), kept.high(), spec.quantiles(), capacity);
    }

    /** In the first pass of that search: an hour's values for the distribution, which are reordered. */
    void addToDistribution(double[] values) {
        if (counter != null) {
            RadixSort.sort(values);
            synchronized (this) {
                counter.addSorted(values);
            }
        }
    }

    /** After the last step, where distributions are asked for. */
    Distribution distribution() {
        return new Distribution(moments.min(), moments.max(), kept, counter.finish());
    }
}
