package io.sluice.core.time;

import java.time.Duration;

/** Durations as microseconds, in which all event times are kept. */
public final class Micros {
    private Micros() {}

    /** Whole microseconds. */
    public static long of(Duration duration) {
        return Math.addExact(Math.multiplyExact(duration.getSeconds(), 1_000_000L), duration.getNano() / 1000);
    }
}
