package io.sluice.lake.store;

import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;

/**
 * Where threads wait until so many have come, and go on together, again and again: work that is done one after the other
 * never gets past it. Safe for threads.
 */
public final class Meeting {
    private final CyclicBarrier together;

    /** @param threads how many there have to be */
    public Meeting(int threads) {
        together = new CyclicBarrier(threads);
    }

    /** Waits for the others. */
    public void join() {
        try {
            together.await(60, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException("Nobody came", e);
        }
    }
}
