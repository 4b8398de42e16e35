package io.sluice.core.engine;

import io.sluice.core.event.EventBatch;
import io.sluice.core.port.RecordCounter;
import io.sluice.core.time.PartitionClocks;

/** Divides rows into those in time and those that are late, and moves the clock of their source partition on. One thread. */
public final class LateFilter {
    private final PartitionClocks clocks;

    public LateFilter(PartitionClocks clocks) {
        this.clocks = clocks;
    }

    /** The same for all rows of a batch. */
    public void apply(EventBatch batch, Selection into, Tally tally) {
        apply(batch, 0, batch.rows(), into, tally);
    }

    /**
     * Judges rows that follow on the last ones of their source partition, duplicates included.
     *
     * @param from the first row
     * @param to the row after the last
     * @param into is emptied, and then has the late rows as such and the others as events
     * @param tally counts the late ones
     */
    public void apply(EventBatch batch, int from, int to, Selection into, Tally tally) {
        int partition = batch.partition();
        into.reset(to - from);
        int afterIdle = 0;
        for (int row = from; row < to; row++) {
            switch (clocks.admit(partition, batch.eventTime(row))) {
                case ON_TIME -> into.addEvent(row);
                case LATE -> into.addLate(row);
                case LATE_AFTER_IDLE -> {
                    into.addLate(row);
                    afterIdle++;
                }
            }
        }
        tally.add(RecordCounter.LATE, into.lateCount());
        tally.add(RecordCounter.LATE_AFTER_IDLE, afterIdle);
    }
}
