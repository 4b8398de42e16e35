package io.sluice.core.dedup;

import java.time.Duration;

/**
 * Tells duplicates: an event is one when any accepted event with its id has an event time within the horizon of its own,
 * either way, the bound included. Ids are forgotten once the watermark is past their event time plus the horizon; as no
 * event before the watermark is accepted, the rule holds exactly. Times are microseconds since the epoch. One thread.
 */
public final class Deduplicator {
    /** What an event is. */
    public enum Verdict {
        /** Not seen within the horizon; now it is. */
        NEW,
        /** A copy of an accepted event. */
        DUPLICATE,
        /** A duplicate whose values equal those of no accepted event with its id within the horizon. */
        CONFLICTING
    }

    private final IdTable table = new IdTable();
    private final Horizon horizon;

    public Deduplicator(Duration horizon) {
        this.horizon = Horizon.of(horizon);
    }

    /**
     * Judges an event and remembers it if it is new.
     *
     * @param idHigh most significant half of the id
     * @param idLow least significant half
     * @param valueHash stands for the event's values when copies are compared
     */
    public Verdict judge(long idHigh, long idLow, long eventTime, int valueHash) {
        boolean duplicate = false;
        for (int entry = table.next(-1, idHigh, idLow); entry >= 0; entry = table.next(entry, idHigh, idLow)) {
            if (horizon.within(table.time(entry), eventTime)) {
                if (table.valueHash(entry) == valueHash) {
                    return Verdict.DUPLICATE;
                }
                duplicate = true;
            }
        }
        if (duplicate) {
            return Verdict.CONFLICTING;
        }
        table.add(idHigh, idLow, eventTime, valueHash);
        return Verdict.NEW;
    }

    /**
     * Says that an event with this id is about to be judged. Changes nothing but the time that takes: the ids of some
     * dozens of events are told first, and then the events are judged.
     */
    public void prefetch(long idHigh, long idLow) {
        table.touch(idHigh, idLow);
    }

    /** Remembers an event that was accepted before, without judging it. */
    public void restore(long idHigh, long idLow, long eventTime, int valueHash) {
        table.add(idHigh, idLow, eventTime, valueHash);
    }

    /**
     * Forgets what no event at or after the watermark can be a duplicate of: a little at a time where it is much, and the
     * rest with the next calls. No verdict depends on that.
     */
    public void advance(long watermark) {
        if (watermark != Long.MIN_VALUE) {
            table.expireBefore(horizon.idsFrom(watermark));
        }
    }

    /** Forgets at once what {@link #advance} does bit by bit: for whoever is short of memory. */
    public void advanceFully(long watermark) {
        if (watermark != Long.MIN_VALUE) {
            table.expireAllBefore(horizon.idsFrom(watermark));
        }
    }

    /** Ids remembered. */
    public int size() {
        return table.size();
    }

    /** Ids there is memory in use for; at least {@link #size()}. What a bound on memory must look at. */
    public long reserved() {
        return table.reserved();
    }

    /** Bytes in use. */
    public long bytes() {
        return table.bytes();
    }
}
