package io.sluice.core.pipeline;

import java.util.concurrent.atomic.AtomicLong;

/** Bounds the bytes in flight between the source and the files. Any thread. */
final class ByteBudget {
    private final long limit;
    private final AtomicLong used = new AtomicLong();

    ByteBudget(long limit) {
        this.limit = limit;
    }

    /** Whether more may be taken; the last to take may pass the limit by one batch. */
    boolean hasRoom() {
        return used.get() < limit;
    }

    void take(long bytes) {
        used.addAndGet(bytes);
    }

    void release(long bytes) {
        used.addAndGet(-bytes);
    }
}
