package io.sluice.core.statistics;

import com.tdunning.math.stats.MergingDigest;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * A t-digest of compression {@value #COMPRESSION}: the distribution of any number of values in some hundred centroids.
 * Immutable. The only class that knows the library behind it.
 *
 * <p>A t-digest depends on the order in which values come and digests are merged. So there is one way for each: values
 * in ascending order, and centroids of all parts in one go, sorted by mean and then weight. Equal values in equal parts
 * give equal digits.
 *
 * <p>A sketch of few values ({@value #FEW_IN_PART} of a part, {@value #FEW_MERGED} of merged parts) holds each of them:
 * a digest of a thousand values would already be off by half a percent now and then.
 *
 * <p>Quantiles are interpolated here between the ranks in the middle of neighbouring centroids, and not by the library,
 * which answers with the nearest value where centroids hold one each: half a rank off linear interpolation (type 7),
 * which shows in a group of some hundred. Where all centroids around a quantile hold one value, the answer is exact.
 */
public final class QuantileSketch {
    /** A compression of 100 would be off by more than a percent now and then when merged. */
    public static final int COMPRESSION = 500;

    private static final int FEW_IN_PART = 1000;
    private static final int FEW_MERGED = 10_000;

    /** What the library writes before its centroids: format, min, max, compression, number. */
    private static final int LIBRARY_HEADER_BYTES = Integer.BYTES + 3 * Double.BYTES + Integer.BYTES;

    private static final int FORMAT = 1;
    private static final int HEADER_BYTES = Integer.BYTES * 2;
    private static final int CENTROID_BYTES = Double.BYTES + Long.BYTES;

    /** No value. */
    public static final QuantileSketch EMPTY = new QuantileSketch(new double[0], new long[0], Double.NaN, Double.NaN);

    private final double[] means;
    private final long[] weights;
    private final double min;
    private final double max;
    private final long count;

    private QuantileSketch(double[] means, long[] weights, double min, double max) {
        this.means = means;
        this.weights = weights;
        this.min = min;
        this.max = max;
        long total = 0;
        for (long weight : weights) {
            total += weight;
        }
        this.count = total;
    }

    /**
     * The sketch of a range of finite values in ascending order.
     *
     * @param from the first index
     * @param to the index behind the last
     * @throws IllegalArgumentException if they are not finite and ascending
     */
    public static QuantileSketch ofSorted(double[] values, int from, int to) {
        return ofSorted(values, from, to, FEW_IN_PART);
    }

    private static QuantileSketch ofSorted(double[] values, int from, int to, int few) {
        requireAscending(values, from, to);
        if (from == to) {
            return EMPTY;
        }
        if (to - from <= few) {
            long[] ones = new long[to - from];
            Arrays.fill(ones, 1);
            return new QuantileSketch(Arrays.copyOfRange(values, from, to), ones, values[from], values[to - 1]);
        }
        MergingDigest digest = new MergingDigest(COMPRESSION);
        for (int i = from; i < to; i++) {
            digest.add(values[i], 1);
        }
        return of(digest, values[from], values[to - 1]);
    }

    private static void requireAscending(double[] values, int from, int to) {
        double previous = -Double.MAX_VALUE;
        for (int i = from; i < to; i++) {
            double value = values[i];
            if (!(value >= previous && value <= Double.MAX_VALUE)) {
                throw new IllegalArgumentException(
                        "Values must be finite and ascending, got " + value + " after " + previous + " at index " + i);
            }
            previous = value;
        }
    }

    /** The sketch of all values of some sketches, whose order does not matter. */
    public static QuantileSketch merge(Collection<QuantileSketch> parts) {
        List<Cluster> clusters = new ArrayList<>();
        QuantileSketch last = EMPTY;
        int notEmpty = 0;
        long values = 0;
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        for (QuantileSketch part : parts) {
            if (part.count > 0) {
                last = part;
                notEmpty++;
                values += part.count;
                min = Math.min(min, part.min);
                max = Math.max(max, part.max);
                part.addTo(clusters);
            }
        }
        if (notEmpty < 2) {
            return last;
        }
        clusters.sort(Comparator.comparingDouble(Cluster::mean).thenComparingInt(Cluster::weight));
        if (values == clusters.size() && values <= FEW_MERGED) {
            return ofSingleValues(clusters);
        }
        endWithASingleValue(clusters);
        // A buffer that takes them all, so that they are merged in one step.
        MergingDigest digest = new MergingDigest(COMPRESSION, 2 * clusters.size() + 20 * COMPRESSION);
        for (Cluster cluster : clusters) {
            digest.add(cluster.mean, cluster.weight);
        }
        return of(digest, min, max);
    }

    private void addTo(List<Cluster> clusters) {
        for (int i = 0; i < means.length; i++) {
            // The library takes weights as int; heavier ones (from billions of values on) go in pieces.
            long rest = weights[i];
            for (; rest > Integer.MAX_VALUE; rest -= Integer.MAX_VALUE) {
                clusters.add(new Cluster(means[i], Integer.MAX_VALUE));
            }
            clusters.add(new Cluster(means[i], (int) rest));
        }
    }

    /**
     * The library wants one value each in the first and the last centroid. Every part ends with its greatest value, so
     * there is one such among the last of equal means, where the order by weight may have put heavier ones behind it.
     */
    private static void endWithASingleValue(List<Cluster> clusters) {
        int last = clusters.size() - 1;
        while (clusters.get(last).weight > 1) {
            last--;
        }
        clusters.add(clusters.remove(last));
    }

    private static QuantileSketch ofSingleValues(List<Cluster> clusters) {
        double[] values = clusters.stream().mapToDouble(Cluster::mean).toArray();
        return ofSorted(values, 0, values.length, FEW_MERGED);
    }

    /**
     * Reads the centroids from the bytes of the digest, because its {@code centroids()} multiplies and divides each mean
     * by its weight, which moves even the mean of equal values.
     */
    private static QuantileSketch of(MergingDigest digest, double min, double max) {
        digest.compress();
        ByteBuffer bytes = ByteBuffer.allocate(digest.byteSize());
        digest.asBytes(bytes);
        bytes.position(LIBRARY_HEADER_BYTES);
        double[] means = new double[digest.centroidCount()];
        long[] weights = new long[means.length];
        for (int i = 0; i < means.length; i++) {
            weights[i] = (long) bytes.getDouble();
            means[i] = bytes.getDouble();
        }
        settleOrder(means, weights, min, max);
        return new QuantileSketch(means, weights, min, max);
    }

    /** Means of several values are rounded and may pass a neighbour by a last digit; single values are as they are. */
    private static void settleOrder(double[] means, long[] weights, double min, double max) {
        double bound = max;
        for (int i = means.length - 1; i >= 0; i--) {
            bound = weights[i] == 1 ? means[i] : Math.min(means[i], bound);
            means[i] = bound;
        }
        bound = min;
        for (int i = 0; i < means.length; i++) {
            bound = Math.max(means[i], bound);
            means[i] = bound;
        }
    }

    /** A centroid on its way into a merge. */
    private record Cluster(double mean, int weight) {}

    /** How many values it stands for. */
    public long count() {
        return count;
    }

    /** The smallest value, exactly; NaN for no values. */
    public double min() {
        return min;
    }

    /** The greatest value, exactly; NaN for no values. */
    public double max() {
        return max;
    }

    /**
     * About the value below which the share {@code q} of the values lies, from {@link #min()} to {@link #max()}.
     *
     * @param q from 0 to 1
     * @throws IllegalStateException if there are no values
     */
    public double quantile(double q) {
        if (!(q >= 0 && q <= 1)) {
            throw new IllegalArgumentException("A quantile must be from 0 to 1, got " + q);
        }
        if (count == 0) {
            throw new IllegalStateException("Nothing has no quantile");
        }
        double rank = q * (count - 1);
        double leftRank = 0;
        double left = min;
        long before = 0;
        for (int i = 0; i < means.length; i++) {
            double middle = before + (weights[i] - 1) / 2.0;
            if (rank <= middle) {
                return interpolate(rank, leftRank, left, middle, means[i]);
            }
            leftRank = middle;
            left = means[i];
            before += weights[i];
        }
        return interpolate(rank, leftRank, left, count - 1, max);
    }

    private static double interpolate(double rank, double leftRank, double left, double rightRank, double right) {
        if (!(rightRank > leftRank)) {
            return right;
        }
        return Interpolation.between(left, right, (rank - leftRank) / (rightRank - leftRank));
    }

    /** The sketch as bytes, for {@link #fromBytes}. */
    public byte[] toBytes() {
        ByteBuffer bytes = ByteBuffer.allocate(HEADER_BYTES + 2 * Double.BYTES + CENTROID_BYTES * means.length);
        bytes.putInt(FORMAT).putInt(means.length).putDouble(min).putDouble(max);
        for (int i = 0; i < means.length; i++) {
            bytes.putDouble(means[i]).putLong(weights[i]);
        }
        return bytes.array();
    }

    /**
     * The sketch that {@link #toBytes} wrote.
     *
     * @throws IllegalArgumentException if the bytes are not those of a sketch
     */
    public static QuantileSketch fromBytes(byte[] bytes) {
        try {
            return parse(ByteBuffer.wrap(bytes));
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("A sketch of " + bytes.length + " bytes is cut short", e);
        }
    }

    private static QuantileSketch parse(ByteBuffer bytes) {
        int format = bytes.getInt();
        require(format == FORMAT, "format " + format + ", expected " + FORMAT);
        int length = bytes.getInt();
        double min = bytes.getDouble();
        double max = bytes.getDouble();
        require(
                length >= 0 && bytes.remaining() == (long) CENTROID_BYTES * length,
                length + " centroids in " + bytes.remaining() + " bytes");
        if (length == 0) {
            return EMPTY;
        }
        double[] means = new double[length];
        long[] weights = new long[length];
        double previous = min;
        long total = 0;
        for (int i = 0; i < length; i++) {
            means[i] = bytes.getDouble();
            weights[i] = bytes.getLong();
            require(means[i] >= previous && means[i] <= max, "mean " + means[i] + " out of order at " + i);
            require(weights[i] > 0 && weights[i] <= Long.MAX_VALUE - total, "weight " + weights[i] + " at " + i);
            previous = means[i];
            total += weights[i];
        }
        require(Double.isFinite(min) && Double.isFinite(max), "bounds " + min + " and " + max);
        return new QuantileSketch(means, weights, min, max);
    }

    private static void require(boolean holds, String found) {
        if (!holds) {
            throw new IllegalArgumentException("Bytes are not those of a quantile sketch: " + found);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof QuantileSketch that && Arrays.equals(toBytes(), that.toBytes());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(means) * 31 + Arrays.hashCode(weights);
    }

    @Override
    public String toString() {
        return "QuantileSketch of " + count + " values from " + min + " to " + max + " in " + means.length
                + " centroids";
    }
}
