package io.sluice.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.core.event.RecordBatch;
import io.sluice.core.port.EventSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** What a source handed out, for tests that wait for it. */
final class ReadRecords {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<String> values = new ArrayList<>();
    private final List<String> keys = new ArrayList<>();
    private final List<RecordBatch> batches = new ArrayList<>();
    private long gaps;

    /** Polls until so many records came. */
    static ReadRecords count(EventSource source, int count) {
        return until(source, read -> read.values.size() >= count);
    }

    /** Polls until the source stands at its end. */
    static ReadRecords all(EventSource source) {
        var ends = source.endPositions();
        return until(source, read -> source.positions().equals(ends));
    }

    static ReadRecords until(EventSource source, Predicate<ReadRecords> enough) {
        ReadRecords read = new ReadRecords();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!enough.test(read)) {
            assertThat(System.nanoTime())
                    .as("records must come within %s, got %s so far", PATIENCE, read.values.size())
                    .isLessThan(deadline);
            read.poll(source, Duration.ofMillis(100));
        }
        return read;
    }

    void poll(EventSource source, Duration timeout) {
        var before = source.positions();
        RecordBatch batch = source.poll(timeout);
        if (batch != null) {
            add(batch, before.getOrDefault(batch.partition(), 0L));
        }
    }

    private void add(RecordBatch batch, long before) {
        batches.add(batch);
        gaps += batch.nextOffset() - before - batch.size();
        for (int i = 0; i < batch.size(); i++) {
            keys.add(batch.key(i) == null ? null : new String(batch.key(i), UTF_8));
            values.add(
                    batch.array(i) == null ? null : new String(batch.array(i), batch.start(i), batch.length(i), UTF_8));
        }
    }

    /** In the order handed out; null for a record without value. */
    List<String> values() {
        return values;
    }

    /** Null for a record without key, or a source that keeps none. */
    List<String> keys() {
        return keys;
    }

    List<RecordBatch> batches() {
        return batches;
    }

    /** Offsets passed without a record. */
    long gaps() {
        return gaps;
    }
}
