package io.sluice.core.generate;

import io.sluice.core.schema.Checks;
import io.sluice.core.schema.Field;
import io.sluice.core.schema.FieldType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;

/**
 * The numbers a numeric field allows, as multiples of a step: {@code (first + k) * step} for k below {@code count}.
 * Bounds that are not set are put a thousand away from the one that is, or at 0 and 1000.
 */
record NumberRange(BigInteger first, long count, BigDecimal step) {
    private static final BigDecimal THOUSAND = BigDecimal.valueOf(1000);
    private static final BigInteger MOST = BigInteger.ONE.shiftLeft(53);

    /**
     * @throws IllegalArgumentException if no number passes the checks
     */
    static NumberRange of(Field field) {
        Checks checks = field.checks();
        BigDecimal low = stricter(checks.minimum(), checks.exclusiveMinimum(), 1);
        BigDecimal high = stricter(checks.maximum(), checks.exclusiveMaximum(), -1);
        if (low == null) {
            low = high == null ? BigDecimal.ZERO : high.min(THOUSAND).subtract(THOUSAND);
        }
        if (high == null) {
            high = low.max(BigDecimal.ZERO).add(THOUSAND).max(low.add(THOUSAND));
        }
        if (field.type() == FieldType.LONG) {
            low = low.max(BigDecimal.valueOf(Long.MIN_VALUE));
            high = high.min(BigDecimal.valueOf(Long.MAX_VALUE));
        } else {
            low = low.max(BigDecimal.valueOf(-Double.MAX_VALUE));
            high = high.min(BigDecimal.valueOf(Double.MAX_VALUE));
        }
        BigDecimal step = step(field, low, high);
        BigInteger first = low.divide(step, 0, RoundingMode.CEILING).toBigInteger();
        if (is(checks.exclusiveMinimum(), first, step)) {
            first = first.add(BigInteger.ONE);
        }
        BigInteger last = high.divide(step, 0, RoundingMode.FLOOR).toBigInteger();
        if (is(checks.exclusiveMaximum(), last, step)) {
            last = last.subtract(BigInteger.ONE);
        }
        BigInteger count = last.subtract(first).add(BigInteger.ONE);
        if (count.signum() <= 0) {
            throw new IllegalArgumentException(
                    "Cannot make values of " + field.path() + ": no number passes its checks");
        }
        return new NumberRange(first, count.min(MOST).longValueExact(), step);
    }

    private static BigDecimal stricter(BigDecimal inclusive, BigDecimal exclusive, int direction) {
        if (inclusive == null || exclusive == null) {
            return inclusive == null ? exclusive : inclusive;
        }
        return direction > 0 ? inclusive.max(exclusive) : inclusive.min(exclusive);
    }

    private static boolean is(BigDecimal bound, BigInteger multiple, BigDecimal step) {
        return bound != null && bound.compareTo(step.multiply(new BigDecimal(multiple))) == 0;
    }

    private static BigDecimal step(Field field, BigDecimal low, BigDecimal high) {
        BigDecimal multiple = field.checks().multipleOf();
        if (field.type() == FieldType.LONG) {
            return multiple == null ? BigDecimal.ONE : wholeMultiple(multiple);
        }
        if (multiple != null) {
            return multiple;
        }
        BigDecimal width = high.subtract(low);
        if (width.signum() == 0) {
            return low.signum() == 0 ? BigDecimal.ONE : low.abs();
        }
        // A power of ten that fits between the bounds at least a thousand times.
        int magnitude = width.precision() - width.scale();
        return BigDecimal.ONE.movePointRight(magnitude - 5);
    }

    /** The smallest whole number that is a multiple: the numerator of the reduced fraction. */
    private static BigDecimal wholeMultiple(BigDecimal multiple) {
        if (multiple.scale() <= 0) {
            return multiple;
        }
        BigInteger denominator = BigInteger.TEN.pow(multiple.scale());
        BigInteger numerator = multiple.unscaledValue();
        return new BigDecimal(numerator.divide(numerator.gcd(denominator)));
    }

    /** Writes one of the numbers. */
    FieldModel model() {
        BigInteger unscaledStep = step.unscaledValue();
        BigInteger greatest = first.abs().add(BigInteger.valueOf(count)).multiply(unscaledStep);
        if (greatest.bitLength() < 63 && step.scale() >= 0 && step.scale() < 100) {
            long from = first.longValueExact();
            long by = unscaledStep.longValueExact();
            int scale = step.scale();
            return (draft, out) -> out.decimal((from + draft.random.nextLong(count)) * by, scale);
        }
        return (draft, out) -> {
            BigInteger multiple = first.add(BigInteger.valueOf(draft.random.nextLong(count)));
            out.raw(text(step.multiply(new BigDecimal(multiple))));
        };
    }

    static byte[] text(BigDecimal value) {
        return value.toString().getBytes(StandardCharsets.US_ASCII);
    }
}
