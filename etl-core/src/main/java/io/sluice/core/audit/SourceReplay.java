package io.sluice.core.audit;

import io.sluice.core.dedup.Deduplicator;
import io.sluice.core.engine.DuplicateFilter;
import io.sluice.core.engine.LateFilter;
import io.sluice.core.engine.Selection;
import io.sluice.core.engine.Tally;
import io.sluice.core.event.EventBatch;
import io.sluice.core.event.EventDecoder;
import io.sluice.core.event.JsonEventDecoder;
import io.sluice.core.event.RecordBatch;
import io.sluice.core.event.Rejection;
import io.sluice.core.pipeline.PipelineSpec;
import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.EventSource;
import io.sluice.core.port.PartitionCounts;
import io.sluice.core.port.RecordCounter;
import io.sluice.core.port.SourceIdentity;
import io.sluice.core.port.Table;
import io.sluice.core.time.PartitionClocks;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads the source again, commit by commit, and holds every record to be where it belongs: rejected ones in
 * {@code rejected/}, late ones in {@code late/}, and of the others exactly one copy in {@code events/} and no other copy
 * within the horizon. Which copy of several partitions was read first is not in the log, so whichever was accepted is
 * right, as long as one was. One thread.
 */
public final class SourceReplay {
    /** Which copies conflicted, and what records had unknown fields, is not to be had from tables and log. */
    private static final Set<RecordCounter> COMPARED = EnumSet.complementOf(
            EnumSet.of(RecordCounter.CONFLICTING, RecordCounter.UNKNOWN_FIELDS, RecordCounter.GAPS));

    private final PipelineSpec spec;
    private final EventSource source;
    private final Discrepancies holes;
    private final SourceReader reader;
    private final EventDecoder decoder;
    private final PartitionClocks clocks;
    private final LateFilter lateFilter;
    private final DuplicateFilter duplicateFilter;
    private final Selection inTime = new Selection();
    private final Selection accepted = new Selection();
    private final Map<Integer, Cursor> cursors = new HashMap<>();

    /** Records in no table, by source partition: duplicates, if the copies they are of were accepted. */
    private final Map<Integer, EventBatch> pending = new TreeMap<>();

    /** Holes of the commit at hand only if the source still has all its records; see {@link #incomplete}. */
    private final List<Discrepancy> doubtful = new ArrayList<>();

    /** Whether the source no longer has records that were read, on which others may depend. */
    private boolean incomplete;

    private long unjudged;
    private Map<Integer, Long> lostBeginnings = Map.of();
    private ReplayStart start;
    private long records;
    private long lastCommit;
    private String stopped;

    /**
     * @param source not started yet; passes over lost offsets
     */
    public SourceReplay(PipelineSpec spec, EventSource source, Discrepancies holes) {
        this.spec = spec;
        this.source = source;
        this.holes = holes;
        reader = new SourceReader(source);
        decoder = new JsonEventDecoder(
                spec.schema(), spec.roles(), spec.maxRecordBytes(), source.stampsRecords() ? spec.maxFuture() : null);
        clocks = new PartitionClocks(spec.lateness());
        lateFilter = new LateFilter(clocks);
        duplicateFilter = new DuplicateFilter(new Deduplicator(spec.horizon()), Long.MAX_VALUE);
    }

    /** Reads the log of records, as often as it is asked for. */
    public interface Records {
        Iterator<CommitRecord> iterator();
    }

    /**
     * Starts the source where the replay can begin.
     *
     * @return from where it begins, and why not before
     */
    public ReplayStart begin(Records log) {
        SourceIdentity identity = identity(log);
        ReplayStart wished = ReplayStart.find(log.iterator(), spec, identity, Map.of());
        source.start(wished.positions());
        Map<Integer, Long> available = reader.lostBeginnings();
        lostBeginnings = available;
        start = available.isEmpty() ? wished : ReplayStart.find(log.iterator(), spec, identity, available);
        if (start.before() != null) {
            start.before()
                    .partitions()
                    .forEach((partition, state) -> clocks.restore(partition, state.greatestEventTime()));
        }
        return start;
    }

    /** The source, taken for the log that was read last: whether its content is that is what the replay finds out. */
    private SourceIdentity identity(Records log) {
        SourceIdentity identity = source.identity();
        for (Iterator<CommitRecord> records = log.iterator(); records.hasNext(); ) {
            CommitRecord record = records.next();
            if (!records.hasNext()) {
                return identity.takenFor(record.source());
            }
        }
        return identity;
    }

