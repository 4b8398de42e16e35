package io.sluice.core.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RadixSortTest {
    @Test
    void sortsAsTheLibraryDoes() {
        Random random = new Random(3);
        for (int length : new int[] {0, 1, 2, 1023, 1024, 5000, 70_000}) {
            assertSorted(random.doubles(length, 0, 1000).toArray());
            assertSorted(random.doubles(length, -1, 1).toArray());
            assertSorted(
                    random.longs(length).mapToDouble(RadixSortTest::anyFinite).toArray());
            assertSorted(random.ints(length, 0, 3).mapToDouble(i -> i / 10.0).toArray());
            assertSorted(new double[length]);
        }
    }

    @Test
    void zeroesOfBothSignsAndTheSmallestAndGreatestFindTheirPlaces() {
        double[] values = new double[2000];
        double[] some = {0.0, -0.0, Double.MIN_VALUE, -Double.MIN_VALUE, Double.MAX_VALUE, -Double.MAX_VALUE, 1, -1};
        Arrays.setAll(values, i -> some[i % some.length]);
        assertSorted(values);
    }

    private static double anyFinite(long bits) {
        double value = Double.longBitsToDouble(bits);
        return Double.isFinite(value) ? value : 1;
    }

    private static void assertSorted(double[] values) {
        double[] expected = values.clone();
        Arrays.sort(expected);
        RadixSort.sort(values);
        assertThat(values).isEqualTo(expected);
    }
}
