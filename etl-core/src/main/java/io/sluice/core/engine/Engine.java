package io.sluice.core.engine;

import io.sluice.core.dedup.Deduplicator;
import io.sluice.core.dedup.Horizon;
import io.sluice.core.event.EventBatch;
import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.Lake;
import io.sluice.core.port.PartitionCounts;
import io.sluice.core.port.RecordCounter;
import io.sluice.core.window.WindowSpec;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * Decides all records of a run: late, duplicate or event; windows; the accounting. For a runner that decides in one
 * thread; one that spreads the work calls the filters itself. One thread at a time.
 */
public final class Engine {
    private final Horizon horizon;
    private final long maxGroups;
    private final PipelineState state;
    private final LateFilter lateFilter;
    private final DuplicateFilter duplicateFilter;
    private final Map<Integer, Account> accounts = new TreeMap<>();

    /** What became of the records of a source partition since the last commit. */
    private static final class Account {
        final long firstPosition;
        final Tally tally = new Tally();

        Account(long firstPosition) {
            this.firstPosition = firstPosition;
        }
    }

    /**
     * An engine that has seen nothing yet.
     *
     * @param maxIds how many ids may be remembered
     * @param maxGroups how many groups open windows may have together, but for those of one batch
     */
    public Engine(Duration lateness, Duration horizon, long maxIds, WindowSpec windows, long maxGroups) {
        this.maxGroups = maxGroups;
        this.horizon = Horizon.of(horizon);
        state = new PipelineState(lateness, horizon, windows);
        lateFilter = state.lateFilter();
        duplicateFilter = new DuplicateFilter(new Deduplicator(horizon), maxIds);
    }

    /** Takes up where a commit record ends: clocks and positions from it, ids and open windows from its events. */
    public void restore(CommitRecord record, Lake lake) {
        state.restore(record);
        duplicateFilter.advance(state.watermark());
        if (!record.partitions().isEmpty()) {
            lake.readEvents(record.recoverFromCommit(), state.recoveryHorizon(), this::restoreEvents);
        }
    }

    private void restoreEvents(EventBatch committed) {
        duplicateFilter.requireRoom(committed.rows());
        long from = horizon.idsFrom(state.watermark());
        for (int row = 0; row < committed.rows(); row++) {
            if (committed.eventTime(row) >= from) {
                duplicateFilter.restore(committed, row);
            }
        }
        state.restoreWindows(committed);
        state.requireGroups(maxGroups);
    }

    /** Positions, clocks, the watermark and windows. */
    public PipelineState state() {
        return state;
    }

    /**
     * Decides all rows of a batch, which follows on the last of its source partition.
     *
     * @param records how many records there were, the rejected included
     * @param nextPosition the position after them
     * @param unknownFields how many of their fields the schema does not name
     * @param into takes the rows by what became of them
     * @throws io.sluice.core.port.CapacityException if more ids would have to be remembered, or more groups of windows
     *     are kept, than are allowed; nothing was decided then
     */
    public void decide(EventBatch batch, int records, long nextPosition, long unknownFields, Selection into) {
        int partition = batch.partition();
        duplicateFilter.advance(state.watermark());
        duplicateFilter.requireRoom(batch.rows());
        state.requireGroups(maxGroups);
        if (records > 0) {
            state.markActive(partition);
        }
        Tally tally = advance(partition, records, nextPosition);
        tally.reject(batch.rejections());
        tally.add(RecordCounter.UNKNOWN_FIELDS, unknownFields);
        lateFilter.apply(batch, into, tally);
        duplicateFilter.apply(batch, into, tally);
        state.addToWindows(batch, into);
        state.updateWatermark();
        duplicateFilter.advance(state.watermark());
    }

    private Tally advance(int partition, int records, long nextPosition) {
        long position = state.position(partition);
        if (nextPosition < position + records) {
            throw new IllegalStateException("Source partition " + partition + " stands at " + position + ", so "
                    + records + " records cannot end at " + nextPosition);
        }
        Account account = accounts.get(partition);
        if (account == null) {
            account = new Account(position);
            accounts.put(partition, account);
        }
        account.tally.add(RecordCounter.RECORDS, records);
        account.tally.add(RecordCounter.GAPS, nextPosition - position - records);
        state.advance(partition, nextPosition);
        return account.tally;
    }

    /** Whether a commit would change anything: records were read, or windows closed. */
    public boolean hasNews() {
        return !accounts.isEmpty() || state.hasClosedWindows();
    }

    /** The accounting since the last commit, which starts anew. */
    public Map<Integer, PartitionCounts> takeCounts() {
        Map<Integer, PartitionCounts> counts = new TreeMap<>();
        accounts.forEach((partition, account) ->
                counts.put(partition, account.tally.counts(account.firstPosition, state.position(partition))));
        accounts.clear();
        return counts;
    }

    /** Counts a detail of decided records of a source partition, apart from their outcomes. */
    public void add(int partition, RecordCounter counter, long count) {
        accounts.get(partition).tally.add(counter, count);
    }

    /** A counter of a source partition since the last commit. */
    public long count(int partition, RecordCounter counter) {
        Account account = accounts.get(partition);
        return account == null ? 0 : account.tally.count(counter);
    }

    /** Ids remembered. */
    public int rememberedIds() {
        return duplicateFilter.size();
    }
}
