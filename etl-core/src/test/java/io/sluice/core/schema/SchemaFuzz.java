package io.sluice.core.schema;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.sluice.core.event.EventBatch;
import io.sluice.core.event.EventRoles;
import io.sluice.core.event.Records;
import io.sluice.core.json.JsonValue;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Random schemas and random events, judged by the decoder, by the general evaluator, and by an independent validator. For
 * {@code scripts/fuzz-schemas}; a short form runs with the tests.
 */
public final class SchemaFuzz {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
            .build();

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int EVENTS_OF_SCHEMA = 20;
    private static final String[] NAMES = {"a", "b", "c", "ab", "A"};
    private static final String[] TEXTS = {"", "a", "b", "ab", "abc", "\u00e9", "a\ud83d\ude00"};
    private static final String[] NUMBERS = {"0", "1", "2", "3", "-1", "1.0", "1.5", "0.1", "3.0", "100", "1e2"};
    private static final String[] TYPES = {"string", "number", "integer", "boolean", "object", "array", "null"};
    private static final String[] PATTERNS = {"^a", "b$", "^[a-c]+$", "."};

    private static final Map<String, SpecificationVersion> DRAFTS = Map.of(
            "http://json-schema.org/draft-04/schema#", SpecificationVersion.DRAFT_4,
            "http://json-schema.org/draft-06/schema#", SpecificationVersion.DRAFT_6,
            "http://json-schema.org/draft-07/schema#", SpecificationVersion.DRAFT_7,
            "https://json-schema.org/draft/2019-09/schema", SpecificationVersion.DRAFT_2019_09,
            "https://json-schema.org/draft/2020-12/schema", SpecificationVersion.DRAFT_2020_12);

    private final Random random;
    private final Map<String, Integer> counts = new TreeMap<>();
    private int generation;
    private boolean inDefinitions;

    SchemaFuzz(long seed) {
        random = new Random(seed);
    }

    public static void main(String[] args) {
        int cases = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
        long seed = args.length > 1 ? Long.parseLong(args[1]) : System.nanoTime();
        System.out.println("seed " + seed);
        SchemaFuzz fuzz = new SchemaFuzz(seed);
        int disagreements = fuzz.run(cases);
        System.out.println(fuzz.counts + " " + disagreements + " disagreements");
        System.exit(disagreements == 0 ? 0 : 1);
    }

    /** Runs so many cases; how many judges disagreed on, each printed. */
    int run(int cases) {
        int disagreements = 0;
        for (int i = 0; i < cases; i += EVENTS_OF_SCHEMA) {
            disagreements += schema();
        }
        return disagreements;
    }

    private int schema() {
        String draft = List.copyOf(new TreeMap<>(DRAFTS).keySet()).get(random.nextInt(DRAFTS.size()));
        generation = new TreeMap<>(DRAFTS).headMap(draft).size();
        ObjectNode root = NODES.objectNode().put("$schema", draft);
        root.put("type", "object").putArray("required").add("id").add("at");
        ObjectNode definitions =
                root.putObject(generation == order("2019") || generation == order("2020") ? "$defs" : "definitions");
        inDefinitions = true;
        definitions.set("x", make(2));
        definitions.set("y", make(1));
        inDefinitions = false;
        ObjectNode properties = root.putObject("properties");
        properties.putObject("id").put("type", "string");
        properties.putObject("at").put("type", "integer");
        properties.set("v", make(3));
        properties.set("w", make(2));
        if (random.nextInt(4) == 0) {
            root.setAll((ObjectNode) together());
        }
        EventSchema schema;
        try {
            schema = EventSchema.parse("random", root.toString());
        } catch (SchemaException e) {
            counts.merge("refused", 1, Integer::sum);
            return 0;
        }
        counts.merge(schema.judged().isEmpty() ? "one-pass schemas" : "judged schemas", 1, Integer::sum);
        Schema independent =
                SchemaRegistry.withDefaultDialect(DRAFTS.get(draft)).getSchema(root.toString());
        int disagreements = 0;
        for (int i = 0; i < EVENTS_OF_SCHEMA; i++) {
            ObjectNode event = NODES.objectNode().put("id", "i").put("at", 1);
            if (random.nextInt(8) > 0) {
                event.set("v", value(3));
            }
            if (random.nextBoolean()) {
                event.set("w", value(3));
            }
            disagreements += judge(schema, independent, root, event);
        }
        return disagreements;
    }

    private static int order(String part) {
        int i = 0;
        for (String draft : new TreeMap<>(DRAFTS).keySet()) {
            if (draft.contains(part)) {
                return i;
            }
            i++;
        }
        throw new IllegalArgumentException(part);
    }