    /** Takes in events that were accepted before the start, of which copies may follow. */
    public void restore(EventBatch batch) {
        for (int row = 0; row < batch.rows(); row++) {
            duplicateFilter.restore(batch, row);
        }
    }

    /** Compares the next commit with the source; commits before the start are passed over. */
    public void compare(CommitRows commit) {
        CommitRecord record = commit.record();
        if (record.number() < start.commit() || stopped != null) {
            return;
        }
        if (!commit.isComplete()) {
            stopped = "commit " + record.number() + ", files of which cannot be read";
            return;
        }
        record.counts().forEach((partition, counts) -> compare(commit, partition, counts));
        judgePending(record);
        judgeDoubtful(record);
        duplicateFilter.advance(record.watermark());
        lastCommit = record.number();
    }

    private void compare(CommitRows commit, int partition, PartitionCounts counts) {
        clocks.add(partition);
        Cursor cursor = cursors.computeIfAbsent(partition, Cursor::new);
        Comparison comparison = new Comparison(commit, partition, counts);
        // The source may have begun before, as long as it was not known what it has lost.
        cursor.readUpTo(counts.firstPosition(), null);
        if (!cursor.readUpTo(counts.nextPosition(), comparison)) {
            long end = Math.max(cursor.position, counts.firstPosition());
            hole(
                    commit.record(),
                    partition,
                    end,
                    counts.nextPosition() - 1,
                    "the log of the source ends at " + end + ", though later records were committed");
        }
        records += comparison.tally.count(RecordCounter.RECORDS);
        comparison.compare(lostBeginnings.getOrDefault(partition, 0L) > counts.firstPosition());
    }

    private EventBatch pending(int partition) {
        return pending.computeIfAbsent(partition, number -> {
            EventBatch rows = new EventBatch(spec.schema(), spec.roles(), 64);
            rows.reset(number);
            return rows;
        });
    }

    /** All copies of a commit are known now, so what is still new to the filter should have been accepted. */
    private void judgePending(CommitRecord record) {
        pending.forEach((partition, rows) -> {
            accepted.resetToAll(rows.rows());
            duplicateFilter.apply(rows, accepted, new Tally());
            for (int i = 0; i < accepted.eventCount(); i++) {
                long offset = rows.offset(accepted.events()[i]);
                doubtful.add(found(
                        record,
                        partition,
                        offset,
                        offset,
                        "the source has an event that is valid, not late and no duplicate, but no table has it"));
            }
            rows.reset(partition);
        });
    }

    /** A copy that was accepted, or the event that moved the clock, may be what the source no longer has. */
    private void judgeDoubtful(CommitRecord record) {
        if (incomplete) {
            unjudged += doubtful.size();
            record.partitions().forEach((partition, state) -> clocks.restore(partition, state.greatestEventTime()));
        } else {
            doubtful.forEach(holes::add);
        }
        doubtful.clear();
    }

    private void hole(CommitRecord record, int partition, long first, long last, String detail) {
        holes.add(found(record, partition, first, last, detail));
    }

    private static Discrepancy found(CommitRecord record, int partition, long first, long last, String detail) {
        return Discrepancy.ofPartition(Discrepancy.Kind.REPLAY, record.number(), partition, first, last, detail);
    }

    /** What was compared, in words. */
    public String summary() {
        String range = lastCommit == 0
                ? "No commit was replayed"
                : "Replayed " + records + " records of commits " + start.commit() + " to " + lastCommit;
        String before = start.reason() == null ? "" : "; not before, since " + start.reason();
        String left = unjudged == 0
                ? ""
                : "; " + unjudged + " records could not be judged, since the source no longer has them or what they"
                        + " depend on";
        return range + before + left + (stopped == null ? "" : "; stopped at " + stopped);
    }

    /** Where reading stands in one source partition. */
    private final class Cursor {
        private final int partition;
        private final EventBatch decoded = new EventBatch(spec.schema(), spec.roles(), 1024);
        private RecordBatch batch;
        private int row;
        private int rejection;
        private long position;

        Cursor(int partition) {
            this.partition = partition;
        }

        /** Reads on; false if the log ends before. A comparison of null skips the records. */
        boolean readUpTo(long next, Comparison comparison) {
            while (position < next) {
                if (batch == null && !fetch()) {
                    return false;
                }
                int from = row;
                while (row < decoded.rows() && decoded.offset(row) < next) {
                    row++;
                }
                if (comparison != null) {
                    comparison.valid(decoded, from, row);
                }
                while (rejection < decoded.rejections().size()
                        && decoded.rejections().get(rejection).offset() < next) {
                    if (comparison != null) {
                        comparison.rejected(decoded.rejections().get(rejection));
                    }
                    rejection++;
                }
                if (row < decoded.rows() || rejection < decoded.rejections().size()) {
                    position = next;
                } else {
                    position = batch.nextOffset();
                    batch = null;
                }
            }
            return true;
        }

