package io.sluice.core.generate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.core.json.JsonValue;
import io.sluice.core.pattern.EcmaPattern;
import io.sluice.core.schema.evaluate.JsonSchema;
import io.sluice.core.schema.evaluate.SchemaNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Draws values by a schema that only the general evaluator judges: what it asks for is put together, with one alternative
 * of each choice, and what the evaluator does not let pass is drawn again.
 */
final class SchemaSampler {
    private static final int ATTEMPTS = 2000;
    private static final int MAX_DEPTH = 4;
    /** No event is nested deeper. */
    private static final int DEEPEST = 64;
    /** Values in one draw, beyond which only what is required is added. */
    private static final int MAX_VALUES = 100;

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final List<String> TYPES =
            List.of("string", "number", "integer", "boolean", "object", "array", "null");

    /** One text of each format. */
    private static final Map<String, String> FORMATS = Map.ofEntries(
            Map.entry("date-time", "2026-01-05T07:08:09Z"),
            Map.entry("date", "2026-01-05"),
            Map.entry("time", "07:08:09Z"),
            Map.entry("duration", "PT5M"),
            Map.entry("email", "a@example.com"),
            Map.entry("idn-email", "a@example.com"),
            Map.entry("hostname", "example.com"),
            Map.entry("idn-hostname", "example.com"),
            Map.entry("ipv4", "192.0.2.1"),
            Map.entry("ipv6", "2001:db8::1"),
            Map.entry("uri", "https://example.com/a"),
            Map.entry("uri-reference", "/a"),
            Map.entry("iri", "https://example.com/a"),
            Map.entry("iri-reference", "/a"),
            Map.entry("uri-template", "/a/{b}"),
            Map.entry("uuid", "00000000-0000-4000-8000-000000000001"),
            Map.entry("json-pointer", "/a"),
            Map.entry("relative-json-pointer", "0"),
            Map.entry("regex", "a"));

    private final JsonSchema schema;
    private final SeededRandom random;
    private int made;

    SchemaSampler(JsonSchema schema, SeededRandom random) {
        this.schema = schema;
        this.random = random;
    }

    /**
     * Different values that the schema lets pass.
     *
     * @return at most so many texts; none where no value drawn passed
     */
    List<byte[]> samples(int most) {
        Set<String> texts = new LinkedHashSet<>();
        for (int attempt = 0; attempt < ATTEMPTS && texts.size() < most; attempt++) {
            made = 0;
            JsonNode drawn = value(schema.root(), 0);
            if (passes(schema, drawn)) {
                texts.add(drawn.toString());
            }
        }
        return texts.stream().map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
    }

    static boolean passes(JsonSchema schema, JsonNode value) {
        JsonValue.Builder values = new JsonValue.Builder();
        return schema.judge(JsonValue.of(values, value), values) == null;
    }

    private JsonNode value(SchemaNode node, int outer) {
        made++;
        if (outer > DEEPEST) {
            return NODES.nullNode();
        }
        int depth = made > MAX_VALUES ? Math.max(outer, MAX_DEPTH) : outer;
        List<SchemaNode> asked = new ArrayList<>();
        collect(node, asked, depth);
        List<JsonNode> given = given(asked);
        if (!given.isEmpty() && random.nextInt(8) > 0) {
            return given.get(random.nextInt(given.size()));
        }
        return switch (type(asked)) {
            case "string" -> NODES.textNode(text(asked));
            case "integer" -> number(asked, true);
            case "number" -> number(asked, false);
            case "boolean" -> NODES.booleanNode(random.nextBoolean());
            case "object" -> object(asked, depth);
            case "array" -> array(asked, depth);
            default -> NODES.nullNode();
        };
    }

    /** The schemas that a value is made for: all it has to satisfy, and of each choice one. */
    private void collect(SchemaNode node, List<SchemaNode> asked, int depth) {
        for (SchemaNode conjunct : node.conjuncts()) {
            if (asked.size() > MAX_VALUES) {
                return;
            }
            asked.add(conjunct);
            if (!conjunct.anyOf().isEmpty()) {
                collect(oneOf(conjunct.anyOf(), depth), asked, depth);
            }
            if (!conjunct.oneOf().isEmpty()) {
                collect(oneOf(conjunct.oneOf(), depth), asked, depth);
            }
            SchemaNode branch = conjunct.child(random.nextBoolean() ? "then" : "else");
            if (branch != null) {
                collect(branch, asked, depth);
            }
        }
    }

