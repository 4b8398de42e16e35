package io.sluice.core.port;

import java.io.Serializable;

/**
 * Where one source partition stands after a commit.
 *
 * @param position the next offset to read
 * @param greatestEventTime the greatest event time accepted so far, microseconds since the epoch, or
 *     {@link Long#MIN_VALUE} before the first
 */
public record PartitionState(long position, long greatestEventTime) implements Serializable {}
