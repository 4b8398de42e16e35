package io.sluice.lake;

import io.sluice.core.port.CommitRecord;
import io.sluice.lake.Compactor.Compacted;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Compacts hours as they close, on a thread of its own beside a runner. It looks at the lake once per hour of event
 * time. A failure is told and does not stop the runner: the hour is tried again when the next one closes.
 *
 * <p>Safe for threads; {@link #close} ends it.
 */
public final class BackgroundCompaction implements AutoCloseable {
    private final CompactionRequest request;
    private final Supplier<Compactor> compactors;
    private final Listener listener;
    private final Thread thread;
    private volatile boolean stopped;
    /** The hour before which all are closed, as the commits say. Guarded by this. */
    private long closed = Long.MIN_VALUE;
    /** The hour before which all were looked at. Guarded by this. */
    private long compacted = Long.MIN_VALUE;

    /** Hears what becomes of it, on its thread. */
    public interface Listener extends Consumer<Compacted> {
        /** An attempt has failed; the lake is sound, and there will be others. */
        void failed(RuntimeException failure);
    }

    private BackgroundCompaction(CompactionRequest request, Supplier<Compactor> compactors, Listener listener) {
        this.request = request;
        this.compactors = compactors;
        this.listener = listener;
        this.thread = new Thread(this::work, "sluice-compaction");
        thread.setDaemon(true);
    }

    /**
     * Starts it; it waits for commits.
     *
     * @param compactors makes one for every look at the lake
     */
    public static BackgroundCompaction start(
            CompactionRequest request, Supplier<Compactor> compactors, Listener listener) {
        BackgroundCompaction compaction = new BackgroundCompaction(request, compactors, listener);
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

    private void work() {
        try {
            for (long hour = next(); !stopped; hour = next()) {
                try {
                    compactors.get().run(request, () -> stopped, listener);
                } catch (RuntimeException failure) {
                    listener.failed(failure);
                }
                done(hour);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
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
