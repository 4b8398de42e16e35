package io.sluice.core.schema.evaluate;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.core.json.JsonValue;
import io.sluice.core.json.JsonValue.Kind;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Turns the keywords of one schema into what judges by them, or says which of them is wrong. Used once. */
final class KeywordCompiler {
    private final SchemaLinker linker;
    private final SchemaNode node;
    private final boolean formats;
    private final Draft draft;
    private final List<Keyword> made = new ArrayList<>();

    KeywordCompiler(SchemaLinker linker, SchemaNode node, boolean formats) {
        this.linker = linker;
        this.node = node;
        this.formats = formats;
        draft = node.resource.dialect.draft();
    }

    void compile() {
        if (node.json().isBoolean()) {
            if (!node.json().booleanValue()) {
                made.add(new ScalarKeywords.Nothing());
            }
        } else {
            values();
            strings();
            numbers();
            arrays();
            objects();
            logic();
            unevaluated();
        }
        node.keywords = made.toArray(Keyword[]::new);
    }

    // ---- what the value is

    private void values() {
        JsonNode type = node.keyword("type");
        if (type != null) {
            made.add(new ScalarKeywords.Type(typeNames(type)));
        }
        JsonNode constant = node.keyword("const");
        if (constant != null) {
            requireText(constant, "const");
            made.add(new ScalarKeywords.Values(List.of(JsonValue.of(constant)), List.of(constant.toString())));
        }
        JsonNode values = node.keyword("enum");
        if (values != null) {
            require(values.isArray(), "enum", "must be an array of values", values);
            List<JsonValue> allowed = new ArrayList<>();
            List<String> texts = new ArrayList<>();
            for (JsonNode value : values) {
                requireText(value, "enum/" + allowed.size());
                allowed.add(JsonValue.of(value));
                texts.add(value.toString());
            }
            made.add(new ScalarKeywords.Values(allowed, texts));
        }
    }

    /** UTF-8 has no unpaired surrogates, so no event has one. */
    private void requireText(JsonNode value, String where) {
        if (value.isContainerNode()) {
            value.forEach(held -> requireText(held, where));
        } else if (value.isTextual()) {
            requireText(value.textValue(), where);
        }
    }

