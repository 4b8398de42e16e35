package io.sluice.core.statistics;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * An exact sum of doubles, integers and their squares. Nothing is rounded while adding, so the order of additions and
 * merges cannot show in the result; {@link #value()} and the static functions round once, half to even.
 *
 * <p>The sum is kept in fixed point, in signed 64-bit chunks of 32 bits each (Radford Neal, "Fast exact summation using
 * small and large superaccumulators", arXiv 1505.05571). An addition changes two chunks (a square four) and leaves
 * their carries for later: the upper 32 bits of a chunk hold those of {@value #TERMS_BEFORE_CARRY} additions. Unlike
 * Neal's 67 chunks for every double there is, only the chunks around the values seen are kept (eight for common data)
 * and more are added when a value falls outside. So squares, which have twice the exponent range, are exact for every
 * finite double too, and an accumulator takes about a hundred bytes.
 *
 * <p>Adding allocates nothing but for those few extensions. Values must be finite. Intermediate sums cannot overflow;
 * a result outside the range of double is an infinity. A sum of nothing, or of negative zeros, is 0.0. Used by one
 * thread at a time; reading a result counts as use, since it settles the carries.
 */
public final class ExactSum {
    private static final int CHUNK_BITS = 32;
    private static final long CHUNK_MASK = 0xffff_ffffL;
    /** A double adds less than 2^52 to a chunk, and a settled chunk is below 2^32: together they stay below 2^63. */
    private static final int TERMS_BEFORE_CARRY = 2047;

    private static final int INITIAL_CHUNKS = 8;
    private static final int SPARE_CHUNKS = 3;
    private static final long FRACTION_MASK = (1L << 52) - 1;
    private static final long IMPLICIT_BIT = 1L << 52;
    private static final int MAX_EXPONENT = 0x7ff;
    /** Exponent of the last bit of a double whose biased exponent is 0. */
    private static final int EXPONENT_BIAS = 1075;

    /** Beyond these no sum of finite doubles, or of their squares, has a bit, however many there are. */
    private static final int LEAST_CHUNK = -72;

    private static final int GREATEST_CHUNK = 72;

    private static final long[] NO_CHUNKS = {};

    /** {@code chunks[i]} weighs 2^(32 * (i + base)). */
    private long[] chunks = NO_CHUNKS;

    private int base;
    private int termsUntilCarry = TERMS_BEFORE_CARRY;

    /**
     * Adds a value.
     *
     * @throws IllegalArgumentException if it is NaN or infinite
     */
    public void add(double value) {
        long bits = Double.doubleToRawLongBits(value);
        int exponent = (int) (bits >>> 52) & MAX_EXPONENT;
        long significand = bits & FRACTION_MASK;
        if (exponent != 0 && exponent != MAX_EXPONENT) {
            significand |= IMPLICIT_BIT;
        } else if (value == 0) {
            return; // and the chunks of the smallest doubles stay away
        } else {
            requireFinite(value);
            exponent = 1;
        }
        int position = exponent - EXPONENT_BIAS;
        int shift = position & 31;
        int chunk = chunkFor(position >> 5, 2);
        long low = significand << shift & CHUNK_MASK;
        long high = significand >>> CHUNK_BITS - shift;
        long sign = bits >> 63;
        chunks[chunk] += (low ^ sign) - sign;
        chunks[chunk + 1] += (high ^ sign) - sign;
        countTerm();
    }

    /**
     * Adds the exact square of a value: all of its up to 106 bits, wherever they lie.
     *
     * @throws IllegalArgumentException if it is NaN or infinite
     */
    public void addSquare(double value) {
        long bits = Double.doubleToRawLongBits(value);
        int exponent = (int) (bits >>> 52) & MAX_EXPONENT;
        long significand = bits & FRACTION_MASK;
        if (exponent != 0 && exponent != MAX_EXPONENT) {
            significand |= IMPLICIT_BIT;
        } else if (value == 0) {
            return;
        } else {
            requireFinite(value);
            exponent = 1;
        }
        addProduct(
                Math.multiplyHigh(significand, significand), significand * significand, 2 * (exponent - EXPONENT_BIAS));
    }

    /** Adds an integer, exactly also where a double could not hold it. */
    public void add(long value) {
        int chunk = chunkFor(0, 2);
        chunks[chunk] += value & CHUNK_MASK;
        chunks[chunk + 1] += value >> CHUNK_BITS;
        countTerm();
    }

    /** Adds the exact square of an integer. */
    public void addSquare(long value) {
        addProduct(Math.multiplyHigh(value, value), value * value, 0);
    }

    /** Adds {@code (high * 2^64 + low) * 2^position}, low unsigned, high not negative. */
    private void addProduct(long high, long low, int position) {
        int shift = position & 31;
        // >>> 1 >>> 63 - shift is >>> 64 - shift, which Java would read as >>> 0 where shift is 0
        long middle = high << shift | low >>> 1 >>> 63 - shift;
        long top = high >>> 1 >>> 63 - shift;
        long bottom = low << shift;
        int chunk = chunkFor(position >> 5, 5);
        chunks[chunk] += bottom & CHUNK_MASK;
        chunks[chunk + 1] += bottom >>> CHUNK_BITS;
        chunks[chunk + 2] += middle & CHUNK_MASK;
        chunks[chunk + 3] += middle >>> CHUNK_BITS;
        chunks[chunk + 4] += top;
        countTerm();
    }

    /** Adds all that was added to the other sum, which stays as it is. */
    public void add(ExactSum other) {
        if (other.chunks.length == 0) {
            return;
        }
        other.settleCarries();
        int length = other.chunks.length;
        int chunk = chunkFor(other.base, length);
        for (int i = 0; i < length; i++) {
            chunks[chunk + i] += other.chunks[i];
        }
        countTerm();
    }

    /** Forgets everything added. */
    public void reset() {
        Arrays.fill(chunks, 0);
        termsUntilCarry = TERMS_BEFORE_CARRY;
    }

    /** The sum, rounded once to the nearest double (half to even); an infinity where no double is large enough. */
    public double value() {
        return ExactRounding.quotient(toInteger(), BigInteger.ONE, exponent());
    }

    /**
     * The mean, {@code sum / count} rounded once.
     *
     * @throws IllegalArgumentException if the count is not positive
     */
    public static double mean(ExactSum sum, long count) {
        if (count < 1) {
            throw new IllegalArgumentException("A mean needs at least one value, got " + count);
        }
        return ExactRounding.quotient(sum.toInteger(), BigInteger.valueOf(count), sum.exponent());
    }

    /**
     * The sample variance, {@code (n * squares - sum^2) / (n * (n - 1))}, exact up to its one rounding and never
     * negative.
     *
     * @param sum of the values
     * @param squares of the same values
     * @param count how many values
     * @throws IllegalArgumentException if there are fewer than two values, or the sums cannot be of the same values
     */
    public static double sampleVariance(ExactSum sum, ExactSum squares, long count) {
        return ExactRounding.quotient(deviation(sum, squares, count), pairs(count), deviationExponent(sum, squares));
    }

    /**
     * The sample standard deviation: the root of the exact sample variance, rounded once. It is right also where the
     * variance itself is too small or too large for a double, and 0.0 only if all values are equal (or differ by less
     * than doubles can tell). Infinite where no double is large enough, as for -1.7e308 and 1.7e308.
     *
     * @throws IllegalArgumentException if there are fewer than two values, or the sums cannot be of the same values
     */
    public static double sampleStandardDeviation(ExactSum sum, ExactSum squares, long count) {
        return ExactRounding.rootOfQuotient(
                deviation(sum, squares, count), pairs(count), deviationExponent(sum, squares));
    }

    /** {@code n * squares - sum^2} as an integer times 2^{@link #deviationExponent}. */
    private static BigInteger deviation(ExactSum sum, ExactSum squares, long count) {
        if (count < 2) {
            throw new IllegalArgumentException("A sample variance needs at least two values, got " + count);
        }
        BigInteger deviation = signedDeviation(sum, squares, count);
        if (deviation.signum() < 0) {
            throw new IllegalArgumentException("Sum " + sum.value() + " and sum of squares " + squares.value()
                    + " cannot be of the same " + count + " values");
        }
        return deviation;
    }

    private static BigInteger signedDeviation(ExactSum sum, ExactSum squares, long count) {
        int exponent = deviationExponent(sum, squares);
        BigInteger ofSquares =
                squares.toInteger().multiply(BigInteger.valueOf(count)).shiftLeft(squares.exponent() - exponent);
        BigInteger total = sum.toInteger();
        return ofSquares.subtract(total.multiply(total).shiftLeft(2 * sum.exponent() - exponent));
    }

    /** Whether there are that many numbers with this sum and this sum of squares (Cauchy and Schwarz). */
    static boolean areOfTheSameValues(ExactSum sum, ExactSum squares, long count) {
        int sign = signedDeviation(sum, squares, count).signum();
        return count == 1 ? sign == 0 : sign >= 0;
    }

    private static int deviationExponent(ExactSum sum, ExactSum squares) {
        return Math.min(squares.exponent(), 2 * sum.exponent());
    }

    private static BigInteger pairs(long count) {
        BigInteger n = BigInteger.valueOf(count);
        return n.multiply(n.subtract(BigInteger.ONE));
    }

    /** The exponent of two that {@link #toInteger()} counts in. */
    private int exponent() {
        return base * CHUNK_BITS;
    }

    /** The sum divided by 2^{@link #exponent()}, which is an integer. */
    private BigInteger toInteger() {
        if (chunks.length == 0) {
            return BigInteger.ZERO;
        }
        settleCarries();
        byte[] bigEndian = new byte[4 * chunks.length];
        for (int i = 0; i < chunks.length; i++) {
            int digits = (int) chunks[i];
            int at = 4 * (chunks.length - 1 - i);
            bigEndian[at] = (byte) (digits >> 24);
            bigEndian[at + 1] = (byte) (digits >> 16);
            bigEndian[at + 2] = (byte) (digits >> 8);
            bigEndian[at + 3] = (byte) digits;
        }
        return new BigInteger(bigEndian);
    }

    /**
     * The sum as bytes, for {@link #fromBytes}: the exponent, then the integer that it scales. Equal sums give equal
     * bytes, however they came about.
     */
    public byte[] toBytes() {
        BigInteger integer = toInteger();
        if (integer.signum() == 0) {
            return new byte[0];
        }
        int zeroChunks = integer.getLowestSetBit() / CHUNK_BITS;
        byte[] digits = integer.shiftRight(zeroChunks * CHUNK_BITS).toByteArray();
        return ByteBuffer.allocate(1 + digits.length)
                .put((byte) (base + zeroChunks))
                .put(digits)
                .array();
    }

    /**
     * The sum that {@link #toBytes} wrote.
     *
     * @throws IllegalArgumentException if the bytes are not those of a sum
     */
    public static ExactSum fromBytes(byte[] bytes) {
        ExactSum sum = new ExactSum();
        if (bytes.length == 0) {
            return sum;
        }
        int base = bytes[0];
        int count = (bytes.length - 1 + Integer.BYTES - 1) / Integer.BYTES;
        if (bytes.length == 1 || base < LEAST_CHUNK || base + count > GREATEST_CHUNK) {
            throw new IllegalArgumentException(
                    "Bytes are not those of an exact sum: " + bytes.length + " bytes, the first of which is " + base);
        }
        BigInteger rest = new BigInteger(bytes, 1, bytes.length - 1);
        sum.base = base;
        // One more than the digits take, for their sign.
        sum.chunks = new long[count + 1];
        for (int i = 0; i < count; i++) {
            sum.chunks[i] = rest.intValue() & CHUNK_MASK;
            rest = rest.shiftRight(CHUNK_BITS);
        }
        sum.chunks[count] = rest.intValue();
        return sum;
    }

    private void countTerm() {
        if (--termsUntilCarry == 0) {
            settleCarries();
        }
    }

    /** Leaves 32 bits in every chunk: digits from 0 on, in the last one a signed int. */
    private void settleCarries() {
        termsUntilCarry = TERMS_BEFORE_CARRY;
        if (chunks.length == 0) {
            return;
        }
        int last = chunks.length - 1;
        long carry = 0;
        for (int i = 0; i < last; i++) {
            long chunk = chunks[i] + carry;
            chunks[i] = chunk & CHUNK_MASK;
            carry = chunk >> CHUNK_BITS;
        }
        chunks[last] += carry;
        if (chunks[last] != (int) chunks[last]) {
            extend(base, base + chunks.length + 1);
            settleCarries();
        }
    }

    /** The place in {@code chunks} of chunk number {@code number}, with room made for {@code count} from there. */
    private int chunkFor(int number, int count) {
        int chunk = number - base;
        if (chunk < 0 || chunk + count > chunks.length) {
            extend(number, number + count);
            chunk = number - base;
        }
        return chunk;
    }

    private void extend(int from, int to) {
        if (chunks.length == 0) {
            base = from - SPARE_CHUNKS;
            chunks = new long[Math.max(INITIAL_CHUNKS, to - from + 2 * SPARE_CHUNKS)];
            return;
        }
        int end = base + chunks.length;
        int newBase = from < base ? from - SPARE_CHUNKS : base;
        int newEnd = to > end ? to + SPARE_CHUNKS : end;
        long[] extended = new long[newEnd - newBase];
        System.arraycopy(chunks, 0, extended, base - newBase, chunks.length);
        chunks = extended;
        base = newBase;
    }

    private static void requireFinite(double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("Only finite values can be summed, got " + value);
        }
    }
}
