package io.sluice.core.statistics;

import com.tdunning.math.stats.ScaleFunction;
import java.util.Arrays;
import java.util.Collection;

/**
 * Centroids of a t-digest in the making: pairs of mean and weight, in ascending order. Used by one thread.
 *
 * <p>This is the merging t-digest (Dunning and Ertl, "Computing extremely accurate quantiles using t-digests", arXiv
 * 1902.04023, algorithm 1) for input that is sorted already. Then a digest is one pass: neighbours are joined as long as
 * they span at most 1 on the scale. The library's digest takes values one at a time through a buffer that it sorts again,
 * which costs ten times as much. The scale, k2, is the library's: {@code k(q) = n log(q / (1 - q))}, where n follows from
 * compression and count. One step on it multiplies the odds {@code q / (1 - q)} by {@code exp(1 / n)}.
 */
final class Centroids {
    private double[] means;
    private long[] weights;
    private int length;

    private Centroids(int capacity) {
        means = new double[capacity];
        weights = new long[capacity];
    }

    double[] means() {
        return Arrays.copyOf(means, length);
    }

    long[] weights() {
        return Arrays.copyOf(weights, length);
    }

    /** The digest of a range of values in ascending order. */
    static Centroids ofSorted(double[] ascending, int from, int to, double compression) {
        Clusters clusters = new Clusters(to - from, compression);
        for (int i = from; i < to; i++) {
            clusters.add(ascending[i], 1);
        }
        return clusters.finish();
    }

    /** All centroids of some sketches, sorted by mean and then weight: the order of the sketches does not show. */
    static Centroids all(Collection<QuantileSketch> sketches) {
        int capacity = 0;
        for (QuantileSketch sketch : sketches) {
            capacity += sketch.centroids();
        }
        Centroids all = new Centroids(capacity);
        int[] ends = new int[sketches.size()];
        int runs = 0;
        for (QuantileSketch sketch : sketches) {
            all.length += sketch.copyCentroids(all.means, all.weights, all.length);
            ends[runs++] = all.length;
        }
        all.mergeRuns(ends);
        all.sortEqualMeans();
        return all;
    }

    int length() {
        return length;
    }

    /** The digest of these centroids. */
    Centroids clustered(double compression) {
        long total = 0;
        for (int i = 0; i < length; i++) {
            total += weights[i];
        }
        Clusters clusters = new Clusters(total, compression);
        for (int i = 0; i < length; i++) {
            clusters.add(means[i], weights[i]);
        }
        return clusters.finish();
    }

    /** Merges runs in ascending order of means, two neighbours at a time, until there is one. */
    private void mergeRuns(int[] ends) {
        double[] toMeans = new double[length];
        long[] toWeights = new long[length];
        for (int runs = ends.length; runs > 1; runs = (runs + 1) / 2) {
            int start = 0;
            for (int run = 0; run < runs; run += 2) {
                int middle = ends[run];
                int end = run + 1 < runs ? ends[run + 1] : middle;
                merge(start, middle, end, toMeans, toWeights);
                ends[run / 2] = end;
                start = end;
            }
            double[] swappedMeans = means;
            means = toMeans;
            toMeans = swappedMeans;
            long[] swappedWeights = weights;
            weights = toWeights;
            toWeights = swappedWeights;
        }
    }

    private void merge(int start, int middle, int end, double[] toMeans, long[] toWeights) {
        int left = start;
        int right = middle;
        for (int to = start; to < end; to++) {
            boolean takesLeft = right == end || (left < middle && means[left] <= means[right]);
            int from = takesLeft ? left++ : right++;
            toMeans[to] = means[from];
            toWeights[to] = weights[from];
        }
    }

    private void sortEqualMeans() {
        int start = 0;
        for (int i = 1; i <= length; i++) {
            if (i == length || means[i] != means[start]) {
                Arrays.sort(weights, start, i);
                start = i;
            }
        }
    }

    /** Joins neighbours while they come. */
    private static final class Clusters {
        private final double total;
        private final double oddsPerStep;
        private final Centroids done = new Centroids(64);
        /** What lies before the cluster being filled. */
        private long before;
        /** The rank that this cluster may not reach beyond. */
        private double limit;

        private long weight;
        private double first;
        /** Of distances from the first mean: equal means stay what they are, and little is lost to rounding. */
        private double distances;

        Clusters(long total, double compression) {
            this.total = total;
            this.oddsPerStep = StrictMath.exp(1 / ScaleFunction.K_2.normalizer(compression, total));
        }

        void add(double mean, long meanWeight) {
            if (weight > 0 && before + weight + meanWeight > limit) {
                close();
            }
            if (weight == 0) {
                first = mean;
                double odds = before / (total - before) * oddsPerStep;
                limit = total
                        * (odds / (1 + odds)); // 0 at the start: the smallest value stays alone, as does the greatest
            }
            weight += meanWeight;
            distances += (mean - first) * meanWeight;
        }

        private void close() {
            double mean = first + distances / weight;
            // Distances may be beyond all doubles, where values are close to that themselves.
            done.append(Double.isFinite(mean) ? mean : first, weight);
            before += weight;
            weight = 0;
            distances = 0;
        }

        Centroids finish() {
            close();
            return done;
        }
    }

    private void append(double mean, long weight) {
        if (length == means.length) {
            means = Arrays.copyOf(means, 2 * length);
            weights = Arrays.copyOf(weights, 2 * length);
        }
        means[length] = mean;
        weights[length++] = weight;
    }
}