    private void requireText(String text, String where) {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new InvalidSchemaException(
                    node.source(),
                    node.pointer() + "/" + where,
                    "an unpaired surrogate is in no event, since UTF-8 has none");
        }
    }

    private List<String> typeNames(JsonNode type) {
        List<String> names = new ArrayList<>();
        if (type.isTextual()) {
            names.add(typeName(type, "type"));
        } else {
            require(type.isArray() && !type.isEmpty(), "type", "must be a type or an array of types", type);
            for (int i = 0; i < type.size(); i++) {
                names.add(typeName(type.get(i), "type/" + i));
            }
        }
        return names;
    }

    private String typeName(JsonNode name, String where) {
        boolean known = name.isTextual()
                && List.of("string", "number", "integer", "boolean", "object", "array", "null")
                        .contains(name.textValue());
        if (!known) {
            throw new InvalidSchemaException(
                    node.source(),
                    node.pointer() + "/" + where,
                    "unknown type " + name + "; there are string, number, integer, boolean, object, array, null");
        }
        return name.textValue();
    }

    private void strings() {
        int least = count("minLength", 0);
        int most = count("maxLength", Integer.MAX_VALUE);
        if (least > 0 || most < Integer.MAX_VALUE) {
            made.add(new ScalarKeywords.Length(least, most));
        }
        JsonNode pattern = node.keyword("pattern");
        if (pattern != null) {
            require(pattern.isTextual(), "pattern", "must be a string", pattern);
            made.add(new ScalarKeywords.Pattern(regex("pattern", pattern.textValue())));
        }
        JsonNode format = node.keyword("format");
        if (format != null) {
            require(format.isTextual(), "format", "must be a string", format);
            Format known = Format.of(format.textValue());
            if (known != null && (formats || node.resource.dialect.formats())) {
                node.assertsFormat = true;
                made.add(new ScalarKeywords.FormatCheck(known));
            }
        }
    }

    private Regex regex(String where, String pattern) {
        try {
            return Regex.compile(pattern);
        } catch (IllegalArgumentException e) {
            throw new InvalidSchemaException(node.source(), node.pointer() + "/" + where, e.getMessage());
        }
    }

    private void numbers() {
        bound("minimum", "exclusiveMinimum", 1);
        bound("maximum", "exclusiveMaximum", -1);
        BigDecimal step = number("multipleOf");
        if (step != null) {
            require(
                    step.signum() > 0,
                    "multipleOf",
                    "must be greater than 0",
                    node.json().get("multipleOf"));
            made.add(new ScalarKeywords.MultipleOf(step));
        }
    }

    private void bound(String inclusive, String exclusive, int side) {
        JsonNode strict = node.keyword(exclusive);
        boolean flag = strict != null && strict.isBoolean() && node.resource.dialect.booleanBounds();
        BigDecimal bound = number(inclusive);
        if (bound != null) {
            made.add(new ScalarKeywords.Bound(bound, side, flag && strict.booleanValue()));
        }
        if (draft == Draft.DRAFT_4) {
            if (strict != null) {
                require(flag, exclusive, "must be true or false in draft-04", strict);
            }
        } else if (!flag && strict != null) {
            made.add(new ScalarKeywords.Bound(number(exclusive), side, true));
        }
    }

    private BigDecimal number(String keyword) {
        JsonNode number = node.keyword(keyword);
        if (number == null) {
            return null;
        }
        require(number.isNumber(), keyword, "must be a number", number);
        return number.decimalValue();
    }

    private int count(String keyword, int otherwise) {
        JsonNode count = node.keyword(keyword);
        if (count == null) {
            return otherwise;
        }
        boolean whole =
                count.isNumber() && count.decimalValue().stripTrailingZeros().scale() <= 0;
        require(whole && count.decimalValue().signum() >= 0, keyword, "must be a whole number from 0", count);
        return count.decimalValue().compareTo(BigDecimal.valueOf(Integer.MAX_VALUE)) >= 0
                ? Integer.MAX_VALUE
                : count.decimalValue().intValueExact();
    }

    // ---- what it contains

    private void arrays() {
        int least = count("minItems", 0);
        int most = count("maxItems", Integer.MAX_VALUE);
        if (least > 0 || most < Integer.MAX_VALUE) {
            made.add(new SizeKeyword(Kind.ARRAY, least, most, "items"));
        }
        items();
        if (flag("uniqueItems")) {
            made.add(new ArrayKeywords.Unique());
        }
        SchemaNode contains = schema("contains");
        if (contains != null) {
            made.add(new ArrayKeywords.Contains(
                    contains,
                    count("minContains", 1),
                    count("maxContains", Integer.MAX_VALUE),
                    draft == Draft.DRAFT_2020_12));
        }
    }

    private void items() {
        JsonNode items = node.keyword("items");
        List<SchemaNode> prefix = List.of();
        SchemaNode rest = null;
        if (items != null && items.isArray()) {
            require(
                    draft != Draft.DRAFT_2020_12,
                    "items",
                    "must be one schema in 2020-12; a tuple is prefixItems",
                    items);
            prefix = list("items");
            rest = schema("additionalItems");
        } else if (draft == Draft.DRAFT_2020_12) {
            prefix = list("prefixItems");
            rest = schema("items");
        } else {
            rest = schema("items");
        }
        if (!prefix.isEmpty() || rest != null) {
            made.add(new ArrayKeywords.Items(prefix, rest));
        }
    }

    private boolean flag(String keyword) {
        JsonNode flag = node.keyword(keyword);
        if (flag != null) {
            require(flag.isBoolean(), keyword, "must be true or false", flag);
        }
        return flag != null && flag.booleanValue();
    }

    private void objects() {
        int least = count("minProperties", 0);
        int most = count("maxProperties", Integer.MAX_VALUE);
        if (least > 0 || most < Integer.MAX_VALUE) {
            made.add(new SizeKeyword(Kind.OBJECT, least, most, "properties"));
        }
        JsonNode required = node.keyword("required");
        if (required != null) {
            made.add(new ObjectKeywords.Required(names(required, "required")));
        }
        node.properties = named("properties");
        Map<String, SchemaNode> patterned = named("patternProperties");
        SchemaNode additional = schema("additionalProperties");
        if (!node.properties.isEmpty() || !patterned.isEmpty() || additional != null) {
            List<Regex> patterns = new ArrayList<>();
            for (String pattern : patterned.keySet()) {
                patterns.add(regex("patternProperties/" + JsonValue.escape(pattern), pattern));
            }
            made.add(
                    new ObjectKeywords.Members(node.properties, patterns, List.copyOf(patterned.values()), additional));
        }
        SchemaNode names = schema("propertyNames");
        if (names != null) {
            made.add(new ObjectKeywords.Names(names));
        }
        dependencies("dependencies");
        dependencies("dependentRequired");
        dependencies("dependentSchemas");
    }

    /** The old keyword holds names or schemas, of the new ones each holds one of them. */
    private void dependencies(String keyword) {
        JsonNode held = node.keyword(keyword);
        if (held == null) {
            return;
        }
        require(held.isObject(), keyword, "must be an object", held);
        Map<String, List<String>> names = new LinkedHashMap<>();
        Map<String, SchemaNode> schemas = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> member : held.properties()) {
            String where = keyword + "/" + JsonValue.escape(member.getKey());
            if (member.getValue().isArray() && !keyword.equals("dependentSchemas")) {
                names.put(member.getKey(), names(member.getValue(), where));
            } else {
                require(!keyword.equals("dependentRequired"), where, "must be an array of names", member.getValue());
                schemas.put(member.getKey(), at(where, member.getValue()));
            }
        }
        if (!names.isEmpty()) {
            made.add(new ObjectKeywords.DependentRequired(names));
        }
        if (!schemas.isEmpty()) {
            made.add(new ObjectKeywords.DependentSchemas(schemas));
        }
    }

    private List<String> names(JsonNode list, String where) {
        require(list.isArray(), where, "must be an array of names", list);
        List<String> names = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            require(list.get(i).isTextual(), where + "/" + i, "must be a property name", list.get(i));
            names.add(list.get(i).textValue());
        }
        return names;
    }

    // ---- what else the value has to be

    private void logic() {
        JsonNode reference = node.keyword("$ref");
        if (reference != null) {
            require(reference.isTextual(), "$ref", "must be a reference", reference);
            node.reference = linker.resolve(node, "$ref", reference.textValue());
            made.add(new LogicKeywords.All(List.of(node.reference)));
        }
        if (node.keyword("$dynamicRef") != null) {
            made.add(linker.dynamicRef(node, node.keyword("$dynamicRef").asText()));
        }
        if (node.keyword("$recursiveRef") != null) {
            made.add(linker.recursiveRef(node, node.keyword("$recursiveRef").asText()));
        }
        node.allOf = list("allOf");
        if (!node.allOf.isEmpty()) {
            made.add(new LogicKeywords.All(node.allOf));
        }
        node.anyOf = list("anyOf");
        if (!node.anyOf.isEmpty()) {
            made.add(new LogicKeywords.Any(node.anyOf));
        }
        node.oneOf = list("oneOf");
        if (!node.oneOf.isEmpty()) {
            made.add(new LogicKeywords.One(node.oneOf));
        }
        SchemaNode not = schema("not");
        if (not != null) {
            made.add(new LogicKeywords.Not(not));
        }
        SchemaNode condition = schema("if");
        SchemaNode then = schema("then");
        SchemaNode otherwise = schema("else");
        if (condition != null) {
            made.add(new LogicKeywords.Condition(condition, then, otherwise));
        }
    }

    /** They look at what all the others left, so they come last. */
    private void unevaluated() {
        SchemaNode items = schema("unevaluatedItems");
        if (items != null) {
            linker.track();
            made.add(new ArrayKeywords.UnevaluatedItems(items));
        }
        SchemaNode properties = schema("unevaluatedProperties");
        if (properties != null) {
            linker.track();
            made.add(new ObjectKeywords.UnevaluatedProperties(properties));
        }
    }

    private SchemaNode schema(String keyword) {
        JsonNode held = node.keyword(keyword);
        return held == null ? null : at(keyword, held);
    }

    private List<SchemaNode> list(String keyword) {
        JsonNode held = node.keyword(keyword);
        if (held == null) {
            return List.of();
        }
        require(held.isArray(), keyword, "must be an array of schemas", held);
        List<SchemaNode> schemas = new ArrayList<>();
        for (int i = 0; i < held.size(); i++) {
            schemas.add(at(keyword + "/" + i, held.get(i)));
        }
        return schemas;
    }

    private Map<String, SchemaNode> named(String keyword) {
        JsonNode held = node.keyword(keyword);
        if (held == null) {
            return Map.of();
        }
        require(held.isObject(), keyword, "must be an object", held);
        Map<String, SchemaNode> schemas = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> member : held.properties()) {
            requireText(member.getKey(), keyword + "/" + JsonValue.escape(member.getKey()));
            schemas.put(member.getKey(), at(keyword + "/" + JsonValue.escape(member.getKey()), member.getValue()));
        }
        return schemas;
    }

    private SchemaNode at(String where, JsonNode held) {
        boolean old = draft == Draft.DRAFT_4;
        boolean allowed = old && (where.equals("additionalItems") || where.equals("additionalProperties"));
        require(
                held.isObject() || (held.isBoolean() && (!old || allowed)),
                where,
                old ? "must be a schema, an object" : "must be a schema, an object or a boolean",
                held);
        SchemaNode child = linker.node(node.resource, node.pointer() + "/" + where);
        node.children.put(where, child);
        return child;
    }

    private void require(boolean holds, String where, String expected, JsonNode found) {
        if (!holds) {
            throw new InvalidSchemaException(
                    node.source(),
                    node.pointer() + "/" + where,
                    expected + ", got "
                            + (found.isContainerNode()
                                    ? found.getNodeType().name().toLowerCase(Locale.ROOT)
                                    : found.toString()));
        }
    }
}
