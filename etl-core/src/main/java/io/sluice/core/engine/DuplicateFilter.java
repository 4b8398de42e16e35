package io.sluice.core.engine;

import io.sluice.core.dedup.Deduplicator;
import io.sluice.core.event.EventBatch;
import io.sluice.core.port.CapacityException;
import io.sluice.core.port.RecordCounter;
import java.util.function.LongSupplier;

/** Takes the duplicates out of the rows that are in time, and bounds how many ids are remembered. One thread. */
public final class DuplicateFilter {
    /** So many that their waits for memory overlap, so few that what came is still in the cache. */
    private static final int IDS_AHEAD = 64;

    /** The table of ids grows in steps; one step beyond the bound is not worth an end of the run. */
    private static final int SPARE_IDS = 100_000;

    private final Deduplicator ids;
    private final long maxIds;
    private final LongSupplier idsElsewhere;
    private long watermark = Long.MIN_VALUE;

    /** A filter that has the bound for itself. */
    public DuplicateFilter(Deduplicator ids, long maxIds) {
        this(ids, maxIds, () -> 0);
    }

    /**
     * A filter that shares the bound with others.
     *
     * @param idsElsewhere ids that the others have memory in use for
     */
    public DuplicateFilter(Deduplicator ids, long maxIds, LongSupplier idsElsewhere) {
        this.ids = ids;
        this.maxIds = maxIds;
        this.idsElsewhere = idsElsewhere;
    }

    /**
     * Makes sure that as many more ids can be remembered.
     *
     * @throws CapacityException if they cannot; nothing was changed then
     */
    public void requireRoom(int rows) {
        if (!hasRoom(rows)) {
            ids.advanceFully(watermark);
        }
        if (!hasRoom(rows)) {
            throw CapacityException.ids(idsElsewhere.getAsLong() + ids.size() + rows, maxIds);
        }
    }

    private boolean hasRoom(int rows) {
        long elsewhere = idsElsewhere.getAsLong();
        // Counted in memory reserved too, because that is what the bound is for.
        return elsewhere + ids.size() + rows <= maxIds && elsewhere + ids.reserved() <= maxIds + SPARE_IDS;
    }

    /**
     * Judges the events of a selection and remembers those that are new. Their room must have been asked for.
     *
     * @param selection has the duplicates apart afterwards
     * @param tally counts events and duplicates
     */
    public void apply(EventBatch batch, Selection selection, Tally tally) {
        int[] rows = selection.events();
        int count = selection.eventCount();
        int events = 0;
        int conflicting = 0;
        for (int i = 0; i < count; i++) {
            if (i % IDS_AHEAD == 0) {
                prefetch(batch, rows, i, Math.min(i + IDS_AHEAD, count));
            }
            int row = rows[i];
            switch (ids.judge(batch.idHigh(row), batch.idLow(row), batch.eventTime(row), batch.valueHash(row))) {
                case NEW -> rows[events++] = row;
                case DUPLICATE -> selection.addDuplicate(row);
                case CONFLICTING -> {
                    selection.addDuplicate(row);
                    conflicting++;
                }
            }
        }
        selection.keepEvents(events);
        tally.add(RecordCounter.EVENTS, events);
        tally.add(RecordCounter.DUPLICATES, count - events);
        tally.add(RecordCounter.CONFLICTING, conflicting);
    }

    private void prefetch(EventBatch batch, int[] rows, int from, int to) {
        for (int i = from; i < to; i++) {
            ids.prefetch(batch.idHigh(rows[i]), batch.idLow(rows[i]));
        }
    }

    /** Remembers an event that was accepted before. */
    public void restore(EventBatch batch, int row) {
        ids.restore(batch.idHigh(row), batch.idLow(row), batch.eventTime(row), batch.valueHash(row));
    }

    /** Forgets, bit by bit, what no event at or after the watermark can be a duplicate of. */
    public void advance(long to) {
        if (to != watermark) {
            watermark = to;
            ids.advance(to);
        }
    }

    /** Ids remembered. */
    public int size() {
        return ids.size();
    }
}
