package io.sluice.lake.replay;

import io.sluice.core.dedup.Horizon;
import io.sluice.core.engine.PipelineState;
import io.sluice.core.event.EventBatch;
import io.sluice.core.event.JsonEventDecoder;
import io.sluice.core.pipeline.PipelineSpec;
import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.DataFile;
import io.sluice.core.port.DataGapException;
import io.sluice.core.port.Lake.LakeRequest;
import io.sluice.core.port.Standby;
import io.sluice.core.port.Table;
import io.sluice.core.port.WriterFencedException;
import io.sluice.lake.LakeConfig;
import io.sluice.lake.ParquetLake;
import io.sluice.lake.commit.CommitLog;
import io.sluice.lake.commit.Committer;
import io.sluice.lake.commit.DataPaths;
import io.sluice.lake.commit.SettingsGuard;
import io.sluice.lake.commit.StepListener;
import io.sluice.lake.compact.Compactor;
import io.sluice.lake.parquet.EventFileReader;
import io.sluice.lake.replay.ReplayCandidates.Verdict;
import io.sluice.lake.scan.RejectedRows;
import io.sluice.lake.store.ObjectStore;
import io.sluice.lake.write.TaskWriter;
import io.sluice.lake.write.TaskWriterFactory;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.parquet.io.InputFile;

/**
 * Validates rejected records again, after the schema or a setting was mended, and commits those that are valid now
 * straight into {@code events/}. They are not late, and windows that are closed stay as they are; an event with their id
 * within the horizon makes them duplicates. The rows of {@code rejected/} stay. What was replayed is found there by its
 * id, so a second replay adds nothing.
 *
 * <p>It works beside whoever writes to the lake, as {@link Compactor} does, and for the same reasons:
 *
 * <ol>
 *   <li>Only events are taken that are older than what a runner remembers: before the watermark by the horizon, and in a
 *       closed window. No event that a runner still accepts can be a copy of one, and no window of a runner misses it. So
 *       neither has to know of the other.
 *   <li>A writer that finds its number taken by a replay rolls it forward and takes the next one; a replay does the same,
 *       unless the lake was taken over in between, which removes staged files, or was replayed by another.
 *   <li>One that takes the lake over first has it for itself and takes events of any time: the next runner reads them as
 *       it reads all that still matter. It stops when a runner takes the lake over from it.
 * </ol>
 *
 * <p>Rejected records are worked on by the hour, some files at a time, one commit each; so memory is bounded, and a crash
 * leaves what is committed. Used once, by one thread.
 */
public final class RejectedReplay {
    /** Rejected records held at a time; more only where one file has more. */
    private static final long ROWS_AT_A_TIME = 100_000;

    private static final int BATCH_ROWS = 1_024;

    private final LakeConfig config;
    private final PipelineSpec spec;
    private final boolean checkFuture;
    private final ReplayRequest request;
    private final StepListener listener;
    private final ObjectStore store;
    private final TaskWriterFactory writers;
    private final Horizon horizon;
    private final CommitLog log;
    private final Committer committer;
    private final Set<String> done = new HashSet<>();
    private ReplayResult result = ReplayResult.NONE;

    /** Where this replay has the lake for itself: up to this record it is known to be so. */
    private long ownedUpTo;

    /** What the last look at the lake found to be so old that no runner needs it. */
    private long limit;

    private RejectedReplay(
            LakeConfig config,
            PipelineSpec spec,
            boolean checkFuture,
            ReplayRequest request,
            StepListener listener,
            CommitLog log) {
        this.config = config;
        this.spec = spec;
        this.checkFuture = checkFuture;
        this.request = request;
        this.listener = listener;
        this.store = config.store();
        this.writers = config.writers(listener);
        this.horizon = Horizon.of(spec.horizon());
        this.log = log;
        this.committer = new Committer(store, log, config.writerId(), listener);
    }

    /**
     * Reads the log of a lake; nothing is written yet. There is nothing to close: {@link #run} closes what it opens.
     *
     * @param spec the schema and settings to validate by
     * @param checkFuture whether records have times of their own, see
     *     {@link io.sluice.core.port.EventSource#stampsRecords}
     */
    public static RejectedReplay open(
            LakeConfig config, PipelineSpec spec, boolean checkFuture, ReplayRequest request) {
        return open(config, spec, checkFuture, request, StepListener.NONE);
    }

