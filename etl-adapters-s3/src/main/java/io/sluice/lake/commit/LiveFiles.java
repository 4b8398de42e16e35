package io.sluice.lake.commit;

import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.DataFile;
import io.sluice.core.port.DataGapException;
import io.sluice.core.port.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The files that records added and no later record removed, built up record by record. Not safe for threads. */
final class LiveFiles {
    private final Map<String, DataFile> byPath = new LinkedHashMap<>();
    private long upTo;

    /** The number of the last record applied; 0 before the first. */
    long upTo() {
        return upTo;
    }

    /** Applies the next record. */
    void apply(CommitRecord record) {
        for (String path : record.removed()) {
            if (byPath.remove(path) == null) {
                throw new DataGapException(
                        "Commit " + record.number() + " removes " + path + ", which no commit before it holds");
            }
        }
        for (DataFile file : record.added()) {
            byPath.put(file.path(), file);
        }
        upTo = record.number();
    }

    List<DataFile> of(Table table) {
        List<DataFile> files = new ArrayList<>();
        for (DataFile file : byPath.values()) {
            if (file.table() == table) {
                files.add(file);
            }
        }
        return files;
    }
}
