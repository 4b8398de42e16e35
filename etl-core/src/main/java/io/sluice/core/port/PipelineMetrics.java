package io.sluice.core.port;

import java.time.Duration;

/**
 * What a pipeline tells about itself, as named moments. Implementations must be cheap and must not throw; they are
 * called once per batch or commit, never per event. Over a run, {@code recordsRead} is the sum of what
 * {@link #committed} reports once everything is committed.
 */
public interface PipelineMetrics {
    /** Tells nobody. */
    PipelineMetrics NONE = new PipelineMetrics() {};

    /** Records of a source partition were decided. */
    default void recordsRead(int partition, long records, long bytes) {}

    /** A commit was recorded and published; {@code duration} from the end of its intake to publication. */
    default void committed(CommitRecord record, Duration duration) {}

    /** Levels after a batch. */
    default void state(long watermarkMicros, long dedupEntries, long openWindows) {}

    /** How far the source partition is behind its log end, in records. */
    default void lag(int partition, long records) {}
}
