package io.sluice.core.pipeline;

import io.sluice.core.event.Rejection;

/** What became of one record. */
public sealed interface Outcome {
    /** It is an event: valid, in time, not seen before. */
    record Event(EventRow row) implements Outcome {}

    /**
     * It is a copy of an event accepted before.
     *
     * @param conflicting whether its values equal those of no such event
     */
    record Duplicate(EventRow row, boolean conflicting) implements Outcome {}

    /** It is valid, but too far behind its source partition's greatest event time, or behind the watermark. */
    record Late(EventRow row) implements Outcome {}

    /** It is no event. */
    record Rejected(Rejection rejection) implements Outcome {}
}
