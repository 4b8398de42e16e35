package io.sluice.core.schema.evaluate;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Holds schemas to what can be judged on a thread's stack: applied in place they must not come back to themselves, which
 * would never end, and together with what a value contains must not be nested too deeply.
 */
final class Nesting {
    /** Arrays and objects within one another in a value. */
    private static final int VALUE_DEPTH = 64;
    /** Judgements within one another: half of what a stack of one megabyte, the default, has room for. */
    private static final int MAX_DEPTH = 1000;

    private final List<SchemaNode> nodes;
    private final int[] state;
    private final List<SchemaNode> innermostFirst = new ArrayList<>();

    Nesting(List<SchemaNode> nodes) {
        this.nodes = nodes;
        state = new int[nodes.size()];
    }

    void check() {
        for (SchemaNode node : nodes) {
            if (state[node.id] == 0) {
                order(node);
            }
        }
        int[] inner = new int[nodes.size()];
        for (int depth = 0; depth <= VALUE_DEPTH; depth++) {
            inner = around(inner);
        }
    }

    /** Depth first without recursion: a schema comes after all that it applies in place. */
    private void order(SchemaNode start) {
        Deque<SchemaNode> way = new ArrayDeque<>();
        way.push(start);
        while (!way.isEmpty()) {
            SchemaNode at = way.peek();
            if (state[at.id] == 0) {
                state[at.id] = 1;
                for (SchemaNode next : inPlace(at)) {
                    if (state[next.id] == 1) {
                        throw new InvalidSchemaException(
                                next.source(),
                                next.pointer(),
                                "leads back to itself without looking into the value: judging by it would never end");
                    }
                    if (state[next.id] == 0) {
                        way.push(next);
                    }
                }
            } else {
                way.pop();
                if (state[at.id] == 1) {
                    state[at.id] = 2;
                    innermostFirst.add(at);
                }
            }
        }
    }

    private static List<SchemaNode> inPlace(SchemaNode node) {
        List<SchemaNode> all = new ArrayList<>();
        for (Keyword keyword : node.target.keywords) {
            keyword.inPlace().forEach(held -> all.add(held.target));
        }
        return all;
    }

    /** The greatest depth of judgements by each schema, where those one level further in are known. */
    private int[] around(int[] inner) {
        int[] depths = new int[inner.length];
        for (SchemaNode node : innermostFirst) {
            int depth = 0;
            for (Keyword keyword : node.target.keywords) {
                for (SchemaNode held : keyword.inPlace()) {
                    depth = Math.max(depth, depths[held.target.id]);
                }
                for (SchemaNode held : keyword.inside()) {
                    depth = Math.max(depth, inner[held.target.id]);
                }
            }
            depths[node.id] = depth + 1;
            if (depth >= MAX_DEPTH) {
                throw new InvalidSchemaException(
                        node.source(),
                        node.pointer(),
                        "schemas are nested too deeply to judge a value of " + VALUE_DEPTH + " levels by them");
            }
        }
        return depths;
    }
}
