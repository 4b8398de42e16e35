package io.sluice.app.http;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Whether a process still works: what has begun to move must keep moving. Thread-safe. */
public final class Liveness implements Page {
    private final LongSupplier nanoTime;
    private final Duration limit;
    private volatile boolean moves;
    private volatile long lastMoved;

    /**
     * @param nanoTime a clock that never steps
     * @param limit how long nothing may move
     */
    public Liveness(LongSupplier nanoTime, Duration limit) {
        this.nanoTime = nanoTime;
        this.limit = limit;
    }

    /** It moves. */
    public void moved() {
        lastMoved = nanoTime.getAsLong();
        moves = true;
    }

    /** 200 unless it has stopped moving, else 503 with for how long. */
    @Override
    public Response get(String accept) {
        Duration still = moves ? Duration.ofNanos(nanoTime.getAsLong() - lastMoved) : Duration.ZERO;
        return still.compareTo(limit) <= 0
                ? Response.text(200, "ok")
                : Response.text(503, "the run has not moved for " + still.toSeconds() + " s; start it again");
    }
}
