package io.sluice.lake.audit;

import io.sluice.core.audit.AuditReport;
import io.sluice.core.audit.AuditReport.TableTotals;
import io.sluice.core.audit.CommitChain;
import io.sluice.core.audit.CommitRows;
import io.sluice.core.audit.CurrentFile;
import io.sluice.core.audit.Discrepancies;
import io.sluice.core.audit.Discrepancy;
import io.sluice.core.audit.Discrepancy.Kind;
import io.sluice.core.audit.RowAudit;
import io.sluice.core.event.EventBatch;
import io.sluice.core.event.EventRoles;
import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.DataFile;
import io.sluice.core.port.DataGapException;
import io.sluice.core.port.LakeUnavailableException;
import io.sluice.core.port.PartitionState;
import io.sluice.core.port.Table;
import io.sluice.core.schema.EventSchema;
import io.sluice.lake.commit.CommitLog;
import io.sluice.lake.commit.DataPaths;
import io.sluice.lake.parquet.EventFileReader;
import io.sluice.lake.scan.SourceColumns;
import io.sluice.lake.store.ObjectStore;
import io.sluice.lake.store.StoredObject;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * Audits a lake from its commit records and files, without writing anything; a writer may go on beside it. Of the data
 * files it reads the footers and the two source columns. An instance audits once, on one thread.
 */
public final class LakeAudit {
    /** More holes than these are counted only. */
    private static final int MOST_HOLES = 1000;

    private final ObjectStore store;
    private final boolean checksums;
    private final LongConsumer rowsRead;
    private final Discrepancies holes = new Discrepancies(MOST_HOLES);
    private final CommitChain chain = new CommitChain(holes);
    private final Map<String, Long> objects = new HashMap<>();
    private final Map<Table, TableTotals> tables = new EnumMap<>(Table.class);
    private final List<String> notes = new ArrayList<>();
    private EventFileReader contents;
    private long comparedFrom;
    private CommitRecordReader records;

    private LakeAudit(ObjectStore store, boolean checksums, LongConsumer rowsRead) {
        this.store = store;
        this.checksums = checksums;
        this.rowsRead = rowsRead;
        for (Table table : Table.values()) {
            tables.put(table, TableTotals.NONE);
        }
    }

    /**
     * Begins an audit by reading the records; {@link #readRows} continues, and {@link #report} ends it. There is nothing
     * to close.
     *
     * @param checksums whether to read all bytes of all files and compare their checksums, and every commit record by
     *     itself
     * @param rowsRead is given the rows of every file that was read, for a display of progress
     * @throws io.sluice.core.port.LakeUnavailableException if the store fails
     */
    public static LakeAudit open(ObjectStore store, boolean checksums, LongConsumer rowsRead) {
        LakeAudit audit = new LakeAudit(store, checksums, rowsRead);
        audit.readRecords();
        return audit;
    }

    private void readRecords() {
        // Before the records: what stands in a table now has its record by then.
        for (Table table : Table.values()) {
            for (StoredObject object : store.list(table.folder())) {
                objects.put(object.path(), object.bytes());
            }
        }
        records = CommitRecordReader.open(store, checksums);
        if (records.last() == 0) {
            CommitLog.openLake(store);
        }
        records.readInto(chain);
    }

    /** Whether there is nothing of a lake: neither a record nor a file of a table. */
    public boolean isOfNothing() {
        return records.last() == 0 && objects.isEmpty() && holes.kept().isEmpty();
    }

    /** Where holes go; a replay adds its own. */
    public Discrepancies holes() {
        return holes;
    }

    /**
     * Reads the files.
     *
     * @param listener is given every commit when all its rows were read
     * @throws LakeChangedException if a compaction replaced files since the records were read
     * @throws io.sluice.core.port.LakeUnavailableException if the store fails
     */
    public void readRows(Consumer<CommitRows> listener) {
        List<CurrentFile> live = chain.liveFiles();
        for (CurrentFile file : live) {
            if (file.file().table() == Table.WINDOWS) {
                read(file, (partition, offset, content) -> {});
            }
        }
        new RowAudit(live, this::read, holes, listener).run(records.again());
        nameStrays();
    }

