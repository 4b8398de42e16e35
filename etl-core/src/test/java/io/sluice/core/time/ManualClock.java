package io.sluice.core.time;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A wall clock that a test moves by hand. Any thread. */
public final class ManualClock implements InstantSource {
    private volatile Instant now = Instant.parse("2026-01-05T12:00:00Z");

    @Override
    public Instant instant() {
        return now;
    }

    public void advance(Duration by) {
        now = now.plus(by);
    }
}
