package io.sluice.lake.write;

import io.sluice.core.event.EventBatch;
import io.sluice.core.event.Rejection;
import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.StagedCommit;
import io.sluice.core.port.WriterFencedException;
import io.sluice.core.window.WindowRow;
import io.sluice.lake.ParquetLake;
import java.time.Instant;
import java.util.List;

/** A commit that is staged in one part and knows the lake it belongs to. */
public final class StagedBatches implements StagedCommit {
    private final ParquetLake lake;
    private final StagedPart part;
    private boolean ended;

    public StagedBatches(ParquetLake lake, StagedPart part) {
        this.lake = lake;
        this.part = part;
    }

    @Override
    public void addEvents(EventBatch batch, int[] rows, int count) {
        part.addEvents(batch, rows, count);
    }

    @Override
    public void addLate(EventBatch batch, int[] rows, int count) {
        part.addLate(batch, rows, count);
    }

    @Override
    public void addRejected(List<Rejection> rejections) {
        part.addRejected(rejections);
    }

    @Override
    public void addWindows(List<WindowRow> rows, Instant processingTime) {
        part.addWindows(rows, processingTime);
    }

    @Override
    public long bytes() {
        return part.bytes();
    }

    @Override
    public void finish() {
        part.finish();
    }

    @Override
    public CommitRecord commit(CommitDraft draft) {
        if (!part.isFinished() || ended) {
            throw new IllegalStateException("Only a finished commit can be committed, and only once");
        }
        // Whatever happens from here on, the record may exist, and then the files are no longer this object's to
        // delete.
        ended = true;
        try {
            return lake.commit(part.finish(), draft);
        } catch (WriterFencedException fenced) {
            // Nobody will ever record these, and the writer that took over may have tidied up before they were made.
            part.abort();
            throw fenced;
        } finally {
            lake.stageEnded();
        }
    }

    @Override
    public void close() {
        if (!ended) {
            ended = true;
            lake.stageEnded();
            part.abort();
        }
    }
}
