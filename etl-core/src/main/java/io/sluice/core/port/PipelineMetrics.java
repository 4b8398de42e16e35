package io.sluice.core.port;

import io.sluice.core.event.EventBatch;
import io.sluice.core.event.Rejection;
import io.sluice.core.window.WindowRow;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What a pipeline tells about itself, as named moments. Implementations must be cheap and must not throw; they are
 * called by the deciding thread, once per batch or commit, never per event. Over a run, what {@link #recordsRead} tells
 * adds up to what {@link #committed} reports once everything is committed.
 */
public interface PipelineMetrics {
    /** Tells nobody. */
    PipelineMetrics NONE = new PipelineMetrics() {};

    /** Another writer owns the lake and lives: the run waits. Before everything else, and again for every other writer. */
    default void standingBy(ActiveWriter writer) {}

    /**
     * The lake was taken over, its state is rebuilt, and the source is being read. Once, before everything below.
     *
     * @param takeOver the record the run goes on from
     * @param positions the next offset per source partition
     */
    default void started(CommitRecord takeOver, Map<Integer, Long> positions) {}

    /** The deciding thread moves; many times per second while the run reads. */
    default void moving() {}

    /** The records of a batch were decided. */
    default void recordsRead(BatchRead batch) {}

    /** Records of a batch that were rejected, in the order of their offsets; the list must not be kept or changed. */
    default void rejected(List<Rejection> rejections) {}

    /**
     * A batch had late events or duplicates; the last of each stands for them. The batch must not be kept or changed.
     *
     * @param late a row of the batch, or -1 where none was late
     * @param duplicate a row of the batch, or -1 where none was a duplicate
     */
    default void notEvents(EventBatch batch, int late, int duplicate) {}

    /** One record moved the clock of its source partition on by more than an hour. At most once a batch. */
    default void clockJumped(ClockJump jump) {}

    /** The intake of a commit has ended; {@link #committed} follows when it is published. */
    default void committing(Intake intake) {}

    /** A commit was recorded and published; {@code duration} from the end of its intake to publication. */
    default void committed(CommitRecord record, Duration duration) {}

    /** Files of an hour were merged beside the pipeline. Called by the thread that merges, at any time. */
    default void compacted(CommitRecord record) {}

    /** Levels after a batch, and after the intake of a commit has ended. */
    default void state(long watermarkMicros, long dedupEntries, long openWindows) {}

    /**
     * Told with every commit where rejected records are copied.
     *
     * @param sent letters delivered since the run began; at least the records rejected in all its commits
     */
    default void deadLetters(long sent) {}

    /**
     * What a commit will hold.
     *
     * @param eventsByGroup its events by the value of the first field of {@code windows.by}, as
     *     {@link io.sluice.core.window.TumblingWindows#takeEventsByGroup} tells them
     * @param windows the rows of the windows that it closes
     */
    record Intake(Map<String, Long> eventsByGroup, List<WindowRow> windows) {
        public Intake {
            eventsByGroup = Map.copyOf(eventsByGroup);
            windows = List.copyOf(windows);
        }
    }

    /**
     * A record that moved the clock of its source partition far ahead: what follows is late by its time.
     *
     * @param id the event's id, as text
     * @param eventTime of the record, microseconds since the epoch
     * @param byMicros how far ahead of all before it
     */
    record ClockJump(int partition, long offset, String id, long eventTime, long byMicros) {}

    /**
     * A batch that was decided.
     *
     * @param partition its source partition
     * @param nextOffset the position after it: it is committed by the first commit that reaches this position
     * @param records how many records
     * @param bytes of their values
     * @param recordTime the time of its first record, milliseconds since the epoch, or
     *     {@link io.sluice.core.event.RecordBatch#NO_TIME}
     */
    record BatchRead(int partition, long nextOffset, long records, long bytes, long recordTime) {}
}