    private SchemaNode oneOf(List<SchemaNode> nodes, int depth) {
        // The first alternative tends to be the one that ends.
        return depth >= MAX_DEPTH ? nodes.get(0) : nodes.get(random.nextInt(nodes.size()));
    }

    private static List<JsonNode> given(List<SchemaNode> asked) {
        List<JsonNode> given = new ArrayList<>();
        for (SchemaNode node : asked) {
            if (node.keyword("const") != null) {
                given.add(node.keyword("const"));
            }
            for (String keyword : List.of("enum", "examples")) {
                if (node.keyword(keyword) != null) {
                    node.keyword(keyword).forEach(given::add);
                }
            }
        }
        return given;
    }

    private String type(List<SchemaNode> asked) {
        List<String> types = new ArrayList<>(TYPES);
        for (SchemaNode node : asked) {
            JsonNode type = node.keyword("type");
            if (type != null) {
                Set<String> named = new LinkedHashSet<>();
                if (type.isTextual()) {
                    named.add(type.textValue());
                } else {
                    type.forEach(name -> named.add(name.textValue()));
                }
                if (named.contains("number")) {
                    named.add("integer");
                }
                types.retainAll(named);
            }
        }
        if (types.size() == TYPES.size()) {
            boolean object = asked.stream().anyMatch(node -> !node.properties().isEmpty());
            boolean array = asked.stream().anyMatch(node -> node.keyword("items") != null);
            if ((object || array) && random.nextInt(4) > 0) {
                return object ? "object" : "array";
            }
        }
        return types.isEmpty() ? "null" : types.get(random.nextInt(types.size()));
    }

    private String text(List<SchemaNode> asked) {
        StringBuilder out = new StringBuilder();
        for (SchemaNode node : asked) {
            if (node.keyword("pattern") != null) {
                new PatternSampler(EcmaPattern.compile(node.keyword("pattern").textValue())).sample(random, out);
                return out.toString();
            }
            if (node.keyword("format") != null) {
                String sample = FORMATS.get(node.keyword("format").asText());
                if (sample != null) {
                    return sample;
                }
            }
        }
        int least = least(asked, "minLength", 0);
        int most = Math.max(least, most(asked, "maxLength", least + 11));
        int length = least + random.nextInt(Math.min(most - least, 11) + 1);
        for (int i = 0; i < length; i++) {
            out.append((char) ('a' + random.nextInt(26)));
        }
        return out.toString();
    }

    private JsonNode number(List<SchemaNode> asked, boolean whole) {
        BigDecimal low = bound(asked, "minimum", "exclusiveMinimum", 1);
        BigDecimal high = bound(asked, "maximum", "exclusiveMaximum", -1);
        BigDecimal from = low != null ? low : high != null ? high.subtract(BigDecimal.TEN) : BigDecimal.ZERO;
        BigDecimal to = high != null ? high : from.add(BigDecimal.valueOf(100));
        BigDecimal drawn = from.add(to.subtract(from).multiply(BigDecimal.valueOf(random.nextInt(101), 2)));
        for (SchemaNode node : asked) {
            if (node.keyword("multipleOf") != null) {
                BigDecimal step = node.keyword("multipleOf").decimalValue();
                drawn = drawn.divide(step, 0, RoundingMode.CEILING).multiply(step);
            }
        }
        if (whole) {
            drawn = drawn.setScale(0, low != null ? RoundingMode.CEILING : RoundingMode.FLOOR);
        }
        return NODES.numberNode(drawn);
    }

    private static BigDecimal bound(List<SchemaNode> asked, String inclusive, String exclusive, int side) {
        BigDecimal strictest = null;
        for (SchemaNode node : asked) {
            for (String keyword : List.of(inclusive, exclusive)) {
                JsonNode bound = node.keyword(keyword);
                if (bound != null && bound.isNumber()) {
                    BigDecimal value = bound.decimalValue();
                    strictest = strictest == null || value.compareTo(strictest) * side > 0 ? value : strictest;
                }
            }
        }
        return strictest;
    }

