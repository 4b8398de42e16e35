package io.sluice.core.port;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * The one truth about a commit: what was read, what was written, and where the next one goes on. A lake is its files
 * plus the sequence of these records, numbered from 1 without holes.
 *
 * @param number the commit's number
 * @param kind what it did
 * @param writerId the process that wrote it; new for every process
 * @param time wall-clock time of the commit
 * @param source what is read
 * @param partitions where every source partition stands after it
 * @param watermark microseconds since the epoch; {@link Long#MIN_VALUE} before the first event
 * @param recoverFromCommit the oldest commit whose events still matter for deduplication or an open window
 * @param added data files of this commit
 * @param removed final paths of data files that this commit takes away (compaction)
 * @param counts the accounting per source partition; only partitions that moved
 * @param schemaHash names the schema file kept in the lake
 * @param settings every setting that decides rows, by configuration key
 * @param sparkBatchId Spark's batch, or null
 */
public record CommitRecord(
        long number,
        Kind kind,
        String writerId,
        Instant time,
        SourceIdentity source,
        Map<Integer, PartitionState> partitions,
        long watermark,
        long recoverFromCommit,
        List<DataFile> added,
        List<String> removed,
        Map<Integer, PartitionCounts> counts,
        String schemaHash,
        Map<String, String> settings,
        Long sparkBatchId) {

    /** What a commit did. */
    public enum Kind {
        INGEST,
        TAKE_OVER,
        COMPACTION,
        REPLAY;

        /** Whether it is made beside the writer that owns the lake, who goes on behind it. */
        public boolean isMadeBeside() {
            return this == COMPACTION || this == REPLAY;
        }
    }

    public CommitRecord {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(writerId, "writerId");
        Objects.requireNonNull(time, "time");
        Objects.requireNonNull(source, "source");
        partitions = Collections.unmodifiableMap(new TreeMap<>(partitions));
        added = List.copyOf(added);
        removed = List.copyOf(removed);
        counts = Collections.unmodifiableMap(new TreeMap<>(counts));
        settings = Collections.unmodifiableMap(new TreeMap<>(settings));
        if (number < 1) {
            throw new IllegalArgumentException("Commit numbers start at 1, got " + number);
        }
    }
}
