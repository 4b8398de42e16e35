package io.sluice.core.query;

import io.sluice.core.statistics.Moments;
import io.sluice.core.statistics.QuantileSketch;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * Quantiles without outliers of values that the caller brings, per group: the rule of {@link ScanQuery} for
 * programs that have no lake, with the digits that it gives for values of one hour. Values are kept in memory (8 bytes
 * each) until asked. One thread.
 */
public final class Percentiles {
    private final OutlierRule rule;
    private final Map<String, Values> groups = new TreeMap<>();

    /** The values of one group, in a growing array. */
    private static final class Values {
        private double[] array = new double[64];
        private int length;

        void add(double value) {
            if (length == array.length) {
                array = Arrays.copyOf(array, length * 2);
            }
            array[length++] = value + 0.0; // -0.0 becomes 0.0: they are equal, but their digits differ
        }

        double[] sorted() {
            Arrays.sort(array, 0, length);
            return array;
        }
    }

    /** @param rule decides per group which values are outliers, from all of its values */
    public Percentiles(OutlierRule rule) {
        this.rule = rule;
    }

    /**
     * Adds a value to a group.
     *
     * @throws IllegalArgumentException if it is NaN or infinite
     */
    public void add(String group, double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(
                    "Cannot add " + value + " to group " + group + ": it is no finite number");
        }
        groups.computeIfAbsent(group, name -> new Values()).add(value);
    }

    /**
     * The quantile of every group's values without its outliers, by group name, from a t-digest of compression
     * {@link QuantileSketch#COMPRESSION}. The order in which values were added changes nothing. NaN where no value is
     * kept.
     *
     * @param q from 0 to 1
     */
    public Map<String, Double> quantile(double q) {
        Map<String, Double> quantiles = new TreeMap<>();
        groups.forEach((group, values) -> quantiles.put(group, quantile(values, q)));
        return quantiles;
    }

    private double quantile(Values values, double q) {
        Moments moments = new Moments();
        for (int i = 0; i < values.length; i++) {
            moments.add(values.array[i]);
        }
        double[] sorted = values.sorted();
        // Fences by the sketch, as the query has them; asked for only by rules that need quantiles.
        QuantileSketch all = rule.needsQuantiles() ? QuantileSketch.ofSorted(sorted, 0, values.length) : null;
        Interval kept = rule.kept(moments, p -> all.quantile(p));
        int from = 0;
        int to = values.length;
        while (from < to && !kept.contains(sorted[from])) {
            from++;
        }
        while (to > from && !kept.contains(sorted[to - 1])) {
            to--;
        }
        return from == to
                ? Double.NaN
                : QuantileSketch.ofSorted(sorted, from, to).quantile(q);
    }
}
