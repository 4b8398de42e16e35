package io.sluice.core.pipeline;

import io.sluice.core.engine.PipelineState;
import io.sluice.core.port.EventSource;
import io.sluice.core.time.Micros;
import io.sluice.core.time.PartitionClocks;
import java.util.HashSet;
import java.util.Set;

/**
 * Keeps the source partitions in step in event time while there is a backlog: those far ahead of the slowest are paused, so that open hours, open windows and ids stay few however uneven the partitions are. Changes no result. One
 * thread.
 */
final class WatermarkAlignment {
    private final long leadMicros;
    private final PipelineState state;
    private final EventSource source;
    private Set<Integer> paused = Set.of();
    private Set<Integer> wanted = Set.of();
    private boolean holdingAll;

    WatermarkAlignment(PipelineSpec spec, PipelineState state, EventSource source) {
        long lead = Math.max(Micros.of(spec.lateness()), Micros.of(spec.horizon()));
        leadMicros = Math.max(lead, spec.windows().sizeMicros());
        this.state = state;
        this.source = source;
    }

    /**
     * Decides anew which source partitions to pause.
     *
     * @param finished source partitions that are to be read no further
     */
    void update(Set<Integer> finished) {
        Set<Integer> partitions = source.partitions();
        long slowest = slowestWithBacklog(partitions, finished);
        if (slowest == Long.MAX_VALUE && finished.isEmpty()) {
            wanted = Set.of();
        } else {
            wanted = new HashSet<>(finished);
            for (int partition : partitions) {
                long time = state.greatestEventTime(partition);
                if (time != PartitionClocks.NONE && slowest != Long.MAX_VALUE && time - leadMicros > slowest) {
                    wanted.add(partition);
                }
            }
        }
        if (!holdingAll) {
            pause(wanted);
        }
    }

    private long slowestWithBacklog(Set<Integer> partitions, Set<Integer> finished) {
        long slowest = Long.MAX_VALUE;
        for (int partition : partitions) {
            if (!finished.contains(partition) && !source.isAtEnd(partition)) {
                slowest = Math.min(slowest, state.greatestEventTime(partition));
            }
        }
        return slowest;
    }

    /** Pauses all of them until {@link #resume}. */
    void pauseAll() {
        holdingAll = true;
        pause(source.partitions());
    }

    void resume() {
        if (holdingAll) {
            holdingAll = false;
            pause(wanted);
        }
    }

    private void pause(Set<Integer> partitions) {
        if (!paused.equals(partitions)) {
            paused = Set.copyOf(partitions);
            source.pause(paused);
        }
    }
}
