package io.sluice.core.pipeline;

import io.sluice.core.engine.PipelineState;
import io.sluice.core.port.EventSource;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;

/**
 * Finds the source partitions that the watermark shall not wait for: silent at their log end for a while, or, when the
 * run is to end there, read to the log end seen at the start. The one place where the time that passes shows in results.
 * One thread.
 */
final class IdlePartitions {
    private final long idleNanos;
    private final PipelineState state;
    private final EventSource source;
    private final LongSupplier nanoTime;
    private final Map<Integer, Long> targets;
    private final Map<Integer, Long> lastActive = new HashMap<>();
    private final Set<Integer> finished = new TreeSet<>();

    /**
     * @param nanoTime a clock that never steps
     * @param targets the log ends at which the run is to end; null for a run without an end
     */
    IdlePartitions(
            Duration idle, PipelineState state, EventSource source, LongSupplier nanoTime, Map<Integer, Long> targets) {
        this.idleNanos = idle.toNanos();
        this.state = state;
        this.source = source;
        this.nanoTime = nanoTime;
        this.targets = targets;
    }

    /** Watches a source partition from now on. */
    void watch(int partition) {
        lastActive.putIfAbsent(partition, nanoTime.getAsLong());
    }

    /** How many are watched. */
    int watched() {
        return lastActive.size();
    }

    /** The source partition had something to read. */
    void markActive(int partition) {
        lastActive.put(partition, nanoTime.getAsLong());
    }

    /** While all source partitions are paused, none of them counts as silent. */
    void resetIdleTimers() {
        long now = nanoTime.getAsLong();
        lastActive.replaceAll((partition, before) -> now);
    }

    /** Leaves out of the watermark those that are silent now. */
    void update() {
        if (targets == null) {
            leaveOutIdle();
        } else {
            leaveOutFinished();
        }
    }

    private void leaveOutIdle() {
        long now = nanoTime.getAsLong();
        for (Map.Entry<Integer, Long> entry : lastActive.entrySet()) {
            int partition = entry.getKey();
            if (!state.isIdle(partition) && source.isAtEnd(partition) && now - entry.getValue() >= idleNanos) {
                state.markIdle(partition);
            }
        }
    }

    private void leaveOutFinished() {
        for (int partition : lastActive.keySet()) {
            if (!finished.contains(partition) && hasReachedTarget(partition)) {
                finished.add(partition);
                state.markIdle(partition);
            }
        }
    }

    private boolean hasReachedTarget(int partition) {
        Long target = targets.get(partition);
        if (target == null) {
            // It appeared after the start, and is for the next run.
            return true;
        }
        long position = state.position(partition);
        return target == EventSource.OPEN_END
                ? source.isAtEnd(partition) && position >= source.positions().get(partition)
                : position >= target;
    }

    /** Source partitions that are to be read no further in this run. */
    Set<Integer> finished() {
        return finished;
    }

    /** Whether all of them are. */
    boolean allFinished() {
        return finished.size() == lastActive.size();
    }
}
