package io.sluice.core.pipeline;

import java.time.Duration;

/** Bounds the bytes in flight between the source and the files. Any thread. */
final class ByteBudget {
    private final long limit;
    private long used;

    ByteBudget(long limit) {
        this.limit = limit;
    }

    /** Whether more may be taken; the last to take may pass the limit by one batch. */
    synchronized boolean hasRoom() {
        return used < limit;
    }

    synchronized void take(long bytes) {
        used += bytes;
    }

    synchronized void release(long bytes) {
        used -= bytes;
        notifyAll();
    }

    /** Ends the waiting of {@link #awaitRelease} without a release. */
    synchronized void wake() {
        notifyAll();
    }

    /** Waits for a release, but no longer than the timeout. */
    synchronized void awaitRelease(Duration timeout) {
        try {
            wait(Math.max(timeout.toMillis(), 1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
