package io.sluice.core.schema.evaluate;

import io.sluice.core.json.JsonValue;
import io.sluice.core.json.JsonValue.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Keywords for arrays. */
final class ArrayKeywords {
    private ArrayKeywords() {}

    /** The first items by schemas of their own, and the rest by one; null where the rest is free. */
    static final class Items extends Keyword {
        private final List<SchemaNode> prefix;
        private final SchemaNode rest;

        Items(List<SchemaNode> prefix, SchemaNode rest) {
            super(Kind.ARRAY);
            this.prefix = prefix;
            this.rest = rest;
        }

        @Override
        void apply(Frame frame) {
            JsonValue array = frame.value;
            int judged = rest == null ? Math.min(prefix.size(), array.size()) : array.size();
            for (int i = 0; i < judged; i++) {
                item(frame, i < prefix.size() ? prefix.get(i) : rest, i);
            }
        }

        @Override
        List<SchemaNode> inside() {
            return rest == null
                    ? prefix
                    : Stream.concat(prefix.stream(), Stream.of(rest)).toList();
        }
    }

    private static void item(Frame frame, SchemaNode node, int i) {
        if (node.isFalse()) {
            frame.fail(Phase.SIZE, Reason.WRONG_SIZE, "at most " + i + " items");
            return;
        }
        Frame judged = frame.inside(node, frame.value.value(i), frame.report);
        if (judged.valid()) {
            frame.see(i);
        } else {
            frame.failWithin(Phase.CONTENT.rank(i), judged);
        }
    }

    /** {@code unevaluatedItems}; stands after all others. */
    static final class UnevaluatedItems extends Keyword {
        private final SchemaNode node;

        UnevaluatedItems(SchemaNode node) {
            super(Kind.ARRAY);
            this.node = node;
        }

        @Override
        void apply(Frame frame) {
            for (int i = 0; i < frame.value.size(); i++) {
                if (!frame.hasSeen(i)) {
                    item(frame, node, i);
                }
            }
        }

        @Override
        List<SchemaNode> inside() {
            return List.of(node);
        }
    }

    /** {@code uniqueItems}. */
    static final class Unique extends Keyword {
        Unique() {
            super(Kind.ARRAY);
        }

        @Override
        void apply(Frame frame) {
            JsonValue[] items = new JsonValue[frame.value.size()];
            for (int i = 0; i < items.length; i++) {
                items[i] = frame.value.value(i);
            }
            Arrays.sort(items, JsonValue::compareTo);
            for (int i = 1; i < items.length; i++) {
                if (items[i - 1].compareTo(items[i]) == 0) {
                    frame.fail(Phase.UNIQUE, Reason.NOT_UNIQUE, "items that differ");
                    return;
                }
            }
        }
    }

    /** {@code contains} with its numbers. */
    static final class Contains extends Keyword {
        private final SchemaNode node;
        private final int least;
        private final int most;
        private final boolean evaluates;

        Contains(SchemaNode node, int least, int most, boolean evaluates) {
            super(Kind.ARRAY);
            this.node = node;
            this.least = least;
            this.most = most;
            this.evaluates = evaluates;
        }

        @Override
        void apply(Frame frame) {
            int found = 0;
            for (int i = 0; i < frame.value.size(); i++) {
                if (frame.holds(node, frame.value.value(i))) {
                    found++;
                    if (evaluates) {
                        frame.see(i);
                    }
                }
            }
            if (found < least || found > most) {
                frame.fail(
                        Phase.MATCH,
                        Reason.NO_MATCH,
                        ScalarKeywords.range(least, most) + " items that match contains, there are " + found);
            }
        }

        @Override
        List<SchemaNode> inside() {
            return List.of(node);
        }
    }
}
