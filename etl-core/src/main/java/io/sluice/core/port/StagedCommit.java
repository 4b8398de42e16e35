package io.sluice.core.port;

import io.sluice.core.event.EventBatch;
import io.sluice.core.event.Rejection;
import io.sluice.core.window.WindowRow;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The files of one commit while they are written, outside the tables. Rows are added, then {@link #finish} completes
 * the files, then {@link #commit} makes them part of the tables in one atomic act; or {@link #close} before that leaves
 * nothing but garbage that the next start removes. Used by one thread at a time.
 */
public interface StagedCommit extends AutoCloseable {

    /**
     * Adds rows to {@code events/}. The batch is not kept beyond the call.
     *
     * @param rows indexes of the rows, ascending, of which the first {@code count} matter
     */
    void addEvents(EventBatch batch, int[] rows, int count);

    /** Adds rows to {@code late/}. */
    void addLate(EventBatch batch, int[] rows, int count);

    /** Adds rows to {@code rejected/}. */
    void addRejected(List<Rejection> rejections);

    /**
     * Adds rows to {@code windows/}.
     *
     * @param processingTime wall-clock time for their column of that name
     */
    void addWindows(List<WindowRow> rows, Instant processingTime);

    /** Bytes written so far, what is still in memory included; an estimate that decides when to commit. */
    long bytes();

    /** Completes and syncs the files. Nothing can be added after. */
    void finish();

    /**
     * Creates the commit record and publishes the files. When it returns, they are in the tables. Commits are recorded
     * in the order they were staged; the caller ends one before it commits the next.
     *
     * @throws WriterFencedException if another writer took the lake over: nothing was published
     */
    CommitRecord commit(CommitDraft draft);

    /** Gives up what was not committed. */
    @Override
    void close();

    /**
     * What the pipeline knows of a commit; the lake adds number, writer, files and settings.
     *
     * @param neededFromEventTime see {@link CommitRecord#recoverFromCommit}: the lake names the oldest commit that holds events
     *     at or after this time, microseconds since the epoch
     * @param notes see {@link CommitRecord#notes}
     */
    record CommitDraft(
            CommitRecord.Kind kind,
            Instant time,
            Map<Integer, PartitionState> partitions,
            long watermark,
            long neededFromEventTime,
            Map<Integer, PartitionCounts> counts,
            Map<String, String> notes) {

        /** A commit without notes. */
        public CommitDraft(
                CommitRecord.Kind kind,
                Instant time,
                Map<Integer, PartitionState> partitions,
                long watermark,
                long neededFromEventTime,
                Map<Integer, PartitionCounts> counts) {
            this(kind, time, partitions, watermark, neededFromEventTime, counts, Map.of());
        }
    }
}
