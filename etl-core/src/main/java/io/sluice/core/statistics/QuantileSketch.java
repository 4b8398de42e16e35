package io.sluice.core.statistics;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * A t-digest: the distribution of any number of values in some thousand centroids, or in some hundred for keeping.
 * Immutable.
 *
 * <p>A t-digest depends on the order in which values come and digests are merged. So there is one way for each: values
 * in ascending order, and centroids of all parts in one go, sorted by mean and then weight. Equal values in equal parts
 * give equal digits.
 *
 * <p>What a centroid of w values does not tell is where between its neighbours they lie. For random values that is good
 * for an error of up to {@code sqrt(w)/2} ranks, one time in three, wherever the quantile falls amid a centroid. At
 * compression {@value #COMPRESSION} a centroid at the 95th percentile of 170,000 values has 700 of them, and skewed
 * values were off by 0.2 percent. Therefore sketches are made and merged at {@value #WORKING_COMPRESSION}, which
 * {@link #reduced()} brings down where space matters, and sketches of few values ({@value #FEW_IN_PART} of a part,
 * {@value #FEW_MERGED} of merged parts) hold each of them.
 *
 * <p>Quantiles are interpolated between the ranks in the middle of neighbouring centroids. Where all centroids around a
 * quantile hold one value, that is linear interpolation (type 7) and the answer is exact.
 */
public final class QuantileSketch {
    /** Of sketches to be kept. 100 would be off by more than a percent now and then when merged. */
    public static final int COMPRESSION = 500;

    private static final int WORKING_COMPRESSION = 5000;

    private static final int FEW_IN_PART = 4000;
    private static final int FEW_MERGED = 100_000;

    /** What a sketch of a part takes at most. */
    public static final int MOST_BYTES = FEW_IN_PART * (Double.BYTES + Long.BYTES);

    private static final int FORMAT = 1;
    private static final int HEADER_BYTES = Integer.BYTES * 2;
    private static final int CENTROID_BYTES = Double.BYTES + Long.BYTES;

    /** No value. */
    public static final QuantileSketch EMPTY = new QuantileSketch(new double[0], new long[0], Double.NaN, Double.NaN);

    private final double[] means;
    /** How many values lie in each centroid and all before it, so that a rank or a share is found by bisection. */
    private final long[] ends;

    private final double min;
    private final double max;
    private final long count;

    private QuantileSketch(double[] means, long[] ends, double min, double max) {
        this.means = means;
        this.ends = ends;
        this.min = min;
        this.max = max;
        this.count = ends.length == 0 ? 0 : ends[ends.length - 1];
    }

    /**
     * The sketch of a range of finite values in ascending order.
     *
     * @param from the first index
     * @param to the index behind the last
     * @throws IllegalArgumentException if they are not finite and ascending
     */
    public static QuantileSketch ofSorted(double[] values, int from, int to) {
        requireAscending(values, from, to);
        if (from == to) {
            return EMPTY;
        }
        if (to - from <= FEW_IN_PART) {
            long[] ends = new long[to - from];
            Arrays.setAll(ends, i -> i + 1);
            return new QuantileSketch(Arrays.copyOfRange(values, from, to), ends, values[from], values[to - 1]);
        }
        return of(Centroids.ofSorted(values, from, to, WORKING_COMPRESSION), values[from], values[to - 1]);
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
            }
        }
        if (notEmpty < 2) {
            return last;
        }
        Centroids all = Centroids.all(parts);
        boolean holdsAll = values == all.length() && values <= FEW_MERGED;
        return of(holdsAll ? all : all.clustered(WORKING_COMPRESSION), min, max);
    }

    /** The same at compression {@value #COMPRESSION}, for keeping: less exact, and some kilobytes at most. */
    public QuantileSketch reduced() {
        return count == 0 ? this : of(Centroids.all(List.of(this)).clustered(COMPRESSION), min, max);
    }

    /** How many centroids there are. */
    int centroids() {
        return means.length;
    }

    /** Copies the centroids to behind others, and returns their number. */
    int copyCentroids(double[] toMeans, long[] toWeights, int at) {
        System.arraycopy(means, 0, toMeans, at, means.length);
        for (int i = 0; i < ends.length; i++) {
            toWeights[at + i] = weight(i);
        }
        return means.length;
    }

    private long before(int i) {
        return i == 0 ? 0 : ends[i - 1];
    }

    private long weight(int i) {
        return ends[i] - before(i);
    }

    /** The rank in the middle of a centroid. */
    private double middle(int i) {
        return before(i) + (weight(i) - 1) / 2.0;
    }

    private static QuantileSketch of(Centroids centroids, double min, double max) {
        double[] means = centroids.means();
        long[] weights = centroids.weights();
        settleOrder(means, weights, min, max);
        long total = 0;
        for (int i = 0; i < weights.length; i++) {
            total += weights[i];
            weights[i] = total;
        }
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
        int low = 0;
        int high = means.length;
        while (low < high) {
            int i = (low + high) >>> 1;
            if (rank <= middle(i)) {
                high = i;
            } else {
                low = i + 1;
            }
        }
        return interpolate(rank, leftRank(low), left(low), rightRank(low), right(low));
    }

    /** The point before a centroid between which and its middle values are interpolated: the one before, or the least. */
    private double left(int i) {
        return i == 0 ? min : means[i - 1];
    }

    private double leftRank(int i) {
        return i == 0 ? 0 : middle(i - 1);
    }

    /** That centroid, or the greatest value behind the last one. */
    private double right(int i) {
        return i == means.length ? max : means[i];
    }

    private double rightRank(int i) {
        return i == means.length ? count - 1 : middle(i);
    }

    /** About the share of the values below this one: where {@link #quantile} first comes to it. */
    public double shareBelow(double value) {
        return share(value, false);
    }

    /** About the share of the values up to this one, included: where {@link #quantile} leaves it. */
    public double shareUpTo(double value) {
        return share(value, true);
    }

    private double share(double value, boolean included) {
        if (count == 0) {
            throw new IllegalStateException("Nothing has no shares");
        }
        if (value < min || value == min && !included) {
            return 0;
        }
        if (value > max || value == max && included) {
            return 1;
        }
        int low = 0;
        int high = means.length;
        while (low < high) {
            int i = (low + high) >>> 1;
            if (value < means[i] || value == means[i] && !included) {
                high = i;
            } else {
                low = i + 1;
            }
        }
        return share(value, leftRank(low), left(low), rightRank(low), right(low));
    }

    private double share(double value, double leftRank, double left, double rightRank, double right) {
        double distance = right - left;
        double part = 1;
        if (distance > 0) { // halves, where no double holds the distance
            part = distance <= Double.MAX_VALUE
                    ? (value - left) / distance
                    : (value / 2 - left / 2) / (right / 2 - left / 2);
        }
        return (leftRank + part * (rightRank - leftRank)) / (count - 1);
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
            bytes.putDouble(means[i]).putLong(weight(i));
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
        long[] ends = new long[length];
        double previous = min;
        long total = 0;
        // In one go: a process that answers from kept sketches runs cold, and a call per number would be most of it.
        long[] pairs = new long[2 * length];
        bytes.asLongBuffer().get(pairs);
        for (int i = 0; i < length; i++) {
            double mean = Double.longBitsToDouble(pairs[2 * i]);
            long weight = pairs[2 * i + 1];
            // Not by require(), whose text would be made for each of thousands of centroids.
            if (!(mean >= previous && mean <= max && weight > 0 && weight <= Long.MAX_VALUE - total)) {
                throw new IllegalArgumentException(
                        "Bytes are not those of a quantile sketch: mean " + mean + " of weight " + weight + " at " + i);
            }
            total += weight;
            means[i] = mean;
            ends[i] = total;
            previous = mean;
        }
        require(Double.isFinite(min) && Double.isFinite(max), "bounds " + min + " and " + max);
        return new QuantileSketch(means, ends, min, max);
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
        return Arrays.hashCode(means) * 31 + Arrays.hashCode(ends);
    }

    @Override
    public String toString() {
        return "QuantileSketch of " + count + " values from " + min + " to " + max + " in " + means.length
                + " centroids";
    }
}
