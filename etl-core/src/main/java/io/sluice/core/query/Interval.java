package io.sluice.core.query;

import io.sluice.core.statistics.QuantileSketch;

/**
 * A closed range of doubles.
 *
 * @param low the smallest value in it
 * @param high the greatest value in it
 */
public record Interval(double low, double high) {
    /** Everything. */
    public static final Interval ALL = new Interval(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);

    public Interval {
        if (Double.isNaN(low) || Double.isNaN(high)) {
            throw new IllegalArgumentException("An interval needs two numbers, got " + low + " and " + high);
        }
    }

    public boolean contains(double value) {
        return value >= low && value <= high;
    }

    /** The sketch of those of some values in ascending order that it contains. */
    public QuantileSketch sketchOf(double[] ascending) {
        int from = Ascending.firstAtLeast(ascending, low);
        int to = Ascending.firstAbove(ascending, high);
        return QuantileSketch.ofSorted(ascending, from, Math.max(from, to));
    }
}
