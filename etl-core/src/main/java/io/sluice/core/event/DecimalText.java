package io.sluice.core.event;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The exact value of a JSON number's text: sign, significant digits, power of ten. Compares and converts in time
 * linear in the text, however long a hostile number is (BigDecimal parses in quadratic time). For the rare numbers that
 * the decoder's fast paths leave open. Mutable, one thread.
 */
final class DecimalText {
    /** Beyond any exponent that matters, so that longer ones need no exact arithmetic. */
    private static final long FAR = 1L << 40;

    private boolean negative;
    private byte[] digits = new byte[64];
    private int count;
    /** The value is 0.d1d2d3... times ten to this power; meaningless for zero. */
    private long power;

    /** The exact value of a bound. */
    static DecimalText of(BigDecimal value) {
        byte[] text = value.toString().getBytes(StandardCharsets.US_ASCII);
        return new DecimalText().parse(text, 0, text.length);
    }

    /** Takes the value of a number's text, which must be well-formed. */
    DecimalText parse(byte[] text, int start, int end) {
        if (digits.length < end - start) {
            digits = new byte[end - start];
        }
        negative = false;
        count = 0;
        power = 0;
        boolean inFraction = false;
        int i = start;
        for (; i < end; i++) {
            byte b = text[i];
            if (b == '-') {
                negative = true;
            } else if (b == '.') {
                inFraction = true;
            } else if (b == 'e' || b == 'E') {
                break;
            } else {
                addDigit(b, inFraction);
            }
        }
        if (i < end) {
            power += exponent(text, i + 1, end);
        }
        while (count > 0 && digits[count - 1] == '0') {
            count--;
        }
        return this;
    }

    private void addDigit(byte digit, boolean inFraction) {
        if (count == 0 && digit == '0') {
            if (inFraction) {
                power--;
            }
            return;
        }
        digits[count++] = digit;
        if (!inFraction) {
            power++;
        }
    }

    private static long exponent(byte[] text, int start, int end) {
        long exponent = 0;
        for (int i = start; i < end; i++) {
            if (text[i] >= '0') {
                exponent = Math.min(exponent * 10 + (text[i] - '0'), FAR);
            }
        }
        return text[start] == '-' ? -exponent : exponent;
    }

    private boolean isZero() {
        return count == 0;
    }

    /** Whether it is a whole number. */
    boolean isInteger() {
        return isZero() || power >= count;
    }

    /** Whether it is a whole number that a long holds; then {@link #toLong()} has it. */
    boolean fitsLong() {
        return isZero() || (isInteger() && power <= 19 && toBigInteger().bitLength() <= 63);
    }

    /** The value, if {@link #fitsLong()}. */
    long toLong() {
        return isZero() ? 0 : toBigInteger().longValueExact();
    }

    private BigInteger toBigInteger() {
        byte[] all = Arrays.copyOf(digits, (int) power);
        Arrays.fill(all, count, all.length, (byte) '0');
        BigInteger magnitude = new BigInteger(new String(all, StandardCharsets.US_ASCII));
        return negative ? magnitude.negate() : magnitude;
    }

    /** Compares by value. */
    int compareTo(DecimalText other) {
        int sign = signum();
        if (sign != other.signum()) {
            return Integer.compare(sign, other.signum());
        }
        if (sign == 0) {
            return 0;
        }
        int magnitudes = power != other.power
                ? Long.compare(power, other.power)
                // A digit more means greater: trailing zeros are gone.
                : Arrays.compare(digits, 0, count, other.digits, 0, other.count);
        return sign * magnitudes;
    }

    private int signum() {
        return isZero() ? 0 : negative ? -1 : 1;
    }

    /** Whether it is a whole multiple of the step, or has more digits than can be told in reasonable time. */
    boolean isMultipleOf(BigDecimal step, int maxDigits) {
        if (isZero()) {
            return true;
        }
        if (count > maxDigits || Math.abs(power) > 2 * maxDigits) {
            return false;
        }
        BigInteger unscaled = new BigInteger(new String(digits, 0, count, StandardCharsets.US_ASCII));
        BigDecimal value = new BigDecimal(unscaled, Math.toIntExact(count - power));
        return value.remainder(step).signum() == 0;
    }
}
