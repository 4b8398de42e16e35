package io.sluice.core.statistics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Exact quantiles (type 7, as {@link ExactQuantile}) of values too many to be held, in several passes over them: a radix
 * selection on the bits of doubles. Every pass counts the values whose leading bits are those of a rank sought, by their
 * next {@value #DIGIT_BITS} bits, until what is left around the ranks fits and is collected. Four passes of counting
 * leave single values, so it ends whatever the values are; for measured quantities two passes do.
 *
 * <p>A pass is any number of {@link #add} with all values, in any order and from any threads, then {@link #endPass}.
 * Half a megabyte is held per rank sought and per call of {@code add} that is under way, besides the values collected.
 */
public final class QuantileSearch {
    private static final int DIGIT_BITS = 16;
    private static final int DIGITS = 1 << DIGIT_BITS;
    private static final int PASSES = Long.SIZE / DIGIT_BITS;

    private final double low;
    private final double high;
    private final double[] quantiles;
    private final long capacity;

    /** Those that hold the ranks: one or two per quantile. */
    private List<Bucket> buckets = List.of(new Bucket(0, 0));

    private int digitsKnown;
    private boolean collects;
    private long count;
    private double min = Double.POSITIVE_INFINITY;
    private double max = Double.NEGATIVE_INFINITY;
    private boolean isDone;

    /**
     * Seeks quantiles of the values from {@code low} to {@code high}, both included.
     *
     * @param quantiles each from 0 to 1
     * @param capacity how many values may be collected in the end
     */
    public QuantileSearch(double low, double high, List<Double> quantiles, int capacity) {
        this.low = low;
        this.high = high;
        this.quantiles = quantiles.stream().mapToDouble(Double::doubleValue).toArray();
        this.capacity = capacity;
        buckets.get(0).prepare(false, false);
    }

    /** Whether another pass is needed. */
    public boolean isDone() {
        return isDone;
    }

    /** Adds values to the pass. */
    public void add(double[] values) {
        if (collects) {
            collect(values);
        } else {
            count(values);
        }
    }

    private void count(double[] values) {
        long[][] counts = new long[buckets.size()][DIGITS];
        double smallest = Double.POSITIVE_INFINITY;
        double greatest = Double.NEGATIVE_INFINITY;
        int shift = Long.SIZE - DIGIT_BITS * (digitsKnown + 1);
        for (double value : values) {
            if (value >= low && value <= high) {
                smallest = Math.min(smallest, value);
                greatest = Math.max(greatest, value);
                long key = RadixSort.key(value);
                int bucket = bucketOf(prefix(key));
                if (bucket >= 0) {
                    counts[bucket][(int) (key >>> shift) & DIGITS - 1]++;
                }
            }
        }
        merge(counts, smallest, greatest);
    }

    private int bucketOf(long prefix) {
        for (int i = 0; i < buckets.size(); i++) {
            if (buckets.get(i).prefix == prefix) {
                return i;
            }
        }
        return -1;
    }

    private synchronized void merge(long[][] counts, double smallest, double greatest) {
        min = Math.min(min, smallest);
        max = Math.max(max, greatest);
        for (int i = 0; i < counts.length; i++) {
            long[] all = buckets.get(i).counts;
            for (int digit = 0; digit < DIGITS; digit++) {
                all[digit] += counts[i][digit];
            }
        }
    }

    /** The leading bits that are known of the ranks' values. */
    private long prefix(long key) {
        return digitsKnown == 0 ? 0 : key >>> Long.SIZE - DIGIT_BITS * digitsKnown;
    }

    private void collect(double[] values) {
        double[] found = new double[16];
        for (Bucket bucket : buckets) {
            int size = 0;
            for (double value : values) {
                if (value >= low && value <= high && prefix(RadixSort.key(value)) == bucket.prefix) {
                    if (size == found.length) {
                        found = Arrays.copyOf(found, 2 * size);
                    }
                    found[size++] = value;
                }
            }
            bucket.collect(found, size);
        }
    }

    /** Ends a pass. */
    public synchronized void endPass() {
        if (collects) {
            buckets.forEach(Bucket::sort);
            isDone = true;
            return;
        }
        if (digitsKnown == 0) {
            for (long digit : buckets.get(0).counts) {
                count += digit;
            }
        }
        narrow();
        digitsKnown++;
        long left = 0;
        for (Bucket bucket : buckets) {
            left += bucket.size;
        }
        isDone = count == 0 || digitsKnown == PASSES;
        collects = !isDone && left <= capacity;
        for (Bucket bucket : buckets) {
            bucket.prepare(collects, isDone);
        }
    }

    /** From the buckets to those of their parts that hold ranks. */
    private void narrow() {
        SortedMap<Long, Bucket> parts = new TreeMap<>();
        for (long rank : ranks()) {
            Bucket part = buckets.get(0).partOf(rank);
            for (int i = 1; part == null; i++) {
                part = buckets.get(i).partOf(rank);
            }
            parts.putIfAbsent(part.prefix, part);
        }
        buckets = List.copyOf(parts.values());
    }

    private List<Long> ranks() {
        List<Long> ranks = new ArrayList<>();
        for (double quantile : quantiles) {
            if (count > 0) {
                long below = (long) (quantile * (count - 1));
                ranks.add(below);
                ranks.add(Math.min(below + 1, count - 1));
            }
        }
        return ranks;
    }

    /** How many values lie within the bounds; once the search is done. */
    public long count() {
        return count;
    }

    /** The smallest of them. */
    public double min() {
        return min;
    }

    /** The greatest of them. */
    public double max() {
        return max;
    }

    /** One of the quantiles sought, once the search is done and found any values. */
    public double quantile(double q) {
        double rank = q * (count - 1);
        long below = (long) rank;
        double left = valueAt(below);
        return below == rank ? left : Interpolation.between(left, valueAt(below + 1), rank - below);
    }

    private double valueAt(long rank) {
        for (Bucket bucket : buckets) {
            if (rank >= bucket.before && rank < bucket.before + bucket.size) {
                return bucket.values == null
                        ? RadixSort.value(bucket.prefix)
                        : bucket.values[(int) (rank - bucket.before)];
            }
        }
        throw new IllegalArgumentException("Rank " + rank + " of " + count + " values was not sought");
    }

    /** Values with the same leading bits. */
    private static final class Bucket {
        private final long prefix;
        /** How many values are smaller. */
        private final long before;

        private long size;
        private long[] counts;
        private double[] values;
        private int collected;

        Bucket(long prefix, long before) {
            this.prefix = prefix;
            this.before = before;
        }

        /** The part of a counted bucket that holds a rank; null if none does. */
        Bucket partOf(long rank) {
            long start = before;
            for (int digit = 0; digit < DIGITS; digit++) {
                if (rank >= start && rank < start + counts[digit]) {
                    Bucket part = new Bucket(prefix << DIGIT_BITS | digit, start);
                    part.size = counts[digit];
                    return part;
                }
                start += counts[digit];
            }
            return null;
        }

        void prepare(boolean collects, boolean isDone) {
            if (collects) {
                values = new double[(int) size];
            } else if (!isDone) {
                counts = new long[DIGITS];
            }
        }

        synchronized void collect(double[] found, int length) {
            System.arraycopy(found, 0, values, collected, length);
            collected += length;
        }

        void sort() {
            RadixSort.sort(values);
        }
    }
}
