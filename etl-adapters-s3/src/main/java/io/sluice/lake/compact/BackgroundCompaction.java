package io.sluice.lake.compact;

import io.sluice.core.pipeline.DaemonThreads;
import io.sluice.core.port.CommitRecord;
import io.sluice.lake.compact.Compactor.Compacted;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Compacts hours as they close, on a thread of its own beside a runner. It looks at the lake once per hour of event
 * time. A failure is told and does not stop the runner: the hour is tried again when the next one closes.
 *
 * <p>Safe for threads; {@link #close} ends it.
 */
public final class BackgroundCompaction implements AutoCloseable {
    private final CompactionRequest request;
    private final Work work;
    private final Listener listener;
    private final Thread thread;
    private volatile boolean stopped;
    /** The hour before which all are closed, as the commits say. Guarded by this. */
    private long closed = Long.MIN_VALUE;
    /** The hour before which all were looked at. Guarded by this. */
    private long compacted = Long.MIN_VALUE;

    /** What is to be done: a compaction, and what goes with it. */
    public interface Work {
        /** @param stopped once it says true, the work is to be given up */
        void run(CompactionRequest request, BooleanSupplier stopped, Consumer<Compacted> done);
    }

    /** Hears what becomes of it, on its thread. */
    public interface Listener extends Consumer<Compacted> {
        /** An attempt has failed; the lake is sound, and there will be others. */
        void failed(RuntimeException failure);

        /** The thread died; there will be no other attempt. */
        void died(Error error);
    }

    private BackgroundCompaction(CompactionRequest request, Work work, Listener listener) {
        this.request = request;
        this.work = work;
        this.listener = listener;
        this.thread = DaemonThreads.named("sluice-compaction").newThread(this::loop);
    }

    /**
     * Starts it; it waits for commits.
     *
     * @param work is done when an hour has closed
     */
    public static BackgroundCompaction start(CompactionRequest request, Work work, Listener listener) {
        BackgroundCompaction compaction = new BackgroundCompaction(request, work, listener);
        compaction.thread.start();
        return compaction;
    }

    /** The lake stands at this record now. Returns at once. */
    public synchronized void committed(CommitRecord record) {
        long before = request.closedBefore(record);
        if (before > closed) {
            closed = before;
            notifyAll();
        }
    }

    private void loop() {
        try {
            for (long hour = next(); !stopped; hour = next()) {
                try {
                    work.run(request, () -> stopped, listener);
                } catch (RuntimeException failure) {
                    listener.failed(failure);
                }
                done(hour);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Error e) {
            listener.died(e);
        }
    }

    private synchronized long next() throws InterruptedException {
        while (compacted == closed && !stopped) {
            wait();
        }
        return closed;
    }

    private synchronized void done(long hour) {
        compacted = hour;
        notifyAll();
    }

    /** Waits until all hours closed by now were looked at, or it was stopped. */
    public synchronized void finish() throws InterruptedException {
        while (compacted != closed && !stopped && thread.isAlive()) {
            wait(1000);
        }
    }

    /** Gives up the hour at hand. Returns at once. */
    public synchronized void stop() {
        stopped = true;
        notifyAll();
    }

    /** Stops, and waits until nothing is written any more. */
    @Override
    public void close() {
        stop();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
