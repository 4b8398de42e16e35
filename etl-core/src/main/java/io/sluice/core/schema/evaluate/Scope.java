package io.sluice.core.schema.evaluate;

import java.util.HashMap;
import java.util.Map;

/**
 * The resources through which evaluation came to where it is, outermost first, each once: what {@code $dynamicRef} and
 * {@code $recursiveRef} look through. There is one object per different way, so that judgements can be kept by it.
 */
final class Scope {
    private final Scope outer;
    private final Resource resource;
    private final Map<Resource, Scope> inner = new HashMap<>();
    /** Judgements made within it, by value and schema. */
    final Map<Long, Frame> plain = new HashMap<>();

    final Map<Long, Frame> reported = new HashMap<>();

    Scope(Scope outer, Resource resource) {
        this.outer = outer;
        this.resource = resource;
    }

    Scope enter(Resource next) {
        for (Scope at = this; at != null; at = at.outer) {
            if (at.resource == next) {
                return this;
            }
        }
        return inner.computeIfAbsent(next, added -> new Scope(this, added));
    }

    /** The outermost resource with a schema that a reference can mean; null for none. */
    Resource outermost(LogicKeywords.Dynamic reference) {
        Resource found = null;
        for (Scope at = this; at != null; at = at.outer) {
            if (reference.pointer(at.resource) != null) {
                found = at.resource;
            }
        }
        return found;
    }
}
