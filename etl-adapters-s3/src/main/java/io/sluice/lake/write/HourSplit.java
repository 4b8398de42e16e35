package io.sluice.lake.write;

import io.sluice.core.event.EventBatch;
import io.sluice.lake.commit.DataPaths;
import java.util.Arrays;

/**
 * Sorts selected rows of a batch by the hour of their event time, keeping their order within an hour. Nearly always all
 * are of one hour, and nothing is to be done. Keeps its arrays; not safe for threads.
 */
final class HourSplit {
    private int[] rows = new int[0];
    private long[] hours = new long[0];
    private long[] keys = new long[0];
    private int count;
    private int end;

    void split(EventBatch batch, int[] selected, int selectedCount) {
        count = selectedCount;
        if (hours.length < count) {
            hours = new long[count];
            keys = new long[count];
        }
        boolean sorted = true;
        for (int i = 0; i < count; i++) {
            hours[i] = DataPaths.hourOf(batch.eventTime(selected[i]));
            sorted &= i == 0 || hours[i] >= hours[i - 1];
        }
        if (rows.length < count) {
            rows = new int[count];
        }
        System.arraycopy(selected, 0, rows, 0, count);
        if (!sorted) {
            sort(selected);
        }
    }

    /** One sort of primitive keys, hour above position: hours of all times that fit in microseconds need 33 bits. */
    private void sort(int[] selected) {
        for (int i = 0; i < count; i++) {
            keys[i] = hours[i] << 30 | i;
        }
        Arrays.sort(keys, 0, count);
        for (int i = 0; i < count; i++) {
            hours[i] = keys[i] >> 30;
            rows[i] = selected[(int) keys[i] & (1 << 30) - 1];
        }
    }

    /** The hour of the rows from this position on; {@link #end()} says up to where. */
    long hourAt(int from) {
        end = from + 1;
        while (end < count && hours[end] == hours[from]) {
            end++;
        }
        return hours[from];
    }

    /** The position after the last row of the hour asked for last. */
    int end() {
        return end;
    }

    /** The rows, sorted. */
    int[] rows() {
        return rows;
    }
}