    private static int least(List<SchemaNode> asked, String keyword, int otherwise) {
        int found = otherwise;
        for (SchemaNode node : asked) {
            if (node.keyword(keyword) != null) {
                found = Math.max(found, Math.min(node.keyword(keyword).asInt(), 10_000));
            }
        }
        return found;
    }

    private static int most(List<SchemaNode> asked, String keyword, int otherwise) {
        int found = otherwise;
        for (SchemaNode node : asked) {
            if (node.keyword(keyword) != null) {
                found = Math.min(found, node.keyword(keyword).asInt());
            }
        }
        return found;
    }

    private JsonNode array(List<SchemaNode> asked, int depth) {
        ArrayNode array = NODES.arrayNode();
        int least = least(asked, "minItems", 0);
        int spread = depth >= MAX_DEPTH ? 0 : random.nextInt(4);
        int length = Math.max(least, Math.min(most(asked, "maxItems", least + spread), least + spread));
        for (int i = 0; i < length; i++) {
            array.add(item(asked, i, depth));
        }
        for (SchemaNode node : asked) {
            if (node.child("contains") != null) {
                JsonNode contained = value(node.child("contains"), depth + 1);
                if (array.isEmpty()) {
                    array.add(contained);
                } else {
                    array.set(random.nextInt(array.size()), contained);
                }
            }
        }
        return array;
    }

    private JsonNode item(List<SchemaNode> asked, int i, int depth) {
        for (SchemaNode node : asked) {
            for (String where : List.of("prefixItems/" + i, "items/" + i, "items", "additionalItems", "contains")) {
                if (node.child(where) != null) {
                    return value(node.child(where), depth + 1);
                }
            }
        }
        return NODES.numberNode(random.nextInt(100));
    }

    private JsonNode object(List<SchemaNode> asked, int depth) {
        Map<String, SchemaNode> properties = new LinkedHashMap<>();
        Set<String> required = new LinkedHashSet<>();
        for (SchemaNode node : asked) {
            node.properties().forEach(properties::putIfAbsent);
            if (node.keyword("required") != null) {
                node.keyword("required").forEach(name -> required.add(name.textValue()));
            }
        }
        ObjectNode object = NODES.objectNode();
        properties.forEach((name, node) -> {
            if (required.contains(name) || (depth < MAX_DEPTH && random.nextInt(10) < 7)) {
                object.set(name, value(node, depth + 1));
            }
        });
        for (String name : required) {
            if (!object.has(name)) {
                object.set(name, member(asked, name, depth));
            }
        }
        int least = least(asked, "minProperties", random.nextInt(3) == 0 ? 1 : 0);
        for (int i = 0; object.size() < least && i < 2 * least; i++) {
            String name = name(asked, i);
            object.set(name, member(asked, name, depth));
        }
        return object;
    }

    private String name(List<SchemaNode> asked, int i) {
        for (SchemaNode node : asked) {
            JsonNode patterns = node.keyword("patternProperties");
            if (patterns != null && !patterns.isEmpty()) {
                StringBuilder out = new StringBuilder();
                new PatternSampler(EcmaPattern.compile(patterns.fieldNames().next())).sample(random, out);
                return out.toString();
            }
            if (node.child("propertyNames") != null) {
                return value(node.child("propertyNames"), MAX_DEPTH).asText();
            }
        }
        return "k" + i;
    }

    private JsonNode member(List<SchemaNode> asked, String name, int depth) {
        for (SchemaNode node : asked) {
            JsonNode patterns = node.keyword("patternProperties");
            if (patterns != null) {
                for (Map.Entry<String, JsonNode> pattern : patterns.properties()) {
                    if (EcmaPattern.compile(pattern.getKey()).isFoundIn(name)) {
                        return value(node.child("patternProperties/" + JsonValue.escape(pattern.getKey())), depth + 1);
                    }
                }
            }
            if (node.child("additionalProperties") != null) {
                return value(node.child("additionalProperties"), depth + 1);
            }
        }
        return NODES.numberNode(random.nextInt(100));
    }
}
