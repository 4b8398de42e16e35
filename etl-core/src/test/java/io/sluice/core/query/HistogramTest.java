package io.sluice.core.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class HistogramTest {
    @Test
    void aValueAtAnEdgeBelongsToTheBinAbove() {
        Histogram.Counter counter = new Histogram.Counter(0, 4, 4);
        counter.addSorted(new double[] {-1, 0, 0.5, 1, 1, 3, 4, 5});
        counter.addSorted(new double[] {2, 9});
        Histogram histogram = counter.finish();
        assertThat(histogram.counts()).containsExactly(2, 2, 1, 2);
        assertThat(histogram.below()).isEqualTo(1);
        assertThat(histogram.above()).isEqualTo(2);
        assertThat(histogram.edge(3)).isEqualTo(3);
        assertThat(histogram.edge(4)).isEqualTo(4);
    }

    @Test
    void equalValuesAndTheLargestRangeThereIsAreCounted() {
        Histogram.Counter equal = new Histogram.Counter(0.1, 0.1, 10);
        equal.addSorted(new double[] {0.1, 0.1});
        assertThat(Arrays.stream(equal.finish().counts()).sum()).isEqualTo(2);

        Histogram.Counter widest = new Histogram.Counter(-Double.MAX_VALUE, Double.MAX_VALUE, 2);
        widest.addSorted(new double[] {-Double.MAX_VALUE, 0, Double.MAX_VALUE});
        assertThat(widest.finish().counts()).containsExactly(1, 2);
    }

    @Property
    void everyValueIsCountedOnce(
            @ForAll double[] values,
            @ForAll double a,
            @ForAll double b,
            @ForAll @IntRange(min = 1, max = 70) int bins) {
        Arrays.sort(values);
        Histogram.Counter counter = new Histogram.Counter(Math.min(a, b), Math.max(a, b), bins);
        counter.addSorted(values);
        Histogram histogram = counter.finish();
        assertThat(histogram.below() + Arrays.stream(histogram.counts()).sum() + histogram.above())
                .isEqualTo(values.length);
        assertThat(Arrays.stream(histogram.counts()).min().orElse(0)).isNotNegative();
    }

    @Test
    void needsBinsAndARange() {
        assertThatThrownBy(() -> new Histogram(1, 0, new long[1], 0, 0)).hasMessageContaining("from 1.0 to 0.0");
        assertThatThrownBy(() -> new Histogram(0, 1, new long[0], 0, 0)).hasMessageContaining("0 bins");
    }
}
