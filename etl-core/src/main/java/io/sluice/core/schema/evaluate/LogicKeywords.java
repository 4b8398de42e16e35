package io.sluice.core.schema.evaluate;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** Keywords that apply other schemas to the value itself. */
final class LogicKeywords {
    private LogicKeywords() {}

    /** {@code $ref} and {@code allOf}: schemas that all have to hold. */
    static final class All extends Keyword {
        private final List<SchemaNode> nodes;

        All(List<SchemaNode> nodes) {
            this.nodes = nodes;
        }

        @Override
        void apply(Frame frame) {
            for (int i = 0; i < nodes.size() && (frame.valid() || frame.report); i++) {
                frame.require(frame.inPlace(nodes.get(i), frame.report));
            }
        }

        @Override
        List<SchemaNode> inPlace() {
            return nodes;
        }
    }

    /**
     * {@code $dynamicRef} and {@code $recursiveRef}: the outermost resource on the way here that has a schema of that name
     * says what is meant.
     */
    static final class Dynamic extends Keyword {
        private final String name;
        private final SchemaNode initial;
        private Map<Resource, SchemaNode> schemas = Map.of();

        /**
         * A reference.
         *
         * @param name the dynamic anchor; null for {@code $recursiveRef}
         * @param initial what is meant where no resource on the way has such a schema
         */
        Dynamic(String name, SchemaNode initial) {
            this.name = name;
            this.initial = initial;
        }

        /** Where in a resource what it can mean stands; null where nothing does. */
        String pointer(Resource resource) {
            if (name == null) {
                return resource.recursiveAnchor ? resource.pointer : null;
            }
            return resource.dynamicAnchors.get(name);
        }

        /** Ties it to all that it can mean. */
        void bind(Map<Resource, SchemaNode> all) {
            schemas = Map.copyOf(all);
        }

        @Override
        void apply(Frame frame) {
            Resource outermost = frame.scope.outermost(this);
            SchemaNode meant = outermost == null ? initial : schemas.get(outermost);
            frame.require(frame.inPlace(meant, frame.report));
        }

        @Override
        List<SchemaNode> inPlace() {
            return Stream.concat(Stream.of(initial), schemas.values().stream())
                    .distinct()
                    .toList();
        }
    }

    /** {@code anyOf}. */
    static final class Any extends Keyword {
        private final List<SchemaNode> nodes;

        Any(List<SchemaNode> nodes) {
            this.nodes = nodes;
        }

        @Override
        void apply(Frame frame) {
            boolean holds = false;
            for (int i = 0; i < nodes.size() && (!holds || frame.run.tracks()); i++) {
                Frame one = frame.inPlace(nodes.get(i), false);
                if (one.valid()) {
                    holds = true;
                    frame.adopt(one);
                }
            }
            if (!holds) {
                frame.fail(Phase.MATCH, Reason.NO_MATCH, "a match of one of the " + nodes.size() + " schemas of anyOf");
            }
        }

        @Override
        List<SchemaNode> inPlace() {
            return nodes;
        }
    }

    /** {@code oneOf}. */
    static final class One extends Keyword {
        private final List<SchemaNode> nodes;

        One(List<SchemaNode> nodes) {
            this.nodes = nodes;
        }

        @Override
        void apply(Frame frame) {
            int matches = 0;
            for (int i = 0; i < nodes.size(); i++) {
                Frame one = frame.inPlace(nodes.get(i), false);
                if (one.valid()) {
                    matches++;
                    frame.adopt(one);
                }
            }
            if (matches != 1) {
                frame.fail(
                        Phase.MATCH,
                        Reason.NO_MATCH,
                        "a match of exactly one of the " + nodes.size() + " schemas of oneOf, " + matches + " match");
            }
        }

        @Override
        List<SchemaNode> inPlace() {
            return nodes;
        }
    }

    /** {@code not}. */
    static final class Not extends Keyword {
        private final SchemaNode node;

        Not(SchemaNode node) {
            this.node = node;
        }

        @Override
        void apply(Frame frame) {
            if (frame.inPlace(node, false).valid()) {
                frame.fail(Phase.MATCH, Reason.NO_MATCH, "no match of the schema of not");
            }
        }

        @Override
        List<SchemaNode> inPlace() {
            return List.of(node);
        }
    }

    /** {@code if} with {@code then} and {@code else}; null where one is absent. */
    static final class Condition extends Keyword {
        private final SchemaNode condition;
        private final SchemaNode then;
        private final SchemaNode otherwise;

        Condition(SchemaNode condition, SchemaNode then, SchemaNode otherwise) {
            this.condition = condition;
            this.then = then;
            this.otherwise = otherwise;
        }

        @Override
        void apply(Frame frame) {
            Frame judged = frame.inPlace(condition, false);
            if (judged.valid()) {
                frame.adopt(judged);
            }
            SchemaNode next = judged.valid() ? then : otherwise;
            if (next == null) {
                return;
            }
            Frame branch = frame.inPlace(next, frame.report);
            if (branch.valid()) {
                frame.adopt(branch);
            } else {
                frame.fail(
                        Phase.MATCH,
                        Reason.NO_MATCH,
                        "a match of " + (judged.valid() ? "then" : "else")
                                + (branch.first() == null ? "" : " (" + branch.first() + ")"));
            }
        }

        @Override
        List<SchemaNode> inPlace() {
            return Stream.of(condition, then, otherwise)
                    .filter(Objects::nonNull)
                    .toList();
        }
    }
}
