package io.sluice.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.core.engine.PipelineState;
import io.sluice.core.port.EventSource;
import io.sluice.core.port.InMemoryEventSource;
import io.sluice.core.port.InMemoryLog;
import io.sluice.core.time.Micros;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WatermarkAlignmentTest {
    private final InMemoryLog log = new InMemoryLog(3);
    private final List<Set<Integer>> paused = new ArrayList<>();
    private final EventSource source = new ForwardingSource(new InMemoryEventSource(log)) {
        @Override
        public void pause(Set<Integer> partitions) {
            paused.add(partitions);
        }
    };
    private final PipelineState state = PipelineSpec.builtIn().state();
    private final WatermarkAlignment alignment = new WatermarkAlignment(PipelineSpec.builtIn(), state, source);

    WatermarkAlignmentTest() {
        source.start(Map.of());
        source.partitions().forEach(partition -> state.start(partition, 0));
    }

    private void clock(int partition, int minutes) {
        state.restoreClock(partition, Micros.of(Duration.ofMinutes(minutes)));
    }

    @Test
    void thoseFarAheadOfTheSlowestWithABacklogArePaused() {
        log.append(0, "backlog");
        clock(0, 0);
        clock(1, 10);
        clock(2, 11);

        alignment.update(Set.of());
        alignment.update(Set.of());

        assertThat(paused).as("told once").containsExactly(Set.of(2));
    }

    @Test
    void withoutABacklogNoneIsPausedButTheFinished() {
        clock(0, 0);
        clock(1, 60);
        alignment.update(Set.of());
        assertThat(paused).isEmpty();

        alignment.update(Set.of(1));

        assertThat(paused).containsExactly(Set.of(1));
    }

    @Test
    void pausingAllEndsWithWhatWasWantedMeanwhile() {
        log.append(0, "backlog");
        clock(0, 0);
        alignment.pauseAll();
        clock(1, 60);
        alignment.update(Set.of());
        alignment.resume();
        alignment.resume();

        assertThat(paused).containsExactly(Set.of(0, 1, 2), Set.of(1));
    }

    @Test
    void aPartitionWithoutAnEventYetHoldsTheOthers() {
        log.append(0, "backlog");
        clock(1, 1);
        alignment.update(Set.of());

        assertThat(paused).containsExactly(Set.of(1));
    }
}