    private JsonNode together() {
        ObjectNode out = NODES.objectNode();
        switch (random.nextInt(4)) {
            case 0 -> out.putArray("anyOf").add(required("v")).add(required("w"));
            case 1 -> out.put("minProperties", 3);
            case 2 -> out.set("not", required("w"));
            default -> out.put("additionalProperties", false);
        }
        return out;
    }

    private JsonNode required(String name) {
        ObjectNode out = NODES.objectNode();
        out.putArray("required").add(name);
        return out;
    }

    private int judge(EventSchema schema, Schema independent, JsonNode root, ObjectNode event) {
        JsonNode tree;
        try {
            tree = MAPPER.readTree(event.toString());
        } catch (IOException e) {
            throw new IllegalStateException("The event is JSON", e);
        }
        JsonValue.Builder values = new JsonValue.Builder();
        var violation = schema.root().judge(JsonValue.of(values, tree), values);
        EventRoles roles = new EventRoles(schema.field("id"), schema.field("at"), TimeUnit.MILLISECONDS);
        EventBatch batch = Records.decode(schema, roles, event.toString().getBytes(StandardCharsets.UTF_8));
        boolean decoded = batch.rejections().isEmpty();
        boolean expected = independent
                .validate(
                        event.toString(),
                        InputFormat.JSON,
                        context -> context.executionConfig(config -> config.formatAssertionsEnabled(true)))
                .isEmpty();
        counts.merge(expected ? "valid" : "invalid", 1, Integer::sum);
        boolean sameFault = decoded
                || violation == null
                || (batch.rejections()
                                .get(0)
                                .reason()
                                .name()
                                .equals(violation.reason().name())
                        && batch.rejections().get(0).field().equals(violation.pointer()));
        if (decoded == expected && (violation == null) == expected && sameFault) {
            return 0;
        }
        System.out.println("DISAGREE decoder "
                + (decoded
                        ? "valid"
                        : batch.rejections().get(0).reason() + " "
                                + batch.rejections().get(0).field()) + ", evaluator " + violation + ", independent "
                + (expected ? "valid" : "invalid") + "\n  " + root + "\n  " + event + "\n  " + schema.judged());
        return 1;
    }

    // ---- schemas

    private JsonNode make(int depth) {
        if (generation > 0 && random.nextInt(20) == 0) {
            return NODES.booleanNode(random.nextInt(4) > 0);
        }
        ObjectNode out = NODES.objectNode();
        if (random.nextInt(3) > 0) {
            type(out);
        }
        int keywords = random.nextInt(3);
        for (int i = 0; i < keywords; i++) {
            keyword(out, depth);
        }
        return out;
    }

    private void type(ObjectNode out) {
        if (random.nextInt(4) > 0) {
            out.put("type", TYPES[random.nextInt(TYPES.length)]);
        } else {
            int first = random.nextInt(TYPES.length - 1);
            out.putArray("type").add(TYPES[first]).add(TYPES[first + 1 + random.nextInt(TYPES.length - 1 - first)]);
        }
    }

    private void keyword(ObjectNode out, int depth) {
        switch (random.nextInt(depth > 0 ? 24 : 11)) {
            case 0 -> out.set("enum", distinct(1 + random.nextInt(3)));
            case 1 -> bound(out, "minimum", "exclusiveMinimum");
            case 2 -> bound(out, "maximum", "exclusiveMaximum");
            case 3 -> out.set("multipleOf", number(random.nextBoolean() ? "0.5" : "3"));
            case 4 -> out.put("minLength", random.nextInt(3));
            case 5 -> out.put("maxLength", random.nextInt(4));
            case 6 -> out.put("pattern", PATTERNS[random.nextInt(PATTERNS.length)]);
            case 7 -> out.put("minItems", random.nextInt(3)).put("maxItems", random.nextInt(4));
            // The independent validator has the values of objects differ, too.
            case 8 -> out.put("type", "array").put("uniqueItems", true);
            case 9 -> out.put("minProperties", random.nextInt(3)).put("maxProperties", random.nextInt(4));
            case 10 -> {
                if (generation > 0) {
                    out.set("const", value(2));
                }
            }
            case 11, 12, 13 -> properties(out, depth);
            case 14, 15 -> out.set("items", make(depth - 1));
            case 16 -> {
                String keyword = generation == order("2020") ? "prefixItems" : "items";
                ArrayNode items = out.putArray(keyword).add(make(depth - 1));
                if (random.nextBoolean()) {
                    items.add(make(depth - 1));
                }
                out.set(
                        generation == order("2020") ? "items" : "additionalItems",
                        generation == 0 || random.nextBoolean() ? object(depth - 1) : NODES.booleanNode(false));
            }
            case 17 -> {
                if (generation > 0) {
                    out.set("contains", make(depth - 1));
                    if (generation >= 3) {
                        // The independent validator refuses values that are no arrays where the first is greater.
                        int least = random.nextInt(3);
                        out.put("minContains", least).put("maxContains", least + random.nextInt(2));
                    }
                }
            }
            case 18, 19 -> {
                ArrayNode list = out.putArray(new String[] {"allOf", "anyOf", "oneOf"}[random.nextInt(3)]);
                for (int i = 0; i <= random.nextInt(3); i++) {
                    list.add(make(depth - 1));
                }
                if (list.isEmpty()) {
                    list.add(make(depth - 1));
                }
            }
            case 20 -> out.set("not", make(depth - 1));
            case 21 -> {
                if (generation >= 2) {
                    out.set("if", make(depth - 1));
                    out.set("then", make(depth - 1));
                    if (random.nextBoolean()) {
                        out.set("else", make(depth - 1));
                    }
                }
            }
            case 22 -> {
                String where = generation >= 3 ? "#/$defs/" : "#/definitions/";
                // References from one definition to another could go in a circle.
                if (!inDefinitions) {
                    out.put("$ref", where + (random.nextBoolean() ? "x" : "y"));
                }
            }
            default -> {
                if (generation >= 3) {
                    // In 2019-09 contains evaluates no items, which the independent validator has otherwise.
                    String keyword =
                            generation == 3 || random.nextBoolean() ? "unevaluatedProperties" : "unevaluatedItems";
                    out.set(keyword, random.nextBoolean() ? NODES.booleanNode(false) : make(depth - 1));
                }
            }
        }
    }

