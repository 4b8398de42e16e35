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
        record.counts().forEach((partition, more) -> counts.merge(partition, more, RunTotals::sum));
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

    private static PartitionCounts sum(PartitionCounts a, PartitionCounts b) {
        Map<String, Long> rejected = new TreeMap<>(a.rejected());
        b.rejected().forEach((reason, count) -> rejected.merge(reason, count, Long::sum));
        return new PartitionCounts(
                a.firstPosition(),
                b.nextPosition(),
                a.records() + b.records(),
                a.events() + b.events(),
                a.duplicates() + b.duplicates(),
                a.conflicting() + b.conflicting(),
                a.late() + b.late(),
                a.lateAfterIdle() + b.lateAfterIdle(),
                rejected,
                a.gaps() + b.gaps(),
                a.unknownFields() + b.unknownFields());
    }
}
