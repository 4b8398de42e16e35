package io.sluice.core.schema.evaluate;

import io.sluice.core.json.JsonValue;

/** A schema that judges values. Immutable; any number of threads. */
public final class JsonSchema {
    private final SchemaNode root;
    private final boolean tracks;
    private final boolean dynamic;

    /**
     * A compiled schema.
     *
     * @param tracks whether it matters which members and items were looked at
     * @param dynamic whether references depend on the way that led to them
     */
    JsonSchema(SchemaNode root, boolean tracks, boolean dynamic) {
        this.root = root;
        this.tracks = tracks;
        this.dynamic = dynamic;
    }

    /** The schema at the top of the file. */
    public SchemaNode root() {
        return root;
    }

    /** The same set's schema at another place; it judges as there where no reference is dynamic. */
    public JsonSchema at(SchemaNode node) {
        return new JsonSchema(node, tracks, dynamic);
    }

    /** Whether it is the schema {@code false}: no value at all is valid. */
    public boolean allowsNothing() {
        return root.isFalse();
    }

    /** Whether what a part of it means depends on the way that led to it, so that only the whole can judge. */
    public boolean isDynamic() {
        return dynamic;
    }

    /**
     * The first thing a value does wrong, in the order of {@link Phase}; null where it is valid.
     *
     * @param values what the value was built with
     */
    public Violation judge(JsonValue value, JsonValue.Builder values) {
        Evaluation run = new Evaluation(tracks, values);
        return run.evaluate(root, value, new Scope(null, root.resource), true, root)
                .first();
    }
}
