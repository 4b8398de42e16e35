package io.sluice.core.schema.evaluate;

import io.sluice.core.json.JsonValue;
import io.sluice.core.json.JsonValue.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Keywords for objects. */
final class ObjectKeywords {
    private ObjectKeywords() {}

    /** {@code required}. */
    static final class Required extends Keyword {
        private final String[] names;

        Required(List<String> names) {
            super(Kind.OBJECT);
            this.names = names.toArray(String[]::new);
        }

        @Override
        void apply(Frame frame) {
            for (int i = 0; i < names.length; i++) {
                if (frame.value.find(names[i]) < 0) {
                    missing(frame, names[i], i);
                    if (!frame.report) {
                        return;
                    }
                }
            }
        }
    }

    /** A missing property is a fault at its place among the properties, where it has one. */
    private static void missing(Frame frame, String name, int i) {
        int position = frame.report ? frame.position(name) : -1;
        long rank = position < 0 ? Phase.OTHER_CONTENT.rank(i) : Phase.CONTENT.rank(position);
        frame.fail(rank, Reason.MISSING_FIELD, frame.value, name, "the property to be there");
    }

    /** {@code properties}, {@code patternProperties} and {@code additionalProperties} of one schema. */
    static final class Members extends Keyword {
        private final Map<String, SchemaNode> named;
        private final List<Regex> patterns;
        private final List<SchemaNode> patterned;
        private final SchemaNode additional;

        /**
         * The three together.
         *
         * @param additional null where there is none
         */
        Members(
                Map<String, SchemaNode> named,
                List<Regex> patterns,
                List<SchemaNode> patterned,
                SchemaNode additional) {
            super(Kind.OBJECT);
            this.named = named;
            this.patterns = patterns;
            this.patterned = patterned;
            this.additional = additional;
        }

        @Override
        void apply(Frame frame) {
            JsonValue object = frame.value;
            for (int i = 0; i < object.size(); i++) {
                String name = object.name(i);
                boolean known = false;
                SchemaNode own = named.get(name);
                if (own != null) {
                    known = true;
                    member(frame, own, i, rank(frame, name, i));
                }
                for (int p = 0; p < patterned.size(); p++) {
                    if (frame.run.finds(patterns.get(p), name)) {
                        known = true;
                        member(frame, patterned.get(p), i, rank(frame, name, i));
                    }
                }
                if (!known && additional != null) {
                    member(frame, additional, i, rank(frame, name, i));
                }
                if (!frame.valid() && !frame.report) {
                    return;
                }
            }
        }

        @Override
        List<SchemaNode> inside() {
            List<SchemaNode> all = new ArrayList<>(named.values());
            all.addAll(patterned);
            if (additional != null) {
                all.add(additional);
            }
            return all;
        }
    }

    private static long rank(Frame frame, String name, int i) {
        int position = frame.report ? frame.position(name) : -1;
        return position < 0 ? Phase.OTHER_CONTENT.rank(i) : Phase.CONTENT.rank(position);
    }

    private static void member(Frame frame, SchemaNode node, int i, long rank) {
        JsonValue value = frame.value.value(i);
        if (node.isFalse()) {
            frame.fail(rank, Reason.UNEXPECTED_FIELD, value, null, "no property of this name");
            return;
        }
        Frame judged = frame.inside(node, value, frame.report);
        if (judged.valid()) {
            frame.see(i);
        } else {
            frame.failWithin(rank, judged);
        }
    }

    /** {@code unevaluatedProperties}; stands after all others. */
    static final class UnevaluatedProperties extends Keyword {
        private final SchemaNode node;

        UnevaluatedProperties(SchemaNode node) {
            super(Kind.OBJECT);
            this.node = node;
        }

        @Override
        void apply(Frame frame) {
            for (int i = 0; i < frame.value.size(); i++) {
                if (!frame.hasSeen(i)) {
                    member(frame, node, i, rank(frame, frame.value.name(i), i));
                }
            }
        }

        @Override
        List<SchemaNode> inside() {
            return List.of(node);
        }
    }

    /** {@code propertyNames}. */
    static final class Names extends Keyword {
        private final SchemaNode node;

        Names(SchemaNode node) {
            super(Kind.OBJECT);
            this.node = node;
        }

        @Override
        void apply(Frame frame) {
            for (int i = 0; i < frame.value.size(); i++) {
                JsonValue name = frame.run.values().name(frame.value, frame.value.name(i));
                if (!frame.holds(node, name)) {
                    frame.fail(
                            rank(frame, frame.value.name(i), i),
                            Reason.UNEXPECTED_FIELD,
                            frame.value.value(i),
                            null,
                            "a property name that propertyNames allows");
                    if (!frame.report) {
                        return;
                    }
                }
            }
        }

        @Override
        List<SchemaNode> inside() {
            return List.of(node);
        }
    }

    /** {@code dependentRequired}, and {@code dependencies} with names. */
    static final class DependentRequired extends Keyword {
        private final Map<String, List<String>> needed;

        DependentRequired(Map<String, List<String>> needed) {
            super(Kind.OBJECT);
            this.needed = needed;
        }

        @Override
        void apply(Frame frame) {
            int i = 0;
            for (Map.Entry<String, List<String>> entry : needed.entrySet()) {
                if (frame.value.find(entry.getKey()) >= 0) {
                    for (String name : entry.getValue()) {
                        if (frame.value.find(name) < 0) {
                            frame.fail(
                                    Phase.OTHER_CONTENT.rank(i),
                                    Reason.MISSING_FIELD,
                                    frame.value,
                                    name,
                                    "the property to be there, since " + entry.getKey() + " is");
                        }
                    }
                }
                i++;
            }
        }
    }

    /** {@code dependentSchemas}, and {@code dependencies} with schemas. */
    static final class DependentSchemas extends Keyword {
        private final Map<String, SchemaNode> schemas;

        DependentSchemas(Map<String, SchemaNode> schemas) {
            super(Kind.OBJECT);
            this.schemas = schemas;
        }

        @Override
        void apply(Frame frame) {
            for (Map.Entry<String, SchemaNode> entry : schemas.entrySet()) {
                if (frame.value.find(entry.getKey()) >= 0) {
                    frame.require(frame.inPlace(entry.getValue(), frame.report));
                }
            }
        }

        @Override
        List<SchemaNode> inPlace() {
            return List.copyOf(schemas.values());
        }
    }
}
