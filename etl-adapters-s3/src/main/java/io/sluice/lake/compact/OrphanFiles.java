package io.sluice.lake.compact;

import io.sluice.core.port.Table;
import io.sluice.lake.commit.CommitLog;
import io.sluice.lake.store.ObjectStore;
import io.sluice.lake.store.StoredObject;
import java.util.ArrayList;
import java.util.List;

/**
 * Data files in the folders of tables that no live record lists. A reader of a table by a glob takes their rows too, so
 * they are to go: left behind by a move whose request was on its way when its writer was given up for dead, copied in
 * by hand, or from a backup.
 *
 * @param removable files that nothing speaks for
 * @param unexplained files that aimed at a commit number behind the last: perhaps it is the record that is missing
 */
public record OrphanFiles(List<StoredObject> removable, List<StoredObject> unexplained) {
    public OrphanFiles {
        removable = List.copyOf(removable);
        unexplained = List.copyOf(unexplained);
    }

    /**
     * Looks for them; writers may be at work.
     *
     * @throws io.sluice.core.port.DataGapException if a record is missing, since then nothing is known
     */
    static OrphanFiles find(ObjectStore store) {
        // Before the records: what stands in a table now has its record by then.
        List<StoredObject> objects = new ArrayList<>();
        for (Table table : Table.values()) {
            objects.addAll(store.list(table.folder()));
        }
        CommitLog log = CommitLog.open(store);
        List<StoredObject> removable = new ArrayList<>();
        List<StoredObject> unexplained = new ArrayList<>();
        for (StoredObject object : objects) {
            if (!object.path().endsWith(".parquet") || log.lastNumber() == 0 || log.isLive(object.path())) {
                continue;
            }
            (log.isBehindLast(object.path()) ? unexplained : removable).add(object);
        }
        return new OrphanFiles(removable, unexplained);
    }

    /** Deletes those that nothing speaks for. */
    void remove(ObjectStore store) {
        removable.forEach(object -> store.delete(object.path()));
        store.sync();
    }
}
