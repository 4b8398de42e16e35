package io.sluice.core.query;

import java.util.Arrays;

/**
 * How many values lie in each of some bins of equal width. Counts are whole numbers, so the order in which values were
 * added does not show.
 *
 * @param low where the first bin begins
 * @param high where the last bin ends, itself included
 * @param counts values per bin; a value at an edge belongs to the bin above it
 * @param below values under {@code low}
 * @param above values over {@code high}
 */
public record Histogram(double low, double high, long[] counts, long below, long above) {
    public Histogram {
        if (!(low <= high) || counts.length == 0) {
            throw new IllegalArgumentException("A histogram needs bins and low <= high, got " + counts.length
                    + " bins from " + low + " to " + high);
        }
        counts = counts.clone();
    }

    @Override
    public long[] counts() {
        return counts.clone();
    }

    /** Where a bin begins; that of the bin behind the last is {@code high}. */
    public double edge(int bin) {
        return edge(low, high, counts.length, bin);
    }

    private static double edge(double low, double high, int bins, int bin) {
        // Two shares rather than low + share of the range, which may be more than a double holds.
        double share = (double) bin / bins;
        return Math.min(high, Math.max(low, low * (1 - share) + high * share));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Histogram that
                && low == that.low
                && high == that.high
                && Arrays.equals(counts, that.counts)
                && below == that.below
                && above == that.above;
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(counts);
    }

    @Override
    public String toString() {
        return "Histogram from " + low + " to " + high + ": " + below + " " + Arrays.toString(counts) + " " + above;
    }

    /** Counts values, for one thread at a time. */
    static final class Counter {
        private final double[] edges;
        private final long[] counts;
        private long below;
        private long above;

        Counter(double low, double high, int bins) {
            edges = new double[bins + 1];
            for (int bin = 0; bin <= bins; bin++) {
                edges[bin] = edge(low, high, bins, bin);
            }
            counts = new long[bins];
        }

        /** Adds values in ascending order: a search per bin, not per value. */
        void addSorted(double[] ascending) {
            int last = counts.length - 1;
            int from = Ascending.firstAtLeast(ascending, edges[0]);
            below += from;
            for (int bin = 0; bin < last; bin++) {
                int to = Math.max(from, Ascending.firstAtLeast(ascending, edges[bin + 1]));
                counts[bin] += to - from;
                from = to;
            }
            int end = Math.max(from, Ascending.firstAbove(ascending, edges[last + 1]));
            counts[last] += end - from;
            above += ascending.length - end;
        }

        Histogram finish() {
            return new Histogram(edges[0], edges[counts.length], counts, below, above);
        }
    }
}
