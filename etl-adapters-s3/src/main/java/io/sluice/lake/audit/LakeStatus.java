package io.sluice.lake.audit;

import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.DataFile;
import io.sluice.core.port.Table;
import io.sluice.lake.commit.CommitLog;
import io.sluice.lake.liveness.Writers;
import io.sluice.lake.store.ObjectStore;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where a lake stands after its last commit, from the commit records and the signs of life of its writers.
 *
 * @param last the last record; nothing in an empty lake
 * @param tables what makes up each table
 * @param writers who writes and who waits
 */
public record LakeStatus(Optional<CommitRecord> last, Map<Table, TableSize> tables, Writers writers) {

    /** What makes up a table: files, their rows and bytes. */
    public record TableSize(long files, long rows, long bytes) {
        static final TableSize NONE = new TableSize(0, 0, 0);

        TableSize plus(DataFile file) {
            return new TableSize(files + 1, rows + file.rows(), bytes + file.bytes());
        }
    }

    public LakeStatus {
        tables = Collections.unmodifiableMap(new EnumMap<>(tables));
    }

    /** Reads the records of a lake. */
    public static LakeStatus of(ObjectStore store) {
        CommitLog log = CommitLog.openLake(store);
        Map<Table, TableSize> tables = new EnumMap<>(Table.class);
        for (Table table : Table.values()) {
            TableSize size = TableSize.NONE;
            for (DataFile file : log.liveFiles(table)) {
                size = size.plus(file);
            }
            tables.put(table, size);
        }
        return new LakeStatus(log.last(), tables, Writers.of(store, log));
    }
}
