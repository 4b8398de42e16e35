package io.sluice.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.core.engine.PipelineState;
import io.sluice.core.port.InMemoryEventSource;
import io.sluice.core.port.InMemoryLog;
import io.sluice.core.time.ManualClock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IdlePartitionsTest {
    private static final Duration IDLE = Duration.ofMinutes(1);

    private final InMemoryLog log = new InMemoryLog(2);
    private final InMemoryEventSource source = new InMemoryEventSource(log);
    private final ManualClock clock = new ManualClock();
    private final PipelineState state = PipelineSpec.builtIn().state();

    private IdlePartitions idlePartitions(Map<Integer, Long> targets) {
        source.start(Map.of());
        IdlePartitions idle = new IdlePartitions(IDLE, state, source, clock::nanoTime, targets);
        for (int partition : source.partitions()) {
            state.start(partition, 0);
            idle.watch(partition);
        }
        return idle;
    }

    @Test
    void aPartitionThatIsSilentAtItsLogEndIsLeftOutAfterAWhile() {
        log.append(1, "waits to be read");
        IdlePartitions idle = idlePartitions(null);
        clock.advance(IDLE.minusNanos(1));
        idle.update();
        assertThat(state.isIdle(0)).isFalse();

        clock.advance(Duration.ofNanos(1));
        idle.update();

        assertThat(state.isIdle(0)).isTrue();
        assertThat(state.isIdle(1)).as("has something to read").isFalse();
    }

    @Test
    void whatIsReadAndWhatIsPausedStartsTheTimeAnew() {
        IdlePartitions idle = idlePartitions(null);
        clock.advance(IDLE);
        idle.markActive(0);
        idle.update();
        assertThat(state.isIdle(0)).isFalse();
        assertThat(state.isIdle(1)).isTrue();

        clock.advance(IDLE);
        idle.resetIdleTimers();
        idle.update();

        assertThat(state.isIdle(0)).isFalse();
    }

    @Test
    void aStepOfTheWallClockSilencesNoPartition() {
        IdlePartitions idle = idlePartitions(null);
        clock.step(Duration.ofHours(1));
        idle.update();

        assertThat(state.isIdle(0)).isFalse();
    }

    @Test
    void aRunWithAnEndLeavesOutWhatHasReachedIt() {
        IdlePartitions idle = idlePartitions(Map.of(0, 5L, 1, 0L));
        idle.update();
        assertThat(idle.finished()).containsExactly(1);
        assertThat(idle.allFinished()).isFalse();

        state.advance(0, 5);
        idle.update();

        assertThat(idle.allFinished()).isTrue();
        assertThat(state.isIdle(0)).isTrue();
    }

    /** It is for the next run. */
    @Test
    void aPartitionThatAppearsDuringARunWithAnEndIsFinished() {
        IdlePartitions idle = idlePartitions(Map.of(0, 0L, 1, 0L));
        state.watch(2);
        idle.watch(2);
        idle.update();

        assertThat(idle.finished()).containsExactly(0, 1, 2);
    }
}
