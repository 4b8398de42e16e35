package io.sluice.core.pipeline;

import io.sluice.core.port.ActiveWriter;
import io.sluice.core.port.PartitionCounts;
import java.util.Map;

/**
 * What a run did, over all its commits.
 *
 * @param counts the accounting per source partition
 * @param commits commits made
 * @param windowRows rows written to {@code windows/}
 * @param watermark at the end, microseconds since the epoch; {@link Long#MIN_VALUE} where there was no event
 * @param stoodByFor whom a run waited for until it was stopped, so that it wrote nothing; null where the lake was its own
 */
public record RunSummary(
        Map<Integer, PartitionCounts> counts, long commits, long windowRows, long watermark, ActiveWriter stoodByFor) {}
