package io.sluice.lake;

import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.DataFile;
import io.sluice.core.port.DataGapException;
import io.sluice.lake.store.ObjectStore;

/**
 * Makes the tables what a record says: replaced files leave, staged ones move to their places. All of it may be repeated,
 * by any writer, any number of times, also while another does the same.
 */
final class Publisher {
    private final ObjectStore store;
    private final StepListener listener;

    Publisher(ObjectStore store, StepListener listener) {
        this.store = store;
        this.listener = listener;
    }

    /**
     * Publishes a record; durable when it returns.
     *
     * @throws DataGapException if a file is neither staged nor in its place
     */
    void publish(CommitRecord record) {
        for (String path : record.removed()) {
            store.delete(path);
            listener.passed(CommitStep.FILE_REMOVED);
        }
        for (DataFile file : record.added()) {
            move(record, file);
            listener.passed(CommitStep.FILE_MOVED);
        }
        store.sync();
        listener.passed(CommitStep.PUBLISHED);
    }

    private void move(CommitRecord record, DataFile file) {
        if (store.size(file.path()) == file.bytes()) {
            // A move that copies first may have died before it deleted the original.
            store.delete(file.stagedPath());
            return;
        }
        long staged = store.size(file.stagedPath());
        boolean moved = staged == file.bytes() && store.move(file.stagedPath(), file.path());
        // Not moved, but there: another writer was faster.
        if (!moved && store.size(file.path()) != file.bytes()) {
            throw new DataGapException("Commit " + record.number() + " holds " + file.rows() + " rows in " + file.path()
                    + " (" + file.bytes() + " bytes), but " + found(file.path()) + " and " + found(file.stagedPath())
                    + " in " + store + ". It came from " + offsets(record)
                    + "; restore the file from a backup, or the lake without this commit and read them again");
        }
    }

    private String found(String path) {
        long size = store.size(path);
        return size < 0 ? "there is no " + path : path + " has " + size + " bytes";
    }

    private static String offsets(CommitRecord record) {
        StringBuilder text = new StringBuilder(record.source().name());
        record.counts().forEach((partition, counts) -> text.append(", source partition ")
                .append(partition)
                .append(" offsets ")
                .append(counts.firstPosition())
                .append(" to ")
                .append(counts.nextPosition() - 1));
        return text.toString();
    }
}
