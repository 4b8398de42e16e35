package io.sluice.standalone.live;

import java.util.Arrays;

/** How many records there were in each of the last seconds. Not thread-safe. */
final class PerSecond {
    private final long[] counts;
    private long newest = Long.MIN_VALUE;

    /** @param seconds how many are remembered */
    PerSecond(int seconds) {
        // One more: the second that is not over.
        counts = new long[seconds + 1];
    }

    void add(long second, long records) {
        moveTo(second);
        // A clock that was set back: the newest second takes what comes until it is reached again.
        counts[slot(Math.max(second, newest))] += records;
    }

    /** The counts up to a second that is over, the oldest first. */
    long[] until(long second) {
        moveTo(second);
        long last = Math.max(second, newest - 1);
        long[] series = new long[counts.length - 1];
        for (int i = 0; i < series.length; i++) {
            series[i] = counts[slot(last - series.length + 1 + i)];
        }
        return series;
    }

    private void moveTo(long second) {
        if (newest == Long.MIN_VALUE || second - newest >= counts.length) {
            Arrays.fill(counts, 0);
            newest = second;
        }
        while (newest < second) {
            counts[slot(++newest)] = 0;
        }
    }

    private int slot(long second) {
        return (int) Math.floorMod(second, (long) counts.length);
    }
}