    /**
     * Reads the files, those of events with what they hold where their commits are compared with the source.
     *
     * @param fromCommit the first commit that is compared, with this schema
     * @param roles of the fields
     */
    public void readRows(long fromCommit, EventSchema schema, EventRoles roles, Consumer<CommitRows> listener) {
        comparedFrom = fromCommit;
        contents = new EventFileReader(schema, roles);
        readRows(listener);
    }

    /** The records that can be read, ascending; may be asked for any number of times. */
    public Iterator<CommitRecord> records() {
        return records.again();
    }

    /**
     * Reads the events that mattered after a commit, for who goes on from there.
     *
     * @param roles of the fields
     * @param consumer is given batches to be used during the call only; rows that do not matter may come too, none of
     *     later commits do
     * @throws DataGapException if a file cannot be read
     */
    public void readEvents(CommitRecord after, EventSchema schema, EventRoles roles, Consumer<EventBatch> consumer) {
        EventFileReader reader = new EventFileReader(schema, roles);
        for (CurrentFile live : chain.liveFiles()) {
            // What was replayed was rejected before: with the schema and the settings at hand it would not have been.
            boolean needed = live.file().table() == Table.EVENTS
                    && (live.replayed()
                            || live.origins().stream()
                                    .anyMatch(
                                            origin -> origin >= after.recoverFromCommit() && origin <= after.number()));
            if (needed) {
                EventBatch before = new EventBatch(schema, roles, 16);
                read(reader, live, batch -> {
                    before.reset(batch.partition());
                    PartitionState state = after.partitions().get(batch.partition());
                    for (int row = 0; row < batch.rows(); row++) {
                        if (state != null && batch.offset(row) < state.position()) {
                            before.appendRow(batch, row);
                        }
                    }
                    consumer.accept(before);
                });
            }
        }
    }

    private void read(EventFileReader reader, CurrentFile live, Consumer<EventBatch> consumer) {
        String path = live.file().path();
        try {
            reader.read(store.open(path), path, consumer);
        } catch (DataGapException | LakeUnavailableException e) {
            requireUnchanged(live);
            throw e;
        }
    }

    /** Adds what is worth knowing but no hole. */
    public void note(String note) {
        notes.add(note);
    }

    /** What was found. */
    public AuditReport report() {
        return new AuditReport(
                records.last(),
                chain.commits(),
                chain.totals(),
                chain.replayed(),
                tables,
                holes.kept(),
                holes.more(),
                holes.preventReading(),
                notes);
    }

    private boolean read(CurrentFile live, RowAudit.RowConsumer rows) {
        DataFile file = live.file();
        String path = find(live);
        long found = 0;
        boolean good = path != null && (!checksums || hasChecksum(live, path));
        if (good) {
            try (SourceColumns columns = new SourceColumns(path, store.open(path))) {
                found = columns.rows();
                if (found != file.rows()) {
                    hole(Kind.FILE_ROWS, live, "it should have " + file.rows() + " rows, but has " + found);
                }
                if (isCompared(live)) {
                    contents.read(store.open(path), path, batch -> hand(batch, rows));
                } else if (file.table() != Table.WINDOWS) {
                    columns.read((partition, offset) -> rows.row(partition, offset, 0));
                }
            } catch (LakeUnavailableException e) {
                requireUnchanged(live);
                throw e;
            } catch (DataGapException e) {
                requireUnchanged(live);
                hole(Kind.FILE_UNREADABLE, live, e.getMessage());
                good = false;
            }
        }
        tables.put(file.table(), tables.get(file.table()).plus(file.rows(), found));
        rowsRead.accept(found);
        return good;
    }

