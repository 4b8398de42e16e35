package io.sluice.core.audit;

import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.PartitionCounts;
import io.sluice.core.port.Table;
import java.util.Map;
import java.util.TreeMap;

/**
 * The rows of one commit's source records, wherever they stand now: for every offset that the commit read, the table it
 * is in. An offset in none was a duplicate, or no record. One thread.
 */
public final class CommitRows {
    private final CommitRecord record;
    private final Map<Integer, Rows> byPartition = new TreeMap<>();
    private boolean complete = true;
    private int recent = -1;
    private Rows recentRows;

    private static final class Rows {
        final PartitionCounts counts;
        final OffsetFlags flags = new OffsetFlags();
        final OffsetHashes contents = new OffsetHashes();
        long events;
        long late;
        long rejected;
        /** Rejected first, and in {@code events/} since. */
        long replayed;

        Rows(PartitionCounts counts) {
            this.counts = counts;
        }
    }

    CommitRows(CommitRecord record) {
        this.record = record;
        record.counts().forEach((partition, counts) -> byPartition.put(partition, new Rows(counts)));
    }

    /** The commit that read them. */
    public CommitRecord record() {
        return record;
    }

    /** Whether all files were read that hold rows of this commit. */
    public boolean isComplete() {
        return complete;
    }

    void incomplete() {
        complete = false;
    }

    /** The table that the record at an offset went to first, or null if it is in none. */
    public Table table(int partition, long offset) {
        Rows rows = rows(partition);
        int flags = rows == null ? 0 : rows.flags.get(offset);
        if ((flags & OffsetFlags.REJECTED) != 0) {
            return Table.REJECTED;
        }
        if ((flags & OffsetFlags.LATE) != 0) {
            return Table.LATE;
        }
        return flags == 0 ? null : Table.EVENTS;
    }

    /** What the row at an offset holds, see {@link io.sluice.core.event.EventBatch#contentHash}; 0 if it was not read. */
    long content(int partition, long offset) {
        Rows rows = rows(partition);
        return rows == null ? 0 : rows.contents.get(offset);
    }

    private Rows rows(int partition) {
        if (partition != recent) {
            recent = partition;
            recentRows = byPartition.get(partition);
        }
        return recentRows;
    }

    /** Whether the commit read this offset. */
    boolean covers(int partition, long offset) {
        Rows rows = rows(partition);
        return rows != null && offset >= rows.counts.firstPosition() && offset < rows.counts.nextPosition();
    }

    /**
     * Adds a row at an offset that the commit covers.
     *
     * @param replayable whether its file may hold records that were rejected first
     * @param content of the row, or 0
     * @return false if the record is in the tables already
     */
    boolean add(int partition, long offset, Table table, boolean replayable, long content) {
        Rows rows = rows(partition);
        if (content != 0) {
            rows.contents.set(offset, content);
        }
        int before = rows.flags.get(offset);
        switch (table) {
            case REJECTED -> {
                rows.flags.set(offset, OffsetFlags.REJECTED);
                rows.rejected++;
                rows.replayed += before == OffsetFlags.REPLAYED ? 1 : 0;
                return (before & ~OffsetFlags.REPLAYED) == 0;
            }
            case LATE -> {
                rows.flags.set(offset, OffsetFlags.LATE);
                rows.late++;
                return before == 0;
            }
            default -> {
                rows.flags.set(offset, replayable ? OffsetFlags.REPLAYED : OffsetFlags.EVENT);
                rows.events++;
                rows.replayed += replayable && before == OffsetFlags.REJECTED ? 1 : 0;
                return before == 0 || replayable && before == OffsetFlags.REJECTED;
            }
        }
    }

    /** Compares the rows found with those counted. */
    void compare(Discrepancies holes) {
        if (!complete) {
            return;
        }
        byPartition.forEach((partition, rows) -> {
            compare(holes, partition, Table.EVENTS, rows.counts.events(), rows.events - rows.replayed);
            compare(holes, partition, Table.LATE, rows.counts.late(), rows.late);
            compare(holes, partition, Table.REJECTED, rows.counts.rejectedTotal(), rows.rejected);
        });
    }

    private void compare(Discrepancies holes, int partition, Table table, long counted, long found) {
        if (counted != found) {
            PartitionCounts counts = record.counts().get(partition);
            holes.add(Discrepancy.ofPartition(
                    Discrepancy.Kind.ROW_COUNT,
                    record.number(),
                    partition,
                    counts.firstPosition(),
                    Math.max(counts.firstPosition(), counts.nextPosition() - 1),
                    "it counted " + counted + " rows of " + table.folder() + "/, but " + found + " are there"));
        }
    }
}
