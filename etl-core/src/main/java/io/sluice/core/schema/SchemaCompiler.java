package io.sluice.core.schema;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sluice.core.pattern.EcmaPattern;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Turns the text of a JSON Schema into fields, or says at which pointer it cannot. Used once per schema. */
final class SchemaCompiler {
    private static final Set<String> ANNOTATIONS =
            Set.of("title", "description", "default", "examples", "$schema", "$id", "$comment");
    private static final Set<String> OBJECT_KEYWORDS = Set.of("required", "properties", "additionalProperties");
    private static final Set<String> STRING_KEYWORDS = Set.of("pattern", "format", "minLength", "maxLength");
    private static final Set<String> NUMBER_KEYWORDS =
            Set.of("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf");
    private static final Set<String> VALUE_KEYWORDS = Set.of("enum", "const");

    /** Parquet counts definition levels in a byte here, and nobody nests events deeper. */
    private static final int MAX_DEPTH = 32;

    /** Of a number when it is written out: no double has more than 309 before the point. */
    private static final int MAX_DIGITS = 1000;

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final String source;
    private final String json;
    private int columns;

    SchemaCompiler(String source, String json) {
        this.source = source;
        this.json = json;
    }

    EventSchema compile() {
        JsonNode root = read();
        if (!root.isObject()) {
            throw refuse("", "a schema must be a JSON object, got " + describe(root));
        }
        if (!root.path("type").asText().equals("object")) {
            throw refuse("/type", "events are objects: the top level must say \"type\": \"object\"");
        }
        if (!root.has("properties") || root.get("properties").isEmpty()) {
            throw refuse("/properties", "an event needs at least one property");
        }
        checkKeywords(root, "", FieldType.GROUP);
        List<Field> fields = properties(root, "", "", "", 0, 1);
        return new EventSchema(source, json, fields, additionalProperties(root, ""), false);
    }

