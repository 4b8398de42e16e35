package io.sluice.core.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.core.port.InMemoryEventScan;
import io.sluice.core.port.InMemoryEventScan.Row;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.commons.math3.stat.descriptive.DescriptiveStatistics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    /** Enough values for the digest to be off, so that fences computed in another way would show. */
    @ParameterizedTest
    @ValueSource(strings = {"sigma", "iqr", "percentile", "none"})
    void givesTheDigitsOfTheQueryForTheSameValues(String rule) {
        Random random = new Random(5);
        OutlierRule outliers = OutlierRule.parse(rule, null);
        Percentiles percentiles = new Percentiles(outliers);
        InMemoryEventScan scan = new InMemoryEventScan(500);
        for (int i = 0; i < 30_000; i++) {
            double value = i == 0 ? -0.0 : Math.exp(2 * random.nextGaussian());
            percentiles.add("a", value);
            scan.add("f", new Row(Instant.EPOCH, value, List.of("a"), 0, i));
        }
        QuerySpec spec = QuerySpec.DEFAULT.withOutliers(outliers).withQuantiles(List.of(0.0001, 0.95, 0.9999));
        List<Double> expected = ScanQuery.run(scan, spec).rows().get(0).quantiles();

        for (int i = 0; i < expected.size(); i++) {
            assertThat(percentiles.quantile(spec.quantiles().get(i))).containsEntry("a", expected.get(i));
        }
    }
}
