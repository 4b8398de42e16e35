package io.sluice.spark;

import io.sluice.spark.batch.MicroBatches;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Finds the source partitions that are silent at their log end for a while, for which the watermark shall not wait. Asks
 * for the log ends only when there is one to ask for. One thread.
 */
final class IdleSources {
    private final long idleNanos;
    private final MicroBatches batches;
    private final Supplier<Map<Integer, Long>> ends;
    private final LongSupplier nanoTime;
    private final Map<Integer, Long> positions = new HashMap<>();
    private final Map<Integer, Long> lastActive = new HashMap<>();

    IdleSources(Duration idle, MicroBatches batches, Supplier<Map<Integer, Long>> ends, LongSupplier nanoTime) {
        this.idleNanos = idle.toNanos();
        this.batches = batches;
        this.ends = ends;
        this.nanoTime = nanoTime;
    }

    /** Leaves out of the watermark those that are silent now. */
    void update() {
        long now = nanoTime.getAsLong();
        batches.positions().forEach((partition, position) -> {
            if (!position.equals(positions.put(partition, position))) {
                lastActive.put(partition, now);
            }
        });
        Set<Integer> silent = new HashSet<>(batches.awaited());
        silent.removeIf(partition -> now - lastActive.get(partition) < idleNanos);
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
