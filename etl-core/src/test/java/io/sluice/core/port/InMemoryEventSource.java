package io.sluice.core.port;

import io.sluice.core.event.RecordBatch;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Reads an {@link InMemoryLog}, in turn from the source partitions that have something. One thread reads; the log may
 * be filled, and {@link #failWith} be called, by others meanwhile.
 */
public final class InMemoryEventSource implements EventSource {
    /** Records in a batch unless told otherwise. */
    public static final int DEFAULT_BATCH_SIZE = 100;

    private final InMemoryLog log;
    private final SourceIdentity identity;
    private final int batchSize;
    private final TreeMap<Integer, Long> positions = new TreeMap<>();
    private final TreeMap<Integer, Long> acknowledged = new TreeMap<>();
    private Set<Integer> paused = Set.of();
    private int lastPartition = -1;
    private boolean started;
    private boolean closed;
    private volatile RuntimeException failure;

    /** A source over a log of its own with this many empty source partitions. */
    public InMemoryEventSource(int partitions) {
        this(new InMemoryLog(partitions));
    }

    /** A source over a log that outlives it. */
    public InMemoryEventSource(InMemoryLog log) {
        this(log, new SourceIdentity("memory", ""), DEFAULT_BATCH_SIZE);
    }

    /** A source over a log that outlives it, under a name, with batches of at most this many records. */
    public InMemoryEventSource(InMemoryLog log, SourceIdentity identity, int batchSize) {
        this.log = log;
        this.identity = identity;
        this.batchSize = batchSize;
    }

    /** What is read; append to it at any time. */
    public InMemoryLog log() {
        return log;
    }

    /** Makes every later poll throw this, until called with null. */
    public void failWith(RuntimeException exception) {
        failure = exception;
    }

    /** What was acknowledged last, per source partition. */
    public synchronized Map<Integer, Long> acknowledged() {
        return new TreeMap<>(acknowledged);
    }

    public synchronized boolean isClosed() {
        return closed;
    }

    @Override
    public SourceIdentity identity() {
        return identity;
    }

    @Override
    public void start(Map<Integer, Long> from) {
        if (started) {
            throw new IllegalStateException("Cannot start a source twice");
        }
        started = true;
        discover();
        positions.putAll(from);
    }

    private void discover() {
        for (int partition = positions.size(); partition < log.size(); partition++) {
            positions.put(partition, 0L);
        }
    }

    @Override
    public Set<Integer> partitions() {
        return Set.copyOf(positions.keySet());
    }

    @Override
    public Map<Integer, Long> positions() {
        return new TreeMap<>(positions);
    }

    @Override
    public Map<Integer, Long> endPositions() {
        return log.ends();
    }

    @Override
    public RecordBatch poll(Duration timeout) {
        if (!started || closed()) {
            throw new IllegalStateException("Cannot poll a source that is " + (started ? "closed" : "not started"));
        }
        long deadline = System.nanoTime() + timeout.toNanos();
        synchronized (log) {
            while (true) {
                if (failure != null) {
                    throw failure;
                }
                RecordBatch batch = next();
                long left = deadline - System.nanoTime();
                if (batch != null || left <= 0) {
                    return batch;
                }
                await(left);
            }
        }
    }

    private synchronized boolean closed() {
        return closed;
    }

    /** A batch of the first source partition after the last one that has something. */
    private RecordBatch next() {
        discover();
        for (int i = 1; i <= positions.size(); i++) {
            int partition = Math.floorMod(lastPartition + i, positions.size());
            if (!paused.contains(partition)) {
                RecordBatch batch = log.read(partition, positions.get(partition), batchSize);
                if (batch != null) {
                    lastPartition = partition;
                    positions.put(partition, batch.nextOffset());
                    return batch;
                }
            }
        }
        return null;
    }

    private void await(long nanos) {
        try {
            // A bound of its own: failWith does not wake who waits for records.
            log.wait(Math.min(Math.max(nanos / 1_000_000, 1), 20));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SourceUnavailableException("Interrupted while waiting for records in memory", e);
        }
    }

    @Override
    public boolean isAtEnd(int partition) {
        return positions.get(partition) >= log.end(partition);
    }

    @Override
    public void pause(Set<Integer> partitions) {
        paused = new TreeSet<>(partitions);
    }

    @Override
    public synchronized void acknowledge(Map<Integer, Long> committed) {
        acknowledged.putAll(committed);
    }

    @Override
    public synchronized void close() {
        closed = true;
    }
}
