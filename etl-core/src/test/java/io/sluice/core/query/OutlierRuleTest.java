package io.sluice.core.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.core.statistics.Moments;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class OutlierRuleTest {

    /** The interval and the rule as it is written must agree on every double around the bounds. */
    @Property
    void sigmaKeepsExactlyWhatTheRuleSays(
            @ForAll("groups") List<Double> values, @ForAll @DoubleRange(min = 0.1, max = 4) double threshold) {
        Moments moments = moments(values);
        double mean = moments.mean();
        double limit = threshold * moments.standardDeviation();
        Interval kept = new OutlierRule.Sigma(threshold).kept(moments, q -> Double.NaN);
        Random random = new Random(1);
        for (double value : values) {
            assertThat(kept.contains(value)).isEqualTo(!(limit > 0) || Math.abs(value - mean) <= limit);
        }
        if (limit > 0) {
            for (int i = 0; i < 100; i++) {
                double near = kept.low() + Math.ulp(mean + limit) * (random.nextInt(21) - 10) / 4;
                assertThat(kept.contains(near)).isEqualTo(Math.abs(near - mean) <= limit);
                near = kept.high() + Math.ulp(mean + limit) * (random.nextInt(21) - 10) / 4;
                assertThat(kept.contains(near)).isEqualTo(Math.abs(near - mean) <= limit);
            }
        }
    }

    @Provide
    Arbitrary<List<Double>> groups() {
        return Arbitraries.oneOf(
                        Arbitraries.doubles().between(-1000, 1000),
                        Arbitraries.doubles().between(1e9, 1e9 + 1).ofScale(9),
                        Arbitraries.doubles().between(-1e-9, 1e-9).ofScale(20))
                .list()
                .ofMinSize(1)
                .ofMaxSize(30);
    }

    @Test
    void sigmaIncludesItsBound() {
        Interval kept = new OutlierRule.Sigma(1).kept(moments(List.of(-1.0, 0.0, 1.0)), q -> Double.NaN);
        assertThat(kept).isEqualTo(new Interval(-1, 1));
    }

    @Test
    void sigmaKeepsAllWithoutDeviation() {
        for (List<Double> values : List.of(List.of(0.1), List.of(0.1, 0.1, 0.1), List.of(1e300, 1e300))) {
            Interval kept = new OutlierRule.Sigma(3).kept(moments(values), q -> Double.NaN);
            assertThat(kept).isEqualTo(Interval.ALL);
        }
    }

    @Test
    void fencesAndPercentilesFollowTheQuantiles() {
        Moments moments = moments(List.of(0.0, 100.0));
        OutlierRule iqr = new OutlierRule.Iqr(1.5);
        assertThat(iqr.needsQuantiles()).isTrue();
        assertThat(iqr.kept(moments, q -> q * 100)).isEqualTo(new Interval(-50, 150));
        assertThat(new OutlierRule.Percentile(0.05, 0.9).kept(moments, q -> q * 100))
                .isEqualTo(new Interval(5, 90));
        assertThat(new OutlierRule.Percentile(0, 1).kept(moments, q -> Double.NaN))
                .isEqualTo(new Interval(0, 100));
        assertThat(new OutlierRule.None().kept(moments, q -> Double.NaN)).isEqualTo(Interval.ALL);
    }

    @Test
    void readsRules() {
        assertThat(OutlierRule.parse("sigma", null)).isEqualTo(new OutlierRule.Sigma(3));
        assertThat(OutlierRule.parse("SIGMA", 2.5)).isEqualTo(new OutlierRule.Sigma(2.5));
        assertThat(OutlierRule.parse("iqr", null)).isEqualTo(new OutlierRule.Iqr(1.5));
        assertThat(OutlierRule.parse("percentile", null)).isEqualTo(new OutlierRule.Percentile(0.01, 0.99));
        assertThat(OutlierRule.parse("percentile", 5.0)).isEqualTo(new OutlierRule.Percentile(0.05, 0.95));
        assertThat(OutlierRule.parse("none", null)).isEqualTo(new OutlierRule.None());
    }

    @Test
    void refusesRulesThatMakeNoSense() {
        assertRefused("mad", null, "sigma, iqr, percentile, none");
        assertRefused("sigma", 0.0, "above 0");
        assertRefused("sigma", Double.NaN, "above 0");
        assertRefused("iqr", -1.0, "above 0");
        assertRefused("percentile", 50.0, "below 50");
        assertRefused("none", 3.0, "takes no threshold");
    }

    private static void assertRefused(String name, Double threshold, String message) {
        assertThatThrownBy(() -> OutlierRule.parse(name, threshold))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    private static Moments moments(List<Double> values) {
        Moments moments = new Moments();
        values.forEach(moments::add);
        return moments;
    }
}
