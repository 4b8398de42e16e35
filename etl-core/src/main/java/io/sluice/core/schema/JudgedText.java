package io.sluice.core.schema;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.core.json.JsonValue;
import io.sluice.core.schema.evaluate.SchemaNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A schema as one text that says what is asserted and nothing else: keywords in order, annotations left out, references
 * replaced by what they mean. Equal texts judge alike; different ones may or may not.
 */
final class JudgedText {
    /** What makes it matter which properties there are; a property that several schemas speak of does so too. */
    private static final Set<String> ABOUT_OTHERS =
            Set.of("additionalProperties", "patternProperties", "unevaluatedProperties", "propertyNames");

    private final Map<SchemaNode, Integer> seen = new HashMap<>();
    private final StringBuilder out = new StringBuilder();
    private final boolean withoutProperties;

    private JudgedText(boolean withoutProperties) {
        this.withoutProperties = withoutProperties;
    }

    /** All that a leaf's schema asserts. */
    static String of(SchemaNode node) {
        JudgedText text = new JudgedText(false);
        text.write(node, false);
        return text.out.toString();
    }

    /** What a group's schema asserts apart from its single properties. */
    static String besideProperties(SchemaNode node) {
        Set<String> names = new HashSet<>();
        boolean aboutOthers = node.conjuncts().stream()
                .anyMatch(one -> ABOUT_OTHERS.stream().anyMatch(keyword -> one.keyword(keyword) != null)
                        || !one.properties().keySet().stream().allMatch(names::add));
        JudgedText text = new JudgedText(!aboutOthers);
        text.write(node, true);
        return text.out.toString();
    }

    private void write(SchemaNode node, boolean atGroup) {
        Integer number = seen.putIfAbsent(node, seen.size());
        if (number != null) {
            out.append('#').append(number);
            return;
        }
        if (node.json().isBoolean()) {
            out.append(node.json());
            return;
        }
        out.append('{').append(node.draft().label());
        Map<String, JsonNode> keywords = new TreeMap<>();
        node.json().properties().forEach(member -> keywords.put(member.getKey(), member.getValue()));
        for (Map.Entry<String, JsonNode> keyword : keywords.entrySet()) {
            String name = keyword.getKey();
            boolean leftOut = node.keyword(name) == null
                    || Assertions.isAnnotation(name)
                    || (atGroup && withoutProperties && (name.equals("properties") || name.equals("required")));
            if (!leftOut) {
                out.append(',').append(name).append(':');
                value(node, name, keyword.getValue(), atGroup);
            }
        }
        out.append('}');
    }

    private void value(SchemaNode node, String keyword, JsonNode value, boolean atGroup) {
        if (keyword.equals("$ref")) {
            write(node.reference(), atGroup);
        } else if (node.child(keyword) != null) {
            write(node.child(keyword), false);
        } else if (value.isContainerNode() && holdsSchemas(node, keyword, value)) {
            TreeMap<String, JsonNode> parts = new TreeMap<>();
            if (value.isArray()) {
                for (int i = 0; i < value.size(); i++) {
                    parts.put(String.valueOf(i), value.get(i));
                }
            } else {
                value.properties().forEach(member -> parts.put(member.getKey(), member.getValue()));
            }
            parts.forEach((name, part) -> {
                out.append('/').append(name).append(':');
                SchemaNode child = child(node, keyword, name);
                if (child != null) {
                    write(child, atGroup && keyword.equals("allOf"));
                } else {
                    out.append(part);
                }
            });
        } else {
            out.append(value);
            if (keyword.equals("$dynamicRef") || keyword.equals("$recursiveRef")) {
                out.append(node.document());
            }
        }
    }

    private static SchemaNode child(SchemaNode node, String keyword, String name) {
        return node.child(keyword + "/" + JsonValue.escape(name));
    }

    private static boolean holdsSchemas(SchemaNode node, String keyword, JsonNode value) {
        if (value.isArray()) {
            return node.child(keyword + "/0") != null;
        }
        return value.properties().stream().anyMatch(member -> child(node, keyword, member.getKey()) != null);
    }
}
