package io.sluice.core.conformance;

import static io.sluice.core.event.RejectionReason.MALFORMED_JSON;
import static io.sluice.core.event.RejectionReason.UNEXPECTED_FIELD;

import io.sluice.core.conformance.HostileVariants.Rewrite;
import io.sluice.core.conformance.HostileVariants.Variant;
import io.sluice.core.event.RejectionReason;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A list of variants while it is being written. */
abstract class VariantList {
    static final String DEEPEST = "[".repeat(63) + "]".repeat(63);
    static final String DIGITS = "9".repeat(10_000);

    final int maxRecordBytes;
    private final List<Variant> all = new ArrayList<>();

    VariantList(int maxRecordBytes) {
        this.maxRecordBytes = maxRecordBytes;
    }

    List<Variant> all() {
        return all;
    }

    /** Changes an event, which is then written in some way. */
    interface Change {
        EventText apply(EventText event);
    }

    interface ToText {
        String apply(EventText event);
    }

    static byte[] upperCaseId(String text) {
        int id = text.indexOf("\"event_id\":\"") + 12;
        String upper = text.substring(id, id + 36).toUpperCase(Locale.ROOT);
        return utf8(text.substring(0, id) + upper + text.substring(id + 36));
    }

    void valid(String name, Change change) {
        all.add(new Variant(name, null, "", (e, r) -> {
            EventText changed = change.apply(e).shuffle(r);
            return utf8(r.nextBoolean() ? changed.write() : changed.writeLoosely(r));
        }));
    }

    void valid(String name, Rewrite rewrite) {
        all.add(new Variant(name, null, "", rewrite));
    }

    void rejected(String name, RejectionReason reason, String pointer, Change change) {
        all.add(new Variant(name, reason, pointer, (e, r) -> {
            EventText changed = change.apply(e);
            // Order must not matter, but which of several unexpected fields comes first does.
            return utf8(
                    reason == UNEXPECTED_FIELD
                            ? changed.writeLoosely(r)
                            : changed.shuffle(r).writeLoosely(r));
        }));
    }

    void malformed(String name, Change change) {
        rejected(name, MALFORMED_JSON, "", change);
    }

    void text(String name, RejectionReason reason, String pointer, ToText rewrite) {
        all.add(new Variant(name, reason, pointer, (e, r) -> utf8(rewrite.apply(e))));
    }

    void bytes(String name, RejectionReason reason, Rewrite rewrite) {
        all.add(new Variant(name, reason, "", rewrite));
    }

    void raw(String name, RejectionReason reason, String text) {
        raw(name, reason, "", text);
    }

    void raw(String name, RejectionReason reason, String pointer, String text) {
        all.add(new Variant(name, reason, pointer, (e, r) -> utf8(text)));
    }

    static byte[] padded(EventText event, int length) {
        int room = length - utf8(event.copy().add("pad", "\"\"").write()).length;
        return utf8(event.add("pad", EventText.quoted("p".repeat(room))).write());
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String brief(String text) {
        StringBuilder out = new StringBuilder();
        for (char c : (text.length() > 40 ? text.substring(0, 40) + "..." + text.length() : text).toCharArray()) {
            out.append(c < 0x20 || c > 0x7e ? String.format("<%x>", (int) c) : String.valueOf(c));
        }
        return out.toString();
    }
}
