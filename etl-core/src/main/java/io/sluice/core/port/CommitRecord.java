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
 * @param notes what the runner that made it keeps there for itself, by name
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
        Map<String, String> notes) {

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
        notes = Collections.unmodifiableMap(new TreeMap<>(notes));
        if (number < 1) {
            throw new IllegalArgumentException("Commit numbers start at 1, got " + number);
        }
    }

    /** A record of that number in which nothing else is set. */
    public static Builder numbered(long number) {
        return new Builder(number);
    }

    /**
     * The record that follows on another: the next number, and all that holds until a commit changes it. The writer,
     * its time, the files and the counts are those of the new commit, and to be set.
     *
     * @param last the record before; null for the first one of a lake
     */
    public static Builder after(CommitRecord last) {
        if (last == null) {
            return new Builder(1);
        }
        return new Builder(last.number + 1)
                .source(last.source)
                .partitions(last.partitions)
                .watermark(last.watermark)
                .recoverFrom(last.recoverFromCommit)
                .schema(last.schemaHash)
                .settings(last.settings)
                .notes(last.notes);
    }

    /** Sets the components of a record one by one. What is not set is empty, or as the setter says. */
    public static final class Builder {
        private final long number;
        private Kind kind = Kind.INGEST;
        private String writerId;
        private Instant time;
        private SourceIdentity source;
        private Map<Integer, PartitionState> partitions = Map.of();
        private long watermark = Long.MIN_VALUE;
        private long recoverFromCommit;
        private List<DataFile> added = List.of();
        private List<String> removed = List.of();
        private Map<Integer, PartitionCounts> counts = Map.of();
        private String schemaHash = "";
        private Map<String, String> settings = Map.of();
        private Map<String, String> notes = Map.of();

        private Builder(long number) {
            this.number = number;
            this.recoverFromCommit = number;
        }

        /** {@link Kind#INGEST} if not set. */
        public Builder kind(Kind value) {
            kind = value;
            return this;
        }

        /** Must be set. */
        public Builder writer(String id) {
            writerId = id;
            return this;
        }

        /** Must be set. */
        public Builder time(Instant value) {
            time = value;
            return this;
        }

        /** Must be set. */
        public Builder source(SourceIdentity value) {
            source = value;
            return this;
        }

        public Builder partitions(Map<Integer, PartitionState> value) {
            partitions = value;
            return this;
        }

        /** {@link Long#MIN_VALUE} if not set. */
        public Builder watermark(long value) {
            watermark = value;
            return this;
        }

        /** The number of the record itself if not set. */
        public Builder recoverFrom(long commit) {
            recoverFromCommit = commit;
            return this;
        }

        public Builder added(List<DataFile> value) {
            added = value;
            return this;
        }

        public Builder removed(List<String> value) {
            removed = value;
            return this;
        }

        public Builder counts(Map<Integer, PartitionCounts> value) {
            counts = value;
            return this;
        }

        public Builder schema(String hash) {
            schemaHash = hash;
            return this;
        }

        public Builder settings(Map<String, String> value) {
            settings = value;
            return this;
        }

        public Builder notes(Map<String, String> value) {
            notes = value;
            return this;
        }

        public CommitRecord build() {
            return new CommitRecord(
                    number,
                    kind,
                    writerId,
                    time,
                    source,
                    partitions,
                    watermark,
                    recoverFromCommit,
                    added,
                    removed,
                    counts,
                    schemaHash,
                    settings,
                    notes);
        }
    }
}
