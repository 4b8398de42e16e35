package io.sluice.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.core.engine.Rows.Row;
import io.sluice.core.event.EventBatch;
import io.sluice.core.pipeline.PipelineSpec;
import io.sluice.core.port.CapacityException;
import io.sluice.core.port.PartitionState;
import io.sluice.core.port.RecordCounter;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EngineTest {
    private final Engine engine = engine(1_000);
    private final PipelineState state = engine.state();
    private final Selection selection = new Selection();

    private static Engine engine(long maxIds) {
        return new Engine(
                Duration.ofMinutes(10),
                Duration.ofMinutes(10),
                maxIds,
                PipelineSpec.builtIn().windows(),
                Long.MAX_VALUE);
    }

    private void decide(int partition, Row... rows) {
        state.start(partition, 0);
        long position = state.position(partition);
        EventBatch batch = Rows.batch(partition, position, rows);
        engine.decide(batch, rows.length, position + rows.length, 0, selection);
    }

    @Test
    void everyRowIsAnEventADuplicateOrLate() {
        decide(0, Row.of(1, 0), Row.of(2, 20), Row.of(3, 9), Row.of(2, 21), Row.of(3, 12));

        assertThat(Rows.events(selection)).containsExactly(0, 1, 4);
        assertThat(Rows.late(selection)).containsExactly(2);
        assertThat(Rows.duplicates(selection)).containsExactly(3);
        assertThat(engine.rememberedIds())
                .as("the first is behind watermark and horizon")
                .isEqualTo(2);
        assertThat(engine.count(0, RecordCounter.LATE)).isEqualTo(1);
        var counts = engine.takeCounts().get(0);
        assertThat(counts.records()).isEqualTo(5);
        assertThat(counts.nextPosition()).isEqualTo(5);
        assertThat(engine.takeCounts()).isEmpty();
    }

    /** A late copy is late; a duplicate moves the clock on. */
    @Test
    void lateComesBeforeDuplicateAndDuplicatesCountForTheClock() {
        decide(0, Row.of(1, 0), Row.of(1, 10), Row.of(2, 11), Row.of(1, 0.5));

        assertThat(Rows.duplicates(selection)).containsExactly(1);
        assertThat(Rows.late(selection)).containsExactly(3);
        assertThat(state.greatestEventTime(0)).isEqualTo(Rows.micros(11));
    }

    @Test
    void windowsCloseAsTheSlowestPartitionMovesOn() {
        state.watch(1);
        decide(0, Row.of(1, 0), Row.of(2, 30));
        decide(1, Row.of(3, 0));
        assertThat(engine.hasNews()).isTrue();
        assertThat(state.closeWindows()).isEmpty();

        decide(1, Row.of(4, 25));

        assertThat(state.watermark()).isEqualTo(Rows.micros(15));
        assertThat(state.hasClosedWindows()).isTrue();
        assertThat(state.closeWindows()).hasSize(1);
        assertThat(state.openWindows()).isEqualTo(2);
        assertThat(state.partitions())
                .isEqualTo(
                        Map.of(0, new PartitionState(2, Rows.micros(30)), 1, new PartitionState(2, Rows.micros(25))));
    }

    @Test
    void anIdlePartitionIsNotWaitedForUntilItHasRecords() {
        state.watch(1);
        decide(0, Row.of(1, 30));
        decide(0, Row.of(2, 31));
        assertThat(state.watermark()).isEqualTo(Long.MIN_VALUE);

        state.markIdle(1);
        assertThat(state.watermark()).isEqualTo(Rows.micros(21));
        decide(1, Row.of(3, 5), Row.of(4, 25));

        assertThat(Rows.late(selection)).containsExactly(0);
        assertThat(engine.count(1, RecordCounter.LATE_AFTER_IDLE)).isEqualTo(1);
        assertThat(state.isIdle(1)).isFalse();
    }

    @Test
    void drainingClosesAllWindowsAndMakesWhatComesBeforeTheirEndsLate() {
        decide(0, Row.of(1, 0.5));
        state.drain();

        assertThat(state.closeWindows()).hasSize(1);
        assertThat(state.watermark()).isEqualTo(Rows.micros(1));
        decide(0, Row.of(2, 0.9));
        assertThat(Rows.late(selection)).containsExactly(0);
    }

    @Test
    void aBatchForWhichThereIsNoRoomChangesNothing() {
        Engine small = engine(1);
        small.state().start(0, 0);
        EventBatch batch = Rows.batch(0, 0, Row.of(1, 0), Row.of(2, 0));

        assertThatThrownBy(() -> small.decide(batch, 2, 2, 0, selection)).isInstanceOf(CapacityException.class);

        assertThat(small.hasNews()).isFalse();
        assertThat(small.state().position(0)).isZero();
        assertThat(small.state().greatestEventTime(0)).isEqualTo(Long.MIN_VALUE);
    }

    @Test
    void gapsCountAndRecordsCannotPassThePosition() {
        state.start(0, 100);
        engine.decide(Rows.batch(0, 105, Row.of(1, 0)), 1, 110, 3, selection);

        var counts = engine.takeCounts().get(0);
        assertThat(counts.firstPosition()).isEqualTo(100);
        assertThat(counts.gaps()).isEqualTo(9);
        assertThat(counts.count(RecordCounter.UNKNOWN_FIELDS)).isEqualTo(3);
        assertThatThrownBy(() -> engine.decide(Rows.batch(0, 110, Row.of(2, 0)), 1, 110, 0, selection))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("stands at 110");
    }
}
