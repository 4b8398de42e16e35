package io.sluice.lake.compact;

import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.DataFile;
import io.sluice.core.port.DataGapException;
import io.sluice.core.query.QuerySpec;
import io.sluice.lake.LakeConfig;
import io.sluice.lake.ParquetLake;
import io.sluice.lake.commit.CommitLog;
import io.sluice.lake.commit.Committer;
import io.sluice.lake.commit.DataPaths;
import io.sluice.lake.commit.StepListener;
import io.sluice.lake.compact.CompactionPlan.Hour;
import io.sluice.lake.compact.CompactionPlan.Merge;
import io.sluice.lake.store.ObjectStore;
import io.sluice.lake.store.StoredObject;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Merges the files of closed hours, one commit per hour, next to a writer in the same process or in another. It takes
 * nothing over and waits for no other writer.
 *
 * <p>The rules, in addition to those of {@link ParquetLake}:
 *
 * <ol>
 *   <li>The merged files are staged, then one record says which files they replace, then the replaced files leave the
 *       tables, then the merged ones move in. For an instant a glob misses rows of that hour; it never sees one twice.
 *   <li>A writer that finds its number taken by a compaction rolls it forward and takes the next one.
 *   <li>A compaction that finds its number taken takes the next one too, if its files are still those of the tables and
 *       no writer took the lake over in between: a take-over removes what is staged for numbers up to its own, so the
 *       merged files have to be staged again behind it.
 *   <li>Files that had to be moved to their places here are left for another time: the writer that was to do so may be
 *       alive, and its request to copy one of them on its way.
 *   <li>Events that a starting runner may be reading are left alone, see {@link CompactionRequest}.
 * </ol>
 *
 * <p>Closed days get summaries, and files that no commit lists are removed, by calls of their own. Used by one thread.
 */
public final class Compactor {
    private final ObjectStore store;
    private final InstantSource clock;
    private final StepListener listener;
    private final String writerId;
    private final CommitLog log;
    private final Committer committer;
    private final Set<String> skippedPaths = new HashSet<>();
    private long sequence;

    /** A compaction that was recorded and published. */
    public record Compacted(CommitRecord record, List<DataFile> replaced) {}

    private Compactor(ObjectStore store, CommitLog log, InstantSource clock, String writerId, StepListener listener) {
        this.store = store;
        this.clock = clock;
        this.writerId = writerId;
        this.listener = listener;
        this.log = log;
        this.committer = new Committer(store, log, writerId, listener);
    }

    /** Reads the log of a lake; nothing is written yet. There is nothing to close. */
    public static Compactor open(ObjectStore store, InstantSource clock) {
        return open(store, clock, LakeConfig.newWriterId(), StepListener.NONE);
    }

    static Compactor open(ObjectStore store, InstantSource clock, String writerId, StepListener listener) {
        return new Compactor(store, CommitLog.openLake(store), clock, writerId, listener);
    }

    /** Whether the lake has no commit. */
    public boolean isEmpty() {
        return log.lastNumber() == 0;
    }

    /** What {@link #run} would merge now. */
    public CompactionPlan plan(CompactionRequest request) {
        log.refresh();
        return CompactionPlan.of(log, request);
    }

    /**
     * Merges what is asked for. Hours with damaged files are skipped and reported at the end.
     *
     * @param stopped asked now and then; once it says true, the hour at hand is given up and the call returns
     * @param done is given every compaction
     * @throws DataGapException if a recorded file is gone or damaged
     * @throws io.sluice.core.port.LakeUnavailableException if the store fails
     */
    public void run(CompactionRequest request, BooleanSupplier stopped, Consumer<Compacted> done) {
        skippedPaths.clear();
        DataGapException damage = null;
        for (Hour hour : plan(request).hours()) {
            try {
                while (!stopped.getAsBoolean() && !compact(hour, request, stopped, done)) {
                    // Another took the lake over, or compacts as well: once more with what there is now.
                }
            } catch (DataGapException e) {
                if (damage == null) {
                    damage = e;
                } else {
                    damage.addSuppressed(e);
                }
            }
        }
        if (damage != null) {
            throw damage;
        }
    }

    /**
     * Files in the tables that no commit lists.
     *
     * @throws DataGapException if one of them was made for a commit behind the last: its record is missing, and nothing
     *     may be deleted
     */
    public OrphanFiles orphans() {
        OrphanFiles orphans = OrphanFiles.find(store);
        if (!orphans.unexplained().isEmpty()) {
            StoredObject file = orphans.unexplained().get(0);
            throw new DataGapException("Data file " + file.path() + " of " + store + " was made for commit "
                    + DataPaths.targetCommitOf(file.path()) + ", but the last record is " + log.refresh()
                    + ": restore the records that are missing from a backup. Nothing was merged or removed");
        }
        return orphans;
    }

