package io.sluice.core.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ExactSumTest {

    @Property(tries = 500)
    void sumIsTheExactOneRoundedOnce(@ForAll("values") List<Double> values) {
        BigDecimal exact = BigDecimal.ZERO;
        for (double value : values) {
            exact = exact.add(new BigDecimal(value));
        }
        assertThat(sum(values).value()).isEqualTo(exact.doubleValue() + 0.0);
    }

    @Property(tries = 500)
    void sumOfSquaresIsTheExactOneRoundedOnce(@ForAll("values") List<Double> values) {
        BigDecimal exact = BigDecimal.ZERO;
        for (double value : values) {
            exact = exact.add(new BigDecimal(value).pow(2));
        }
        assertThat(squares(values).value()).isEqualTo(exact.doubleValue());
    }

    @Property
    void orderAndMergesDoNotShow(@ForAll("values") List<Double> values, @ForAll Random random) {
        List<Double> shuffled = new ArrayList<>(values);
        Collections.shuffle(shuffled, random);
        int cut = random.nextInt(values.size() + 1);
        ExactSum merged = sum(shuffled.subList(cut, shuffled.size()));
        merged.add(sum(shuffled.subList(0, cut)));
        ExactSum mergedSquares = squares(shuffled.subList(cut, shuffled.size()));
        mergedSquares.add(squares(shuffled.subList(0, cut)));

        assertThat(merged.value()).isEqualTo(sum(values).value());
        assertThat(mergedSquares.value()).isEqualTo(squares(values).value());
        if (values.size() > 1) {
            assertThat(ExactSum.sampleVariance(merged, mergedSquares, values.size()))
                    .isEqualTo(ExactSum.sampleVariance(sum(values), squares(values), values.size()));
        }
    }

    @Property
    void meanAndVarianceAreTheNearestDoubles(@ForAll("values") @Size(min = 2) List<Double> values) {
        BigDecimal total = BigDecimal.ZERO;
        BigDecimal totalOfSquares = BigDecimal.ZERO;
        for (double value : values) {
            total = total.add(new BigDecimal(value));
            totalOfSquares = totalOfSquares.add(new BigDecimal(value).pow(2));
        }
        BigDecimal n = BigDecimal.valueOf(values.size());
        BigDecimal deviation = n.multiply(totalOfSquares).subtract(total.pow(2));
        BigDecimal pairs = n.multiply(n.subtract(BigDecimal.ONE));

        assertNearest(ExactSum.mean(sum(values), values.size()), total, n, 1);
        assertNearest(ExactSum.sampleVariance(sum(values), squares(values), values.size()), deviation, pairs, 1);
        assertNearest(
                ExactSum.sampleStandardDeviation(sum(values), squares(values), values.size()), deviation, pairs, 2);
    }

    @Property
    void integersAreExactBeyondDoubles(@ForAll List<Long> values) {
        ExactSum sum = new ExactSum();
        ExactSum squares = new ExactSum();
        BigInteger exact = BigInteger.ZERO;
        BigInteger exactSquares = BigInteger.ZERO;
        for (long value : values) {
            sum.add(value);
            squares.addSquare(value);
            exact = exact.add(BigInteger.valueOf(value));
            exactSquares = exactSquares.add(BigInteger.valueOf(value).pow(2));
        }
        assertThat(sum.value()).isEqualTo(new BigDecimal(exact).doubleValue());
        assertThat(squares.value()).isEqualTo(new BigDecimal(exactSquares).doubleValue());
    }

    @Test
    void carriesOfManyEqualSignsAreSettledInTime() {
        ExactSum sum = new ExactSum();
        ExactSum squares = new ExactSum();
        double value = Math.nextDown(-1024.0 / 3 * 4);
        int count = 100_000;
        for (int i = 0; i < count; i++) {
            sum.add(value);
            squares.addSquare(value);
        }
        BigDecimal exact = new BigDecimal(value).multiply(BigDecimal.valueOf(count));
        assertThat(sum.value()).isEqualTo(exact.doubleValue());
        assertThat(squares.value())
                .isEqualTo(exact.multiply(new BigDecimal(value)).doubleValue());
        assertThat(ExactSum.mean(sum, count)).isEqualTo(value);
        assertThat(ExactSum.sampleVariance(sum, squares, count)).isZero();
        assertThat(ExactSum.sampleStandardDeviation(sum, squares, count)).isZero();
    }

    @Test
    void manyMergesAreSettledInTime() {
        ExactSum part = new ExactSum();
        part.add(Long.MIN_VALUE);
        part.add(Double.MIN_VALUE);
        ExactSum sum = new ExactSum();
        for (int i = 0; i < 10_000; i++) {
            sum.add(part);
        }
        sum.add(9.223372036854775808e22);
        assertThat(sum.value()).isEqualTo(10_000 * Double.MIN_VALUE);
    }

    @Test
    void cancellationLosesNothing() {
        ExactSum sum = sum(List.of(1e308, 1.0, -1e308, 1e-300, Double.MIN_VALUE, -1.0, -1e-300));
        assertThat(sum.value()).isEqualTo(Double.MIN_VALUE);
    }

    @Test
    void aSumLargerThanAnyDoubleIsInfiniteButNotLost() {
        ExactSum sum = sum(List.of(Double.MAX_VALUE, Double.MAX_VALUE));
        assertThat(sum.value()).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(ExactSum.mean(sum, 2)).isEqualTo(Double.MAX_VALUE);
        sum.add(-Double.MAX_VALUE);
        assertThat(sum.value()).isEqualTo(Double.MAX_VALUE);
        sum.add(sum(List.of(-Double.MAX_VALUE, -Double.MAX_VALUE, -Double.MAX_VALUE)));
        assertThat(sum.value()).isEqualTo(Double.NEGATIVE_INFINITY);
    }

    @Test
    void deviationsOutsideTheRangeOfTheVarianceAreRight() {
        List<Double> tiny = List.of(1e-200, 3e-200);
        List<Double> huge = List.of(1e200, 3e200);
        assertThat(ExactSum.sampleVariance(sum(tiny), squares(tiny), 2)).isZero();
        assertThat(ExactSum.sampleStandardDeviation(sum(tiny), squares(tiny), 2))
                .isEqualTo(Math.sqrt(2) * 1e-200);
        assertThat(ExactSum.sampleVariance(sum(huge), squares(huge), 2)).isInfinite();
        assertThat(ExactSum.sampleStandardDeviation(sum(huge), squares(huge), 2))
                .isEqualTo(Math.sqrt(2) * 1e200);
    }

    @Test
    void nothingAndNegativeZerosSumToZero() {
        assertThat(Double.doubleToRawLongBits(new ExactSum().value())).isZero();
        assertThat(Double.doubleToRawLongBits(sum(List.of(-0.0, -0.0)).value())).isZero();
        assertThat(Double.doubleToRawLongBits(sum(List.of(2.5, -2.5)).value())).isZero();
    }

    @Test
    void resetForgets() {
        ExactSum sum = sum(List.of(1e300, 1e-300));
        sum.reset();
        assertThat(sum.value()).isZero();
        sum.add(0.1);
        assertThat(sum.value()).isEqualTo(0.1);
    }

    @Test
    void refusesWhatHasNoSum() {
        for (double value : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            assertThatThrownBy(() -> new ExactSum().add(value))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("" + value);
            assertThatThrownBy(() -> new ExactSum().addSquare(value)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> ExactSum.mean(new ExactSum(), 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ExactSum.sampleVariance(sum(List.of(1.0)), squares(List.of(1.0)), 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ExactSum.sampleVariance(sum(List.of(1.0, 9.0)), squares(List.of(1.0)), 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cannot be of the same 2 values");
    }

    /** Numbers a device might send, halfway cases and every other finite double there is. */
    @Property
    void bytesHoldTheSumExactly(@ForAll("values") List<Double> values, @ForAll Random random) {
        ExactSum restored = ExactSum.fromBytes(sum(values).toBytes());
        ExactSum restoredSquares = ExactSum.fromBytes(squares(values).toBytes());
        assertThat(restored.value()).isEqualTo(sum(values).value());
        assertThat(restoredSquares.value()).isEqualTo(squares(values).value());

        List<Double> shuffled = new ArrayList<>(values);
        Collections.shuffle(shuffled, random);
        assertThat(sum(shuffled).toBytes()).isEqualTo(sum(values).toBytes());

        restored.add(1e300);
        restored.add(sum(values));
        ExactSum expected = sum(values);
        expected.add(1e300);
        expected.add(sum(values));
        assertThat(restored.toBytes()).isEqualTo(expected.toBytes());
    }

    @Test
    void bytesOfNothingAreNone() {
        assertThat(new ExactSum().toBytes()).isEmpty();
        assertThat(ExactSum.fromBytes(new byte[0]).value()).isZero();
    }

    @Test
    void bytesOfOtherThingsAreRefused() {
        for (byte[] bytes : new byte[][] {{5}, {127, 1}, {-128, 1}, new byte[1 << 20]}) {
            assertThatThrownBy(() -> ExactSum.fromBytes(bytes)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Provide
    Arbitrary<List<Double>> values() {
        Arbitrary<Double> anyFinite =
                Arbitraries.longs().map(Double::longBitsToDouble).filter(Double::isFinite);
        Arbitrary<Double> common = Arbitraries.doubles().between(0, 1000).ofScale(3);
        Arbitrary<Double> halfway = Arbitraries.of(
                1.0, 0x1p-53, -0x1p-53, 0x1p-54, 0x1p53, 0x1p-1074, -0x1p-1074, 0x1p-1022, 0x1.fffffffffffffp1023, 0.0);
        return Arbitraries.oneOf(
                anyFinite.list().ofMaxSize(12),
                common.list().ofMaxSize(40),
                halfway.list().ofMaxSize(8),
                Arbitraries.oneOf(anyFinite, common, halfway).list().ofMaxSize(20));
    }

    private static ExactSum sum(List<Double> values) {
        ExactSum sum = new ExactSum();
        for (double value : values) {
            sum.add(value);
        }
        return sum;
    }

    private static ExactSum squares(List<Double> values) {
        ExactSum squares = new ExactSum();
        for (double value : values) {
            squares.addSquare(value);
        }
        return squares;
    }

    /** That no other double is nearer to the power-th root of numerator / denominator, by exact cross-multiplication. */
    private static void assertNearest(double actual, BigDecimal numerator, BigDecimal denominator, int power) {
        if (Double.isInfinite(actual)) {
            BigDecimal bound = new BigDecimal(Double.MAX_VALUE).add(new BigDecimal(Math.ulp(Double.MAX_VALUE) / 2));
            assertThat(bound.pow(power).multiply(denominator)).isLessThanOrEqualTo(numerator.abs());
            return;
        }
        BigDecimal two = BigDecimal.valueOf(2);
        BigDecimal scaled = two.pow(power).multiply(numerator);
        if (actual != Double.MAX_VALUE) {
            BigDecimal up = new BigDecimal(actual).add(new BigDecimal(Math.nextUp(actual)));
            assertThat(up.pow(power).multiply(denominator)).isGreaterThanOrEqualTo(scaled);
        }
        if (actual != -Double.MAX_VALUE && !(power == 2 && actual == 0)) {
            BigDecimal down = new BigDecimal(actual).add(new BigDecimal(Math.nextDown(actual)));
            assertThat(power == 2 && down.signum() < 0 ? down : down.pow(power).multiply(denominator))
                    .isLessThanOrEqualTo(scaled);
        }
    }
}
