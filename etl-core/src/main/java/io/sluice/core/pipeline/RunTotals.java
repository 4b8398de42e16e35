package io.sluice.core.pipeline;

import io.sluice.core.port.ActiveWriter;
import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.PartitionCounts;
import java.util.Map;
import java.util.TreeMap;

/** Adds up what the commits of one run did. One thread. */
public final class RunTotals {
    private final Map<Integer, PartitionCounts> counts = new TreeMap<>();
    private long commits;
    private long windowRows;

    /** Takes in a commit of this run. */
    public void add(CommitRecord record) {
        commits++;
        record.counts().forEach((partition, more) -> counts.merge(partition, more, PartitionCounts::followedBy));
    }

    /** Counts rows of closed windows. */
    public void addWindowRows(long rows) {
        windowRows += rows;
    }

    /** What was added until now. */
    public RunSummary summary(long watermark) {
        return summary(watermark, null);
    }

    /** The same of a run that may never have owned the lake; see {@link RunSummary#stoodByFor}. */
    RunSummary summary(long watermark, ActiveWriter stoodByFor) {
        return new RunSummary(Map.copyOf(counts), commits, windowRows, watermark, stoodByFor);
    }
}
