package io.sluice.core.audit;

import io.sluice.core.dedup.Deduplicator;
import io.sluice.core.dedup.Deduplicator.Verdict;
import io.sluice.core.event.EventBatch;
import io.sluice.core.event.EventDecoder;
import io.sluice.core.event.JsonEventDecoder;
import io.sluice.core.event.RecordBatch;
import io.sluice.core.event.Rejection;
import io.sluice.core.event.RejectionReason;
import io.sluice.core.pipeline.PipelineSpec;
import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.EventSource;
import io.sluice.core.port.PartitionCounts;
import io.sluice.core.port.Table;
import io.sluice.core.time.PartitionClocks;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads the source again, commit by commit, and holds every record to be where it belongs: rejected ones in
 * {@code rejected/}, late ones in {@code late/}, and of the others exactly one copy in {@code events/} and no other copy
 * within the horizon. Which copy of several partitions was read first is not in the log, so whichever was accepted is
 * right, as long as one was. One thread.
 */
public final class SourceReplay {
    private final PipelineSpec spec;
    private final EventSource source;
    private final Discrepancies holes;
    private final SourceReader reader;
    private final EventDecoder decoder;
    private final PartitionClocks clocks;
    private final Deduplicator deduplicator;
    private final Map<Integer, Cursor> cursors = new HashMap<>();
    private final List<Pending> pending = new ArrayList<>();
    private ReplayStart start;
    private long records;
    private long lastCommit;
    private String stopped;