    static RejectedReplay open(
            LakeConfig config, PipelineSpec spec, boolean checkFuture, ReplayRequest request, StepListener listener) {
        CommitLog log = CommitLog.openLake(config.store());
        return new RejectedReplay(config, spec, checkFuture, request, listener, log);
    }

    /**
     * Does it.
     *
     * @throws io.sluice.core.port.LakeSettingsException if the lake was written with other settings
     * @throws DataGapException if a recorded file is gone or damaged
     * @throws io.sluice.core.port.LakeUnavailableException if the store fails
     * @throws WriterFencedException if another writer took the lake over from this one, where it had it for itself
     */
    public ReplayResult run() {
        Optional<CommitRecord> last = log.last();
        if (last.isEmpty()) {
            return ReplayResult.NONE;
        }
        LakeRequest lakeRequest =
                new LakeRequest(last.get().source(), spec.compatibilitySettings(), request.acceptChange());
        if (!isAlone()) {
            new SettingsGuard(store, config.schema()).check(last.get(), lakeRequest);
            replayHours();
            return result;
        }
        // Open to the end, and so giving signs of life: a runner that starts meanwhile stands by.
        try (ParquetLake lake = new ParquetLake(config, listener)) {
            ownedUpTo = lake.open(lakeRequest.beside(spec.commitInterval(), Standby.AT_ONCE))
                    .number();
            replayHours();
            return result;
        }
    }

    /** Whether it takes the lake over and has it for itself. */
    private boolean isAlone() {
        return request.takeOver() && !request.dryRun();
    }

    private void replayHours() {
        log.refresh();
        for (long hour : hours()) {
            do {
                look();
            } while (!replay(hour));
        }
    }

    private NavigableSet<Long> hours() {
        NavigableSet<Long> hours = new TreeSet<>();
        for (DataFile file : log.liveFiles(Table.REJECTED)) {
            if (isWanted(file)) {
                hours.add(DataPaths.hourOf(file.minTime()));
            }
        }
        return hours;
    }

    private boolean isWanted(DataFile file) {
        return micros(request.to()) > file.minTime() && micros(request.from()) <= file.maxTime();
    }

    private boolean isWanted(long recordTime) {
        return recordTime >= micros(request.from()) && recordTime < micros(request.to());
    }

