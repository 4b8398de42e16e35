package io.sluice.core.pipeline;

import io.sluice.core.dedup.Deduplicator;
import io.sluice.core.event.EventBatch;
import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.Lake;
import io.sluice.core.port.PartitionCounts;
import io.sluice.core.port.PartitionState;
import io.sluice.core.time.PartitionClocks;
import io.sluice.core.window.TumblingWindows;
import io.sluice.core.window.WindowRow;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Everything that is decided, and all state it is decided by: late, duplicate or event; the watermark; which windows
 * are closed; the accounting. A function of the log alone. One thread; driven by hand in tests.
 */
final class PipelineState {
    /** So many that their waits for memory overlap, so few that what came is still in the cache. */
    private static final int IDS_AHEAD = 64;

    private final PipelineSpec spec;
    private final PartitionClocks clocks;
    private final Deduplicator deduplicator;
    private final TumblingWindows windows;
    private final Tally ledger = new Tally();

    PipelineState(PipelineSpec spec) {
        this.spec = spec;
        clocks = new PartitionClocks(spec.lateness());
        deduplicator = new Deduplicator(spec.horizon());
        windows = new TumblingWindows(spec.windows());
    }

    /** Takes up where a commit record ends: clocks and positions from it, ids and open windows from its events. */
    void restore(CommitRecord record, Lake lake) {
        record.partitions().forEach((partition, state) -> {
            clocks.restore(partition, state.greatestEventTime());
            ledger.start(partition, state.position());
        });
        clocks.restoreWatermark(record.watermark());
        if (!record.partitions().isEmpty()) {
            lake.readEvents(record.recoverFromCommit(), recoveryHorizon(), this::restoreEvents);
        }
        // They were counted by the run that committed them.
        windows.takeEventsByGroup();
    }

    private void restoreEvents(EventBatch batch) {
        long oldestId = spec.idsFrom(clocks.watermark());
        long oldestOpen = spec.windowsFrom(clocks.watermark());
        requireRoom(batch.rows());
        for (int row = 0; row < batch.rows(); row++) {
            long time = batch.eventTime(row);
            if (time >= oldestId) {
                deduplicator.restore(batch.idHigh(row), batch.idLow(row), time, batch.valueHash(row));
            }
            if (time >= oldestOpen) {
                windows.add(batch, row);
            }
        }
    }

    /** Events from this time on still matter for deduplication or an open window; microseconds since the epoch. */
    long recoveryHorizon() {
        return spec.recoveryHorizon(clocks.watermark());
    }

    /** Says where a source partition stands; once that is known, it is not changed. */
    void start(int partition, long position) {
        if (!ledger.knows(partition)) {
            ledger.start(partition, position);
        }
        clocks.add(partition);
    }

    /** Makes the watermark wait for a source partition. */
    void watch(int partition) {
        clocks.add(partition);
    }

    boolean knows(int partition) {
        return ledger.knows(partition);
    }

    /**
     * Decides all rows of a batch, which follows on the last of its source partition.
     *
     * @param into takes the selections
     * @throws CapacityException if more ids would have to be remembered than are allowed
     */
    void decide(DecodedBatch into) {
        EventBatch batch = into.batch();
        int partition = batch.partition();
        if (into.records() > 0) {
            clocks.markActive(partition);
        }
        requireRoom(batch.rows());
        Tally.Account account = ledger.advance(partition, into.records(), into.nextOffset());
        account.reject(batch.rejections());
        account.unknownFields += into.unknownFields();
        into.beginSelection(batch.rows());
        for (int row = 0; row < batch.rows(); row++) {
            if (row % IDS_AHEAD == 0) {
                prefetchIds(batch, row);
            }
            long time = batch.eventTime(row);
            PartitionClocks.Timeliness timeliness = clocks.admit(partition, time);
            if (timeliness != PartitionClocks.Timeliness.ON_TIME) {
                account.late++;
                account.lateAfterIdle += timeliness == PartitionClocks.Timeliness.LATE_AFTER_IDLE ? 1 : 0;
                into.selectLate(row);
                continue;
            }
            switch (deduplicator.judge(batch.idHigh(row), batch.idLow(row), time, batch.valueHash(row))) {
                case NEW -> {
                    account.events++;
                    into.selectEvent(row);
                }
                case DUPLICATE -> {
                    account.duplicates++;
                    into.skip(row);
                }
                case CONFLICTING -> {
                    account.duplicates++;
                    account.conflicting++;
                    into.skip(row);
                }
            }
        }
        windows.add(batch, into.events(), into.eventCount());
        updateWatermark();
    }

    private void prefetchIds(EventBatch batch, int from) {
        int to = Math.min(from + IDS_AHEAD, batch.rows());
        for (int row = from; row < to; row++) {
            deduplicator.prefetch(batch.idHigh(row), batch.idLow(row));
        }
    }

    private void requireRoom(int rows) {
        if (!hasRoom(rows)) {
            deduplicator.advanceFully(clocks.watermark());
        }
        if (!hasRoom(rows)) {
            throw new CapacityException(deduplicator.size() + (long) rows, spec.maxIds());
        }
    }

    private boolean hasRoom(int rows) {
        // Counted in memory reserved, because that is what the bound is for.
        return deduplicator.size() + (long) rows <= spec.maxIds() && deduplicator.reserved() <= spec.maxIds() + 100_000;
    }

    private void updateWatermark() {
        long before = clocks.watermark();
        long after = clocks.updateWatermark();
        if (after != before) {
            deduplicator.advance(after);
        }
    }

    /** The source partition is silent at its log end: the watermark no longer waits for it. */
    void markIdle(int partition) {
        if (!clocks.isIdle(partition)) {
            clocks.markIdle(partition);
            updateWatermark();
        }
    }

    boolean isIdle(int partition) {
        return clocks.isIdle(partition);
    }

    /** Moves the watermark to the end of the last open window. */
    void drain() {
        clocks.forceWatermark(windows.endOfLast());
        deduplicator.advance(clocks.watermark());
    }

    /** Takes out the rows of all windows that the watermark has closed. */
    List<WindowRow> closeWindows() {
        return windows.close(clocks.watermark());
    }

    /** Events since the last time, by the value of the first by-field of the windows. */
    Map<String, Long> takeEventsByGroup() {
        return windows.takeEventsByGroup();
    }

    /** Whether a commit would change anything: records were read, or windows closed. */
    boolean hasNews() {
        return !ledger.isEmpty() || windows.hasClosedBy(clocks.watermark());
    }

    /** The accounting since the last commit, which starts anew. */
    Map<Integer, PartitionCounts> takeCounts() {
        return ledger.take();
    }

    /** Where every source partition stands. */
    Map<Integer, PartitionState> partitions() {
        Map<Integer, PartitionState> states = new TreeMap<>();
        ledger.positions()
                .forEach((partition, position) ->
                        states.put(partition, new PartitionState(position, clocks.greatestEventTime(partition))));
        return states;
    }

    /** Conflicting duplicates of a source partition since the last commit. */
    long conflicts(int partition) {
        return ledger.conflicts(partition);
    }

    long position(int partition) {
        return ledger.position(partition);
    }

    long greatestEventTime(int partition) {
        return clocks.greatestEventTime(partition);
    }

    long watermark() {
        return clocks.watermark();
    }

    int dedupEntries() {
        return deduplicator.size();
    }

    int openWindows() {
        return windows.open();
    }
}