    /** A record in no table: a duplicate, if the copy it is one of was accepted. */
    private record Pending(int partition, long offset, long idHigh, long idLow, long time, int valueHash) {}

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
        deduplicator = new Deduplicator(spec.horizon());
    }

    /** Reads the log of records, as often as it is asked for. */
    public interface Records {
        java.util.Iterator<CommitRecord> iterator();
    }

    /**
     * Starts the source where the replay can begin.
     *
     * @return from where it begins, and why not before
     */
    public ReplayStart begin(Records log) {
        ReplayStart wished = ReplayStart.find(log.iterator(), spec, source.identity(), Map.of());
        source.start(wished.positions());
        Map<Integer, Long> available = reader.lostBeginnings();
        start = available.isEmpty() ? wished : ReplayStart.find(log.iterator(), spec, source.identity(), available);
        if (start.before() != null) {
            start.before()
                    .partitions()
                    .forEach((partition, state) -> clocks.restore(partition, state.greatestEventTime()));
        }
        return start;
    }

    /** Takes in events that were accepted before the start, of which copies may follow. */
    public void restore(EventBatch batch) {
        for (int row = 0; row < batch.rows(); row++) {
            deduplicator.restore(batch.idHigh(row), batch.idLow(row), batch.eventTime(row), batch.valueHash(row));
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
        deduplicator.advance(record.watermark());
        lastCommit = record.number();
    }

    private void compare(CommitRows commit, int partition, PartitionCounts counts) {
        clocks.add(partition);
        Cursor cursor = cursors.computeIfAbsent(partition, Cursor::new);
        Tally tally = new Tally(commit, partition, counts);
        // The source may have begun before, as long as it was not known what it has lost.
        cursor.readUpTo(counts.firstPosition(), null);
        if (!cursor.readUpTo(counts.nextPosition(), tally)) {
            long end = Math.max(cursor.position, counts.firstPosition());
            hole(
                    commit.record(),
                    partition,
                    end,
                    counts.nextPosition() - 1,
                    "the log of the source ends at " + end + ", though later records were committed");
        }
        records += tally.records;
        tally.compare();
    }

    private void judgePending(CommitRecord record) {
        for (Pending row : pending) {
            Verdict verdict = deduplicator.judge(row.idHigh, row.idLow, row.time, row.valueHash);
            if (verdict == Verdict.NEW) {
                hole(
                        record,
                        row.partition,
                        row.offset,
                        row.offset,
                        "the source has an event that is valid, not late and no duplicate, but no table has it");
            }
        }
        pending.clear();
    }

    private void hole(CommitRecord record, int partition, long first, long last, String detail) {
        holes.add(Discrepancy.ofPartition(Discrepancy.Kind.REPLAY, record.number(), partition, first, last, detail));
    }

    /** What was compared, in words. */
    public String summary() {
        String range = lastCommit == 0
                ? "No commit was replayed"
                : "Replayed " + records + " records of commits " + start.commit() + " to " + lastCommit;
        String before = start.reason() == null ? "" : "; not before, since " + start.reason();
        return range + before + (stopped == null ? "" : "; stopped at " + stopped);
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

        /** Reads on; false if the log ends before. A tally of null passes the records over. */
        boolean readUpTo(long next, Tally tally) {
            while (position < next) {
                if (batch == null && !fetch()) {
                    return false;
                }
                while (row < decoded.rows() && decoded.offset(row) < next) {
                    if (tally != null) {
                        tally.valid(decoded, row);
                    }
                    row++;
                }
                while (rejection < decoded.rejections().size()
                        && decoded.rejections().get(rejection).offset() < next) {
                    if (tally != null) {
                        tally.rejected(decoded.rejections().get(rejection));
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

    /** What became of the records of one source partition in one commit, by the source. */
    private final class Tally {
        private final CommitRows commit;
        private final int partition;
        private final PartitionCounts counts;
        private final Map<String, Long> rejected = new TreeMap<>();
        private long records;
        private long events;
        private long late;
        private long lateAfterIdle;
        private long duplicates;

        Tally(CommitRows commit, int partition, PartitionCounts counts) {
            this.commit = commit;
            this.partition = partition;
            this.counts = counts;
        }

        void valid(EventBatch batch, int row) {
            records++;
            long offset = batch.offset(row);
            long time = batch.eventTime(row);
            Table table = commit.table(partition, offset);
            boolean isLate = clocks.isLate(partition, time);
            if (!isLate) {
                clocks.advance(partition, time);
            }
            if (table == Table.LATE) {
                late++;
                woke(isLate, offset, time);
            } else if (isLate || table == Table.REJECTED) {
                misplaced(offset, isLate ? "late" : "a valid event", table);
            } else if (table == Table.EVENTS) {
                events++;
                accepted(batch, row);
            } else {
                duplicates++;
                pending.add(new Pending(
                        partition, offset, batch.idHigh(row), batch.idLow(row), time, batch.valueHash(row)));
            }
        }

        private void woke(boolean isLate, long offset, long time) {
            if (isLate) {
                return;
            }
            lateAfterIdle++;
            if (time >= commit.record().watermark()) {
                hole(offset, "the source says it is neither late nor before the watermark, but it is in late/");
            }
        }

        private void accepted(EventBatch batch, int row) {
            Verdict verdict =
                    deduplicator.judge(batch.idHigh(row), batch.idLow(row), batch.eventTime(row), batch.valueHash(row));
            if (verdict != Verdict.NEW) {
                hole(batch.offset(row), "another event with its id within the horizon is in events/ too");
            }
        }

        void rejected(Rejection rejection) {
            records++;
            RejectionReason reason = rejection.reason();
            rejected.merge(reason.label(), 1L, Long::sum);
            Table table = commit.table(partition, rejection.offset());
            if (table != Table.REJECTED) {
                misplaced(rejection.offset(), "rejected (" + reason.label() + ")", table);
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

        void compare() {
            compare("records", counts.records(), records);
            compare("events", counts.events(), events);
            compare("duplicates", counts.duplicates(), duplicates);
            compare("late", counts.late(), late);
            compare("late after idle", counts.lateAfterIdle(), lateAfterIdle);
            for (RejectionReason reason : RejectionReason.values()) {
                String label = reason.label();
                compare(label, counts.rejected().getOrDefault(label, 0L), rejected.getOrDefault(label, 0L));
            }
        }

        private void compare(String what, long counted, long found) {
            if (counted != found) {
                SourceReplay.this.hole(
                        commit.record(),
                        partition,
                        counts.firstPosition(),
                        counts.nextPosition() - 1,
                        "it counted " + counted + " " + what + ", by the source there are " + found);
            }
        }
    }
}