    private JsonNode object(int depth) {
        JsonNode made = make(depth);
        return made.isObject() ? made : NODES.objectNode();
    }

    private void bound(ObjectNode out, String inclusive, String exclusive) {
        boolean strict = random.nextInt(3) == 0;
        if (generation == 0 || !strict) {
            out.set(inclusive, number(NUMBERS[random.nextInt(NUMBERS.length)]));
        }
        if (strict) {
            out.set(
                    exclusive,
                    generation == 0 ? NODES.booleanNode(true) : number(NUMBERS[random.nextInt(NUMBERS.length)]));
        }
    }

    private static JsonNode number(String text) {
        return NODES.numberNode(new BigDecimal(text));
    }

    private void properties(ObjectNode out, int depth) {
        ObjectNode properties = out.putObject("properties");
        for (int i = 0; i <= random.nextInt(3); i++) {
            properties.set(NAMES[random.nextInt(NAMES.length)], make(depth - 1));
        }
        if (random.nextBoolean()) {
            out.putArray("required").add(NAMES[random.nextInt(NAMES.length)]);
        }
        switch (random.nextInt(8)) {
            case 0 -> out.put("additionalProperties", false);
            case 1 -> out.set("additionalProperties", object(depth - 1));
            case 2 -> out.putObject("patternProperties").set(PATTERNS[random.nextInt(3)], make(depth - 1));
            case 3 -> {
                if (generation > 0) {
                    out.putObject("propertyNames").put("maxLength", 1);
                }
            }
            case 4 -> {
                String keyword = generation >= 3 ? "dependentRequired" : "dependencies";
                out.putObject(keyword).putArray("a").add("b");
            }
            case 5 -> {
                String keyword = generation >= 3 ? "dependentSchemas" : "dependencies";
                out.putObject(keyword).set("a", object(depth - 1));
            }
            default -> {}
        }
    }

    // ---- values

    private ArrayNode distinct(int most) {
        ArrayNode out = NODES.arrayNode();
        for (int i = 0; i < most; i++) {
            JsonNode drawn = value(2);
            boolean known = false;
            for (JsonNode one : out) {
                known |= one.equals(drawn) || (one.isNumber() && drawn.isNumber());
            }
            if (!known) {
                out.add(drawn);
            }
        }
        return out;
    }

    private JsonNode value(int depth) {
        return switch (random.nextInt(depth > 0 ? 10 : 6)) {
            case 0 -> NODES.nullNode();
            case 1 -> NODES.booleanNode(random.nextBoolean());
            // The independent validator takes 1.0 for no integer in draft-04, and within arrays and objects for no 1.
            case 2, 3 -> number(NUMBERS[random.nextInt(generation == 0 || depth < 3 ? 5 : NUMBERS.length)]);
            case 4, 5 -> NODES.textNode(TEXTS[random.nextInt(TEXTS.length)]);
            case 6, 7 -> {
                ArrayNode out = NODES.arrayNode();
                for (int i = random.nextInt(4); i > 0; i--) {
                    out.add(value(depth - 1));
                }
                yield out;
            }
            default -> {
                ObjectNode out = NODES.objectNode();
                for (int i = random.nextInt(4); i > 0; i--) {
                    out.set(NAMES[random.nextInt(NAMES.length)], value(depth - 1));
                }
                yield out;
            }
        };
    }
}
