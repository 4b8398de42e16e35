package io.sluice.core.json;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The exact value of a JSON number's text: sign, significant digits, power of ten. Compares and converts in time
 * linear in the text, however long a hostile number is (BigDecimal parses in quadratic time). For the rare numbers that
 * the decoder's fast paths leave open. Mutable, one thread.
 */
public final class DecimalText {
    /** Beyond any exponent that matters, so that longer ones need no exact arithmetic. */
    private static final long FAR = 1L << 40;

    /** Digits whose value a long holds. */
    private static final int CHUNK = 18;

    private boolean negative;
    private byte[] digits;
    private int count;
    /** The value is 0.d1d2d3... times ten to this power; meaningless for zero. */
    private long power;

    /** Scratch for numbers of any length. */
    public DecimalText() {
        this(64);
    }

    private DecimalText(int capacity) {
        digits = new byte[capacity];
    }

    /** The exact value of a number's text, which must be well-formed. */
    public static DecimalText of(byte[] text, int start, int end) {
        return new DecimalText(end - start).parse(text, start, end);
    }

    /** The exact value of a bound. */
    public static DecimalText of(BigDecimal value) {
        byte[] text = value.toString().getBytes(StandardCharsets.US_ASCII);
        return of(text, 0, text.length);
    }

    /** Takes the value of a number's text, which must be well-formed. */
    public DecimalText parse(byte[] text, int start, int end) {
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
    public boolean isInteger() {
        return isZero() || power >= count;
    }

    /** Whether it is a whole number that a long holds; then {@link #toLong()} has it. */
    public boolean fitsLong() {
        return isZero() || (isInteger() && power <= 19 && toBigInteger().bitLength() <= 63);
    }

    /** The value, if {@link #fitsLong()}. */
    public long toLong() {
        return isZero() ? 0 : toBigInteger().longValueExact();
    }

    private BigInteger toBigInteger() {
        byte[] all = Arrays.copyOf(digits, (int) power);
        Arrays.fill(all, count, all.length, (byte) '0');
        BigInteger magnitude = new BigInteger(new String(all, StandardCharsets.US_ASCII));
        return negative ? magnitude.negate() : magnitude;
    }

    /** Compares by value. */
    public int compareTo(DecimalText other) {
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

    /**
     * Whether it is a whole multiple of the step, exactly, in time linear in the digits: without trailing zeros neither
     * number's digits divide by ten, so a number with a smaller power of ten is no multiple, and for the others the
     * remainder of the digits is taken piece by piece.
     *
     * @param step greater than zero
     */
    public boolean isMultipleOf(BigDecimal step) {
        if (isZero()) {
            return true;
        }
        BigDecimal bare = step.stripTrailingZeros();
        long zeros = power - count + bare.scale();
        if (zeros < 0) {
            return false;
        }
        BigInteger divisor = bare.unscaledValue();
        BigInteger remainder = BigInteger.ZERO;
        for (int i = 0; i < count; i += CHUNK) {
            int length = Math.min(CHUNK, count - i);
            long piece = 0;
            for (int k = i; k < i + length; k++) {
                piece = piece * 10 + (digits[k] - '0');
            }
            remainder = remainder
                    .multiply(BigInteger.TEN.pow(length))
                    .add(BigInteger.valueOf(piece))
                    .mod(divisor);
        }
        return remainder
                        .multiply(BigInteger.TEN.modPow(BigInteger.valueOf(zeros), divisor))
                        .mod(divisor)
                        .signum()
                == 0;
    }

    /** A hash that equal values share. */
    public int valueHash() {
        int hash = isZero() ? 0 : Long.hashCode(power) * 31 + signum();
        for (int i = 0; i < count; i++) {
            hash = hash * 31 + digits[i];
        }
        return hash;
    }
}
