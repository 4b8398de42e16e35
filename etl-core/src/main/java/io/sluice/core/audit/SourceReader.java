package io.sluice.core.audit;

import io.sluice.core.event.RecordBatch;
import io.sluice.core.port.EventSource;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;

/** Reads a started source one partition at a time, as far as is asked for. One thread. */
final class SourceReader {
    private static final Duration WAIT = Duration.ofSeconds(1);

    private final EventSource source;
    private final Map<Integer, Queue<RecordBatch>> waiting = new HashMap<>();
    private Set<Integer> held = Set.of();

    SourceReader(EventSource source) {
        this.source = source;
    }

    /**
     * Takes what the source says of its beginning: the first offset of partitions that have lost theirs. To be called
     * once, before anything is read.
     */
    Map<Integer, Long> lostBeginnings() {
        Map<Integer, Long> beginnings = new HashMap<>();
        RecordBatch batch = source.poll(Duration.ZERO);
        while (batch != null) {
            keep(batch);
            if (batch.size() > 0) {
                break;
            }
            beginnings.put(batch.partition(), batch.nextOffset());
            batch = source.poll(Duration.ZERO);
        }
        return beginnings;
    }

    private void keep(RecordBatch batch) {
        waiting.computeIfAbsent(batch.partition(), p -> new ArrayDeque<>()).add(batch);
    }

    /** The next batch of a source partition, or null at the end of its log. */
    RecordBatch next(int partition) {
        while (true) {
            Queue<RecordBatch> kept = waiting.get(partition);
            if (kept != null && !kept.isEmpty()) {
                return kept.remove();
            }
            if (!source.partitions().contains(partition)) {
                return null;
            }
            holdAllBut(partition);
            RecordBatch batch = source.poll(WAIT);
            if (batch != null) {
                keep(batch);
            } else if (source.isAtEnd(partition)) {
                return null;
            }
        }
    }

    private void holdAllBut(int partition) {
        Set<Integer> others = new HashSet<>(source.partitions());
        others.remove(partition);
        if (!others.equals(held)) {
            held = Set.copyOf(others);
            source.pause(held);
        }
    }
}
