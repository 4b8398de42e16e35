package io.sluice.core.audit;

import io.sluice.core.audit.Discrepancy.Kind;
import io.sluice.core.engine.Tally;
import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.DataFile;
import io.sluice.core.port.PartitionCounts;
import io.sluice.core.port.PartitionState;
import io.sluice.core.port.Table;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Whether commit records follow on one another: every number there, positions and clocks joined up, files only replaced
 * that were there. Builds up which files are live. Takes the records in ascending order of their numbers; one thread.
 *
 * <p>That a record's own counts add up needs no look: one whose counts do not cannot be built
 * ({@link io.sluice.core.port.AccountingException}), and is told by {@link #unreadable}.
 */
public final class CommitChain {
    private final Discrepancies holes;
    private final Map<String, CurrentFile> live = new LinkedHashMap<>();
    private final TreeSet<Long> unread = new TreeSet<>();
    private final Map<Integer, Tally> totals = new TreeMap<>();
    private CommitRecord before;
    private CommitRecord last;
    private long commits;
    private long replayedRows;

    public CommitChain(Discrepancies holes) {
        this.holes = holes;
    }

    /**
     * There is no record of that number, though there are later ones.
     *
     * @param copied whether a copy of it is at hand, which is given to {@link #add} next
     */
    public void missing(long number, boolean copied) {
        holes.add(Discrepancy.ofCommit(
                Kind.RECORD_MISSING,
                number,
                "there is no record of this number, though there are later ones; restore it from "
                        + (copied ? "its line in the segment of its thousand" : "a backup")));
        if (!copied) {
            breakAt(number);
        }
    }

    /**
     * The record of that number is there, but says nothing that could be used.
     *
     * @param countsOnly whether it is a record whose counts do not add up
     */
    public void unreadable(long number, String detail, boolean countsOnly) {
        holes.add(Discrepancy.ofCommit(countsOnly ? Kind.ACCOUNTING : Kind.RECORD_UNREADABLE, number, detail));
        breakAt(number);
    }

    /** The record behind that one names another: it was changed after it was written, or is of another log. */
    public void changed(long number) {
        holes.add(Discrepancy.ofCommit(
                Kind.ACCOUNTING,
                number,
                "the record behind it names another hash: one of the two was changed, or is of another log; restore both"
                        + " from one backup"));
    }

    private void breakAt(long number) {
        unread.add(number);
        before = null;
    }

    /** Whether what a commit did is unknown. */
    public boolean isUnread(long number) {
        return unread.contains(number);
    }

    /** Takes the next record in. */
    public void add(CommitRecord record) {
        commits++;
        if (before != null) {
            compareStates(record);
        }
        compareCounts(record);
        follow(record);
        record.counts().forEach((partition, counts) -> totals.computeIfAbsent(partition, p -> new Tally())
                .merge(counts));
        before = record;
        last = record;
    }

    /** What does not come from the counts: partitions that vanish, clocks and watermarks that go back. */
    private void compareStates(CommitRecord record) {
        if (!before.source().isSameLog(record.source())) {
            return;
        }
        before.partitions().forEach((partition, state) -> {
            PartitionState now = record.partitions().get(partition);
            if (now == null) {
                hole(
                        record,
                        partition,
                        "this source partition stood at " + state.position()
                                + " in the commit before, and is not in this one");
            } else if (now.greatestEventTime() < state.greatestEventTime()) {
                hole(
                        record,
                        partition,
                        "its greatest event time goes back from " + state.greatestEventTime() + " to "
                                + now.greatestEventTime());
            }
        });
        if (record.watermark() < before.watermark()) {
            holes.add(Discrepancy.ofCommit(
                    Kind.ACCOUNTING,
                    record.number(),
                    "its watermark goes back from " + before.watermark() + " to " + record.watermark()));
        }
    }

    private void compareCounts(CommitRecord record) {
        record.partitions().forEach((partition, state) -> {
            PartitionCounts counts = record.counts().get(partition);
            Long previous = positionBefore(record, partition);
            long from = counts == null ? state.position() : counts.firstPosition();
            if (previous != null && from != previous) {
                hole(
                        record,
                        partition,
                        (counts == null ? "it moved without counting anything to " : "it begins at ") + from
                                + ", but the commit before ended at " + previous);
            }
            if (counts != null && counts.nextPosition() != state.position()) {
                hole(
                        record,
                        partition,
                        "it counted up to " + counts.nextPosition() + ", but stands at " + state.position());
            }
        });
        record.counts().forEach((partition, counts) -> {
            if (!record.partitions().containsKey(partition)) {
                hole(record, partition, "it counted records, but says not where it stands");
            }
            counts.counts().forEach((counter, count) -> {
                if (count < 0) {
                    hole(record, partition, "it counted " + count + " " + counter.title());
                }
            });
        });
    }

    /** Where the commit before left a source partition; null if that is not known, or it was not known then. */
    private Long positionBefore(CommitRecord record, int partition) {
        if (before == null || !before.source().isSameLog(record.source())) {
            return null;
        }
        PartitionState state = before.partitions().get(partition);
        return state == null ? null : state.position();
    }

    private void hole(CommitRecord record, int partition, String detail) {
        PartitionCounts counts = record.counts().get(partition);
        long first = counts == null ? -1 : counts.firstPosition();
        long end = counts == null ? -1 : Math.max(first, counts.nextPosition() - 1);
        holes.add(Discrepancy.ofPartition(Kind.ACCOUNTING, record.number(), partition, first, end, detail));
    }

    private void follow(CommitRecord record) {
        Map<Table, TreeSet<Long>> origins = new EnumMap<>(Table.class);
        Map<Table, Long> removedRows = new EnumMap<>(Table.class);
        boolean replayed = record.kind() == CommitRecord.Kind.REPLAY;
        for (String path : record.removed()) {
            CurrentFile gone = live.remove(path);
            if (gone == null) {
                if (unread.isEmpty()) {
                    holes.add(Discrepancy.ofFile(
                            Kind.ACCOUNTING, record.number(), path, "it is replaced, but no commit before holds it"));
                }
                continue;
            }
            Table table = gone.file().table();
            origins.computeIfAbsent(table, t -> new TreeSet<>()).addAll(gone.origins());
            removedRows.merge(table, gone.file().rows(), Long::sum);
            replayed |= gone.replayed();
        }
        Map<Table, Long> addedRows = new EnumMap<>(Table.class);
        for (DataFile file : record.added()) {
            replayedRows += record.kind() == CommitRecord.Kind.REPLAY ? file.rows() : 0;
            addedRows.merge(file.table(), file.rows(), Long::sum);
            boolean merged = record.kind() == CommitRecord.Kind.COMPACTION;
            Collection<Long> from = merged
                    ? origins.getOrDefault(file.table(), new TreeSet<>())
                    : record.kind() == CommitRecord.Kind.REPLAY ? List.of() : List.of(record.number());
            live.put(file.path(), new CurrentFile(file, record.number(), List.copyOf(from), replayed));
        }
        if (record.kind() == CommitRecord.Kind.COMPACTION && unread.isEmpty() && !addedRows.equals(removedRows)) {
            holes.add(Discrepancy.ofCommit(
                    Kind.ACCOUNTING,
                    record.number(),
                    "it replaces files of " + removedRows + " rows by files of " + addedRows));
        }
    }

    /** The files that make up the tables after the last record. */
    public List<CurrentFile> liveFiles() {
        return new ArrayList<>(live.values());
    }

    /** The live file of that path, or null. */
    public CurrentFile liveFile(String path) {
        return live.get(path);
    }

    /** The last record; null if there is none. */
    public CommitRecord last() {
        return last;
    }

    /** Records taken in. */
    public long commits() {
        return commits;
    }

    /** Rejected records that were validated again and committed to {@code events/}. */
    public long replayed() {
        return replayedRows;
    }

    /** What was counted in all, per source partition. */
    public Map<Integer, Tally> totals() {
        return Map.copyOf(totals);
    }
}
