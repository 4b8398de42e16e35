package io.sluice.lake.compact;

import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.DataFile;
import io.sluice.core.port.DataGapException;
import io.sluice.lake.LakeConfig;
import io.sluice.lake.ParquetLake;
import io.sluice.lake.commit.CommitLog;
import io.sluice.lake.commit.CommitStep;
import io.sluice.lake.commit.Publisher;
import io.sluice.lake.commit.StepListener;
import io.sluice.lake.compact.CompactionPlan.Hour;
import io.sluice.lake.compact.CompactionPlan.Merge;
import io.sluice.lake.store.BoundedParallelism;
import io.sluice.lake.store.ObjectStore;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Merges the files of closed hours, one commit per hour, beside whoever writes to the lake: in the same process or in
 * another. It takes nothing over and waits for nobody.
 *
 * <p>The rules, beside those of {@link ParquetLake}:
 *
 * <ol>
 *   <li>The merged files are staged, then one record says which files they replace, then the replaced files leave the
 *       tables, then the merged ones move in. For an instant a glob misses rows of that hour; it never sees one twice.
 *   <li>A writer that finds its number taken by a compaction rolls it forward and takes the next one.
 *   <li>A compaction that finds its number taken takes the next one too, if its files are still those of the tables and
 *       nobody took the lake over in between: a take-over removes what is staged for numbers up to its own, so the
 *       merged files have to be staged again behind it.
 *   <li>Files that had to be moved to their places here are left for another time: the writer that was to do so may be
 *       alive, and its request to copy one of them on its way.
 *   <li>Events that a starting runner may be reading are left alone, see {@link CompactionRequest}.
 * </ol>
 *
 * <p>Used by one thread, but for the log, which is its own.
 */
public final class Compactor {
    private final ObjectStore store;
    private final InstantSource clock;
    private final StepListener listener;
    private final String writerId;
    private final Publisher publisher;
    private final CommitLog log;
    private final Set<String> skippedPaths = new HashSet<>();
    private long publishedUpTo;
    private long sequence;

    /** A compaction that was recorded and published. */
    public record Compacted(CommitRecord record, List<DataFile> replaced) {}

    /** Opens the log of a lake; nothing is written yet. */
    public Compactor(ObjectStore store, InstantSource clock) {
        this(store, clock, LakeConfig.newWriterId(), StepListener.NONE);
    }

    Compactor(ObjectStore store, InstantSource clock, String writerId, StepListener listener) {
        this.store = store;
        this.clock = clock;
        this.writerId = writerId;
        this.listener = listener;
        this.publisher = new Publisher(store, listener, new BoundedParallelism());
        this.log = CommitLog.open(store);
    }

    /** The last record; nothing in an empty lake. */
    public Optional<CommitRecord> last() {
        return log.last();
    }

    /** What {@link #run} would merge now. */
    public CompactionPlan plan(CompactionRequest request) {
        log.refresh();
        return CompactionPlan.of(log, request);
    }

    /**
     * Merges what is asked for. Hours with damaged files are passed over and told at the end.
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
                    // Somebody took the lake over, or compacts as well: once more with what there is now.
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

    /** Whether the hour needs no further look. */
    private boolean compact(Hour hour, CompactionRequest request, BooleanSupplier stopped, Consumer<Compacted> done) {
        log.refresh();
        publishLast();
        List<Merge> merges = stillToMerge(hour, request);
        if (merges.isEmpty()) {
            return true;
        }
        StagedMerges staged = stage(merges, stopped);
        if (staged == null) {
            return false;
        }
        if (staged.added().isEmpty()) {
            return true;
        }
        CommitRecord record = append(staged);
        if (record == null) {
            staged.abort();
            return false;
        }
        listener.passed(CommitStep.RECORD_CREATED);
        publishLast();
        log.writeSegments();
        listener.passed(CommitStep.SEGMENTS_WRITTEN);
        done.accept(new Compacted(record, staged.replaced()));
        return true;
    }

    /** No record may follow on one that is not published. */
    private void publishLast() {
        if (log.lastNumber() == publishedUpTo) {
            return;
        }
        publisher.publishLast(log).ifPresent(published -> {
            CommitRecord record = published.record();
            publishedUpTo = record.number();
            if (published.moved() && !record.writerId().equals(writerId)) {
                record.added().forEach(file -> skippedPaths.add(file.path()));
            }
        });
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
    private StagedMerges stage(List<Merge> merges, BooleanSupplier stopped) {
        StagedMerges staged = new StagedMerges(store, listener, log.lastNumber() + 1, writerId, stopped);
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

    private static void abort(StagedMerges staged, RuntimeException failure) {
        try {
            staged.abort();
        } catch (RuntimeException second) {
            failure.addSuppressed(second);
        }
    }

    private boolean allLive(List<Merge> merges) {
        return merges.stream().flatMap(merge -> merge.files().stream()).allMatch(file -> log.isLive(file.path()));
    }

    /** Creates the record; null if the staged files are of no use any more. */
    private CommitRecord append(StagedMerges staged) {
        while (isGood(staged)) {
            CommitRecord record = record(staged);
            listener.passed(CommitStep.RECORD_DUE);
            Optional<CommitRecord> taken = log.append(record);
            if (taken.isEmpty()) {
                return record;
            }
            log.follow(taken.get());
            publishLast();
        }
        return null;
    }

    private boolean isGood(StagedMerges staged) {
        for (CommitRecord since : log.read(staged.targetCommit(), log.lastNumber())) {
            if (since.kind() == CommitRecord.Kind.TAKE_OVER) {
                return false;
            }
        }
        return staged.replaced().stream().allMatch(file -> log.isLive(file.path()));
    }

    /** Moves nothing on but the number: position, watermark and settings are those of the record before. */
    private CommitRecord record(StagedMerges staged) {
        CommitRecord last = log.last().orElseThrow();
        return new CommitRecord(
                last.number() + 1,
                CommitRecord.Kind.COMPACTION,
                writerId,
                clock.instant(),
                last.source(),
                last.partitions(),
                last.watermark(),
                last.recoverFromCommit(),
                staged.added(),
                staged.replaced().stream().map(DataFile::path).toList(),
                Map.of(),
                last.schemaHash(),
                last.settings(),
                last.sparkBatchId());
    }
}