    private JsonNode read() {
        try {
            requireNumbersInReach();
            JsonNode root = MAPPER.readTree(json);
            if (root == null || root.isMissingNode()) {
                throw refuse("", "the file is empty");
            }
            return root;
        } catch (JsonProcessingException e) {
            String where = e.getLocation() == null
                    ? ""
                    : " (line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr() + ")";
            throw refuse("", "it is not JSON: " + e.getOriginalMessage() + where);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read a string", e);
        }
    }

    /** Exact arithmetic on a number takes time by the digits that it has when written out. */
    private void requireNumbersInReach() throws IOException {
        try (JsonParser parser = MAPPER.createParser(json)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token.isNumeric() && !isInReach(parser.getText())) {
                    throw refuse(
                            parser.getParsingContext().pathAsPointer().toString(),
                            "a number must have at most " + MAX_DIGITS + " digits when written out, got "
                                    + parser.getText());
                }
            }
        }
    }

    private static boolean isInReach(String number) {
        try {
            BigDecimal value = new BigDecimal(number);
            return Math.abs((long) value.scale()) <= MAX_DIGITS && value.precision() <= MAX_DIGITS;
        } catch (NumberFormatException e) {
            // Its exponent exceeds an int.
            return false;
        }
    }

    private List<Field> properties(
            JsonNode object, String schemaPointer, String path, String eventPointer, int level, int depth) {
        if (depth > MAX_DEPTH) {
            throw refuse(schemaPointer, "objects are nested deeper than " + MAX_DEPTH);
        }
        JsonNode properties = object.get("properties");
        if (!properties.isObject()) {
            throw refuse(schemaPointer + "/properties", "must be an object, got " + describe(properties));
        }
        Set<String> required = required(object, properties, schemaPointer);
        Map<String, String> seen = new HashMap<>();
        List<Field> fields = new ArrayList<>();
        for (Map.Entry<String, JsonNode> property : properties.properties()) {
            String name = property.getKey();
            String pointer = schemaPointer + "/properties/" + escape(name);
            if (name.isEmpty() || name.indexOf('.') >= 0 || name.chars().anyMatch(Character::isISOControl)) {
                throw refuse(
                        pointer,
                        "a property name must not be empty or hold dots or control characters,"
                                + " which columns cannot be named with");
            }
            requireText(name, pointer);
            String other = seen.put(name.toLowerCase(Locale.ROOT), name);
            if (other != null) {
                throw refuse(
                        pointer,
                        "differs from property " + other + " in case only, which engines reading the tables"
                                + " cannot tell apart");
            }
            fields.add(field(
                    name,
                    property.getValue(),
                    pointer,
                    path.isEmpty() ? name : path + "." + name,
                    eventPointer + "/" + escape(name),
                    required.contains(name),
                    level,
                    depth));
        }
        return fields;
    }

    private Field field(
            String name,
            JsonNode schema,
            String pointer,
            String path,
            String eventPointer,
            boolean required,
            int groupLevel,
            int depth) {
        if (!schema.isObject()) {
            throw refuse(pointer, "a property's schema must be an object, got " + describe(schema));
        }
        String declared = typeName(schema, pointer);
        boolean nullable = schema.get("type").isArray();
        FieldType type = type(declared, schema, pointer);
        checkKeywords(schema, pointer, type);
        int level = groupLevel + (required && !nullable ? 0 : 1);
        boolean group = type == FieldType.GROUP;
        return new Field(
                name,
                path,
                eventPointer,
                type,
                declared,
                required,
                nullable,
                group ? Checks.NONE : checks(schema, pointer, type),
                group ? properties(schema, pointer, path, eventPointer, level, depth + 1) : List.of(),
                !group || additionalProperties(schema, pointer),
                group ? -1 : columns++,
                level,
                groupLevel);
    }

    private FieldType type(String declared, JsonNode schema, String pointer) {
        switch (declared) {
            case "string" -> {
                if (!schema.has("format")) {
                    return FieldType.STRING;
                }
                JsonNode format = schema.get("format");
                return switch (format.asText()) {
                    case "uuid" -> FieldType.UUID;
                    case "date-time" -> FieldType.TIMESTAMP;
                    default ->
                        throw refuse(
                                pointer + "/format",
                                "format " + format + " is not checked here; there are \"uuid\" and \"date-time\"");
                };
            }
            case "number" -> {
                return FieldType.DOUBLE;
            }
            case "integer" -> {
                return FieldType.LONG;
            }
            case "boolean" -> {
                return FieldType.BOOLEAN;
            }
            case "array" -> {
                return FieldType.JSON;
            }
            case "object" -> {
                JsonNode properties = schema.get("properties");
                return properties == null || (properties.isObject() && properties.isEmpty())
                        ? FieldType.JSON
                        : FieldType.GROUP;
            }
            default ->
                throw refuse(
                        pointer + "/type",
                        "unknown type \"" + declared + "\"; there are string, number, integer, boolean, object, array");
        }
    }

    private String typeName(JsonNode schema, String pointer) {
        JsonNode type = schema.get("type");
        if (type == null) {
            throw refuse(pointer, "the property has no type, so it can have no column");
        }
        if (type.isTextual()) {
            return type.asText();
        }
        if (type.isArray()
                && type.size() == 2
                && type.get(0).isTextual()
                && type.get(1).isTextual()) {
            String first = type.get(0).asText();
            String second = type.get(1).asText();
            if (first.equals("null") != second.equals("null")) {
                return first.equals("null") ? second : first;
            }
        }
        throw refuse(pointer + "/type", "must be one type, or one type and \"null\", got " + type);
    }

    private void checkKeywords(JsonNode schema, String pointer, FieldType type) {
        for (Iterator<String> names = schema.fieldNames(); names.hasNext(); ) {
            String keyword = names.next();
            if (keyword.equals("type") || ANNOTATIONS.contains(keyword)) {
                continue;
            }
            boolean known = OBJECT_KEYWORDS.contains(keyword)
                    || STRING_KEYWORDS.contains(keyword)
                    || NUMBER_KEYWORDS.contains(keyword)
                    || VALUE_KEYWORDS.contains(keyword);
            if (!known) {
                throw refuse(
                        pointer + "/" + escape(keyword),
                        "keyword \"" + keyword + "\" is not supported, and a check that is not made is never ignored");
            }
            if (type == FieldType.JSON && keyword.equals("additionalProperties")) {
                requireOpen(schema, pointer);
            } else if (!applies(keyword, type)) {
                throw refuse(
                        pointer + "/" + keyword,
                        "keyword \"" + keyword + "\" does not apply to this property, which is kept as " + type);
            }
        }
    }

    /** An object without properties is kept as it comes, so it has to allow what comes. */
    private void requireOpen(JsonNode schema, String pointer) {
        if (typeName(schema, pointer).equals("array") || !additionalProperties(schema, pointer)) {
            throw refuse(
                    pointer + "/additionalProperties",
                    "only an object with properties can be closed to others; this property is kept as JSON text");
        }
    }

    private static boolean applies(String keyword, FieldType type) {
        return switch (type) {
            case STRING, UUID, TIMESTAMP -> STRING_KEYWORDS.contains(keyword) || VALUE_KEYWORDS.contains(keyword);
            case DOUBLE, LONG -> NUMBER_KEYWORDS.contains(keyword) || VALUE_KEYWORDS.contains(keyword);
            case BOOLEAN -> VALUE_KEYWORDS.contains(keyword);
            case GROUP -> OBJECT_KEYWORDS.contains(keyword);
            case JSON -> keyword.equals("properties");
        };
    }

    private Set<String> required(JsonNode object, JsonNode properties, String pointer) {
        Set<String> names = new HashSet<>();
        JsonNode required = object.get("required");
        if (required == null) {
            return names;
        }
        if (!required.isArray()) {
            throw refuse(pointer + "/required", "must be an array of names, got " + describe(required));
        }
        for (int i = 0; i < required.size(); i++) {
            JsonNode name = required.get(i);
            if (!name.isTextual()) {
                throw refuse(pointer + "/required/" + i, "must be a property name, got " + describe(name));
            }
            if (!properties.has(name.asText())) {
                throw refuse(pointer + "/required/" + i, "\"" + name.asText() + "\" is not among the properties");
            }
            names.add(name.asText());
        }
        return names;
    }

    private boolean additionalProperties(JsonNode object, String pointer) {
        JsonNode additional = object.get("additionalProperties");
        if (additional == null) {
            return true;
        }
        if (!additional.isBoolean()) {
            throw refuse(pointer + "/additionalProperties", "must be true or false, got " + describe(additional));
        }
        return additional.booleanValue();
    }

    private Checks checks(JsonNode schema, String pointer, FieldType type) {
        if (type == FieldType.JSON) {
            return Checks.NONE;
        }
        Checks checks = new Checks(
                allowed(schema, pointer),
                pattern(schema, pointer),
                length(schema, pointer, "minLength"),
                length(schema, pointer, "maxLength"),
                number(schema, pointer, "minimum"),
                number(schema, pointer, "maximum"),
                number(schema, pointer, "exclusiveMinimum"),
                number(schema, pointer, "exclusiveMaximum"),
                number(schema, pointer, "multipleOf"));
        if (checks.multipleOf() != null && checks.multipleOf().signum() <= 0) {
            throw refuse(pointer + "/multipleOf", "must be greater than 0, got " + checks.multipleOf());
        }
        return checks;
    }

    private List<JsonNode> allowed(JsonNode schema, String pointer) {
        JsonNode values = schema.get("enum");
        JsonNode constant = schema.get("const");
        if (values != null && constant != null) {
            throw refuse(pointer, "has both enum and const; keep the one that is meant");
        }
        if (constant != null) {
            scalar(constant, pointer + "/const");
            return List.of(constant);
        }
        if (values == null) {
            return null;
        }
        if (!values.isArray() || values.isEmpty()) {
            throw refuse(pointer + "/enum", "must be an array of at least one value, got " + values);
        }
        List<JsonNode> allowed = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            scalar(values.get(i), pointer + "/enum/" + i);
            allowed.add(values.get(i));
        }
        return allowed;
    }

    private void scalar(JsonNode value, String pointer) {
        if (value.isContainerNode()) {
            throw refuse(pointer, "must be a plain value, got " + describe(value));
        }
        requireText(value.asText(), pointer);
    }

    private void requireText(String text, String pointer) {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw refuse(pointer, "an unpaired surrogate is in no event, since UTF-8 has none");
        }
    }

    private EcmaPattern pattern(JsonNode schema, String pointer) {
        JsonNode pattern = schema.get("pattern");
        if (pattern == null) {
            return null;
        }
        if (!pattern.isTextual()) {
            throw refuse(pointer + "/pattern", "must be a string, got " + describe(pattern));
        }
        try {
            return EcmaPattern.compile(pattern.asText());
        } catch (IllegalArgumentException e) {
            throw refuse(pointer + "/pattern", e.getMessage());
        }
    }

    private int length(JsonNode schema, String pointer, String keyword) {
        JsonNode length = schema.get(keyword);
        if (length == null) {
            return -1;
        }
        boolean whole =
                length.isNumber() && length.decimalValue().stripTrailingZeros().scale() <= 0;
        if (!whole
                || length.decimalValue().signum() < 0
                || length.decimalValue().compareTo(BigDecimal.valueOf(Integer.MAX_VALUE)) > 0) {
            throw refuse(pointer + "/" + keyword, "must be a whole number of characters, got " + length);
        }
        return length.decimalValue().intValueExact();
    }

    private BigDecimal number(JsonNode schema, String pointer, String keyword) {
        JsonNode number = schema.get(keyword);
        if (number == null) {
            return null;
        }
        if (!number.isNumber()) {
            throw refuse(pointer + "/" + keyword, "must be a number, got " + describe(number));
        }
        return number.decimalValue();
    }

    private SchemaException refuse(String pointer, String message) {
        return new SchemaException(source, pointer, message);
    }

    private static String describe(JsonNode node) {
        return node.getNodeType().name().toLowerCase(Locale.ROOT);
    }

    private static String escape(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }
}
