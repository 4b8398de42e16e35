package io.sluice.core.pipeline;

import io.sluice.core.engine.Selection;
import io.sluice.core.event.EventBatch;
import io.sluice.core.event.EventDecoder;
import io.sluice.core.event.JsonEventDecoder;
import io.sluice.core.event.RecordBatch;
import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.DeadLetters;
import io.sluice.core.port.StagedCommit;
import io.sluice.core.window.WindowRow;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * The work beside deciding: batches are decoded by a pool, handed back in the order they came, written by one thread and
 * committed by another, so that a slow store delays neither reading nor deciding until the budget of bytes in flight is
 * used up. Without threads every step is done at once by the caller. All methods are the deciding thread's.
 */
final class PipelineExecutor implements AutoCloseable {
    /** Batches being decoded or waiting for it; enough to keep the pool busy, few enough to stop quickly. */
    private static final int MAX_DECODING = 16;

    static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);

    private final PipelineSpec spec;
    private final boolean checkFuture;
    private final PipelineRuntime runtime;
    private final DeadLetters deadLetters;
    private final ByteBudget inFlight;
    private final ExecutorService decoders;
    private final ExecutorService writer;
    private final ExecutorService committer;
    private final Queue<EventDecoder> idleDecoders = new ConcurrentLinkedQueue<>();
    private final Queue<DecodedBatch> idleBatches = new ConcurrentLinkedQueue<>();

    /** Of batches that wait to be used again: a part of the budget on top of it. */
    private final AtomicLong idleBytes = new AtomicLong();

    private final ArrayDeque<FutureTask<DecodedBatch>> decoding = new ArrayDeque<>();

    private StagedCommit staged;
    private volatile long stagedBytes;
    private final CommitHours stagedHours = new CommitHours();

    /** Of records that were decided and are not in a file yet. */
    private final AtomicLong unwrittenBytes = new AtomicLong();

    private volatile Throwable failure;
    private FutureTask<Committed> committing;

    /** A commit that is done. */
    record Committed(CommitRecord record, Duration duration) {}

    PipelineExecutor(PipelineSpec spec, boolean checkFuture, PipelineRuntime runtime, DeadLetters deadLetters) {
        this.runtime = runtime;
        this.deadLetters = deadLetters;
        this.spec = spec;
        this.checkFuture = checkFuture;
        inFlight = new ByteBudget(spec.bufferBytes());
        boolean threads = spec.threads() > 0;
        decoders = threads ? runtime.executor("sluice-decode", spec.threads()) : null;
        writer = threads ? runtime.executor("sluice-write", 1) : null;
        committer = threads ? runtime.executor("sluice-commit", 1) : null;
    }

    /** A step that wakes those who wait for its end. */
    private final class Step<T> extends FutureTask<T> {
        Step(Callable<T> work) {
            super(work);
        }

        @Override
        protected void done() {
            runtime.signal();
        }
    }

    private static void execute(ExecutorService executor, Runnable task) {
        if (executor == null) {
            task.run();
        } else {
            executor.execute(task);
        }
    }

    /** Whether the budget of bytes in flight allows another batch. */
    boolean hasRoom() {
        return inFlight.hasRoom();
    }

    /**
     * Whether the next commit already has all that one may hold, written or waiting to be, while the last is still under
     * way: a store that is slow or away must not have the rest of the log piled up before it.
     */
    boolean mustWaitForCommit() {
        return (stagedBytes + unwrittenBytes.get() >= spec.commitBytes() || stagedHours.isFull()) && isCommitting();
    }

    /** Whether so many batches wait to be decided that no more are wanted. */
    boolean isQueueFull() {
        return decoding.size() >= MAX_DECODING;
    }

    /** Waits until bytes were written or a commit ended, but no longer than the timeout. */
    void awaitRoom(Duration timeout) {
        try {
            runtime.await(() -> hasRoom() && !mustWaitForCommit() || failure != null, timeout);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    void decode(RecordBatch records) {
        inFlight.take(records.bytes());
        FutureTask<DecodedBatch> task = new Step<>(() -> decodeNow(records));
        decoding.add(task);
        execute(decoders, task);
    }

    private DecodedBatch decodeNow(RecordBatch records) {
        EventDecoder decoder = idleDecoders.poll();
        if (decoder == null) {
            decoder = new JsonEventDecoder(
                    spec.schema(), spec.roles(), spec.maxRecordBytes(), checkFuture ? spec.maxFuture() : null);
        }
        DecodedBatch batch = idleBatches.poll();
        if (batch == null) {
            batch = new DecodedBatch(spec);
        } else {
            idleBytes.addAndGet(-batch.reservedBytes());
        }
        batch.decode(decoder, records);
        idleDecoders.add(decoder);
        // A trickle comes in batches of few records, whose columns take far more than the records do.
        inFlight.take(batch.reservedBytes());
        return batch;
    }

    boolean hasDecoding() {
        return !decoding.isEmpty();
    }

    /** Whether the batch that is to be decided next is decoded. */
    boolean isHeadDecoded() {
        return !decoding.isEmpty() && decoding.peek().isDone();
    }

    /** The batch to be decided next; waits until it is decoded. */
    DecodedBatch takeDecoded() {
        return get(decoding.remove());
    }

    /** Writes what was decided into the files of the next commit, and takes the batch back. */
    void write(DecodedBatch batch, Supplier<StagedCommit> stage) {
        StagedCommit into = staged(stage);
        unwrittenBytes.addAndGet(batch.recordBytes());
        stagedHours.add(batch.batch());
        execute(writer, guarded(() -> {
            EventBatch rows = batch.batch();
            Selection selection = batch.selection();
            if (selection.eventCount() > 0) {
                into.addEvents(rows, selection.events(), selection.eventCount());
            }
            if (selection.lateCount() > 0) {
                into.addLate(rows, selection.late(), selection.lateCount());
            }
            if (!rows.rejections().isEmpty()) {
                into.addRejected(rows.rejections());
                deadLetters.send(rows.rejections());
            }
            stagedBytes = into.bytes();
            unwrittenBytes.addAndGet(-batch.recordBytes());
            inFlight.release(batch.recordBytes() + batch.reservedBytes());
            keep(batch);
            runtime.signal();
        }));
    }

    /** Batches grow to the largest they ever held; those beyond a quarter of the budget are given up. */
    private void keep(DecodedBatch batch) {
        batch.clear();
        long bytes = batch.reservedBytes();
        if (idleBytes.addAndGet(bytes) <= spec.bufferBytes() / 4) {
            idleBatches.add(batch);
        } else {
            idleBytes.addAndGet(-bytes);
        }
    }

    private StagedCommit staged(Supplier<StagedCommit> stage) {
        if (staged == null) {
            staged = stage.get();
            stagedBytes = 0;
        }
        return staged;
    }

    private Runnable guarded(Runnable work) {
        return () -> {
            if (failure != null) {
                return;
            }
            try {
                work.run();
            } catch (RuntimeException | Error e) {
                failure = e;
                runtime.signal();
            }
        };
    }

    /** Whether the next commit has as many bytes, or files, as one should. */
    boolean isCommitFull() {
        return stagedBytes >= spec.commitBytes() || stagedHours.isFull();
    }

    /** Completes the files and commits them, beside the caller; what the last one did must have been taken. */
    void commit(StagedCommit.CommitDraft draft, List<WindowRow> windows, Supplier<StagedCommit> stage) {
        if (committing != null) {
            throw new IllegalStateException("The last commit was not taken");
        }
        StagedCommit current = staged(stage);
        staged = null;
        stagedBytes = 0;
        stagedHours.clear();
        long begun = runtime.nanoTime();
        FutureTask<Committed> task = new Step<>(() -> {
            try (current) {
                // Before the record: what a crash leaves undelivered is then read again.
                deadLetters.flush();
                CommitRecord record = current.commit(draft);
                return new Committed(record, Duration.ofNanos(runtime.nanoTime() - begun));
            }
        });
        committing = task;
        execute(writer, () -> {
            guarded(() -> {
                        if (!windows.isEmpty()) {
                            current.addWindows(windows, draft.time());
                        }
                        current.finish();
                    })
                    .run();
            if (failure == null) {
                execute(committer, task);
            } else {
                try {
                    abort(current);
                } finally {
                    task.cancel(false);
                }
            }
        });
    }

    /** A store that failed may fail again while it is tidied up; whoever waits must hear of the first failure. */
    private void abort(StagedCommit commit) {
        try {
            commit.close();
        } catch (RuntimeException second) {
            if (failure == null) {
                throw second;
            }
            failure.addSuppressed(second);
        }
    }

    /** Whether a commit is under way. */
    boolean isCommitting() {
        return committing != null && !committing.isDone();
    }

    /** Waits for the commit under way, if any. */
    void awaitCommit() {
        if (committing != null) {
            await(committing);
        }
        checkFailure();
    }

    /** The commit that ended since the last call, or null; throws what made it fail. */
    Committed takeCommitted() {
        if (committing == null || !committing.isDone()) {
            return null;
        }
        FutureTask<Committed> done = committing;
        committing = null;
        checkFailure();
        return get(done);
    }

    /** Throws what made a writer fail. */
    void checkFailure() {
        if (failure != null) {
            throw propagate(failure);
        }
    }

    private void await(FutureTask<?> task) {
        try {
            runtime.await(task::isDone, FOREVER);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private <T> T get(FutureTask<T> task) {
        await(task);
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw propagate(e.getCause());
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static RuntimeException propagate(Throwable cause) {
        if (cause instanceof Error error) {
            throw error;
        }
        if (cause instanceof RuntimeException exception) {
            return exception;
        }
        return new IllegalStateException("A stage of the pipeline failed", cause);
    }

    private static RuntimeException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("The pipeline's thread was interrupted while it waited for a stage", e);
    }

    /** Gives up what was not committed and ends all threads. */
    @Override
    public void close() {
        decoding.forEach(task -> task.cancel(false));
        for (ExecutorService executor : new ExecutorService[] {decoders, writer, committer}) {
            shutDown(executor);
        }
        if (staged != null) {
            abort(staged);
        }
    }

    private static void shutDown(ExecutorService executor) {
        if (executor == null) {
            return;
        }
        executor.shutdown();
        try {
            // Only after a failure is there anything left to wait for; a store that hangs must not hang the caller.
            if (!executor.awaitTermination(10, TimeUnit.SECONDS)) {
                executor.shutdownNow();
            }
        } catch (InterruptedException e) {
            executor.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
