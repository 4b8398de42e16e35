package io.sluice.core.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.apache.commons.math3.stat.descriptive.DescriptiveStatistics;
import org.junit.jupiter.api.Test;

class PercentilesTest {

    @Test
    void leavesOutliersOutPerGroupAndComesCloseToTheExactQuantile() {
        Random random = new Random(3);
        Percentiles percentiles = new Percentiles(OutlierRule.parse("sigma", 3.0));
        double[] values = random.doubles(20_000).toArray();
        values[7] = 1e6;
        for (double value : values) {
            percentiles.add("a", value);
            percentiles.add("b", value / 2);
        }
        DescriptiveStatistics all = new DescriptiveStatistics(values);
        double[] kept = Arrays.stream(values)
                .filter(value -> Math.abs(value - all.getMean()) <= 3 * all.getStandardDeviation())
                .toArray();
        double exact = new DescriptiveStatistics(kept).getPercentile(95);

        assertThat(kept).hasSize(19_999);
        assertThat(percentiles.quantile(0.95).get("a"))
                .isCloseTo(exact, org.assertj.core.data.Percentage.withPercentage(0.1));
        assertThat(percentiles.quantile(0.95).get("b"))
                .isCloseTo(exact / 2, org.assertj.core.data.Percentage.withPercentage(0.1));
    }

    @Test
    void keepsEverythingWhereAllValuesAreEqual() {
        Percentiles percentiles = new Percentiles(OutlierRule.parse("sigma", 3.0));
        percentiles.add("a", 0.1);
        percentiles.add("a", 0.1);

        assertThat(percentiles.quantile(0.95)).containsEntry("a", 0.1);
    }

    @Test
    void refusesWhatIsNoNumber() {
        assertThatThrownBy(() -> new Percentiles(OutlierRule.parse("sigma", 3.0)).add("a", Double.NaN))
                .hasMessageContaining("NaN");
    }
}
