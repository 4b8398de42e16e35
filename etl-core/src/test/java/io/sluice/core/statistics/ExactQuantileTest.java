package io.sluice.core.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.NotEmpty;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;
import org.apache.commons.math3.stat.descriptive.rank.Percentile.EstimationType;
import org.junit.jupiter.api.Test;

class ExactQuantileTest {

    @Property
    void agreesWithCommonsMath(
            @ForAll @NotEmpty List<@DoubleRange(min = -1000, max = 1000) Double> values,
            @ForAll @DoubleRange(min = 0.01, max = 1) double q) {
        double[] array = values.stream().mapToDouble(Double::doubleValue).toArray();
        double expected =
                new Percentile().withEstimationType(EstimationType.R_7).evaluate(array, q * 100);
        assertThat(ExactQuantile.of(array, array.length, q)).isCloseTo(expected, within(1e-9));
    }

    @Property
    void manyEqualValuesAndEveryRankAreSelectedRight(
            @ForAll @NotEmpty List<@IntRange(min = 0, max = 5) Integer> values) {
        double[] array = values.stream().mapToDouble(Integer::doubleValue).toArray();
        double[] sorted = array.clone();
        Arrays.sort(sorted);
        for (int rank = 0; rank < array.length; rank++) {
            double q = array.length == 1 ? 0 : (double) rank / (array.length - 1);
            double actual = ExactQuantile.of(array, array.length, q);
            assertThat(actual).isCloseTo(sorted[rank], within(1e-9));
        }
    }

    @Test
    void sortedReversedAndConstantArraysTakeNoQuadraticTime() {
        int length = 2_000_000;
        double[] ascending = new double[length];
        double[] descending = new double[length];
        double[] organPipe = new double[length];
        for (int i = 0; i < length; i++) {
            ascending[i] = i;
            descending[i] = length - 1 - i;
            organPipe[i] = Math.min(i, length - 1 - i);
        }
        assertThat(ExactQuantile.of(ascending, length, 0.5)).isEqualTo((length - 1) / 2.0);
        assertThat(ExactQuantile.of(descending, length, 0.5)).isEqualTo((length - 1) / 2.0);
        assertThat(ExactQuantile.of(organPipe, length, 0)).isZero();
        assertThat(ExactQuantile.of(new double[length], length, 0.95)).isZero();
    }

    @Test
    void onlyTheFirstValuesCount() {
        assertThat(ExactQuantile.of(new double[] {3, 1, 2, -100, 100}, 3, 0.5)).isEqualTo(2);
    }

    @Test
    void interpolationNeitherOverflowsNorLeavesTheValues() {
        double[] wide = {-Double.MAX_VALUE, Double.MAX_VALUE};
        assertThat(ExactQuantile.of(wide, 2, 0.5)).isZero();
        double left = 0.1;
        double right = Math.nextUp(left);
        assertThat(ExactQuantile.of(new double[] {right, left}, 2, 0.3)).isBetween(left, right);
    }

    @Test
    void refusesWhatHasNoQuantile() {
        assertThatThrownBy(() -> ExactQuantile.of(new double[3], 0, 0.5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ExactQuantile.of(new double[3], 4, 0.5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ExactQuantile.of(new double[3], 3, Double.NaN))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ExactQuantile.of(new double[3], 3, 1.01)).isInstanceOf(IllegalArgumentException.class);
    }
}
