package io.sluice.core.schema.evaluate;

import io.sluice.core.json.JsonValue.Kind;
import java.util.List;

/** One keyword of a schema, ready to be applied. Immutable once its schema is compiled. */
abstract class Keyword {
    static final int ANY = -1;

    private final int kinds;

    /** A keyword that looks at values of some kinds only. */
    Keyword(Kind... kinds) {
        int mask = 0;
        for (Kind kind : kinds) {
            mask |= 1 << kind.ordinal();
        }
        this.kinds = kinds.length == 0 ? ANY : mask;
    }

    final boolean appliesTo(Kind kind) {
        return (kinds & 1 << kind.ordinal()) != 0;
    }

    /** Judges the frame's value. */
    abstract void apply(Frame frame);

    /** The schemas it applies to the value itself. */
    List<SchemaNode> inPlace() {
        return List.of();
    }

    /** The schemas it applies to what the value contains. */
    List<SchemaNode> inside() {
        return List.of();
    }
}
