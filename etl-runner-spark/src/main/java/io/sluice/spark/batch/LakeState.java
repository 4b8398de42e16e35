package io.sluice.spark.batch;

import io.sluice.core.event.EventBatch;
import io.sluice.core.pipeline.PipelineSpec;
import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.PartitionCounts;
import io.sluice.core.port.PartitionState;
import io.sluice.core.time.PartitionClocks;
import io.sluice.core.window.TumblingWindows;
import io.sluice.core.window.WindowRow;
import io.sluice.lake.ParquetLake;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the driver knows between batches: positions, clocks, the watermark, open windows. All of it can be had from the
 * lake again. One thread at a time.
 */
final class LakeState {
    private final PipelineSpec spec;
    private final PartitionClocks clocks;
    private final TumblingWindows windows;
    private final Map<Integer, Long> positions = new TreeMap<>();

    /** Takes up where a record ends. */
    LakeState(PipelineSpec spec, CommitRecord record, ParquetLake lake) {
        this.spec = spec;
        clocks = new PartitionClocks(spec.lateness());
        windows = new TumblingWindows(spec.windows());
        record.partitions().forEach((partition, state) -> {
            positions.put(partition, state.position());
            clocks.restore(partition, state.greatestEventTime());
        });
        clocks.restoreWatermark(record.watermark());
        if (!positions.isEmpty()) {
            long from = spec.windowsFrom(record.watermark());
            lake.readEvents(record.recoverFromCommit(), from, batch -> addOpen(batch, from));
            // These were counted when they were committed.
            windows.takeEventsByGroup();
        }
    }

    private void addOpen(EventBatch batch, long from) {
        for (int row = 0; row < batch.rows(); row++) {
            if (batch.eventTime(row) >= from) {
                windows.add(batch, row);
            }
        }
    }

    /** Says where a source partition begins, unless that is known. The watermark waits for it from now on. */
    void start(int partition, long position) {
        positions.putIfAbsent(partition, position);
        clocks.add(partition);
    }

    boolean knows(int partition) {
        return positions.containsKey(partition);
    }

    long position(int partition) {
        return positions.get(partition);
    }

    Set<Integer> sourcePartitions() {
        return Set.copyOf(positions.keySet());
    }

    Map<Integer, Long> positions() {
        return Map.copyOf(positions);
    }

    /** Where every source partition stands. */
    Map<Integer, PartitionState> partitions() {
        Map<Integer, PartitionState> states = new TreeMap<>();
        positions.forEach((partition, position) ->
                states.put(partition, new PartitionState(position, clocks.greatestEventTime(partition))));
        return states;
    }

    /**
     * Takes in what the stages found.
     *
     * @param ranges what the batch covered beyond the positions
     * @return the accounting per source partition
     */
    Map<Integer, PartitionCounts> apply(
            Collection<OffsetRange> ranges, Map<Integer, SourceReport> sources, Collection<ShardReport> shards) {
        Map<Integer, PartitionCounts> counts = new TreeMap<>();
        for (OffsetRange range : ranges) {
            SourceReport source = sources.get(range.partition());
            counts.put(range.partition(), account(range, source, decided(range.partition(), shards)));
            positions.put(range.partition(), range.until());
            if (source != null) {
                clocks.restore(range.partition(), source.greatestEventTime);
                clocks.markActive(range.partition());
            }
        }
        for (ShardReport shard : shards) {
            windows.merge(shard.windows);
        }
        clocks.updateWatermark();
        return counts;
    }

    private static ShardReport.Decided decided(int partition, Collection<ShardReport> shards) {
        ShardReport.Decided sum = new ShardReport.Decided();
        for (ShardReport shard : shards) {
            ShardReport.Decided part = shard.decided().get(partition);
            if (part != null) {
                sum.events += part.events;
                sum.duplicates += part.duplicates;
                sum.conflicting += part.conflicting;
            }
        }
        return sum;
    }

    private PartitionCounts account(OffsetRange range, SourceReport source, ShardReport.Decided decided) {
        long first = knows(range.partition()) ? position(range.partition()) : range.from();
        long offsets = range.until() - first;
        if (source == null) {
            return new PartitionCounts(first, range.until(), 0, 0, 0, 0, 0, 0, Map.of(), offsets, 0);
        }
        return new PartitionCounts(
                first,
                range.until(),
                source.records,
                decided.events,
                decided.duplicates,
                decided.conflicting,
                source.late,
                source.lateAfterIdle,
                new HashMap<>(source.rejected()),
                offsets - source.records,
                source.unknownFields);
    }

    /** The watermark no longer waits for these source partitions, until they have records. */
    void markIdle(Collection<Integer> silent) {
        silent.forEach(clocks::markIdle);
        clocks.updateWatermark();
    }

    boolean isIdle(int partition) {
        return clocks.isIdle(partition);
    }

    /** Moves the watermark to the end of the last open window. */
    void drain() {
        clocks.forceWatermark(windows.endOfLast());
    }

    boolean hasClosedWindows() {
        return windows.hasClosedBy(clocks.watermark());
    }

    /** Takes out the rows of all windows that the watermark has closed. */
    List<WindowRow> closeWindows() {
        return windows.close(clocks.watermark());
    }

    /** Events by the first field that windows are grouped by, since the last time. */
    Map<String, Long> takeEventsByGroup() {
        return windows.takeEventsByGroup();
    }

    long watermark() {
        return clocks.watermark();
    }

    /** Events from this time on still matter. */
    long recoveryHorizon() {
        return spec.recoveryHorizon(clocks.watermark());
    }

    int openWindows() {
        return windows.open();
    }
}
