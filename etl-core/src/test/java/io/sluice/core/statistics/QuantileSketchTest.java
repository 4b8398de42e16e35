package io.sluice.core.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.NotEmpty;
import org.junit.jupiter.api.Test;

class QuantileSketchTest {
    private static final double[] QUANTILES = {0, 0.001, 0.01, 0.25, 0.5, 0.75, 0.95, 0.99, 0.999, 1};

    @Property(tries = 200)
    void fewValuesAreAnsweredExactly(
            @ForAll @NotEmpty List<@DoubleRange(min = -1e6, max = 1e6) Double> values,
            @ForAll @DoubleRange(min = 0, max = 1) double q) {
        double[] sorted =
                sorted(values.stream().mapToDouble(Double::doubleValue).toArray());
        QuantileSketch sketch = QuantileSketch.ofSorted(sorted, 0, sorted.length);
        double exact = ExactQuantile.of(sorted.clone(), sorted.length, q);
        assertThat(sketch.quantile(q)).isCloseTo(exact, within(Math.abs(exact) * 1e-12 + 1e-300));
        assertThat(sketch.quantile(q)).isBetween(sketch.min(), sketch.max());
        assertThat(sketch.count()).isEqualTo(values.size());
    }

    @Test
    void mergeOrderDoesNotShow() {
        List<QuantileSketch> parts = parts(24, 3000, 7);
        QuantileSketch merged = QuantileSketch.merge(parts);
        Random random = new Random(1);
        for (int i = 0; i < 20; i++) {
            List<QuantileSketch> shuffled = new ArrayList<>(parts);
            Collections.shuffle(shuffled, random);
            assertThat(QuantileSketch.merge(shuffled)).isEqualTo(merged);
        }
    }

    @Test
    void mergedPartsAreAnsweredExactlyWhileFewAndCloselyWhenMany() {
        for (int perHour : new int[] {21, 40, 200, 1000, 20_000}) {
            Random random = new Random(perHour);
            double[][] hours = new double[24][];
            List<QuantileSketch> parts = new ArrayList<>();
            for (int hour = 0; hour < hours.length; hour++) {
                hours[hour] = random.doubles(perHour)
                        .map(x -> Math.exp(4 + 2 * x))
                        .sorted()
                        .toArray();
                parts.add(QuantileSketch.ofSorted(hours[hour], 0, perHour));
            }
            double[] all = Arrays.stream(hours).flatMapToDouble(Arrays::stream).toArray();
            QuantileSketch merged = QuantileSketch.merge(parts);
            for (double q : QUANTILES) {
                double exact = ExactQuantile.of(all, all.length, q);
                double error = all.length <= 10_000 ? 1e-12 : 0.004;
                assertThat(merged.quantile(q)).as("p%s of %d", q, all.length).isCloseTo(exact, within(exact * error));
            }
        }
    }

    @Test
    void equalValuesStayThemselves() {
        double[] values = new double[100_000];
        Arrays.fill(values, 0.1);
        QuantileSketch sketch = QuantileSketch.ofSorted(values, 0, values.length);
        sketch = QuantileSketch.merge(List.of(sketch, sketch, sketch));
        for (double q : QUANTILES) {
            assertThat(sketch.quantile(q)).isEqualTo(0.1);
        }
    }

    @Test
    void minAndMaxAreExactAfterMerges() {
        List<QuantileSketch> parts = parts(10, 10_000, 3);
        QuantileSketch merged = QuantileSketch.merge(parts);
        assertThat(merged.quantile(0)).isEqualTo(merged.min());
        assertThat(merged.quantile(1)).isEqualTo(merged.max());
        assertThat(merged.min())
                .isEqualTo(parts.stream().mapToDouble(QuantileSketch::min).min().getAsDouble());
        assertThat(merged.max())
                .isEqualTo(parts.stream().mapToDouble(QuantileSketch::max).max().getAsDouble());
        assertThat(merged.count()).isEqualTo(100_000);
    }

    @Test
    void emptyPartsAddNothing() {
        double[] one = {5};
        QuantileSketch sketch = QuantileSketch.ofSorted(one, 0, 1);
        assertThat(QuantileSketch.merge(List.of(QuantileSketch.EMPTY, sketch, QuantileSketch.EMPTY)))
                .isEqualTo(sketch);
        assertThat(QuantileSketch.merge(List.of())).isEqualTo(QuantileSketch.EMPTY);
        assertThat(QuantileSketch.ofSorted(one, 1, 1)).isEqualTo(QuantileSketch.EMPTY);
        assertThatThrownBy(() -> QuantileSketch.EMPTY.quantile(0.5)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void restoredEqualsSaved() {
        for (QuantileSketch sketch : List.of(parts(1, 5000, 1).get(0), QuantileSketch.EMPTY)) {
            QuantileSketch restored = QuantileSketch.fromBytes(sketch.toBytes());
            assertThat(restored).isEqualTo(sketch);
            assertThat(restored.count()).isEqualTo(sketch.count());
        }
    }

    @Test
    void damagedBytesAreRefused() {
        byte[] good = parts(1, 1000, 1).get(0).toBytes();
        assertRefused(Arrays.copyOf(good, 3));
        assertRefused(Arrays.copyOf(good, good.length - 1));
        assertRefused(Arrays.copyOf(good, good.length + 1));
        assertRefused(changed(good, bytes -> bytes.putInt(0, 9)));
        assertRefused(changed(good, bytes -> bytes.putInt(4, -1)));
        assertRefused(changed(good, bytes -> bytes.putDouble(8, Double.NaN)));
        assertRefused(changed(good, bytes -> bytes.putDouble(8, Double.NEGATIVE_INFINITY)));
        assertRefused(changed(good, bytes -> bytes.putDouble(24, Double.NaN)));
        assertRefused(changed(good, bytes -> bytes.putDouble(24 + 16 * 5, -1)));
        assertRefused(changed(good, bytes -> bytes.putLong(32, 0)));
        assertRefused(changed(good, bytes -> bytes.putLong(32, Long.MAX_VALUE)));
    }

    @Test
    void valuesOutOfOrderAreRefused() {
        for (double[] values : new double[][] {{2, 1}, {Double.NaN}, {1, Double.POSITIVE_INFINITY}}) {
            assertThatThrownBy(() -> QuantileSketch.ofSorted(values, 0, values.length))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("ascending");
        }
    }

    private static void assertRefused(byte[] bytes) {
        assertThatThrownBy(() -> QuantileSketch.fromBytes(bytes)).isInstanceOf(IllegalArgumentException.class);
    }

    private static byte[] changed(byte[] good, java.util.function.Consumer<ByteBuffer> change) {
        byte[] bytes = good.clone();
        change.accept(ByteBuffer.wrap(bytes));
        return bytes;
    }

    private static List<QuantileSketch> parts(int count, int size, long seed) {
        Random random = new Random(seed);
        List<QuantileSketch> parts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double[] values = sorted(random.doubles(size, 0, 1000).toArray());
            parts.add(QuantileSketch.ofSorted(values, 0, size));
        }
        return parts;
    }

    private static double[] sorted(double[] values) {
        Arrays.sort(values);
        return values;
    }
}
