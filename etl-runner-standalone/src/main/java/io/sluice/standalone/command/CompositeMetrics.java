package io.sluice.standalone.command;

import io.sluice.core.event.EventBatch;
import io.sluice.core.event.Rejection;
import io.sluice.core.port.ActiveWriter;
import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.PipelineMetrics;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Tells two listeners, one after the other. */
record CompositeMetrics(PipelineMetrics first, PipelineMetrics second) implements PipelineMetrics {
    @Override
    public void standingBy(ActiveWriter writer) {
        first.standingBy(writer);
        second.standingBy(writer);
    }

    @Override
    public void started(CommitRecord takeOver, Map<Integer, Long> positions) {
        first.started(takeOver, positions);
        second.started(takeOver, positions);
    }

    @Override
    public void moving() {
        first.moving();
        second.moving();
    }

    @Override
    public void recordsRead(BatchRead batch) {
        first.recordsRead(batch);
        second.recordsRead(batch);
    }

    @Override
    public void rejected(List<Rejection> rejections) {
        first.rejected(rejections);
        second.rejected(rejections);
    }

    @Override
    public void notEvents(EventBatch batch, int late, int duplicate) {
        first.notEvents(batch, late, duplicate);
        second.notEvents(batch, late, duplicate);
    }

    @Override
    public void clockJumped(ClockJump jump) {
        first.clockJumped(jump);
        second.clockJumped(jump);
    }

    @Override
    public void committing(Intake intake) {
        first.committing(intake);
        second.committing(intake);
    }

    @Override
    public void committed(CommitRecord record, Duration duration) {
        first.committed(record, duration);
        second.committed(record, duration);
    }

    @Override
    public void compacted(CommitRecord record) {
        first.compacted(record);
        second.compacted(record);
    }

    @Override
    public void deadLetters(long sent) {
        first.deadLetters(sent);
        second.deadLetters(sent);
    }

    @Override
    public void state(long watermarkMicros, long dedupEntries, long openWindows) {
        first.state(watermarkMicros, dedupEntries, openWindows);
        second.state(watermarkMicros, dedupEntries, openWindows);
    }
}
