package io.sluice.lake;

import io.sluice.core.event.EventBatch;
import io.sluice.core.port.DataFile;
import io.sluice.core.port.DataGapException;
import io.sluice.lake.parquet.EventFileReader;
import io.sluice.lake.store.ObjectStore;
import java.util.List;
import java.util.function.Consumer;

/** Reads committed rows of {@code events/} back, to rebuild what is decided by them. */
public final class CommittedEvents {
    private CommittedEvents() {}

    /**
     * Reads all rows of files.
     *
     * @param config of the lake they are in
     * @param files as records list them
     * @param consumer is given batches of one source partition each, to be used during the call only
     * @throws DataGapException if a file is gone or damaged
     */
    public static void read(LakeConfig config, List<DataFile> files, Consumer<EventBatch> consumer) {
        ObjectStore store = config.store();
        EventFileReader reader = new EventFileReader(config.schema(), config.roles());
        for (DataFile file : files) {
            long size = store.size(file.path());
            if (size != file.bytes()) {
                throw new DataGapException(
                        "Data file " + file.path() + " in " + store + ", whose events still matter for"
                                + " deduplication, should have " + file.bytes() + " bytes, but "
                                + (size < 0 ? "is gone" : "has " + size) + "; restore it from a backup");
            }
            reader.read(store.open(file.path()), store + "/" + file.path(), consumer);
        }
    }
}
