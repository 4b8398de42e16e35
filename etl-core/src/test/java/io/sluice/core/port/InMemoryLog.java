package io.sluice.core.port;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.core.event.RecordBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Source partitions that a test fills by hand. Any number of {@link InMemoryEventSource}s read it, one after the other
 * or at once, so a test can stop one and go on with the next. Safe for use by many threads.
 */
public final class InMemoryLog {
    private final List<Partition> partitions = new ArrayList<>();

    /** A log of this many empty source partitions. */
    public InMemoryLog(int partitions) {
        for (int i = 0; i < partitions; i++) {
            addPartition();
        }
    }

    /** Adds an empty source partition and returns its number. */
    public synchronized int addPartition() {
        partitions.add(new Partition());
        notifyAll();
        return partitions.size() - 1;
    }

    /**
     * Appends a record and returns its offset.
     *
     * @param time milliseconds since the epoch, or {@link RecordBatch#NO_TIME}
     * @param value may be null: a record without value
     */
    public synchronized long append(int partition, long time, byte[] value) {
        Partition log = partitions.get(partition);
        long offset = log.end;
        log.records.add(new Stored(offset, time, value));
        log.end++;
        notifyAll();
        return offset;
    }

    /** Appends a record without time. */
    public long append(int partition, String value) {
        return append(partition, RecordBatch.NO_TIME, value.getBytes(UTF_8));
    }

    /** Leaves offsets without a record, as transaction markers and compaction do, and returns the log end. */
    public synchronized long skip(int partition, long offsets) {
        Partition log = partitions.get(partition);
        log.end += offsets;
        notifyAll();
        return log.end;
    }

    /** The position after the last offset of every source partition. */
    public synchronized Map<Integer, Long> ends() {
        Map<Integer, Long> ends = new TreeMap<>();
        for (int i = 0; i < partitions.size(); i++) {
            ends.put(i, partitions.get(i).end);
        }
        return ends;
    }

    synchronized int size() {
        return partitions.size();
    }

    synchronized long end(int partition) {
        return partitions.get(partition).end;
    }

    /** Up to {@code max} records from a position on and the gap after them, or null at the log end. */
    synchronized RecordBatch read(int partition, long position, int max) {
        Partition log = partitions.get(partition);
        if (position >= log.end) {
            return null;
        }
        RecordBatch batch = new RecordBatch(partition, max);
        int next = log.firstAt(position);
        while (next < log.records.size() && batch.size() < max) {
            Stored stored = log.records.get(next++);
            int length = stored.value == null ? 0 : stored.value.length;
            batch.add(stored.offset, stored.time, stored.value, 0, length);
        }
        batch.skipTo(next < log.records.size() ? log.records.get(next).offset : log.end);
        return batch;
    }

    private static final class Partition {
        private final List<Stored> records = new ArrayList<>();
        private long end;

        /** Index of the first record at or after a position. */
        private int firstAt(long position) {
            int low = 0;
            int high = records.size();
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (records.get(middle).offset < position) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low;
        }
    }

    private record Stored(long offset, long time, byte[] value) {}
}
