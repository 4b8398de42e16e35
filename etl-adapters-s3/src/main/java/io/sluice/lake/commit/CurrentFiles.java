package io.sluice.lake.commit;

import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.DataFile;
import io.sluice.core.port.DataGapException;
import io.sluice.core.port.SourceIdentity;
import io.sluice.core.port.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The files that records added and no later record removed, built up record by record. Not safe for threads. */
final class CurrentFiles {
    private final Map<String, Live> byPath = new LinkedHashMap<>();
    private SourceIdentity source;
    private int logs;
    private long upTo;

    private record Live(DataFile file, int log) {}

    /** The number of the last record applied; 0 before the first. */
    long upTo() {
        return upTo;
    }

    /** Applies the next record. */
    void apply(CommitRecord record) {
        if (source == null || !source.isSameLog(record.source())) {
            source = record.source();
            logs++;
        }
        int log = logs;
        for (String path : record.removed()) {
            Live gone = byPath.remove(path);
            if (gone == null) {
                throw new DataGapException(
                        "Commit " + record.number() + " removes " + path + ", which no commit before it holds");
            }
            log = gone.log;
        }
        for (DataFile file : record.added()) {
            byPath.put(file.path(), new Live(file, log));
        }
        upTo = record.number();
    }

    boolean has(String path) {
        return byPath.containsKey(path);
    }

    /** How many logs were read into the lake, one after the other. */
    int logs() {
        return logs;
    }

    /** Which of the logs read into the lake, counted from 1, a live file's rows come from. */
    int logOf(String path) {
        return byPath.get(path).log;
    }

    List<DataFile> of(Table table) {
        List<DataFile> files = new ArrayList<>();
        for (Live live : byPath.values()) {
            if (live.file.table() == table) {
                files.add(live.file);
            }
        }
        return files;
    }
}
