package io.sluice.core.event;

import java.util.Arrays;

/**
 * Raw records of one source partition in offset order, as a source hands them over. Filled by one thread, then read
 * only. Values are slices of arrays the source owns no longer, so nothing is copied on the way.
 */
public final class RecordBatch {
    /** The timestamp of a record that has none. */
    public static final long NO_TIME = Long.MIN_VALUE;

    /** 2000-01-01 and 10000-01-01, milliseconds since the epoch. */
    private static final long FIRST_PLAUSIBLE = 946_684_800_000L;

    private static final long END_OF_PLAUSIBLE = 253_402_300_800_000L;

    private final int partition;
    private int size;
    private byte[][] arrays;
    private int[] starts;
    private int[] lengths;
    private long[] trueLengths;
    private long[] offsets;
    private long[] times;
    /** Only where the source keeps keys. */
    private byte[][] keys;

    private long nextOffset;
    private long bytes;
    private long timeBefore = NO_TIME;

    /**
     * Whether a record can have been made then. A time before the year 2000 or after 9999 comes from a clock that was never
     * set or from another unit, and judges nothing.
     *
     * @param time milliseconds since the epoch, or {@link #NO_TIME}
     */
    public static boolean isPlausible(long time) {
        return time >= FIRST_PLAUSIBLE && time < END_OF_PLAUSIBLE;
    }

    /** An empty batch of a source partition with room for some records; it grows. */
    public RecordBatch(int partition, int capacity) {
        this.partition = partition;
        int room = Math.max(capacity, 1);
        arrays = new byte[room][];
        starts = new int[room];
        lengths = new int[room];
        trueLengths = new long[room];
        offsets = new long[room];
        times = new long[room];
    }

    /**
     * Adds a record.
     *
     * @param array holds the value; null for a record without one
     * @param time the record's timestamp, milliseconds since the epoch, or {@link #NO_TIME}
     */
    public void add(long offset, long time, byte[] array, int start, int length) {
        add(offset, time, array, start, length, length);
    }

    /** Adds a record of which the source kept only the first {@code length} of {@code trueLength} bytes. */
    public void add(long offset, long time, byte[] array, int start, int length, long trueLength) {
        if (offset < nextOffset) {
            throw new IllegalArgumentException(
                    "Cannot add offset " + offset + " of source partition " + partition + " after " + (nextOffset - 1));
        }
        if (size == arrays.length) {
            grow();
        }
        arrays[size] = array;
        starts[size] = start;
        lengths[size] = length;
        trueLengths[size] = trueLength;
        offsets[size] = offset;
        times[size] = time;
        size++;
        nextOffset = offset + 1;
        bytes += length;
    }

    private void grow() {
        int room = size * 2;
        arrays = Arrays.copyOf(arrays, room);
        starts = Arrays.copyOf(starts, room);
        lengths = Arrays.copyOf(lengths, room);
        trueLengths = Arrays.copyOf(trueLengths, room);
        offsets = Arrays.copyOf(offsets, room);
        times = Arrays.copyOf(times, room);
        if (keys != null) {
            keys = Arrays.copyOf(keys, room);
        }
    }

    /** Gives the record added last its key, where the source keeps keys. */
    public void setKey(byte[] key) {
        if (keys == null) {
            keys = new byte[arrays.length][];
        }
        keys[size - 1] = key;
    }

    /** Moves the position past offsets that hold no record (transaction markers, compacted or lost records). */
    public void skipTo(long position) {
        nextOffset = Math.max(nextOffset, position);
    }

    public int partition() {
        return partition;
    }

    public int size() {
        return size;
    }

    /** The position after this batch: the next offset to read. */
    public long nextOffset() {
        return nextOffset;
    }

    /** Bytes of all values kept. */
    public long bytes() {
        return bytes;
    }

    /** The array that holds the value of record {@code i}, or null where the record has none. */
    public byte[] array(int i) {
        return arrays[i];
    }

    public int start(int i) {
        return starts[i];
    }

    /** Bytes of the value that are here. */
    public int length(int i) {
        return lengths[i];
    }

    /** Bytes the value has in the source; more than {@link #length} where the source cut it. */
    public long trueLength(int i) {
        return trueLengths[i];
    }

    public long offset(int i) {
        return offsets[i];
    }

    /** Milliseconds since the epoch, or {@link #NO_TIME}. */
    public long time(int i) {
        return times[i];
    }

    /** Says what the last plausible time of the source partition was before this batch; {@link #NO_TIME} for none. */
    public void follow(long plausibleTime) {
        timeBefore = plausibleTime;
    }

    /** The last plausible time of the source partition up to record {@code i}, or {@link #NO_TIME} before the first. */
    public long plausibleTime(int i) {
        for (int before = i; before >= 0; before--) {
            if (isPlausible(times[before])) {
                return times[before];
            }
        }
        return timeBefore;
    }

    /** The last plausible time of the source partition after this batch, or {@link #NO_TIME} before the first. */
    public long lastPlausibleTime() {
        return plausibleTime(size - 1);
    }

    /** The first plausible time in this batch, or {@link #NO_TIME} where there is none. */
    public long firstPlausibleTime() {
        for (int i = 0; i < size; i++) {
            if (isPlausible(times[i])) {
                return times[i];
            }
        }
        return NO_TIME;
    }

    /** How many records have no plausible time. */
    public int implausibleTimes() {
        int count = 0;
        for (int i = 0; i < size; i++) {
            count += isPlausible(times[i]) ? 0 : 1;
        }
        return count;
    }

    /** The record's key; null where it has none, or the source keeps none. */
    public byte[] key(int i) {
        return keys == null ? null : keys[i];
    }
}
