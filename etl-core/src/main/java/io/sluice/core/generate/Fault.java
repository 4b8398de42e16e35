package io.sluice.core.generate;

import io.sluice.core.event.RejectionReason;
import io.sluice.core.schema.Field;

/**
 * One way to break one property: everything else stays valid, so the reason is certain.
 *
 * @param reason why the event is rejected
 * @param field the property
 * @param replacement the JSON written instead of its value; null to leave the property out
 */
record Fault(RejectionReason reason, Field field, byte[] replacement) {

    /** Whether the field is the broken one or encloses it, and so has to be there. */
    boolean isWithin(Field other) {
        String path = field.path();
        return path.startsWith(other.path())
                && (path.length() == other.path().length()
                        || path.charAt(other.path().length()) == '.');
    }
}
