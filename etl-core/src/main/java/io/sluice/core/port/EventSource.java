package io.sluice.core.port;

import io.sluice.core.event.RecordBatch;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * Where raw records come from: numbered source partitions, each an append-only log with increasing offsets.
 *
 * <p>Lifecycle: {@link #identity()}, then {@link #start} once, then the other methods in any order, then
 * {@link #close()}. One thread calls everything. A source that cannot be reached throws
 * {@link SourceUnavailableException} after its own retries; offsets that are gone throw {@link DataGapException}, unless
 * the source was told to go on, in which case the hole shows as a gap before {@link RecordBatch#nextOffset()}.
 */
public interface EventSource extends AutoCloseable {
    /** The log end of what can only be read to find it, as a pipe. */
    long OPEN_END = Long.MAX_VALUE;

    /** What is read: name and id. Connects if need be. */
    SourceIdentity identity();

    /**
     * What is read, next to what a lake has read before: the same log as the record's source, or another one.
     *
     * @param last the lake's last record, or null
     * @param acceptChange whether another log may follow on the one that was read
     * @throws LakeSettingsException if it is another one, and that is not accepted or would read records twice
     * @throws DataGapException if it is the same one and what was read of it is gone
     */
    default SourceIdentity identity(CommitRecord last, boolean acceptChange) {
        return identity();
    }

    /**
     * A short text that stands for all records before a position, by which a log without an id is known again; "" where
     * the log has one. The position is one that was handed out, and not below one asked for before.
     */
    default String content(int partition, long position) {
        return "";
    }

    /**
     * Whether a record's time is when that record was produced, so that an event time far after it tells of a wrong
     * clock. False for files, where all records share the time of the file.
     */
    default boolean stampsRecords() {
        return true;
    }

    /**
     * Where reading begins in an empty lake, asked now: recorded before anything is read, so that offsets lost from there
     * on are known to be lost. Empty where every source partition begins at its first record.
     */
    default Map<Integer, Long> beginnings() {
        return Map.of();
    }

    /**
     * Begins to read.
     *
     * @param positions the next offset per source partition. Empty on the first start: then all source partitions start
     *     where the source's own configuration says. Otherwise source partitions not named are new and start at
     *     offset 0, and so do those that appear later
     */
    void start(Map<Integer, Long> positions);

    /** The source partitions known now; grows while reading. Valid after {@link #start}. */
    Set<Integer> partitions();

    /** The next offset to read per source partition, past gaps too. */
    Map<Integer, Long> positions();

    /**
     * The position after the last readable record per source partition, asked for now: the log ends. {@link #OPEN_END}
     * where it cannot be known before it is reached, which {@link #isAtEnd} says then.
     */
    Map<Integer, Long> endPositions();

    /**
     * Returns records of one source partition that follow on what was returned before, or null when there were none
     * within the timeout. A batch may be empty and still move the position (transaction markers, compacted records).
     *
     * @param timeout how long to wait for the first record; zero to look only at what is there
     */
    RecordBatch poll(Duration timeout);

    /**
     * Whether nothing was left to read in the source partition when it was last heard of. A cheap local answer, which
     * may be false for a little while after the end was reached.
     */
    boolean isAtEnd(int partition);

    /**
     * Makes sure that all that {@link #poll} returned is of the log that {@link #identity()} names. Asked before any of it
     * is committed: the answer begins after the last poll, and is waited for for a bounded time.
     *
     * @throws DataGapException if another log has that name now: what was polled since the last answer may be of either
     * @throws SourceUnavailableException if there is no answer now; what was polled waits for one
     */
    default void confirm() {}

    /** Holds back exactly these source partitions until told otherwise; the others flow. */
    void pause(Set<Integer> partitions);

    /**
     * Tells the source that all before these positions is committed. Advisory (for lag tools): failing is not an error.
     */
    void acknowledge(Map<Integer, Long> positions);

    @Override
    void close();
}
