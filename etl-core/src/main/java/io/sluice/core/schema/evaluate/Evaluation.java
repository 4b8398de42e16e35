package io.sluice.core.schema.evaluate;

import io.sluice.core.json.JsonValue;
import java.util.Map;

/**
 * One value being judged. Judgements by schemas that several places refer to are kept, so that however references and
 * alternatives are nested, no schema judges a value more than once in each scope: the work is bounded by the product of
 * both sizes. One thread.
 */
final class Evaluation {
    private final boolean tracks;
    private final JsonValue.Builder values;

    Evaluation(boolean tracks, JsonValue.Builder values) {
        this.tracks = tracks;
        this.values = values;
    }

    /** Whether it matters which members and items were looked at. */
    boolean tracks() {
        return tracks;
    }

    /** Makes the values of names. */
    JsonValue.Builder values() {
        return values;
    }

    /** Whether a pattern is found in a text. */
    boolean finds(Regex regex, String text) {
        return regex.isFoundIn(text);
    }

    Frame evaluate(SchemaNode schema, JsonValue value, Scope outer, boolean report, SchemaNode entry) {
        SchemaNode node = schema.target;
        Scope scope = outer.enter(node.resource);
        if (!node.shared) {
            return judge(node, value, scope, report, entry);
        }
        Map<Long, Frame> known = report ? scope.reported : scope.plain;
        Long key = (long) value.index() << Integer.SIZE | node.id;
        Frame frame = known.get(key);
        if (frame == null) {
            frame = judge(node, value, scope, report, entry);
            known.put(key, frame);
        }
        return frame;
    }

    private Frame judge(SchemaNode node, JsonValue value, Scope scope, boolean report, SchemaNode entry) {
        Frame frame = new Frame(this, value, scope, report, entry);
        for (Keyword keyword : node.keywords) {
            if (keyword.appliesTo(value.kind())) {
                keyword.apply(frame);
                if (!frame.valid() && !report) {
                    break;
                }
            }
        }
        return frame;
    }
}
