package io.sluice.core.audit;

import io.sluice.core.audit.Discrepancy.Kind;
import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.PartitionCounts;
import io.sluice.core.port.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Whether the rows of {@code events/}, {@code late/} and {@code rejected/} are those the commits counted: no source
 * offset twice, none that its commit did not read, as many as counted per commit, source partition and table.
 *
 * <p>Commits read disjoint ranges of offsets, so a row can only be doubled within the commit that read it. Commits are
 * therefore looked at one after the other, and only the offsets of those are in memory whose rows share a file with the
 * current one's; without compaction that is one. One thread.
 */
public final class RowAudit {
    private final FileReader reader;
    private final Discrepancies holes;
    private final Consumer<CommitRows> listener;
    private final Map<Long, List<CurrentFile>> byFirstOrigin = new HashMap<>();
    private final NavigableMap<Long, CommitRows> open = new TreeMap<>();

    /** Rows of replayed records, which belong to any commit of any log; their number is that of a repair. */
    private final Map<Integer, OffsetFlags> replayed = new TreeMap<>();

    private final List<CurrentFile> replayedFiles = new ArrayList<>();

    /** Reads where the rows of a file come from. */
    public interface FileReader {
        /**
         * Hands all rows of a file over.
         *
         * @return false if the file is not as recorded, which the reader has told; rows may have been handed over
         */
        boolean read(CurrentFile file, RowConsumer rows);
    }

    /** Takes where rows come from. */
    public interface RowConsumer {
        /** @param content see {@link io.sluice.core.event.EventBatch#contentHash}; 0 where it was not read */
        void row(int partition, long offset, long content);
    }

    /**
     * @param files all live files
     * @param listener is given every commit when all its rows were read
     */
    public RowAudit(List<CurrentFile> files, FileReader reader, Discrepancies holes, Consumer<CommitRows> listener) {
        this.reader = reader;
        this.holes = holes;
        this.listener = listener;
        for (CurrentFile file : files) {
            if (file.file().table() == Table.WINDOWS) {
                continue;
            }
            if (file.origins().isEmpty()) {
                replayedFiles.add(file);
            } else {
                byFirstOrigin
                        .computeIfAbsent(file.firstOrigin(), origin -> new ArrayList<>())
                        .add(file);
            }
        }
    }

    /** Reads all files, in the order of the commits they come from. */
    public void run(Iterator<CommitRecord> records) {
        replayedFiles.forEach(this::readReplayed);
        while (records.hasNext() || !open.isEmpty()) {
            if (open.isEmpty()) {
                open(records.next());
            }
            CommitRows current = open.firstEntry().getValue();
            List<CurrentFile> files = byFirstOrigin.remove(current.record().number());
            if (files != null) {
                openUpTo(files, records);
                files.forEach(this::read);
            }
            close(current);
        }
        judgeReplayed();
        // What is left begins in commits without a record, whose rows nobody can judge.
        byFirstOrigin
                .values()
                .forEach(files -> files.forEach(file -> reader.read(file, (partition, offset, content) -> {})));
    }

    private void open(CommitRecord record) {
        open.put(record.number(), new CommitRows(record));
    }

    private void openUpTo(List<CurrentFile> files, Iterator<CommitRecord> records) {
        long last = files.stream().mapToLong(CurrentFile::lastOrigin).max().orElse(0);
        while (open.lastKey() < last && records.hasNext()) {
            open(records.next());
        }
    }

    private void close(CommitRows commit) {
        open.remove(commit.record().number());
        commit.record().counts().forEach((partition, counts) -> addReplayed(commit, partition, counts));
        commit.compare(holes);
        listener.accept(commit);
    }

    private void read(CurrentFile file) {
        List<CommitRows> origins = new ArrayList<>();
        for (long origin : file.origins()) {
            CommitRows commit = open.get(origin);
            if (commit != null) {
                origins.add(commit);
            }
        }
        boolean allKnown = origins.size() == file.origins().size();
        boolean read = reader.read(file, new Placing(file, origins, allKnown));
        if (!read) {
            origins.forEach(CommitRows::incomplete);
        }
    }

