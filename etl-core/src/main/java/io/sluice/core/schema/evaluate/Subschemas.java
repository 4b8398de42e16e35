package io.sluice.core.schema.evaluate;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.core.json.JsonValue;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/** Where a schema holds other schemas. */
final class Subschemas {
    private static final Set<String> ONE = Set.of(
            "additionalItems",
            "items",
            "contains",
            "additionalProperties",
            "propertyNames",
            "not",
            "if",
            "then",
            "else",
            "unevaluatedItems",
            "unevaluatedProperties",
            "contentSchema");
    private static final Set<String> LIST = Set.of("allOf", "anyOf", "oneOf", "items", "prefixItems");
    private static final Set<String> NAMED =
            Set.of("properties", "patternProperties", "definitions", "$defs", "dependentSchemas", "dependencies");

    private Subschemas() {}

    /** Calls back with the pointer, from the schema, and the value of each schema that it holds directly. */
    static void forEach(JsonNode schema, Draft draft, BiConsumer<String, JsonNode> each) {
        for (Map.Entry<String, JsonNode> member : schema.properties()) {
            String keyword = member.getKey();
            JsonNode held = member.getValue();
            // The older place for definitions is looked into in any draft: references name it.
            if (!draft.knows(keyword) && !keyword.equals("definitions")) {
                continue;
            }
            String pointer = "/" + JsonValue.escape(keyword);
            if (ONE.contains(keyword) && isSchema(held)) {
                each.accept(pointer, held);
            } else if (LIST.contains(keyword) && held.isArray()) {
                for (int i = 0; i < held.size(); i++) {
                    if (isSchema(held.get(i))) {
                        each.accept(pointer + "/" + i, held.get(i));
                    }
                }
            } else if (NAMED.contains(keyword) && held.isObject()) {
                for (Map.Entry<String, JsonNode> named : held.properties()) {
                    if (isSchema(named.getValue())) {
                        each.accept(pointer + "/" + JsonValue.escape(named.getKey()), named.getValue());
                    }
                }
            }
        }
    }

    static boolean isSchema(JsonNode value) {
        return value.isObject() || value.isBoolean();
    }
}
