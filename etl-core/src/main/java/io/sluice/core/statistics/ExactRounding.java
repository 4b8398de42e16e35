package io.sluice.core.statistics;

import java.math.BigInteger;

/** Rounds exact rational numbers, and roots of them, to the nearest double (half to even) in one step. */
final class ExactRounding {
    /** Two more than a significand has, so that a sticky last bit can tell above half, half and below half. */
    private static final int WORKING_BITS = 55;

    private static final int SIGNIFICAND_BITS = 53;
    private static final int MIN_EXPONENT = -1074;

    private ExactRounding() {}

    /** {@code numerator / denominator * 2^exponent}; the denominator is positive. */
    static double quotient(BigInteger numerator, BigInteger denominator, int exponent) {
        if (numerator.signum() == 0) {
            return 0.0;
        }
        int shift = WORKING_BITS + 1 + denominator.bitLength() - numerator.bitLength();
        BigInteger[] divided = divide(numerator.abs(), denominator, shift);
        double magnitude = round(sticky(divided[0], divided[1].signum() != 0), exponent - shift);
        return numerator.signum() < 0 ? -magnitude : magnitude;
    }

    /** {@code sqrt(numerator / denominator * 2^exponent)}; the numerator is not negative, the denominator positive. */
    static double rootOfQuotient(BigInteger numerator, BigInteger denominator, int exponent) {
        if (numerator.signum() == 0) {
            return 0.0;
        }
        int shift = 2 * (WORKING_BITS + 1) + denominator.bitLength() - numerator.bitLength();
        shift += (exponent - shift) & 1; // the root halves the exponent
        BigInteger[] divided = divide(numerator, denominator, shift);
        BigInteger[] root = divided[0].sqrtAndRemainder();
        boolean inexact = divided[1].signum() != 0 || root[1].signum() != 0;
        return round(sticky(root[0], inexact), (exponent - shift) / 2);
    }

    private static BigInteger[] divide(BigInteger numerator, BigInteger denominator, int shift) {
        return shift >= 0
                ? numerator.shiftLeft(shift).divideAndRemainder(denominator)
                : numerator.divideAndRemainder(denominator.shiftLeft(-shift));
    }

    /** The digits, the last one set where something was cut off behind them. */
    private static long sticky(BigInteger digits, boolean inexact) {
        return digits.longValueExact() | (inexact ? 1 : 0);
    }

    /** {@code digits * 2^exponent} for digits of at least {@value #WORKING_BITS} bits, fewer than 64. */
    private static double round(long digits, int exponent) {
        int bits = Long.SIZE - Long.numberOfLeadingZeros(digits);
        int dropped = Math.max(bits - SIGNIFICAND_BITS, MIN_EXPONENT - exponent);
        if (dropped > bits) {
            return 0.0; // below half of the smallest double
        }
        long half = 1L << dropped - 1;
        long rest = digits & (half << 1) - 1;
        long kept = digits >>> dropped;
        if (rest > half || (rest == half && (kept & 1) == 1)) {
            kept++;
        }
        return Math.scalb((double) kept, exponent + dropped);
    }
}
