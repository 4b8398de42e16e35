package io.sluice.core.pipeline;

import io.sluice.core.event.EventBatch;
import io.sluice.core.event.RecordBatch;
import io.sluice.core.event.Rejection;
import java.util.Arrays;
import java.util.List;

/**
 * The hours of event time that the next commit has rows of. Each is at least a file, which a record names and a start may
 * have to move, so a log of years is committed some hundred hours at a time. One thread.
 */
final class CommitHours {
    /** A healthy stream has a handful; so many files are written and moved in a minute, also far away. */
    static final int MAX = 2_000;

    private static final long MICROS = 3_600_000_000L;

    /** Ascending. */
    private long[] hours = new long[16];

    private int count;

    /** Rows from one time to before another are of an hour that is known. */
    private long from;

    private long to;

    /** Takes the rows of a batch in, and its rejections by the time of their records. */
    void add(EventBatch batch) {
        for (int row = 0; row < batch.rows(); row++) {
            add(batch.eventTime(row));
        }
        List<Rejection> rejections = batch.rejections();
        for (int i = 0; i < rejections.size(); i++) {
            long time = rejections.get(i).recordTime();
            add(time == RecordBatch.NO_TIME ? 0 : time * 1000);
        }
    }

    private void add(long micros) {
        if (micros < from || micros >= to) {
            long hour = Math.floorDiv(micros, MICROS);
            from = hour * MICROS;
            to = from + MICROS;
            int at = Arrays.binarySearch(hours, 0, count, hour);
            if (at < 0) {
                insert(-at - 1, hour);
            }
        }
    }

    private void insert(int at, long hour) {
        if (count == hours.length) {
            hours = Arrays.copyOf(hours, 2 * count);
        }
        System.arraycopy(hours, at, hours, at + 1, count - at);
        hours[at] = hour;
        count++;
    }

    /** Whether a commit should have no more. */
    boolean isFull() {
        return count >= MAX;
    }

    void clear() {
        count = 0;
        from = 0;
        to = 0;
    }
}
