package io.sluice.core.pipeline;

import io.sluice.core.port.EventSource;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds the source partitions that the watermark shall not wait for: silent at their log end for a while, or, when the
 * run is to end there, read to the log end seen at the start. The one place where the wall clock shows. One thread.
 */
final class IdlePartitions {
    private final Duration idle;
    private final PipelineState decisions;
    private final EventSource source;
    private final InstantSource clock;
    private final Map<Integer, Long> targets;
    private final Map<Integer, Instant> lastHeard = new HashMap<>();
    private final Set<Integer> finished = new TreeSet<>();

    /**
     * @param targets the log ends at which the run is to end; null for a run without an end
     */
    IdlePartitions(
            Duration idle,
            PipelineState decisions,
            EventSource source,
            InstantSource clock,
            Map<Integer, Long> targets) {
        this.idle = idle;
        this.decisions = decisions;
        this.source = source;
        this.clock = clock;
        this.targets = targets;
    }

    /** Watches a source partition from now on. */
    void watch(int partition) {
        lastHeard.putIfAbsent(partition, clock.instant());
    }

    /** How many are watched. */
    int watched() {
        return lastHeard.size();
    }

    /** The source partition had something to read. */
    void markActive(int partition) {
        lastHeard.put(partition, clock.instant());
    }

    /** Nobody is listened to while all are held back, so nobody's silence counts. */
    void resetIdleTimers() {
        Instant now = clock.instant();
        lastHeard.replaceAll((partition, markActive) -> now);
    }

    /** Leaves out whoever is silent now. */
    void update() {
        if (targets == null) {
            leaveOutIdle();
        } else {
            leaveOutFinished();
        }
    }

    private void leaveOutIdle() {
        Instant now = clock.instant();
        for (Map.Entry<Integer, Instant> entry : lastHeard.entrySet()) {
            int partition = entry.getKey();
            if (!decisions.isIdle(partition)
                    && source.isAtEnd(partition)
                    && !now.isBefore(entry.getValue().plus(idle))) {
                decisions.markIdle(partition);
            }
        }
    }

    private void leaveOutFinished() {
        for (int partition : lastHeard.keySet()) {
            if (!finished.contains(partition) && decisions.position(partition) >= targets.getOrDefault(partition, 0L)) {
                finished.add(partition);
                decisions.markIdle(partition);
            }
        }
    }

    /** One that appeared after the start has no target: it is for the next run. */
    @SuppressWarnings("UnusedMethod")
    private boolean hasReachedTarget(int partition) {
        Long target = targets.get(partition);
        return target == null || !decisions.knows(partition) || decisions.position(partition) >= target;
    }

    /** Source partitions that are to be read no further in this run. */
    Set<Integer> finished() {
        return finished;
    }

    /** Whether all of them are. */
    boolean allFinished() {
        return finished.size() == lastHeard.size();
    }
}