    private static long micros(Instant time) {
        try {
            return ChronoUnit.MICROS.between(Instant.EPOCH, time);
        } catch (ArithmeticException e) {
            return time.isBefore(Instant.EPOCH) ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }

    /** Finds out where the lake stands, and publishes what is not published yet. */
    private void look() {
        log.refresh();
        if (isAlone()) {
            requireOwned();
        }
        if (!request.dryRun()) {
            committer.publish(this::admits);
        }
        CommitRecord last = log.last().orElseThrow();
        limit = request.takeOver()
                ? Long.MAX_VALUE
                : PipelineState.recoveryHorizon(horizon, spec.windows(), last.watermark());
    }

    /** Whether an hour of rejected records is done; otherwise the lake changed too much meanwhile. */
    private boolean replay(long hour) {
        List<DataFile> some = new ArrayList<>();
        long rows = 0;
        for (DataFile file : filesOf(hour)) {
            if (log.logOf(file) != log.currentLog()) {
                result = result.plus(new ReplayResult(file.rows(), 0, 0, 0, 0, 0, file.rows(), Map.of(), 0));
                done.add(file.path());
                continue;
            }
            if (!some.isEmpty() && rows + file.rows() > ROWS_AT_A_TIME) {
                if (!replay(some)) {
                    return false;
                }
                some.clear();
                rows = 0;
            }
            some.add(file);
            rows += file.rows();
        }
        return some.isEmpty() || replay(some);
    }

    private List<DataFile> filesOf(long hour) {
        return log.liveFiles(Table.REJECTED).stream()
                .filter(file -> isWanted(file) && DataPaths.hourOf(file.minTime()) == hour)
                .filter(file -> !done.contains(file.path()))
                .toList();
    }

    private boolean replay(List<DataFile> files) {
        ReplayResult of;
        try {
            of = tryReplay(files);
        } catch (DataGapException gap) {
            // A compaction beside this may have replaced a file that was about to be read.
            if (log.lastNumber() == log.refresh()) {
                throw gap;
            }
            return false;
        }
        if (of == null) {
            return false;
        }
        result = result.plus(of);
        files.forEach(file -> done.add(file.path()));
        return true;
    }

    /** What became of the records of some files; null if the lake changed too much before it was committed. */
    private ReplayResult tryReplay(List<DataFile> files) {
        ReplayCandidates candidates = new ReplayCandidates(config.schema(), config.roles(), horizon);
        RejectedPayloads payloads = read(files, candidates);
        candidates.seal();
        compare(candidates);
        candidates.judge(limit);
        long found = candidates.count(Verdict.NEW);
        boolean commits = found > 0 && !request.dryRun();
        if (commits && !commit(candidates)) {
            return null;
        }
        return new ReplayResult(
                payloads.count(),
                found,
                candidates.count(Verdict.DUPLICATE),
                candidates.count(Verdict.ALREADY_THERE),
                candidates.count(Verdict.TOO_RECENT),
                payloads.cut(),
                0,
                payloads.invalid(),
                commits ? 1 : 0);
    }

    private RejectedPayloads read(List<DataFile> files, ReplayCandidates candidates) {
        RejectedPayloads payloads = new RejectedPayloads(
                new JsonEventDecoder(
                        spec.schema(), spec.roles(), spec.maxRecordBytes(), checkFuture ? spec.maxFuture() : null),
                new EventBatch(spec.schema(), spec.roles(), BATCH_ROWS),
                this::isWanted,
                candidates);
        for (DataFile file : files) {
            payloads.filedBy(file.minTime());
            try (RejectedRows rows = new RejectedRows(store + "/" + file.path(), open(file))) {
                rows.read(payloads);
            }
        }
        payloads.decode();
        return payloads;
    }

    private void compare(ReplayCandidates candidates) {
        EventFileReader reader = new EventFileReader(config.schema(), config.roles());
        for (DataFile file : log.liveFiles(Table.EVENTS)) {
            if (candidates.mayMeet(file.minTime(), file.maxTime())) {
                reader.read(open(file), store + "/" + file.path(), candidates::compare);
            }
        }
    }

    /** Files of a commit that is not published, which a dry run leaves so, are still staged. */
    private InputFile open(DataFile file) {
        boolean staged = request.dryRun() && store.size(file.path()) < 0 && store.size(file.stagedPath()) >= 0;
        return store.open(staged ? file.stagedPath() : file.path());
    }

    /** Whether it was done; otherwise the lake changed too much meanwhile. */
    private boolean commit(ReplayCandidates candidates) {
        TaskWriter staged = writers.begin("", log.lastNumber() + 1);
        try {
            candidates.forEachNew((batch, rows) -> staged.addEvents(batch, rows, rows.length));
            staged.finish();
        } catch (RuntimeException failure) {
            abort(staged, failure);
            throw failure;
        }
        if (committer
                .append(last -> record(last, staged.finish()), this::admits)
                .isEmpty()) {
            staged.abort();
            return false;
        }
        committer.publish(this::admits);
        return true;
    }

    private static void abort(TaskWriter staged, RuntimeException failure) {
        try {
            staged.abort();
        } catch (RuntimeException second) {
            failure.addSuppressed(second);
        }
    }

    /** A take-over removes what is staged, and another replay may have taken the same records. */
    private boolean admits(CommitRecord other) {
        requireNoOwner(other);
        return other.kind() != CommitRecord.Kind.TAKE_OVER && other.kind() != CommitRecord.Kind.REPLAY;
    }

    private void requireOwned() {
        log.read(ownedUpTo + 1, log.lastNumber()).forEach(this::requireNoOwner);
        ownedUpTo = log.lastNumber();
    }

    private void requireNoOwner(CommitRecord other) {
        if (isAlone() && !other.kind().isMadeBeside()) {
            throw new WriterFencedException("Commit " + other.number() + " of " + store + " was made by writer "
                    + other.writerId() + " while this replay had the lake for itself; what it committed before"
                    + " stays. Run it again, without --take-over where a runner is to go on");
        }
    }

    /** Moves nothing on but the number: position, watermark and settings are those of the record before. */
    private CommitRecord record(CommitRecord last, List<DataFile> files) {
        return CommitRecord.after(last)
                .kind(CommitRecord.Kind.REPLAY)
                .writer(config.writerId())
                .time(config.clock().instant())
                .added(files)
                .build();
    }
}