    /** Deletes those of them that are removable. */
    public void remove(OrphanFiles orphans) {
        if (!orphans.removable().isEmpty()) {
            orphans.remove(store);
        }
    }

    /**
     * Writes the summaries that closed days lack, or that are damaged.
     *
     * @param question whose field, groups and ids are summarised
     * @param stopped asked between days
     * @param damaged is given each damaged summary, and what is wrong with it; null where they are not to be looked for
     * @return how many were written
     */
    public int summarise(
            CompactionRequest request,
            QuerySpec question,
            BooleanSupplier stopped,
            BiConsumer<String, String> damaged) {
        return SummaryWriter.write(store, request, question, stopped, damaged);
    }

    /** Whether the hour needs no further look. */
    private boolean compact(Hour hour, CompactionRequest request, BooleanSupplier stopped, Consumer<Compacted> done) {
        log.refresh();
        committer.publish(new Merging(List.of()));
        List<Merge> merges = stillToMerge(hour, request);
        if (merges.isEmpty()) {
            return true;
        }
        MergeWriter staged = stage(merges, stopped);
        if (staged == null) {
            return false;
        }
        if (staged.added().isEmpty()) {
            return true;
        }
        Merging peers = new Merging(staged.replaced());
        Optional<CommitRecord> record = committer.append(last -> record(last, staged), peers);
        if (record.isEmpty()) {
            staged.abort();
            return false;
        }
        committer.publish(peers);
        done.accept(new Compacted(record.get(), staged.replaced()));
        return true;
    }

    /**
     * A compaction whose files are staged follows on all but a take-over, which removes them, and another compaction of
     * the same files.
     */
    private final class Merging implements Committer.Peers {
        private final Set<String> replaced = new HashSet<>();

        Merging(List<DataFile> replaced) {
            replaced.forEach(file -> this.replaced.add(file.path()));
        }

        @Override
        public boolean admit(CommitRecord other) {
            return other.kind() != CommitRecord.Kind.TAKE_OVER && Collections.disjoint(replaced, other.removed());
        }

        @Override
        public void movedFor(CommitRecord other) {
            other.added().forEach(file -> skippedPaths.add(file.path()));
        }
    }

    private List<Merge> stillToMerge(Hour hour, CompactionRequest request) {
        List<Merge> merges = new ArrayList<>();
        Optional<CommitRecord> last = log.last();
        if (last.isEmpty() || hour.start().getEpochSecond() / 3600 >= request.closedBefore(last.get())) {
            return merges;
        }
        for (Merge merge : hour.merges()) {
            List<DataFile> files = merge.files().stream()
                    .filter(file -> log.isLive(file.path()) && !skippedPaths.contains(file.path()))
                    .toList();
            if (files.size() >= request.minFiles()) {
                merges.add(new Merge(merge.table(), files));
            }
        }
        return merges;
    }

    /** Writes the merged files; null if that came to nothing. */
    private MergeWriter stage(List<Merge> merges, BooleanSupplier stopped) {
        MergeWriter staged = new MergeWriter(store, listener, log.lastNumber() + 1, writerId, stopped);
        boolean whole = true;
        try {
            for (Merge merge : merges) {
                whole = whole && staged.add(merge, ++sequence);
            }
            staged.finish();
        } catch (DataGapException gap) {
            staged.abort();
            log.refresh();
            if (allLive(merges)) {
                throw gap;
            }
            return null;
        } catch (RuntimeException failure) {
            abort(staged, failure);
            throw failure;
        }
        if (!whole) {
            staged.abort();
            return null;
        }
        return staged;
    }

    private static void abort(MergeWriter staged, RuntimeException failure) {
        try {
            staged.abort();
        } catch (RuntimeException second) {
            failure.addSuppressed(second);
        }
    }

    private boolean allLive(List<Merge> merges) {
        return merges.stream().flatMap(merge -> merge.files().stream()).allMatch(file -> log.isLive(file.path()));
    }

    /** Moves nothing on but the number: position, watermark and settings are those of the record before. */
    private CommitRecord record(CommitRecord last, MergeWriter staged) {
        return CommitRecord.after(last)
                .kind(CommitRecord.Kind.COMPACTION)
                .writer(writerId)
                .time(clock.instant())
                .added(staged.added())
                .removed(staged.replaced().stream().map(DataFile::path).toList())
                .build();
    }
}
