package io.sluice.core.engine;

import io.sluice.core.dedup.Horizon;
import io.sluice.core.event.EventBatch;
import io.sluice.core.event.RecordBatch;
import io.sluice.core.port.CapacityException;
import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.PartitionState;
import io.sluice.core.time.PartitionClocks;
import io.sluice.core.window.TumblingWindows;
import io.sluice.core.window.WindowRow;
import io.sluice.core.window.WindowSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where a run stands: positions, clocks, the watermark, open windows. All of it can be had from the lake again. Times
 * are microseconds since the epoch. One thread at a time.
 */
public final class PipelineState {
    private final Horizon horizon;
    private final WindowSpec windowSpec;
    private final PartitionClocks clocks;
    private final TumblingWindows windows;
    private final Map<Integer, Long> positions = new TreeMap<>();
    private final Map<Integer, Long> recordTimes = new TreeMap<>();

    /** State before the first record. */
    public PipelineState(Duration lateness, Duration horizon, WindowSpec windows) {
        this.horizon = Horizon.of(horizon);
        this.windowSpec = windows;
        this.clocks = new PartitionClocks(lateness);
        this.windows = new TumblingWindows(windows);
    }

    /** Takes positions, clocks and the watermark from a commit record. */
    public void restore(CommitRecord record) {
        record.partitions().forEach((partition, state) -> {
            clocks.restore(partition, state.greatestEventTime());
            positions.put(partition, state.position());
            recordTimes.put(partition, state.recordTime());
        });
        clocks.restoreWatermark(record.watermark());
    }

    /** Takes those committed events that are in an open window, which counts them no second time by group. */
    public void restoreWindows(EventBatch committed) {
        long from = windowSpec.openFrom(watermark());
        for (int row = 0; row < committed.rows(); row++) {
            if (committed.eventTime(row) >= from) {
                windows.add(committed, row);
            }
        }
        windows.takeEventsByGroup();
    }

    /** Events from this time on are in an open window. */
    public long windowsFrom() {
        return windowSpec.openFrom(watermark());
    }

    /** Events from this time on still matter for deduplication or an open window. */
    public long recoveryHorizon() {
        return recoveryHorizon(horizon, windowSpec, watermark());
    }

    /** The same for any watermark. */
    public static long recoveryHorizon(Horizon horizon, WindowSpec windows, long watermark) {
        return Math.min(horizon.idsFrom(watermark), windows.openFrom(watermark));
    }

    /** Says where a source partition begins, unless that is known. The watermark waits for it from now on. */
    public void start(int partition, long position) {
        positions.putIfAbsent(partition, position);
        clocks.add(partition);
    }

    /** Makes the watermark wait for a source partition. */
    public void watch(int partition) {
        clocks.add(partition);
    }

    /** Whether the source partition's position is known. */
    public boolean knows(int partition) {
        return positions.containsKey(partition);
    }

    /** The next offset of a source partition; only if it is known. */
    public long position(int partition) {
        return positions.get(partition);
    }

    /** The next offset per source partition. */
    public Map<Integer, Long> positions() {
        return Map.copyOf(positions);
    }

    /** Where every source partition stands. */
    public Map<Integer, PartitionState> partitions() {
        Map<Integer, PartitionState> states = new TreeMap<>();
        positions.forEach((partition, position) -> states.put(
                partition,
                new PartitionState(position, clocks.greatestEventTime(partition), lastRecordTime(partition), "")));
        return states;
    }

    /** Moves a source partition on to a position. */
    public void advance(int partition, long nextPosition) {
        positions.put(partition, nextPosition);
    }

    /** The last plausible time of a record of a source partition, or {@link RecordBatch#NO_TIME} before the first. */
    public long lastRecordTime(int partition) {
        return recordTimes.getOrDefault(partition, RecordBatch.NO_TIME);
    }

    /** Takes in the last plausible time of a record of a source partition. */
    public void restoreRecordTime(int partition, long time) {
        recordTimes.put(partition, time);
    }

    /**
     * Takes in what was decided elsewhere of records of a source partition.
     *
     * @param greatestEventTime of the source partition, these records included
     */
    public void restoreClock(int partition, long greatestEventTime) {
        clocks.restore(partition, greatestEventTime);
        clocks.markActive(partition);
    }

    /** Adds accepted events to their windows. */
    public void addToWindows(EventBatch batch, Selection selection) {
        windows.add(batch, selection.events(), selection.eventCount());
    }

    /** Adds windows that were aggregated elsewhere; see {@link TumblingWindows#toBytes}. */
    public void mergeWindows(byte[] part) {
        windows.merge(part);
    }

    /** Moves the watermark as far as the clocks allow. */
    public void updateWatermark() {
        clocks.updateWatermark();
    }

    /** The source partition has records: the watermark waits for it. */
    public void markActive(int partition) {
        clocks.markActive(partition);
    }

    /** The source partition is silent at its log end: the watermark no longer waits for it. */
    public void markIdle(int partition) {
        if (!clocks.isIdle(partition)) {
            clocks.markIdle(partition);
            updateWatermark();
        }
    }

    public boolean isIdle(int partition) {
        return clocks.isIdle(partition);
    }

    /** Moves the watermark to the end of the last open window. */
    public void drain() {
        clocks.forceWatermark(windows.endOfLast());
    }

    /** Whether there are windows that the watermark has closed. */
    public boolean hasClosedWindows() {
        return windows.hasClosedBy(watermark());
    }

    /** Takes out the rows of all windows that the watermark has closed. */
    public List<WindowRow> closeWindows() {
        return windows.close(watermark());
    }

    /** Events since the last time, by the value of the first by-field of the windows. */
    public Map<String, Long> takeEventsByGroup() {
        return windows.takeEventsByGroup();
    }

    /** The greatest event time of a source partition, or {@link PartitionClocks#NONE}. */
    public long greatestEventTime(int partition) {
        return clocks.greatestEventTime(partition);
    }

    /** The watermark, or {@link PartitionClocks#NONE} before there is one. */
    public long watermark() {
        return clocks.watermark();
    }

    /**
     * Makes sure that the windows that were not taken out have no more groups together than there may be.
     *
     * @throws CapacityException if they have
     */
    public void requireGroups(long maxGroups) {
        CapacityException.requireGroups(windows.groups(), maxGroups, windowSpec);
    }

    public int openWindows() {
        return windows.open();
    }

    /** The filter of late records over these clocks. */
    LateFilter lateFilter() {
        return new LateFilter(clocks);
    }
}
