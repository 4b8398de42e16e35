package io.sluice.core.schema.evaluate;

import io.sluice.core.json.JsonValue;

/** A schema that judges values. Immutable; any number of threads. */
public final class JsonSchema {
    private final SchemaNode root;
    private final boolean tracks;

    JsonSchema(SchemaNode root, boolean tracks) {
        this.root = root;
        this.tracks = tracks;
    }

    /** The schema at the top of the file. */
    public SchemaNode root() {
        return root;
    }

    /** The same set's schema at another place. */
    public JsonSchema at(SchemaNode node) {
        return new JsonSchema(node, tracks);
    }

    /**
     * The first thing a value does wrong, in the order of {@link Phase}; null where it is valid.
     *
     * @param values what the value was built with
     */
    public Violation judge(JsonValue value, JsonValue.Builder values) {
        Evaluation run = new Evaluation(tracks, values);
        return run.evaluate(root, value, new Scope(null, root.resource), true, root).first();
    }
}
