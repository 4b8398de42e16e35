package io.sluice.lake.write;

import io.sluice.core.event.EventBatch;
import io.sluice.core.event.Rejection;
import io.sluice.core.port.DataFile;
import io.sluice.core.port.Table;
import io.sluice.core.window.WindowRow;
import io.sluice.lake.commit.DataPaths;
import io.sluice.lake.parquet.DataFileWriter;
import io.sluice.lake.parquet.EventRows;
import io.sluice.lake.parquet.PlainRows;
import io.sluice.lake.parquet.UuidFormat;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * The files that one writer contributes to a commit: rows are spread over the files of their hours, then
 * {@link #finish} completes the files, or {@link #close} before that deletes them. Used by one thread at a time.
 *
 * <p>A commit that is too large for one machine is staged in several parts, on any machine that reaches the store;
 * one record then names the files of all parts. Files that no record names are garbage, which the next start removes.
 */
public final class TaskWriter implements AutoCloseable {
    private final FanoutFiles files;
    private final String topic;
    private final UuidFormat uuid;
    private final EventRows eventRows;
    private final HourSplit split = new HourSplit();

    private List<DataFile> finished;
    private boolean closed;

    TaskWriter(FanoutFiles files, UuidFormat uuid, String topic) {
        this.files = files;
        this.topic = topic;
        this.uuid = uuid;
        this.eventRows = new EventRows(uuid);
    }

    /**
     * Adds rows to {@code events/}. The batch is not kept beyond the call.
     *
     * @param rows indexes of the rows, ascending, of which the first {@code count} matter
     */
    public void addEvents(EventBatch batch, int[] rows, int count) {
        add(Table.EVENTS, batch, rows, count);
    }

    /** Adds rows to {@code late/}. */
    public void addLate(EventBatch batch, int[] rows, int count) {
        add(Table.LATE, batch, rows, count);
    }

    private void add(Table table, EventBatch batch, int[] rows, int count) {
        requireFilling();
        if (count == 0) {
            return;
        }
        eventRows.begin(batch);
        split.split(batch, rows, count);
        for (int from = 0; from < count; from = split.end()) {
            long hour = split.hourAt(from);
            DataFileWriter file = files.file(table, hour);
            eventRows.write(split.rows(), from, split.end(), file);
            files.written(file);
        }
        eventRows.end();
    }

    /** Adds rows to {@code rejected/}. */
    public void addRejected(List<Rejection> rejections) {
        requireFilling();
        for (Rejection rejection : rejections) {
            long hour = DataPaths.hourOf(PlainRows.partitionTime(rejection));
            DataFileWriter file = files.file(Table.REJECTED, hour);
            PlainRows.write(rejection, topic, file);
            files.written(file);
        }
    }

    /**
     * Adds rows to {@code windows/}.
     *
     * @param processingTime wall-clock time for their column of that name
     */
    public void addWindows(List<WindowRow> rows, Instant processingTime) {
        requireFilling();
        long processed = ChronoUnit.MICROS.between(Instant.EPOCH, processingTime);
        for (WindowRow row : rows) {
            DataFileWriter file = files.file(Table.WINDOWS, DataPaths.hourOf(row.start()));
            PlainRows.write(row, processed, uuid, file);
            files.written(file);
        }
    }

    private void requireFilling() {
        if (finished != null || closed) {
            throw new IllegalStateException("Rows can only be added to a commit before it is finished or closed");
        }
    }

    /** Bytes written so far, what is still in memory included; an estimate. */
    public long bytes() {
        return files.bytes();
    }

    /** Completes and syncs the files, and says which they are. Nothing can be added after. */
    public List<DataFile> finish() {
        if (finished == null) {
            finished = files.finish();
        }
        return finished;
    }

    /** Whether {@link #finish} was called. */
    public boolean isFinished() {
        return finished != null;
    }

    /** Deletes the files, finished or not. */
    public void abort() {
        closed = true;
        files.abort();
    }

    /** Gives up a part that is not finished; finished files belong to whoever records them. */
    @Override
    public void close() {
        if (finished == null && !closed) {
            abort();
        }
    }
}
