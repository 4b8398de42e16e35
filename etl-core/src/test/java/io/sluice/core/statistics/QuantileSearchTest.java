package io.sluice.core.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;

class QuantileSearchTest {
    private static final List<Double> QUANTILES = List.of(0.0, 0.01, 0.5, 0.95, 0.999, 1.0);

    @Test
    void findsWhatSelectionInMemoryFinds() {
        Random random = new Random(5);
        for (DoubleSupplier values : List.<DoubleSupplier>of(
                () -> random.nextDouble() * 1000,
                () -> random.nextGaussian() * 1e-9,
                () -> Math.exp(100 * random.nextGaussian()),
                () -> random.nextInt(3),
                () -> 0.1)) {
            for (int count : new int[] {1, 2, 500, 3001}) {
                double[] all = new double[count];
                Arrays.setAll(all, i -> values.getAsDouble());
                for (int capacity : new int[] {0, 10, 5000}) {
                    assertFound(all, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, capacity);
                    assertFound(all, -1, 500, capacity);
                }
            }
        }
    }

    @Test
    void neighboursInBitsTakeAllPassesAndAreTold() {
        double[] close = new double[1000];
        Arrays.setAll(close, i -> Double.longBitsToDouble(Double.doubleToRawLongBits(7.5) + i));
        assertThat(assertFound(close, 0, 10, 0)).isEqualTo(4);
        assertThat(assertFound(close, 0, 10, 1000)).isEqualTo(2);
    }

    @Test
    void nothingWithinTheBoundsIsNothing() {
        QuantileSearch search = new QuantileSearch(5, 6, QUANTILES, 100);
        search.add(new double[] {1, 2, 3});
        search.endPass();
        assertThat(search.isDone()).isTrue();
        assertThat(search.count()).isZero();
    }

    /** Returns the number of passes. */
    private static int assertFound(double[] all, double low, double high, int capacity) {
        double[] within = Arrays.stream(all).filter(v -> v >= low && v <= high).toArray();
        QuantileSearch search = new QuantileSearch(low, high, QUANTILES, capacity);
        int passes = 0;
        while (!search.isDone()) {
            hours(all).parallelStream().forEach(search::add);
            search.endPass();
            passes++;
        }
        assertThat(passes).isLessThanOrEqualTo(5);
        assertThat(search.count()).isEqualTo(within.length);
        for (double quantile : within.length == 0 ? List.<Double>of() : QUANTILES) {
            assertThat(search.quantile(quantile)).isEqualTo(ExactQuantile.of(within.clone(), within.length, quantile));
            assertThat(search.min()).isEqualTo(Arrays.stream(within).min().getAsDouble());
            assertThat(search.max()).isEqualTo(Arrays.stream(within).max().getAsDouble());
        }
        return passes;
    }

    private static List<double[]> hours(double[] all) {
        List<double[]> hours = new ArrayList<>();
        for (int from = 0; from < all.length; from += 700) {
            hours.add(Arrays.copyOfRange(all, from, Math.min(all.length, from + 700)));
        }
        return hours;
    }
}
