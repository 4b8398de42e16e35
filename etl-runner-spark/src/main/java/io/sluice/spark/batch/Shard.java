package io.sluice.spark.batch;

import io.sluice.core.dedup.Deduplicator;
import io.sluice.core.event.EventBatch;
import io.sluice.core.event.EventDecoder;
import io.sluice.core.pipeline.CapacityException;
import io.sluice.core.pipeline.PipelineSpec;
import io.sluice.core.window.TumblingWindows;
import io.sluice.lake.LakeConfig;
import io.sluice.lake.parquet.CommittedEvents;
import io.sluice.lake.write.TaskWriter;

/**
 * One share of the ids in one batch: drops duplicates, writes events, aggregates windows. Its ids come from the executor's
 * memory, or are read from the lake. Used by one thread.
 */
final class Shard implements AutoCloseable {
    private final BatchPlan plan;
    private final ShardReport report;
    private final PipelineSpec spec;
    private final EventDecoder decoder;
    private final EventBatch batch;
    private final TumblingWindows windows;
    private final Deduplicator ids;

    private TaskWriter part;
    private int[] events = new int[0];

    Shard(BatchPlan plan, ShardReport report) {
        this.plan = plan;
        this.report = report;
        spec = plan.job().spec();
        decoder = plan.job().decoderOfAccepted();
        batch = new EventBatch(spec.schema(), spec.roles(), 1024);
        windows = new TumblingWindows(spec.windows());
        IdCache.release(plan);
        Deduplicator remembered = IdCache.take(plan, report.shard);
        ids = remembered == null ? readIds() : remembered;
        ids.advance(plan.watermark());
    }

    private Deduplicator readIds() {
        Deduplicator read = new Deduplicator(spec.horizon());
        long from = spec.idsFrom(plan.watermark());
        LakeConfig lake = plan.job().lake();
        CommittedEvents.read(
                lake.store(), lake.schema(), lake.roles(), plan.needed(), committed -> restore(committed, from, read));
        return read;
    }

    private void restore(EventBatch committed, long from, Deduplicator into) {
        requireRoom(into, 0);
        for (int row = 0; row < committed.rows(); row++) {
            long time = committed.eventTime(row);
            if (time >= from && plan.shard(committed.idHigh(row), committed.idLow(row)) == report.shard) {
                into.restore(committed.idHigh(row), committed.idLow(row), time, committed.valueHash(row));
            }
        }
    }

    /** Decides the records of a block, which follows on the last of its source partition. */
    void decide(int partition, byte[] block) {
        decoder.decode(RecordBlock.read(partition, block), batch);
        if (!batch.rejections().isEmpty()) {
            throw new IllegalStateException("A record was accepted once and is rejected now: "
                    + batch.rejections().get(0));
        }
        requireRoom(ids, batch.rows());
        if (events.length < batch.rows()) {
            events = new int[batch.rows()];
        }
        ShardReport.Decided counts = report.of(partition);
        int count = 0;
        for (int row = 0; row < batch.rows(); row++) {
            switch (ids.judge(batch.idHigh(row), batch.idLow(row), batch.eventTime(row), batch.valueHash(row))) {
                case NEW -> events[count++] = row;
                case DUPLICATE -> counts.duplicates++;
                case CONFLICTING -> {
                    counts.duplicates++;
                    counts.conflicting++;
                }
            }
        }
        windows.add(batch, events, count);
        counts.events += count;
        if (count > 0) {
            part().addEvents(batch, events, count);
        }
    }

    /** All shards of an executor share its memory. */
    private void requireRoom(Deduplicator own, int rows) {
        long remembered = IdCache.size() + own.reserved() + rows;
        if (remembered > spec.maxIds()) {
            throw new CapacityException(remembered, spec.maxIds());
        }
    }

    private TaskWriter part() {
        if (part == null) {
            part = plan.beginPart(report.attempt);
        }
        return part;
    }

    /** Completes the files and the report, and leaves the ids behind for the next batch. */
    void finish() {
        if (part != null) {
            report.staged(part.finish());
        }
        report.windows = windows.toBytes();
        report.ids = ids.size();
        IdCache.put(plan, report.shard, report.attempt, ids);
    }

    @Override
    public void close() {
        if (part != null) {
            part.close();
        }
    }
}
