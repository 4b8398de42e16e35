package io.sluice.core.pipeline;

import io.sluice.core.engine.Engine;
import io.sluice.core.engine.PipelineState;
import io.sluice.core.engine.Selection;
import io.sluice.core.event.EventBatch;
import io.sluice.core.event.RecordBatch;
import io.sluice.core.port.ActiveWriter;
import io.sluice.core.port.CapacityException;
import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.DeadLetters;
import io.sluice.core.port.EventSource;
import io.sluice.core.port.Lake;
import io.sluice.core.port.PartitionState;
import io.sluice.core.port.PipelineMetrics;
import io.sluice.core.port.SourceIdentity;
import io.sluice.core.port.SourceUnavailableException;
import io.sluice.core.port.StagedCommit;
import io.sluice.core.port.Standby;
import io.sluice.core.port.StandbyEndedException;
import io.sluice.core.port.WriterFencedException;
import io.sluice.core.time.PartitionClocks;
import io.sluice.core.window.WindowRow;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * From a source to a lake, exactly once: decode, decide, write, commit.
 *
 * <p>{@link #run} works in the calling thread, which alone polls the source and decides; with
 * {@link PipelineSpec#threads()} above 0 decoding and writing go on beside it. What comes out does not depend on that.
 * A pipeline runs once. {@link #stop} and {@link #close} may be called from any thread; the source and the lake belong to
 * the caller, who closes them after the run.
 */
public final class Pipeline implements AutoCloseable {
    /** Short enough for whoever stops a run, long enough that a silent topic costs next to nothing. */
    private static final Duration IDLE_POLL = Duration.ofMillis(250);

    /** More than devices that keep time are ahead of one another, and less than a night without events. */
    private static final long CLOCK_JUMP_MICROS = 3_600_000_000L;

    private static final Duration SINK_WAIT = Duration.ofMillis(20);

    private final PipelineSpec spec;
    private final EventSource source;
    private final Lake lake;
    private final DeadLetters deadLetters;
    private final PipelineMetrics metrics;
    private final PipelineRuntime runtime;
    private final Engine engine;
    private final PipelineState state;
    /** The last plausible time of a record read, per source partition; what is decided may be behind. */
    private final Map<Integer, Long> recordTimes = new TreeMap<>();

    private final AtomicBoolean started = new AtomicBoolean();

    private volatile boolean stopping;
    private volatile boolean ended;
    private volatile Error failedBeside;
    private PipelineExecutor stages;
    private WatermarkAlignment alignment;
    private IdlePartitions idlePartitions;
    private final RunTotals totals = new RunTotals();
    private ActiveWriter waitsFor;
    private long lastCommitNanos;
    private boolean positionsRecorded;

    /**
     * How a run begins and ends.
     *
     * @param untilCaughtUp ends when the log ends seen at the start are reached
     * @param drain closes the open windows at the end
     * @param acceptChange records settings that differ from the lake's
     * @param takeOver takes the lake over at once instead of standing by while another writer lives
     */
    public record RunMode(boolean untilCaughtUp, boolean drain, boolean acceptChange, boolean takeOver) {
        /** Stands by while another writer lives. */
        public RunMode(boolean untilCaughtUp, boolean drain, boolean acceptChange) {
            this(untilCaughtUp, drain, acceptChange, false);
        }

        /** Until it is stopped. */
        public static final RunMode CONTINUOUS = new RunMode(false, false, false);

        /** Until the log ends seen at the start are reached. */
        public static final RunMode UNTIL_CAUGHT_UP = new RunMode(true, false, false);
    }

    /**
     * Wires a pipeline; nothing is opened yet.
     *
     * @param runtime threads and clocks, which decide only when to commit and which source partitions are idle; usually
     *     {@code PipelineRuntime.threads(InstantSource.system(), System::nanoTime)}
     */
    public Pipeline(
            PipelineSpec spec, EventSource source, Lake lake, PipelineMetrics metrics, PipelineRuntime runtime) {
        this(spec, source, lake, DeadLetters.NONE, metrics, runtime);
    }

    /**
     * Wires a pipeline that also sends copies of rejected records.
     *
     * @param deadLetters where to; belongs to the caller, as source and lake do
     */
    public Pipeline(
            PipelineSpec spec,
            EventSource source,
            Lake lake,
            DeadLetters deadLetters,
            PipelineMetrics metrics,
            PipelineRuntime runtime) {
        this.spec = spec;
        this.source = source;
        this.lake = lake;
        this.deadLetters = deadLetters;
        this.metrics = metrics;
        this.runtime = runtime;
        this.engine = spec.engine();
        this.state = engine.state();
    }

    /**
     * Runs until the mode's end is reached or {@link #stop} is called. All that was decided is committed then. While
     * another writer of the lake lives it waits, and does nothing if it is stopped meanwhile.
     *
     * @throws WriterFencedException if another writer took the lake over
     * @throws CapacityException if {@code dedup.max-ids} or {@code windows.max-groups} is not enough; what was decided before is committed
     * @throws IllegalStateException if it ran before
     */
    public RunSummary run(RunMode mode) {
        if (!started.compareAndSet(false, true)) {
            throw new IllegalStateException("A pipeline runs once; build another one");
        }
        try (PipelineExecutor executor = new PipelineExecutor(spec, source.stampsRecords(), runtime, deadLetters)) {
            stages = executor;
            open(mode);
            loop(mode);
            finish(mode);
            return totals.summary(state.watermark());
        } catch (StandbyEndedException stopped) {
            return totals.summary(state.watermark(), waitsFor);
        } finally {
            ended = true;
            runtime.signal();
        }
    }

    private void open(RunMode mode) {
        SourceIdentity identity = source.identity();
        deadLetters.open(identity.name());
        Lake.LakeRequest request = new Lake.LakeRequest(identity, spec.compatibilitySettings(), mode.acceptChange())
                .comparing(last -> source.identity(last, mode.acceptChange()));
        CommitRecord start =
                lake.open(request.beside(spec.commitInterval(), mode.takeOver() ? Standby.AT_ONCE : new Waiting())
                        .beginningAt(source::beginnings));
        engine.restore(start, lake);
        Map<Integer, Long> positions = positions(start);
        source.start(positions);
        positionsRecorded = positions.keySet().containsAll(source.partitions());
        lastCommitNanos = runtime.nanoTime();
        alignment = new WatermarkAlignment(spec, state, source);
        idlePartitions = new IdlePartitions(
                spec.idle(), state, source, runtime::nanoTime, mode.untilCaughtUp() ? source.endPositions() : null);
        Map<Integer, Long> standing = source.positions();
        standing.forEach(state::start);
        watchNewPartitions();
        metrics.started(start, standing);
        reportState();
    }

    private void reportState() {
        metrics.state(state.watermark(), engine.rememberedIds(), state.openWindows());
    }

    /** The watermark waits for source partitions from the moment they are known. */
    private void watchNewPartitions() {
        if (source.partitions().size() > idlePartitions.watched()) {
            for (int partition : source.partitions()) {
                state.watch(partition);
                idlePartitions.watch(partition);
            }
        }
    }

    private void loop(RunMode mode) {
        while (!stopping) {
            stages.checkFailure();
            if (failedBeside != null) {
                throw failedBeside;
            }
            metrics.moving();
            // One that has nothing to commit finds out too, and stops showing that it lives.
            lake.requireOwned();
            watchNewPartitions();
            boolean busy = pollAndDecode();
            if (stages.hasDecoding() && !stages.mustWaitForCommit() && (!busy || stages.isHeadDecoded())) {
                decideNext();
            }
            idlePartitions.update();
            alignment.update(idlePartitions.finished());
            commitWhenDue();
            if (mode.untilCaughtUp() && !stages.hasDecoding() && idlePartitions.allFinished()) {
                return;
            }
        }
    }

    /** Takes in one batch if there is room; whether there was one. */
    private boolean pollAndDecode() {
        if (stages.isQueueFull() && !stages.mustWaitForCommit()) {
            return false;
        }
        if (!stages.hasRoom() || stages.mustWaitForCommit()) {
            pauseWhileFull();
            return false;
        }
        alignment.resume();
        RecordBatch records = poll(stages.hasDecoding() ? Duration.ZERO : idleWait());
        if (records == null) {
            return false;
        }
        idlePartitions.markActive(records.partition());
        stages.decode(following(records));
        return true;
    }

    /** Tells a batch what the last plausible time of its source partition was. */
    private RecordBatch following(RecordBatch records) {
        int partition = records.partition();
        Long before = recordTimes.get(partition);
        records.follow(before == null ? state.lastRecordTime(partition) : before);
        recordTimes.put(partition, records.lastPlausibleTime());
        return records;
    }

    /** The sink is slow: the source is held back, but still called so that its connections stay alive. */
    private void pauseWhileFull() {
        alignment.pauseAll();
        RecordBatch stray = poll(Duration.ZERO);
        if (stray != null) {
            idlePartitions.markActive(stray.partition());
            stages.decode(following(stray));
        } else if (!stages.hasDecoding() || stages.mustWaitForCommit()) {
            stages.awaitRoom(SINK_WAIT);
        }
        idlePartitions.resetIdleTimers();
    }

    private RecordBatch poll(Duration timeout) {
        try {
            return source.poll(timeout);
        } catch (RuntimeException failure) {
            commitDecided(failure);
            throw failure;
        }
    }

    private Duration idleWait() {
        Duration untilDue = spec.commitInterval().minus(sinceLastCommit());
        return untilDue.isNegative() || untilDue.compareTo(IDLE_POLL) > 0 ? IDLE_POLL : untilDue;
    }

    private Duration sinceLastCommit() {
        return Duration.ofNanos(runtime.nanoTime() - lastCommitNanos);
    }

    private void decideNext() {
        DecodedBatch batch = stages.takeDecoded();
        int partition = batch.batch().partition();
        // One that was not there at the start begins at 0: what is gone before its first record is a gap.
        state.start(partition, 0);
        long clock = state.greatestEventTime(partition);
        decide(batch);
        metrics.recordsRead(new PipelineMetrics.BatchRead(
                partition, batch.nextOffset(), batch.records(), batch.recordBytes(), batch.recordTime()));
        if (!batch.batch().rejections().isEmpty()) {
            metrics.rejected(batch.batch().rejections());
        }
        reportClockJump(batch.batch(), clock);
        Selection selection = batch.selection();
        if (selection.lateCount() > 0 || selection.duplicateCount() > 0) {
            metrics.notEvents(batch.batch(), selection.lastLate(), selection.lastDuplicate());
        }
        reportState();
        stages.write(batch, lake::stage);
    }

    private void decide(DecodedBatch batch) {
        try {
            batch.decide(engine);
        } catch (CapacityException full) {
            boolean makesRoom = state.hasClosedWindows();
            commitDecided(full);
            if (!makesRoom || full.getSuppressed().length > 0) {
                throw full;
            }
            batch.decide(engine);
        }
    }

    /** @param clock of the source partition before the rows; the first record of all has none to be compared with */
    private void reportClockJump(EventBatch rows, long clock) {
        if (clock != PartitionClocks.NONE && state.greatestEventTime(rows.partition()) - clock <= CLOCK_JUMP_MICROS) {
            return;
        }
        long greatest = clock;
        for (int row = 0; row < rows.rows(); row++) {
            long time = rows.eventTime(row);
            if (greatest != PartitionClocks.NONE && time - greatest > CLOCK_JUMP_MICROS) {
                String id = String.valueOf(rows.column(rows.roles().id()).value(row));
                metrics.clockJumped(
                        new PipelineMetrics.ClockJump(rows.partition(), rows.offset(row), id, time, time - greatest));
                return;
            }
            greatest = Math.max(greatest, time);
        }
    }

    private void commitWhenDue() {
        if (stages.isCommitting()) {
            return;
        }
        acknowledge();
        boolean interval = sinceLastCommit().compareTo(spec.commitInterval()) >= 0;
        if (((interval && hasNews()) || stages.isCommitFull()) && isConfirmed()) {
            commit();
        }
    }

    /** A source that does not answer now is polled on: it is the poll that says when that has been too long. */
    private boolean isConfirmed() {
        try {
            source.confirm();
            return true;
        } catch (SourceUnavailableException notNow) {
            return false;
        }
    }

    private boolean hasNews() {
        return engine.hasNews() || !positionsRecorded;
    }

    private void commit() {
        Instant now = runtime.now();
        List<WindowRow> windows = state.closeWindows();
        reportState();
        metrics.committing(new PipelineMetrics.Intake(state.takeEventsByGroup(), windows));
        StagedCommit.CommitDraft draft = new StagedCommit.CommitDraft(
                CommitRecord.Kind.INGEST,
                now,
                withContents(state.partitions()),
                state.watermark(),
                state.recoveryHorizon(),
                engine.takeCounts());
        stages.commit(draft, windows, lake::stage);
        totals.addWindowRows(windows.size());
        lastCommitNanos = runtime.nanoTime();
        positionsRecorded = true;
    }

    private Map<Integer, PartitionState> withContents(Map<Integer, PartitionState> partitions) {
        Map<Integer, PartitionState> states = new TreeMap<>();
        partitions.forEach((partition, state) ->
                states.put(partition, state.withContent(source.content(partition, state.position()))));
        return states;
    }

    /** Hands on what finished commits say: to the source, which tells lag tools, and to the metrics. */
    private void acknowledge() {
        PipelineExecutor.Committed committed = stages.takeCommitted();
        if (committed == null) {
            return;
        }
        totals.add(committed.record());
        metrics.committed(committed.record(), committed.duration());
        if (deadLetters != DeadLetters.NONE) {
            metrics.deadLetters(deadLetters.sent());
        }
        source.acknowledge(positions(committed.record()));
    }

    /** The next offset per source partition after a commit. */
    private static Map<Integer, Long> positions(CommitRecord record) {
        Map<Integer, Long> positions = new TreeMap<>();
        record.partitions().forEach((partition, state) -> positions.put(partition, state.position()));
        return positions;
    }

    /** On a failure that leaves the lake sound: what was decided before must not be read again. */
    private void commitDecided(RuntimeException failure) {
        try {
            commitRest();
        } catch (RuntimeException second) {
            failure.addSuppressed(second);
        }
    }

    private void finish(RunMode mode) {
        if (mode.drain()) {
            state.drain();
        }
        commitRest();
    }

    private void commitRest() {
        stages.awaitCommit();
        acknowledge();
        if (hasNews()) {
            source.confirm();
            commit();
            stages.awaitCommit();
            acknowledge();
        }
    }

    /** Asks a run to commit what is decided and return. */
    public void stop() {
        stopping = true;
        runtime.signal();
    }

    /** Ends the run by an error of a background thread that the run cannot do without. */
    public void fail(Error error) {
        failedBeside = error;
        runtime.signal();
    }

    /** Stops and waits for the run to end; returns at once where nothing runs. */
    @Override
    public void close() {
        stop();
        if (!started.compareAndSet(false, true)) {
            try {
                runtime.await(() -> ended, PipelineExecutor.FOREVER);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Waits for the lake until the run is stopped. */
    private final class Waiting implements Standby {
        @Override
        public boolean waitsFor(ActiveWriter writer) {
            waitsFor = writer;
            metrics.standingBy(writer);
            return true;
        }

        @Override
        public boolean pause(Duration time) {
            try {
                return !runtime.await(() -> stopping, time);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }
}