        private boolean fetch() {
            batch = reader.next(partition);
            if (batch == null) {
                return false;
            }
            decoder.decode(batch, decoded);
            row = 0;
            rejection = 0;
            return true;
        }
    }

    /** The records of one source partition in one commit, by the source. */
    private final class Comparison {
        private final CommitRows commit;
        private final int partition;
        private final PartitionCounts counts;
        private final Tally tally = new Tally();

        Comparison(CommitRows commit, int partition, PartitionCounts counts) {
            this.commit = commit;
            this.partition = partition;
            this.counts = counts;
        }

        /** Judges valid rows by their event times, then by the tables they are in. */
        void valid(EventBatch batch, int from, int to) {
            tally.add(RecordCounter.RECORDS, to - from);
            lateFilter.apply(batch, from, to, inTime, new Tally());
            for (int i = 0; i < inTime.lateCount(); i++) {
                late(batch, inTime.late()[i]);
            }
            accepted.reset(inTime.eventCount());
            for (int i = 0; i < inTime.eventCount(); i++) {
                inTime(batch, inTime.events()[i]);
            }
            tally.add(RecordCounter.EVENTS, accepted.eventCount());
            duplicateFilter.apply(batch, accepted, new Tally());
            for (int i = 0; i < accepted.duplicateCount(); i++) {
                hole(
                        batch.offset(accepted.duplicates()[i]),
                        "another event with its id within the horizon is in events/ too");
            }
        }

        private void late(EventBatch batch, int row) {
            long offset = batch.offset(row);
            Table table = commit.table(partition, offset);
            if (table == Table.LATE) {
                compareContent(batch, row);
                tally.add(RecordCounter.LATE, 1);
            } else {
                misplaced(offset, "late", table);
            }
        }

        private void inTime(EventBatch batch, int row) {
            long offset = batch.offset(row);
            Table table = commit.table(partition, offset);
            if (table == Table.EVENTS) {
                compareContent(batch, row);
                accepted.addEvent(row);
            } else if (table == Table.LATE) {
                tally.add(RecordCounter.LATE, 1);
                tally.add(RecordCounter.LATE_AFTER_IDLE, 1);
                compareContent(batch, row);
                if (batch.eventTime(row) >= commit.record().watermark()) {
                    doubtful.add(found(
                            commit.record(),
                            partition,
                            offset,
                            offset,
                            "the source says it is neither late nor before the watermark, but it is in late/"));
                }
            } else if (table == null) {
                tally.add(RecordCounter.DUPLICATES, 1);
                pending(partition).appendRow(batch, row);
            } else {
                misplaced(offset, "a valid event", table);
            }
        }

        void rejected(Rejection rejection) {
            tally.add(RecordCounter.RECORDS, 1);
            tally.reject(rejection.reason());
            Table table = commit.table(partition, rejection.offset());
            if (table != Table.REJECTED) {
                misplaced(rejection.offset(), "rejected (" + rejection.reason().label() + ")", table);
            }
        }

        private void compareContent(EventBatch batch, int row) {
            long offset = batch.offset(row);
            long stored = commit.content(partition, offset);
            if (stored != 0 && stored != batch.contentHash(row)) {
                hole(offset, "the source has an event of another id, time or other values there than the table");
            }
        }

        private void misplaced(long offset, String what, Table table) {
            hole(
                    offset,
                    "the source says it is " + what + ", but it is in "
                            + (table == null ? "no table" : table.folder() + "/"));
        }

        private void hole(long offset, String detail) {
            SourceReplay.this.hole(commit.record(), partition, offset, offset, detail);
        }

        /** @param lostBeginning whether the source no longer has the first offsets that the commit read */
        void compare(boolean lostBeginning) {
            long missing = counts.records() - tally.count(RecordCounter.RECORDS);
            if (missing > 0 || lostBeginning) {
                incomplete = true;
                unjudged += Math.max(missing, 0);
            }
            tally.compare(counts, COMPARED, (what, counted, found) -> {
                if (missing <= 0 && !lostBeginning) {
                    SourceReplay.this.hole(
                            commit.record(),
                            partition,
                            counts.firstPosition(),
                            counts.nextPosition() - 1,
                            "it counted " + counted + " " + what + ", by the source there are " + found);
                }
            });
        }
    }
}
