package io.sluice.core.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PartitionClocksTest {
    private static final long MINUTE = 60_000_000L;

    private final PartitionClocks clocks = new PartitionClocks(Duration.ofMinutes(10));

    @Test
    void exactlyAtTheBoundIsNotLate() {
        clocks.add(0);
        clocks.advance(0, 100 * MINUTE);

        assertThat(clocks.isLate(0, 90 * MINUTE)).isFalse();
        assertThat(clocks.isLate(0, 90 * MINUTE - 1)).isTrue();
    }

    @Test
    void nothingIsLateInAPartitionWithoutEvents() {
        clocks.add(0);
        clocks.add(1);
        clocks.advance(0, 100 * MINUTE);

        assertThat(clocks.isLate(1, 0)).isFalse();
    }

    @Test
    void theWatermarkIsTheSlowestClockLessLatenessAndWaitsForEveryPartition() {
        clocks.add(0);
        clocks.add(9);
        clocks.advance(0, 100 * MINUTE);
        assertThat(clocks.updateWatermark()).isEqualTo(PartitionClocks.NONE);

        clocks.advance(9, 50 * MINUTE);
        assertThat(clocks.updateWatermark()).isEqualTo(40 * MINUTE);
    }

    @Test
    void aSilentPartitionIsLeftOutUntilItSpeaksAndTheWatermarkNeverGoesBack() {
        clocks.add(0);
        clocks.add(1);
        clocks.advance(0, 100 * MINUTE);
        clocks.advance(1, 50 * MINUTE);
        clocks.markIdle(1);
        assertThat(clocks.updateWatermark()).isEqualTo(90 * MINUTE);

        clocks.markActive(1);
        assertThat(clocks.updateWatermark()).isEqualTo(90 * MINUTE);
        clocks.advance(0, 200 * MINUTE);
        assertThat(clocks.updateWatermark()).isEqualTo(90 * MINUTE);
    }

    @Test
    void whenAllAreLeftOutTheFurthestCounts() {
        clocks.add(0);
        clocks.add(1);
        clocks.advance(0, 100 * MINUTE);
        clocks.advance(1, 50 * MINUTE);
        clocks.markIdle(0);
        clocks.markIdle(1);

        assertThat(clocks.updateWatermark()).isEqualTo(90 * MINUTE);
    }

    @Test
    void goesOnFromARecord() {
        clocks.restore(12, 100 * MINUTE);
        clocks.restoreWatermark(95 * MINUTE);

        assertThat(clocks.isLate(12, 90 * MINUTE - 1)).isTrue();
        assertThat(clocks.updateWatermark()).isEqualTo(95 * MINUTE);
        assertThat(clocks.greatestEventTimes()).containsEntry(12, 100 * MINUTE).hasSize(1);
    }
}
