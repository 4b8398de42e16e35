package io.sluice.core.audit;

import io.sluice.core.port.DataFile;
import java.util.List;

/**
 * A file that is part of the tables now, and where its rows come from.
 *
 * @param file as recorded
 * @param commit the commit that added it
 * @param origins the commits that read the source records of its rows, ascending: its own commit, or those whose files a
 *     compaction merged into it
 * @param replayed whether rows of it may come from rejected records that were validated again
 */
public record CurrentFile(DataFile file, long commit, List<Long> origins, boolean replayed) {
    public CurrentFile {
        origins = List.copyOf(origins);
    }

    /** The first commit whose records may be in it; 0 if only replayed ones are. */
    public long firstOrigin() {
        return origins.isEmpty() ? 0 : origins.get(0);
    }

    long lastOrigin() {
        return origins.isEmpty() ? 0 : origins.get(origins.size() - 1);
    }
}
