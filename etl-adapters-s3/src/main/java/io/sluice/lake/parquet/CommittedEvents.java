package io.sluice.lake.parquet;

import io.sluice.core.event.EventBatch;
import io.sluice.core.event.EventRoles;
import io.sluice.core.port.DataFile;
import io.sluice.core.port.DataGapException;
import io.sluice.core.schema.EventSchema;
import io.sluice.lake.store.BoundedParallelism;
import io.sluice.lake.store.BytesInputFile;
import io.sluice.lake.store.ObjectReader;
import java.util.List;
import java.util.function.Consumer;
import org.apache.parquet.io.InputFile;

/**
 * Reads committed rows of {@code events/} back, to rebuild what is decided by them. A start waits for it, and most files
 * of short commits are small: they are fetched whole, some at a time, ahead of the one that is being read.
 */
public final class CommittedEvents {
    /** Of small files held at a time. A greater file is read where it is, some columns at a time. */
    private static final long MAX_BYTES_AHEAD = 8 << 20;

    /** Of files asked for at a time. */
    private static final int MAX_FILES_AHEAD = 64;

    /** What a file is for its reader. */
    private record Fetched(DataFile file, InputFile input) {}

    private CommittedEvents() {}

    /**
     * Reads all rows of files.
     *
     * @param store holds them
     * @param files as records list them
     * @param consumer is given batches of one source partition each, to be used during the call only, in the order of
     *     the files and by the calling thread
     * @throws DataGapException if a file is gone or damaged
     */
    public static void read(
            ObjectReader store,
            EventSchema schema,
            EventRoles roles,
            List<DataFile> files,
            Consumer<EventBatch> consumer) {
        EventFileReader reader = new EventFileReader(schema, roles);
        BoundedParallelism parallelism = new BoundedParallelism();
        int from = 0;
        while (from < files.size()) {
            int to = endOfThoseAhead(files, from);
            parallelism.each(
                    files.subList(from, to),
                    file -> fetch(store, file),
                    fetched -> reader.read(fetched.input, store + "/" + fetched.file.path(), consumer));
            from = to;
        }
    }

    /** At least one, of whatever size. */
    private static int endOfThoseAhead(List<DataFile> files, int from) {
        long bytes = 0;
        int end = from;
        while (end < files.size() && end - from < MAX_FILES_AHEAD) {
            bytes += files.get(end).bytes();
            if (bytes > MAX_BYTES_AHEAD && end > from) {
                break;
            }
            end++;
        }
        return end;
    }

    private static Fetched fetch(ObjectReader store, DataFile file) {
        if (file.bytes() > MAX_BYTES_AHEAD) {
            requireBytes(store, file, store.size(file.path()));
            return new Fetched(file, store.open(file.path()));
        }
        byte[] bytes = store.read(file.path()).orElse(null);
        requireBytes(store, file, bytes == null ? -1 : bytes.length);
        return new Fetched(file, new BytesInputFile(bytes));
    }

    private static void requireBytes(ObjectReader store, DataFile file, long found) {
        if (found != file.bytes()) {
            throw new DataGapException("Data file " + file.path() + " in " + store
                    + ", whose events still matter for deduplication, should have " + file.bytes() + " bytes, but "
                    + (found < 0 ? "is gone" : "has " + found) + "; restore it from a backup");
        }
    }
}
