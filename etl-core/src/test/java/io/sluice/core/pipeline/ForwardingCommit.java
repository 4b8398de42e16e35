package io.sluice.core.pipeline;

import io.sluice.core.event.EventBatch;
import io.sluice.core.event.Rejection;
import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.StagedCommit;
import io.sluice.core.window.WindowRow;
import java.time.Instant;
import java.util.List;

/** A staged commit that does what another does, but for what a test changes. */
class ForwardingCommit implements StagedCommit {
    private final StagedCommit commit;

    ForwardingCommit(StagedCommit commit) {
        this.commit = commit;
    }

    @Override
    public void addEvents(EventBatch batch, int[] rows, int count) {
        commit.addEvents(batch, rows, count);
    }

    @Override
    public void addLate(EventBatch batch, int[] rows, int count) {
        commit.addLate(batch, rows, count);
    }

    @Override
    public void addRejected(List<Rejection> rejections) {
        commit.addRejected(rejections);
    }

    @Override
    public void addWindows(List<WindowRow> rows, Instant processingTime) {
        commit.addWindows(rows, processingTime);
    }

    @Override
    public long bytes() {
        return commit.bytes();
    }

    @Override
    public void finish() {
        commit.finish();
    }

    @Override
    public CommitRecord commit(CommitDraft draft) {
        return commit.commit(draft);
    }

    @Override
    public void close() {
        commit.close();
    }
}
