package io.sluice.core.port;

import java.time.Duration;

/**
 * What a start does beside a writer that lives: it waits for its turn, or takes the lake over at once. The lake decides
 * when the turn has come, by the signs of life it sees; how time passes meanwhile is the caller's. Called by the thread
 * in {@link Lake#open}.
 */
public interface Standby {
    /** Takes the lake over at once, whoever lives. */
    Standby AT_ONCE = new Standby() {
        @Override
        public boolean waitsFor(ActiveWriter writer) {
            return false;
        }

        @Override
        public boolean pause(Duration time) {
            throw new IllegalStateException("Nobody waits who takes over at once");
        }
    };

    /**
     * A writer owns the lake and may be alive. Told when the start first meets it, and once for every other that owns
     * the lake later.
     *
     * @return false to take over at once
     */
    boolean waitsFor(ActiveWriter writer);

    /**
     * Lets this much time pass by the caller's own clock.
     *
     * @return false to give the start up, which may end the pause early
     */
    boolean pause(Duration time);
}
