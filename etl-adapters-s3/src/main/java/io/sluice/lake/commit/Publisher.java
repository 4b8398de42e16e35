package io.sluice.lake.commit;

import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.DataFile;
import io.sluice.core.port.DataGapException;
import io.sluice.lake.store.BoundedParallelism;
import io.sluice.lake.store.ObjectStore;

/**
 * Makes the tables what a record says: replaced files leave, staged ones move to their places. All of it may be repeated,
 * by any writer, any number of times, also while another does the same. Files are moved several at a time and in no
 * order; the listener is called in the record's order, in the calling thread.
 */
final class Publisher {
    private final ObjectStore store;
    private final StepListener listener;
    private final BoundedParallelism parallelism;

    Publisher(ObjectStore store, StepListener listener, BoundedParallelism parallelism) {
        this.store = store;
        this.listener = listener;
        this.parallelism = parallelism;
    }

    /**
     * Publishes a record; durable when it returns.
     *
     * @return whether a file had still to be moved
     * @throws DataGapException if a file is neither staged nor in its place
     */
    boolean publish(CommitRecord record) {
        parallelism.each(record.removed(), this::remove, path -> listener.passed(CommitStep.FILE_REMOVED));
        if (!record.removed().isEmpty()) {
            // Else a loss of power might keep the new file and forget that the old ones are gone.
            store.sync();
        }
        boolean[] moved = new boolean[1];
        parallelism.each(record.added(), file -> move(record, file), now -> {
            moved[0] |= now;
            listener.passed(CommitStep.FILE_MOVED);
        });
        store.sync();
        listener.passed(CommitStep.PUBLISHED);
        return moved[0];
    }

    private String remove(String path) {
        store.delete(path);
        return path;
    }

    private boolean move(CommitRecord record, DataFile file) {
        if (store.size(file.path()) == file.bytes()) {
            // A move that copies first may have died before it deleted the original.
            store.delete(file.stagedPath());
            return false;
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
        return true;
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
