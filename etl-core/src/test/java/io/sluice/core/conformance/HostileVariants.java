package io.sluice.core.conformance;

import io.sluice.core.event.RejectionReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Ways to write an event of the hostile schema: odd but valid ones, and broken ones with the reason and the field. */
final class HostileVariants {
    /** Turns a valid event into the bytes of a record. */
    interface Rewrite {
        byte[] bytes(EventText event, Random random);
    }

    /**
     * @param reason why it is rejected; null where it stays an event
     * @param pointer the property named in the rejection
     */
    record Variant(String name, RejectionReason reason, String pointer, Rewrite rewrite) {
        @Override
        public String toString() {
            return name;
        }
    }

    private HostileVariants() {}

    /** All variants; those that a line of a file cannot hold only where {@code lines} is false. */
    static List<Variant> all(int maxRecordBytes, boolean lines) {
        List<Variant> all = new ArrayList<>(new OddEvents(maxRecordBytes).all());
        BrokenTexts texts = new BrokenTexts(maxRecordBytes);
        if (!lines) {
            texts.addBeyondLines();
        }
        all.addAll(texts.all());
        all.addAll(new BrokenFields(maxRecordBytes).all());
        return List.copyOf(all);
    }
}
