package io.sluice.core.port;

import java.io.Serializable;

/**
 * Where one source partition stands after a commit.
 *
 * @param position the next offset to read
 * @param greatestEventTime the greatest event time accepted so far, microseconds since the epoch, or
 *     {@link Long#MIN_VALUE} before the first
 * @param recordTime the last plausible time of a record so far, milliseconds since the epoch, or {@link Long#MIN_VALUE}
 *     before the first
 * @param content what the source calls the content before the position ({@link EventSource#content}); "" where it has no
 *     word for it
 */
public record PartitionState(long position, long greatestEventTime, long recordTime, String content)
        implements Serializable {
    /** Where the source has no word for the content, and records no time. */
    public PartitionState(long position, long greatestEventTime) {
        this(position, greatestEventTime, Long.MIN_VALUE, "");
    }

    /** The same with the source's word for the content. */
    public PartitionState withContent(String newContent) {
        return new PartitionState(position, greatestEventTime, recordTime, newContent);
    }
}
