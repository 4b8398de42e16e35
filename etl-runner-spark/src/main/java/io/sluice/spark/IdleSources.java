package io.sluice.spark;

import io.sluice.spark.batch.MicroBatches;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Finds the source partitions that are silent at their log end for a while, for which the watermark shall not wait. Asks
 * for the log ends only when there is one to ask for. One thread.
 */
final class IdleSources {
    private final Duration idle;
    private final MicroBatches batches;
    private final Supplier<Map<Integer, Long>> ends;
    private final InstantSource clock;
    private final Map<Integer, Long> positions = new HashMap<>();
    private final Map<Integer, Instant> lastHeard = new HashMap<>();

    IdleSources(Duration idle, MicroBatches batches, Supplier<Map<Integer, Long>> ends, InstantSource clock) {
        this.idle = idle;
        this.batches = batches;
        this.ends = ends;
        this.clock = clock;
    }

    /** Leaves out whoever is silent now. */
    void update() {
        Instant now = clock.instant();
        batches.positions().forEach((partition, position) -> {
            if (!position.equals(positions.put(partition, position))) {
                lastHeard.put(partition, now);
            }
        });
        Set<Integer> silent = new HashSet<>(batches.awaited());
        silent.removeIf(partition -> now.isBefore(lastHeard.get(partition).plus(idle)));
        if (silent.isEmpty()) {
            return;
        }
        Map<Integer, Long> logEnds = ends.get();
        silent.removeIf(partition -> positions.get(partition) < logEnds.getOrDefault(partition, Long.MAX_VALUE));
        if (!silent.isEmpty()) {
            batches.markIdle(silent);
        }
    }
}