    /** Puts the rows of a file to the commits they come from. */
    private final class Placing implements RowConsumer {
        private final CurrentFile file;
        private final List<CommitRows> origins;
        private final boolean allKnown;
        private CommitRows commit;

        Placing(CurrentFile file, List<CommitRows> origins, boolean allKnown) {
            this.file = file;
            this.origins = origins;
            this.allKnown = allKnown;
            this.commit = origins.get(0);
        }

        @Override
        public void row(int partition, long offset, long content) {
            if (!find(partition, offset)) {
                if (file.replayed()) {
                    replayed.computeIfAbsent(partition, p -> new OffsetFlags()).set(offset, OffsetFlags.REPLAYED);
                } else if (allKnown) {
                    outside(partition, offset);
                }
                return;
            }
            if (!commit.add(partition, offset, file.file().table(), file.replayed(), content)) {
                holes.add(row(
                        Kind.OFFSET_TWICE,
                        commit.record().number(),
                        partition,
                        offset,
                        "the tables have this source record more than once"));
            }
        }

        private boolean find(int partition, long offset) {
            if (commit.covers(partition, offset)) {
                return true;
            }
            for (CommitRows origin : origins) {
                if (origin.covers(partition, offset)) {
                    commit = origin;
                    return true;
                }
            }
            return false;
        }

        private void outside(int partition, long offset) {
            PartitionCounts counts = origins.get(0).record().counts().get(partition);
            String range = counts == null
                    ? "nothing of this source partition"
                    : "offsets " + counts.firstPosition() + " to " + (counts.nextPosition() - 1);
            holes.add(row(
                    Kind.OFFSET_OUTSIDE,
                    file.commit(),
                    partition,
                    offset,
                    origins.size() == 1
                            ? "its commit read " + range
                            : "none of the " + origins.size() + " commits merged here read it"));
        }

        private Discrepancy row(Kind kind, long number, int partition, long offset, String detail) {
            return new Discrepancy(kind, number, file.file().path(), partition, offset, offset, detail);
        }
    }

    private void readReplayed(CurrentFile file) {
        reader.read(file, (partition, offset, content) -> {
            OffsetFlags flags = replayed.computeIfAbsent(partition, p -> new OffsetFlags());
            if (flags.get(offset) != 0) {
                holes.add(new Discrepancy(
                        Kind.OFFSET_TWICE,
                        file.commit(),
                        file.file().path(),
                        partition,
                        offset,
                        offset,
                        "the tables have this replayed record more than once"));
            }
            flags.set(offset, OffsetFlags.REPLAYED);
        });
    }

    /** Where nothing else is wrong, a replayed row has to come from a record that a commit rejected. */
    private void judgeReplayed() {
        if (!holes.isEmpty()) {
            return;
        }
        replayed.forEach((partition, flags) -> flags.forEach(0, Long.MAX_VALUE, offset -> {
            if (flags.get(offset) == OffsetFlags.REPLAYED) {
                holes.add(Discrepancy.ofPartition(
                        Kind.OFFSET_OUTSIDE,
                        0,
                        partition,
                        offset,
                        offset,
                        "events/ has a replayed record that no commit rejected"));
            }
        }));
    }

    private void addReplayed(CommitRows commit, int partition, PartitionCounts counts) {
        OffsetFlags flags = replayed.get(partition);
        if (flags == null || counts.rejectedTotal() == 0) {
            return;
        }
        flags.forEach(counts.firstPosition(), counts.nextPosition(), offset -> {
            if (commit.table(partition, offset) == Table.REJECTED) {
                commit.add(partition, offset, Table.EVENTS, true, 0);
                flags.set(offset, OffsetFlags.REJECTED);
            }
        });
    }
}
