package io.sluice.core.pipeline;

import io.sluice.core.event.EventBatch;
import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.Lake;
import io.sluice.core.port.StagedCommit;
import java.util.function.Consumer;

/** A lake that does what another does, but for what a test changes. */
class ForwardingLake implements Lake {
    private final Lake lake;

    ForwardingLake(Lake lake) {
        this.lake = lake;
    }

    @Override
    public CommitRecord open(LakeRequest request) {
        return lake.open(request);
    }

    @Override
    public void readEvents(long fromCommit, long fromEventTime, Consumer<EventBatch> consumer) {
        lake.readEvents(fromCommit, fromEventTime, consumer);
    }

    @Override
    public StagedCommit stage() {
        return lake.stage();
    }

    @Override
    public void requireOwned() {
        lake.requireOwned();
    }

    @Override
    public void close() {
        lake.close();
    }
}
