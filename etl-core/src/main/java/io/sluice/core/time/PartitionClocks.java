package io.sluice.core.time;

import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * The event-time clocks: the greatest event time per source partition, which decides what is late there, and the
 * watermark over all of them. Times are microseconds since the epoch. One thread.
 *
 * <p>The watermark is the minimum over source partitions of (greatest event time - lateness) and never goes back. A
 * source partition without an event holds it where it is. One that is left out doesn't count until it speaks again; when
 * all are left out, the furthest counts.
 */
public final class PartitionClocks {
    /** The time of a clock that has not started. */
    public static final long NONE = Long.MIN_VALUE;

    private final long lateness;
    private long[] greatest = new long[8];
    private boolean[] known = new boolean[8];
    private boolean[] leftOut = new boolean[8];
    private long watermark = NONE;

    public PartitionClocks(Duration lateness) {
        this.lateness = Micros.of(lateness);
        Arrays.fill(greatest, NONE);
    }

    /** Makes a source partition known, so that the watermark waits for it. */
    public void add(int partition) {
        if (partition >= greatest.length) {
            int room = Math.max(partition + 1, greatest.length * 2);
            int before = greatest.length;
            greatest = Arrays.copyOf(greatest, room);
            Arrays.fill(greatest, before, room, NONE);
            known = Arrays.copyOf(known, room);
            leftOut = Arrays.copyOf(leftOut, room);
        }
        known[partition] = true;
    }

    /** Sets a clock to what a commit record says. */
    public void restore(int partition, long greatestEventTime) {
        add(partition);
        greatest[partition] = greatestEventTime;
    }

    /** Sets the watermark to what a commit record says. */
    public void restoreWatermark(long recorded) {
        watermark = Math.max(watermark, recorded);
    }

    /** Whether an event of that time is late in its source partition. Exactly at the bound is not late. */
    public boolean isLate(int partition, long eventTime) {
        return greatest[partition] != NONE && eventTime < greatest[partition] - lateness;
    }

    /** What an event is by its time. */
    public enum Timeliness {
        ON_TIME,
        /** Too far behind its own source partition. */
        LATE,
        /** Late only because its source partition had been left out of the watermark, or is new. */
        LATE_AFTER_IDLE
    }

    /** Judges the next event of a source partition; unless it is late there, it moves the clock on. */
    public Timeliness admit(int partition, long eventTime) {
        if (isLate(partition, eventTime)) {
            return Timeliness.LATE;
        }
        advance(partition, eventTime);
        return eventTime < watermark ? Timeliness.LATE_AFTER_IDLE : Timeliness.ON_TIME;
    }

    /** Moves the clock of a source partition on to the time of an event that is not late. */
    public void advance(int partition, long eventTime) {
        if (eventTime > greatest[partition]) {
            greatest[partition] = eventTime;
        }
    }

    /** The source partition has records: it counts for the watermark. */
    public void markActive(int partition) {
        leftOut[partition] = false;
    }

    /** The source partition is silent: the watermark no longer waits for it. */
    public void markIdle(int partition) {
        leftOut[partition] = true;
    }

    public boolean isIdle(int partition) {
        return leftOut[partition];
    }

    /** The greatest event time of a source partition, or {@link #NONE}. */
    public long greatestEventTime(int partition) {
        return partition < greatest.length ? greatest[partition] : NONE;
    }

    /** The greatest event time of every known source partition. */
    public Map<Integer, Long> greatestEventTimes() {
        Map<Integer, Long> times = new TreeMap<>();
        for (int partition = 0; partition < known.length; partition++) {
            if (known[partition]) {
                times.put(partition, greatest[partition]);
            }
        }
        return times;
    }

    /** Moves the watermark as far as the clocks allow and returns it. */
    public long updateWatermark() {
        long minimum = Long.MAX_VALUE;
        long furthest = NONE;
        boolean any = false;
        for (int partition = 0; partition < known.length; partition++) {
            if (known[partition]) {
                furthest = Math.max(furthest, greatest[partition]);
                if (!leftOut[partition]) {
                    any = true;
                    minimum = Math.min(minimum, greatest[partition]);
                }
            }
        }
        long slowest = any ? minimum : furthest;
        if (slowest != NONE) {
            watermark = Math.max(watermark, slowest - lateness);
        }
        return watermark;
    }

    /** Moves the watermark on regardless of the clocks. */
    public void forceWatermark(long to) {
        watermark = Math.max(watermark, to);
    }

    /** The watermark, or {@link #NONE} before there is one. */
    public long watermark() {
        return watermark;
    }
}
