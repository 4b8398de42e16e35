package io.sluice.lake.audit;

import io.sluice.core.audit.CommitChain;
import io.sluice.core.audit.CurrentFile;
import io.sluice.core.audit.Discrepancies;
import io.sluice.core.event.EventId;
import io.sluice.core.event.EventRoles;
import io.sluice.core.event.IdInPayload;
import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.DataFile;
import io.sluice.core.port.DataGapException;
import io.sluice.core.port.LakeUnavailableException;
import io.sluice.core.port.Table;
import io.sluice.lake.commit.CommitLog;
import io.sluice.lake.scan.RowSearch;
import io.sluice.lake.store.ObjectStore;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks for one event in the tables. Reads the id column of all files of {@code events/} and {@code late/}, and
 * decodes the payloads of {@code rejected/}. One thread.
 */
public final class LakeSearch {
    private static final int MAX_ATTEMPTS = 10;

    private final ObjectStore store;
    private final EventRoles roles;
    private CommitChain chain;

    /**
     * A row that has the event.
     *
     * @param table its table
     * @param file the file's path relative to the lake
     * @param commit the commit that added the file
     * @param partition source partition
     * @param offset offset in it
     * @param time event time in microseconds since the epoch; not known for a rejected record
     * @param detail why it was rejected; null for the others
     * @param isGuess whether it was rejected, and could not be decoded up to its id, so that it may be another event
     * @param replayed whether it may be a rejected record that was validated again
     */
    public record Found(
            Table table,
            String file,
            long commit,
            int partition,
            long offset,
            long time,
            String detail,
            boolean isGuess,
            boolean replayed) {}

    private LakeSearch(ObjectStore store, EventRoles roles) {
        this.store = store;
        this.roles = roles;
    }

    /**
     * Opens a search by reading the records. There is nothing to close.
     *
     * @param roles of the fields
     */
    public static LakeSearch open(ObjectStore store, EventRoles roles) {
        LakeSearch search = new LakeSearch(store, roles);
        search.readRecords();
        return search;
    }

    private void readRecords() {
        // Refuses what the reader of an audit takes as it comes.
        CommitLog.openLake(store);
        chain = new CommitChain(new Discrepancies(0));
        CommitRecordReader.open(store, false).readInto(chain);
    }

    /** The last record; null in an empty lake. */
    public CommitRecord last() {
        return chain.last();
    }

    /**
     * Finds all rows with an id.
     *
     * @throws IllegalArgumentException if ids are not written so, or a file has no such column
     * @throws io.sluice.core.port.DataGapException if a file is missing or damaged
     */
    public List<Found> find(String text) {
        EventId id = EventId.parseAsStored(text, roles);
        IdInPayload rejectedId = new IdInPayload(text, roles);
        for (int attempt = 1; ; attempt++) {
            try {
                return find(rejectedId, id);
            } catch (DataGapException | LakeUnavailableException failure) {
                long known = last() == null ? 0 : last().number();
                readRecords();
                if (attempt == MAX_ATTEMPTS || last() == null || last().number() == known) {
                    throw failure;
                }
                // A compaction may have replaced files on the way: once more, with those there are now.
            }
        }
    }

    private List<Found> find(IdInPayload rejectedId, EventId id) {
        List<Found> found = new ArrayList<>();
        for (CurrentFile live : chain.liveFiles()) {
            if (live.file().table() != Table.WINDOWS) {
                search(live, rejectedId, id, found);
            }
        }
        return found;
    }

    private void search(CurrentFile live, IdInPayload rejectedId, EventId id, List<Found> into) {
        DataFile file = live.file();
        try (RowSearch search = new RowSearch(file.path(), store.open(pathOf(file)))) {
            if (file.table() == Table.REJECTED) {
                search.findRejected(
                        rejectedId,
                        row -> into.add(new Found(
                                file.table(),
                                file.path(),
                                live.commit(),
                                row.partition(),
                                row.offset(),
                                0,
                                row.reason() + (row.field().isEmpty() ? "" : " " + row.field()) + ": " + row.detail(),
                                row.isGuess(),
                                false)));
            } else {
                search.findEvents(
                        roles.id().path(),
                        roles.time().path(),
                        id.high(),
                        id.low(),
                        row -> into.add(new Found(
                                file.table(),
                                file.path(),
                                live.commit(),
                                row.partition(),
                                row.offset(),
                                row.time() * roles.microsPerUnit(),
                                null,
                                false,
                                live.replayed())));
            }
        }
    }

    /** Files of the last commit may still be staged. */
    private String pathOf(DataFile file) {
        return store.size(file.path()) < 0 && store.size(file.stagedPath()) >= 0 ? file.stagedPath() : file.path();
    }
}
