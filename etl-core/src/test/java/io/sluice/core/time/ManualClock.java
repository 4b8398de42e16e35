package io.sluice.core.time;

import io.sluice.core.pipeline.PipelineRuntime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A wall clock and a clock that never steps, both moved by a test by hand. Any thread. */
public final class ManualClock implements InstantSource {
    private volatile Instant now = Instant.parse("2026-01-05T12:00:00Z");
    private volatile long nanos;

    @Override
    public Instant instant() {
        return now;
    }

    public long nanoTime() {
        return nanos;
    }

    /** Lets time pass. */
    public void advance(Duration by) {
        now = now.plus(by);
        nanos += by.toNanos();
    }

    /** Sets the wall clock forward or back, while no time passes. */
    public void step(Duration by) {
        now = now.plus(by);
    }

    /** Real threads and real waiting by this clock. */
    public PipelineRuntime runtime() {
        return PipelineRuntime.threads(this, this::nanoTime);
    }
}
