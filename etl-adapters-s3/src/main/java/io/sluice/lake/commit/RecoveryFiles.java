package io.sluice.lake.commit;

import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.DataFile;
import io.sluice.core.port.Table;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which commits hold events that still matter: the files of {@code events/} since the oldest commit needed, with the
 * greatest event time in each. What is older was not needed then and is not needed now, so the list stays short.
 */
public final class RecoveryFiles {
    private record Entry(long commit, DataFile file) {}

    private final List<Entry> entries = new ArrayList<>();
    private long from;

    /** @param from the first commit it will be told of; all since are to follow */
    public RecoveryFiles(long from) {
        this.from = from;
    }

    /** The commits from this one on are known. */
    public long from() {
        return from;
    }

    /** Takes a commit's files in. */
    public void add(CommitRecord record) {
        if (!record.removed().isEmpty()) {
            Set<String> gone = new HashSet<>(record.removed());
            entries.removeIf(entry -> gone.contains(entry.file.path()));
        }
        for (DataFile file : record.added()) {
            if (file.table() == Table.EVENTS) {
                entries.add(new Entry(record.number(), file));
            }
        }
    }

    /** The oldest commit that holds events at or after this time, or the next one if none does. */
    public long oldest(long eventTime, long nextCommit) {
        for (Entry entry : entries) {
            if (entry.file.maxTime() >= eventTime) {
                return entry.commit;
            }
        }
        return nextCommit;
    }

    /** Forgets the commits before this one. */
    public void forgetBefore(long commit) {
        entries.removeIf(entry -> entry.commit < commit);
        from = Math.max(from, commit);
    }

    /** The files of commits from this one on that may hold events at or after this time, in the order of the commits. */
    public List<DataFile> files(long fromCommit, long fromEventTime) {
        List<DataFile> files = new ArrayList<>();
        for (Entry entry : entries) {
            if (entry.commit >= fromCommit && entry.file.maxTime() >= fromEventTime) {
                files.add(entry.file);
            }
        }
        return files;
    }
}
