package io.sluice.core.conformance;

import java.math.BigDecimal;
import java.math.BigInteger;

/** The number a JSON text means, exactly; exponents no decimal can hold are kept as "huge" or "tiny". */
final class ExactNumber {
    private static final BigInteger FAR = BigInteger.valueOf(100_000);

    private final String text;
    private final BigDecimal value;
    private final boolean tiny;
    private final boolean huge;

    private ExactNumber(String text, BigDecimal value, boolean tiny, boolean huge) {
        this.text = text;
        this.value = value;
        this.tiny = tiny;
        this.huge = huge;
    }

    static ExactNumber parse(String text) {
        int e = Math.max(text.indexOf('e'), text.indexOf('E'));
        BigDecimal mantissa = new BigDecimal(e < 0 ? text : text.substring(0, e));
        String digits = e < 0 ? "0" : text.substring(e + 1);
        BigInteger exponent = new BigInteger(digits.startsWith("+") ? digits.substring(1) : digits);
        if (mantissa.signum() == 0) {
            return new ExactNumber(text, BigDecimal.ZERO, false, false);
        }
        if (exponent.abs().compareTo(FAR) <= 0) {
            return new ExactNumber(text, mantissa.scaleByPowerOfTen(exponent.intValueExact()), false, false);
        }
        return new ExactNumber(text, mantissa, exponent.signum() < 0, exponent.signum() > 0);
    }

    /** Huge numbers are whole: their digits end long before the exponent does. */
    boolean isWhole() {
        return huge || (!tiny && value.stripTrailingZeros().scale() <= 0);
    }

    int compareTo(BigDecimal other) {
        if (huge || (tiny && other.signum() == 0)) {
            return value.signum();
        }
        return tiny ? -other.signum() : value.compareTo(other);
    }

    boolean isMultipleOf(BigDecimal factor) {
        return !tiny && value.remainder(factor).signum() == 0;
    }

    double doubleValue() {
        return Double.parseDouble(text);
    }

    long longValue() {
        return value.longValueExact();
    }
}
