package io.sluice.core.event;

import java.util.Objects;

/**
 * A record that is no event, with the reason and where it came from. A value, not an exception: bad input is expected.
 *
 * @param reason why
 * @param field JSON pointer of the first failing property, "" for the whole record
 * @param detail what was found and what was expected, in words, on one line
 * @param partition source partition
 * @param offset offset of the record in its source partition
 * @param recordTime the record's own timestamp in milliseconds since the epoch, or {@link RecordBatch#NO_TIME}
 * @param filedTime the last plausible record time of the source partition up to this record, by which the rejection is
 *     filed; {@link RecordBatch#NO_TIME} before the first
 * @param payload the raw bytes, cut to {@link #MAX_PAYLOAD_BYTES}; null for a record without a value
 * @param payloadBytes the true length of the raw bytes
 * @param key the record's key; null where it has none, or the source keeps none
 */
public record Rejection(
        RejectionReason reason,
        String field,
        String detail,
        int partition,
        long offset,
        long recordTime,
        long filedTime,
        byte[] payload,
        long payloadBytes,
        byte[] key) {

    /** Longer payloads are cut to this many bytes. */
    public static final int MAX_PAYLOAD_BYTES = 1 << 20;

    public Rejection {
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(field, "field");
        Objects.requireNonNull(detail, "detail");
    }

    /** A rejection of a record whose key is not kept, and before which no time is known. */
    public Rejection(
            RejectionReason reason,
            String field,
            String detail,
            int partition,
            long offset,
            long recordTime,
            byte[] payload,
            long payloadBytes) {
        this(
                reason,
                field,
                detail,
                partition,
                offset,
                recordTime,
                RecordBatch.isPlausible(recordTime) ? recordTime : RecordBatch.NO_TIME,
                payload,
                payloadBytes,
                null);
    }
}
