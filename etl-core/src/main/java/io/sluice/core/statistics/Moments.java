package io.sluice.core.statistics;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/**
 * Count, mean, standard deviation, minimum and maximum of doubles. Mean and deviation come from {@link ExactSum exact
 * sums} and are rounded once, so how the values were ordered, split and merged does not show in them. That is why there
 * is no floating M2 to be merged by Chan's formula here: it would be a little smaller and show the merge order in its
 * last digits. Used by one thread at a time.
 */
public final class Moments {
    private static final int HEADER_BYTES = Long.BYTES + 2 * Double.BYTES + Short.BYTES;

    private final ExactSum sum;
    private final ExactSum squares;
    private long count;
    private double min = Double.POSITIVE_INFINITY;
    private double max = Double.NEGATIVE_INFINITY;

    public Moments() {
        this(new ExactSum(), new ExactSum());
    }

    private Moments(ExactSum sum, ExactSum squares) {
        this.sum = sum;
        this.squares = squares;
    }

    /**
     * The moments of some values.
     *
     * @throws IllegalArgumentException if one is NaN or infinite
     */
    public static Moments of(double[] values) {
        Moments moments = new Moments();
        for (double value : values) {
            moments.add(value);
        }
        return moments;
    }

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

    /** The sample standard deviation (n - 1); NaN for fewer than two values, and where no double is large enough. */
    public double standardDeviation() {
        double deviation = count < 2 ? Double.NaN : ExactSum.sampleStandardDeviation(sum, squares, count);
        return Double.isFinite(deviation) ? deviation : Double.NaN;
    }

    /** The smallest value; positive infinity for no values. */
    public double min() {
        return min;
    }

    /** The greatest value; negative infinity for no values. */
    public double max() {
        return max;
    }

    /** The moments as bytes, for {@link #fromBytes}; equal values give equal bytes, however they were merged. */
    public byte[] toBytes() {
        byte[] sumBytes = sum.toBytes();
        byte[] squaresBytes = squares.toBytes();
        return ByteBuffer.allocate(HEADER_BYTES + sumBytes.length + squaresBytes.length)
                .putLong(count)
                .putDouble(min)
                .putDouble(max)
                .putShort((short) sumBytes.length)
                .put(sumBytes)
                .put(squaresBytes)
                .array();
    }

    /**
     * The moments that {@link #toBytes} wrote.
     *
     * @throws IllegalArgumentException if the bytes are not those of moments, or no values can have such moments
     */
    public static Moments fromBytes(byte[] bytes) {
        try {
            return parse(ByteBuffer.wrap(bytes));
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("Moments of " + bytes.length + " bytes are cut short", e);
        }
    }

    private static Moments parse(ByteBuffer bytes) {
        long count = bytes.getLong();
        double min = bytes.getDouble();
        double max = bytes.getDouble();
        int sumLength = bytes.getShort();
        if (sumLength < 0 || sumLength > bytes.remaining()) {
            throw new IllegalArgumentException("Moments hold a sum of " + sumLength + " bytes in " + bytes.remaining());
        }
        byte[] sumBytes = new byte[sumLength];
        bytes.get(sumBytes);
        byte[] squaresBytes = new byte[bytes.remaining()];
        bytes.get(squaresBytes);
        Moments moments = new Moments(ExactSum.fromBytes(sumBytes), ExactSum.fromBytes(squaresBytes));
        moments.count = count;
        moments.min = min;
        moments.max = max;
        if (!moments.arePossible()) {
            throw new IllegalArgumentException("No values have these moments: count " + count + ", minimum " + min
                    + ", maximum " + max + ", sum " + moments.sum.value() + ", sum of squares "
                    + moments.squares.value());
        }
        return moments;
    }

    /** Whether there can be such values: damage that a checksum would have found must not become a figure. */
    private boolean arePossible() {
        if (count <= 0) {
            return count == 0
                    && min == Double.POSITIVE_INFINITY
                    && max == Double.NEGATIVE_INFINITY
                    && sum.value() == 0
                    && squares.value() == 0;
        }
        boolean bounded = Double.isFinite(min) && Double.isFinite(max) && min <= mean() && mean() <= max;
        return bounded && ExactSum.areOfTheSameValues(sum, squares, count);
    }
}
