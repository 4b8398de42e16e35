package io.sluice.core.pipeline;

import io.sluice.core.port.EventSource;
import io.sluice.core.port.Lake;
import io.sluice.core.port.PipelineMetrics;
import java.time.InstantSource;

/** Placeholder of the shape while the stages are written; replaced in the next commits. */
public final class Pipeline implements AutoCloseable {
    /** How a run ends by itself. */
    public record RunMode(boolean untilCaughtUp, boolean drain, boolean acceptChange) {
        /** Until it is stopped. */
        public static final RunMode CONTINUOUS = new RunMode(false, false, false);

        /** Until the log ends seen at the start are reached. */
        public static final RunMode UNTIL_CAUGHT_UP = new RunMode(true, false, false);
    }

    public Pipeline(PipelineSpec spec, EventSource source, Lake lake, PipelineMetrics metrics, InstantSource clock) {}

    /** Runs in the calling thread until the mode's end is reached or {@link #stop} is called; all is committed then. */
    public RunSummary run(RunMode mode) {
        throw new IllegalStateException("Not assembled yet: " + mode);
    }

    /** Asks a run to commit what is decided and return. Any thread. */
    public void stop() {}

    /** Stops and waits for the run to end. */
    @Override
    public void close() {}
}
