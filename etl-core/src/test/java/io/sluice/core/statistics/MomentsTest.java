package io.sluice.core.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MomentsTest {

    @Test
    void hardCasesOfTheNationalInstituteOfStandards() {
        // NumAcc1: 10000001, 10000003, 10000002
        assertMoments(new double[] {10000001, 10000003, 10000002}, 10000002, 1);
        // NumAcc2: 1.2, then 1.1 and 1.3 in turn, 1001 values
        assertMoments(alternating(1.2, 1.1, 1.3), 1.2, 0.1);
        // NumAcc3: the same around 1,000,000.2
        assertMoments(alternating(1000000.2, 1000000.1, 1000000.3), 1000000.2, 0.1);
        // NumAcc4: the same around 10,000,000.2
        assertMoments(alternating(10000000.2, 10000000.1, 10000000.3), 10000000.2, 0.1);
    }

    private static double[] alternating(double first, double second, double third) {
        double[] values = new double[1001];
        values[0] = first;
        for (int i = 1; i < values.length; i++) {
            values[i] = i % 2 == 1 ? second : third;
        }
        return values;
    }

    private static void assertMoments(double[] values, double mean, double deviation) {
        Moments moments = new Moments();
        for (double value : values) {
            moments.add(value);
        }
        assertThat(moments.mean()).isCloseTo(mean, within(Math.ulp(mean)));
        // the inputs are rounded themselves: 1e7 + 0.1 by up to 1e-9
        assertThat(moments.standardDeviation()).isCloseTo(deviation, within(deviation * 1e-8));
    }

    @Test
    void splitEqualsWhole() {
        Random random = new Random(5);
        Moments whole = new Moments();
        Moments[] parts = {new Moments(), new Moments(), new Moments(), new Moments()};
        for (int i = 0; i < 10_000; i++) {
            double value = random.nextGaussian() * 1e-3 + 1e9;
            whole.add(value);
            parts[random.nextInt(3)].add(value); // the last stays empty
        }
        Moments merged = new Moments();
        for (Moments part : parts) {
            merged.add(part);
        }
        assertThat(merged.count()).isEqualTo(whole.count());
        assertThat(merged.mean()).isEqualTo(whole.mean());
        assertThat(merged.standardDeviation()).isEqualTo(whole.standardDeviation());
        assertThat(merged.min()).isEqualTo(whole.min());
        assertThat(merged.max()).isEqualTo(whole.max());
    }

    @Test
    void tooFewValuesLeaveItUndefined() {
        Moments moments = new Moments();
        assertThat(moments.mean()).isNaN();
        assertThat(moments.standardDeviation()).isNaN();
        moments.add(0.1);
        assertThat(moments.mean()).isEqualTo(0.1);
        assertThat(moments.standardDeviation()).isNaN();
        moments.add(0.1);
        assertThat(moments.standardDeviation()).isZero();
    }

    @Test
    void bytesHoldThemExactly() {
        Random random = new Random(7);
        Moments moments = new Moments();
        for (int i = 0; i <= 1000; i++) {
            Moments restored = Moments.fromBytes(moments.toBytes());
            assertThat(restored.toBytes()).isEqualTo(moments.toBytes());
            assertThat(restored.count()).isEqualTo(i);
            assertThat(restored.mean()).isEqualByComparingTo(moments.mean());
            assertThat(restored.standardDeviation()).isEqualByComparingTo(moments.standardDeviation());
            assertThat(restored.min()).isEqualTo(moments.min());
            assertThat(restored.max()).isEqualTo(moments.max());
            double value = random.nextGaussian() * 1e5;
            moments.add(value);
            restored.add(value);
            assertThat(restored.toBytes()).isEqualTo(moments.toBytes());
        }
    }

    @Test
    void aDeviationBeyondAllDoublesIsUndefined() {
        Moments moments = Moments.of(new double[] {1.7e308, -1.7e308});
        assertThat(moments.mean()).isZero();
        assertThat(moments.standardDeviation()).isNaN();
        moments.add(0);
        moments.add(0);
        assertThat(moments.standardDeviation()).isFinite();
    }

    @Test
    void bytesThatNoValuesHaveAreRefused() {
        Moments moments = new Moments();
        moments.add(1);
        moments.add(3);
        byte[] bytes = moments.toBytes();
        assertRefused(Arrays.copyOf(bytes, 20));
        assertRefused(Arrays.copyOf(bytes, bytes.length - 1));
        assertRefused(changed(bytes, 0, 0xff)); // a negative count
        assertRefused(changed(bytes, 7, 0)); // no values, but sums of some
        assertRefused(changed(bytes, 7, 1)); // one value cannot be both
        assertRefused(changed(bytes, 8, 0x7f)); // a minimum above the maximum
        assertRefused(changed(bytes, 16, 0xff)); // a maximum below the minimum
        assertRefused(changed(bytes, 24, 0x7f)); // a sum longer than all
    }

    private static byte[] changed(byte[] bytes, int index, int value) {
        byte[] copy = bytes.clone();
        copy[index] = (byte) value;
        return copy;
    }

    private static void assertRefused(byte[] bytes) {
        assertThatThrownBy(() -> Moments.fromBytes(bytes)).isInstanceOf(IllegalArgumentException.class);
    }
}
