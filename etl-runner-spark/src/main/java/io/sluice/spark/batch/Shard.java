package io.sluice.spark.batch;

import io.sluice.core.dedup.Deduplicator;
import io.sluice.core.dedup.Horizon;
import io.sluice.core.engine.DuplicateFilter;
import io.sluice.core.engine.Selection;
import io.sluice.core.event.EventBatch;
import io.sluice.core.event.EventDecoder;
import io.sluice.core.pipeline.PipelineSpec;
import io.sluice.core.port.CapacityException;
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
    private final Selection selection = new Selection();
    private final Deduplicator ids;
    private final DuplicateFilter duplicateFilter;

    private TaskWriter part;

    Shard(BatchPlan plan, ShardReport report) {
        this.plan = plan;
        this.report = report;
        spec = plan.job().spec();
        decoder = plan.job().decoderOfAccepted();
        batch = new EventBatch(spec.schema(), spec.roles(), 1024);
        windows = new TumblingWindows(spec.windows());
        IdCache.release(plan);
        Deduplicator remembered = IdCache.take(plan, report.shard);
        ids = remembered == null ? new Deduplicator(spec.horizon()) : remembered;
        // All shards of an executor share its memory.
        duplicateFilter = new DuplicateFilter(ids, spec.maxIds(), IdCache::size);
        duplicateFilter.advance(plan.watermark());
        if (remembered == null) {
            long from = Horizon.of(spec.horizon()).idsFrom(plan.watermark());
            LakeConfig lake = plan.job().lake();
            CommittedEvents.read(
                    lake.store(), lake.schema(), lake.roles(), plan.needed(), committed -> restore(committed, from));
        }
    }

    private void restore(EventBatch committed, long from) {
        duplicateFilter.requireRoom(0);
        for (int row = 0; row < committed.rows(); row++) {
            if (committed.eventTime(row) >= from
                    && plan.shard(committed.idHigh(row), committed.idLow(row)) == report.shard) {
                duplicateFilter.restore(committed, row);
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
        duplicateFilter.requireRoom(batch.rows());
        selection.resetToAll(batch.rows());
        duplicateFilter.apply(batch, selection, report.of(partition));
        windows.add(batch, selection.events(), selection.eventCount());
        CapacityException.requireGroups(windows.groups(), spec.maxGroups(), spec.windows());
        if (selection.eventCount() > 0) {
            part().addEvents(batch, selection.events(), selection.eventCount());
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
