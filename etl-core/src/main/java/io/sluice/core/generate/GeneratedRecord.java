package io.sluice.core.generate;

import io.sluice.core.event.RejectionReason;

/**
 * One record as it goes to a source.
 *
 * @param key the key's text in UTF-8; shared between records, not to be changed
 * @param value JSON in UTF-8, or something broken; never null, without line ends
 * @param timestamp the record's own timestamp, milliseconds since the epoch; never goes back
 * @param partition the source partition its key belongs to
 * @param kind what it is meant to become
 * @param reason why it will be rejected; null unless it is {@link Kind#INVALID}
 */
public record GeneratedRecord(
        byte[] key, byte[] value, long timestamp, int partition, Kind kind, RejectionReason reason) {

    /** What a record is meant to become. */
    public enum Kind {
        EVENT,
        /** A copy of an earlier event, equal in every value. */
        DUPLICATE,
        /** A copy of an earlier event that differs in some value. */
        CONFLICTING,
        LATE,
        INVALID
    }
}
