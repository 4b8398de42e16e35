package io.sluice.core.statistics;

/**
 * Count, mean, standard deviation, minimum and maximum of doubles. Mean and deviation come from {@link ExactSum exact
 * sums} and are rounded once, so how the values were ordered, split and merged does not show in them. That is why there
 * is no floating M2 to be merged by Chan's formula here: it would be a little smaller and show the merge order in its
 * last digits. Used by one thread at a time.
 */
public final class Moments {
    private final ExactSum sum = new ExactSum();
    private final ExactSum squares = new ExactSum();
    private long count;
    private double min = Double.POSITIVE_INFINITY;
    private double max = Double.NEGATIVE_INFINITY;

    /**
     * Adds a value.
     *
     * @throws IllegalArgumentException if it is NaN or infinite
     */
    public void add(double value) {
        sum.add(value);
        squares.addSquare(value);
        min = Math.min(min, value);
        max = Math.max(max, value);
        count++;
    }

    /** Adds all that was added to the other, which stays as it is. */
    public void add(Moments other) {
        sum.add(other.sum);
        squares.add(other.squares);
        min = Math.min(min, other.min);
        max = Math.max(max, other.max);
        count += other.count;
    }

    public long count() {
        return count;
    }

    /** The mean; NaN for no values. */
    public double mean() {
        return count == 0 ? Double.NaN : ExactSum.mean(sum, count);
    }

    /** The sample standard deviation (n - 1); NaN for fewer than two values. */
    public double standardDeviation() {
        return count < 2 ? Double.NaN : ExactSum.sampleStandardDeviation(sum, squares, count);
    }

    /** The smallest value; positive infinity for no values. */
    public double min() {
        return min;
    }

    /** The greatest value; negative infinity for no values. */
    public double max() {
        return max;
    }
}