    private boolean isCompared(CurrentFile live) {
        Table table = live.file().table();
        return contents != null
                && (table == Table.EVENTS || table == Table.LATE)
                && !live.origins().isEmpty()
                && live.firstOrigin() >= comparedFrom;
    }

    private static void hand(EventBatch batch, RowAudit.RowConsumer rows) {
        for (int row = 0; row < batch.rows(); row++) {
            rows.row(batch.partition(), batch.offset(row), batch.contentHash(row));
        }
    }

    /** Where the bytes of a file are: in its place, or where it was staged by a commit that is not published yet. */
    private String find(CurrentFile live) {
        DataFile file = live.file();
        Long listed = objects.get(file.path());
        long size = listed == null ? store.size(file.path()) : listed;
        if (size == file.bytes()) {
            return file.path();
        }
        boolean last = chain.last() != null && live.commit() == chain.last().number();
        if (size < 0 && last && store.size(file.stagedPath()) == file.bytes()) {
            notes.add("Commit " + live.commit() + " is not published yet: " + file.path()
                    + " is still staged; the writer, or the next start of one, moves it to its place");
            return file.stagedPath();
        }
        if (size < 0) {
            requireUnchanged(live);
            hole(Kind.FILE_MISSING, live, "it is gone with its " + file.rows() + " rows; restore it from a backup");
        } else {
            hole(
                    Kind.FILE_SIZE,
                    live,
                    "it should have " + file.bytes() + " bytes, but has " + size + "; restore it from a backup");
        }
        return null;
    }

    private void requireUnchanged(CurrentFile live) {
        if (records.isReplacedSince(live.file().path())) {
            throw new LakeChangedException(
                    "A compaction replaced " + live.file().path() + " in " + store
                            + " while the lake was being audited; audit it again when the compaction is through");
        }
    }

    private boolean hasChecksum(CurrentFile live, String path) {
        String found = Checksum.of(store.open(path), path);
        if (!found.equals(live.file().checksum())) {
            hole(
                    Kind.FILE_CHECKSUM,
                    live,
                    "its bytes have the CRC-32C " + found + ", but "
                            + live.file().checksum() + " is recorded");
            return false;
        }
        return true;
    }

    private void hole(Kind kind, CurrentFile live, String detail) {
        holes.add(Discrepancy.ofFile(kind, live.commit(), live.file().path(), detail));
    }

    private void nameStrays() {
        objects.keySet().stream()
                .filter(path -> chain.liveFile(path) == null && store.size(path) >= 0)
                .sorted()
                .forEach(this::nameStray);
    }

    /** Whether it is a data file of a commit behind the last one there is. */
    private boolean isBehind(String path) {
        long commit = DataPaths.targetCommitOf(path);
        return path.endsWith(".parquet") && commit > records.last() && commit < Long.MAX_VALUE;
    }

    private void nameStray(String path) {
        CommitRecord last = chain.last();
        if (last != null && last.removed().contains(path)) {
            notes.add("Commit " + last.number() + " is not published yet: " + path + " is replaced, but still there");
        } else if (isBehind(path)) {
            long commit = DataPaths.targetCommitOf(path);
            holes.add(Discrepancy.ofFile(
                    Kind.RECORD_MISSING,
                    commit,
                    path,
                    "this file was made for commit " + commit + ", but the last record is " + records.last()
                            + "; restore the records that are missing from a backup"));
        } else if (path.endsWith(".parquet")) {
            holes.add(Discrepancy.ofFile(
                    Kind.STRAY_FILE,
                    0,
                    path,
                    "no live record lists it, but whoever reads the table by a glob takes its rows too"
                            + (holes.isEmpty()
                                    ? "; sluice compact removes it"
                                    : "; see first whether a record above is missing")));
        } else {
            notes.add("No record lists " + path + "; readers of *.parquet pass over it");
        }
    }
}
