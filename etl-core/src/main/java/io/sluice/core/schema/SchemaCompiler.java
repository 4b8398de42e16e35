package io.sluice.core.schema;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.core.json.JsonValue;
import io.sluice.core.schema.ValueTypes.Type;
import io.sluice.core.schema.evaluate.InvalidSchemaException;
import io.sluice.core.schema.evaluate.JsonSchema;
import io.sluice.core.schema.evaluate.SchemaNode;
import io.sluice.core.schema.evaluate.SchemaSet;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Turns a JSON Schema into fields. What the decoder can check on its way over the bytes becomes {@link Checks}; whatever
 * else a schema asserts is left to the general evaluator, for that field alone. Used once per schema.
 */
final class SchemaCompiler {
    /** Parquet counts definition levels in a byte here; objects further in are kept as JSON text. */
    private static final int MAX_DEPTH = 32;

    /** Of columns and of objects: references let a few lines of schema stand for millions. */
    private static final int MAX_COLUMNS = 10_000;

    /** The column of events that are no objects with properties. */
    private static final String WHOLE = "value";

    /** Deep enough for any way out of the schema's folder. */
    private static final String FOLDER = "file:///1/2/3/4/5/6/7/8/9/";

    private final String source;
    private final String json;
    private final SchemaOptions options;
    private final ValueTypes types = new ValueTypes();
    private final Map<String, String> judged = new LinkedHashMap<>();
    private JsonSchema schema;
    private int columns;
    private int groups;

    SchemaCompiler(String source, String json, SchemaOptions options) {
        this.source = source;
        this.json = json;
        this.options = options;
    }

    EventSchema compile() {
        SchemaSet set = new SchemaSet();
        try {
            String uri = address(source.substring(Math.max(source.lastIndexOf('/'), source.lastIndexOf('\\')) + 1));
            set.add(source, uri, json);
            for (SchemaOptions.Reference reference : options.references()) {
                set.add(reference.name(), address(reference.name()), reference.json());
            }
            schema = set.compile(uri, options.formats());
            set.checkMetaschemas();
        } catch (InvalidSchemaException e) {
            throw new SchemaException(e.source(), e.pointer(), e.getMessage());
        }
        List<UnknownKeyword> unknown = UnknownKeyword.in(set);
        if (options.refuseUnknown() && !unknown.isEmpty()) {
            UnknownKeyword first = unknown.get(0);
            throw new SchemaException(first.source(), first.pointer(), first.what());
        }
        return compile(schema.root(), unknown);
    }

    private EventSchema compile(SchemaNode root, List<UnknownKeyword> unknown) {
        EnumSet<Type> kinds = types.of(root);
        Members members = new Members(root);
        boolean whole = !kinds.contains(Type.OBJECT) || members.isEmpty();
        if (whole) {
            Field field = field(WHOLE, "", WHOLE, "", root, true, 0, MAX_DEPTH + 1, new HashSet<>());
            return new EventSchema(
                    source, json, options, List.of(field), true, false, schema, null, true, unknown, judged);
        }
        List<String> reasons = members.reasons(EnumSet.of(Type.OBJECT));
        List<Field> fields = properties(members, "", "", 0, 1, new HashSet<>(root.conjuncts()));
        if (schema.isDynamic()) {
            reasons.add("a reference that depends on the way to it");
        }
        JsonSchema judge = reasons.isEmpty() ? null : schema;
        note("", reasons);
        return new EventSchema(
                source, json, options, fields, !members.closed(), false, schema, judge, false, unknown, judged);
    }

    /**
     * A file's address, the same wherever the file stands: files that references lead to are named by their way from the
     * schema's folder.
     */
    private static String address(String name) {
        return name.matches("[A-Za-z][A-Za-z0-9+.-]+:.*") ? name : FOLDER + name.replace('\\', '/');
    }

    /** What judges a part of an event by itself; null where the event is judged as a whole, or nothing has to be. */
    private JsonSchema judge(SchemaNode node, List<String> reasons) {
        return reasons.isEmpty() || (schema.isDynamic() && node != schema.root()) ? null : schema.at(node);
    }

    private void note(String pointer, List<String> reasons) {
        if (!reasons.isEmpty()) {
            judged.put(pointer, String.join(", ", new LinkedHashSet<>(reasons)));
        }
    }

    private List<Field> properties(
            Members members, String path, String pointer, int level, int depth, Set<SchemaNode> within) {
        List<String> names = List.copyOf(members.named.keySet());
        List<String> columnNames = ColumnNames.of(names, path.isEmpty() ? ColumnNames.RESERVED : Set.of());
        List<Field> fields = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            String property = names.get(i);
            String name = columnNames.get(i);
            fields.add(field(
                    name,
                    property,
                    path.isEmpty() ? name : path + "." + name,
                    pointer + "/" + JsonValue.escape(property),
                    members.named.get(property),
                    members.required.contains(property),
                    level,
                    depth,
                    within));
        }
        return fields;
    }

    private Field field(
            String name,
            String property,
            String path,
            String pointer,
            List<SchemaNode> schemas,
            boolean required,
            int groupLevel,
            int depth,
            Set<SchemaNode> within) {
        if (columns == MAX_COLUMNS || groups == MAX_COLUMNS) {
            throw tooLarge(schemas.get(0), path);
        }
        return schemas.size() == 1
                ? field(name, property, path, pointer, schemas.get(0), required, groupLevel, depth, within)
                : several(name, property, path, pointer, schemas, required, groupLevel);
    }

    private static SchemaException tooLarge(SchemaNode at, String path) {
        return new SchemaException(
                at.source(),
                at.pointer(),
                String.format(
                        Locale.ROOT,
                        "with column %s the schema has more than %,d columns or objects, references followed; make it"
                                + " smaller, or leave out the type of an object above: without a type it is one"
                                + " column of JSON text",
                        path,
                        MAX_COLUMNS));
    }

    /** A property that more than one schema speaks of: the group that has it is judged as a whole. */
    private Field several(
            String name,
            String property,
            String path,
            String pointer,
            List<SchemaNode> schemas,
            boolean required,
            int groupLevel) {
        EnumSet<Type> kinds = EnumSet.allOf(Type.class);
        schemas.forEach(node -> kinds.retainAll(types.of(node)));
        return leaf(name, property, path, pointer, kinds, null, null, required, groupLevel);
    }

    private Field field(
            String name,
            String property,
            String path,
            String pointer,
            SchemaNode node,
            boolean required,
            int groupLevel,
            int depth,
            Set<SchemaNode> within) {
        EnumSet<Type> kinds = types.of(node);
        EnumSet<Type> values = EnumSet.copyOf(kinds);
        values.remove(Type.NULL);
        Members members = new Members(node);
        List<SchemaNode> conjuncts = node.conjuncts();
        boolean recursive = conjuncts.stream().anyMatch(within::contains);
        boolean group =
                values.equals(EnumSet.of(Type.OBJECT)) && !members.isEmpty() && !recursive && depth <= MAX_DEPTH;
        if (!group) {
            Leaf leaf = new Leaf(conjuncts, kinds, values, types.areDeclared(node));
            note(pointer, leaf.reasons);
            JsonSchema judge = judge(node, leaf.reasons);
            return leaf(name, property, path, pointer, kinds, judge, leaf, required, groupLevel);
        }
        groups++;
        List<String> reasons = members.reasons(kinds);
        note(pointer, reasons);
        boolean nullable = kinds.contains(Type.NULL);
        int level = groupLevel + (required && !nullable ? 0 : 1);
        Set<SchemaNode> inner = new HashSet<>(within);
        inner.addAll(conjuncts);
        return new Field(
                name,
                property,
                path,
                pointer,
                FieldType.GROUP,
                "object",
                required,
                nullable,
                Checks.NONE,
                judge(node, reasons),
                properties(members, path, pointer, level, depth + 1, inner),
                !members.closed(),
                -1,
                level,
                groupLevel);
    }

    private Field leaf(
            String name,
            String property,
            String path,
            String pointer,
            EnumSet<Type> kinds,
            JsonSchema judge,
            Leaf leaf,
            boolean required,
            int groupLevel) {
        EnumSet<Type> values = EnumSet.copyOf(kinds);
        boolean nullable = values.remove(Type.NULL);
        FieldType type = leaf == null || leaf.format == null ? columnType(values) : leaf.format;
        if (options.roles().contains(path) && leaf != null && type == FieldType.STRING) {
            type = leaf.roleFormat();
        }
        return new Field(
                name,
                property,
                path,
                pointer,
                type,
                declared(values),
                required,
                nullable,
                judge == null && leaf != null ? leaf.checks() : Checks.NONE,
                judge,
                List.of(),
                true,
                columns++,
                groupLevel + (required && !nullable ? 0 : 1),
                groupLevel);
    }

    private static FieldType columnType(EnumSet<Type> values) {
        if (values.equals(EnumSet.of(Type.STRING))) {
            return FieldType.STRING;
        }
        if (values.equals(EnumSet.of(Type.INTEGER))) {
            return FieldType.LONG;
        }
        if (!values.isEmpty() && EnumSet.of(Type.INTEGER, Type.FRACTION).containsAll(values)) {
            return FieldType.DOUBLE;
        }
        return values.equals(EnumSet.of(Type.BOOLEAN)) ? FieldType.BOOLEAN : FieldType.JSON;
    }

    private static String declared(EnumSet<Type> values) {
        if (values.equals(EnumSet.of(Type.INTEGER, Type.FRACTION)) || values.equals(EnumSet.of(Type.FRACTION))) {
            return "number";
        }
        return values.size() == 1 ? values.iterator().next().name().toLowerCase(Locale.ROOT) : "any";
    }

    /** The properties of an object, of all schemas that it has to satisfy, in the order in which they are named. */
    private final class Members {
        private final Map<String, List<SchemaNode>> named = new LinkedHashMap<>();
        private final Set<String> required = new LinkedHashSet<>();
        private final List<SchemaNode> conjuncts;
        private boolean closing;
        private boolean open;

        Members(SchemaNode node) {
            conjuncts = node.conjuncts();
            for (SchemaNode conjunct : conjuncts) {
                conjunct.properties().forEach((name, schema) -> named.computeIfAbsent(name, any -> new ArrayList<>())
                        .add(schema));
                JsonNode names = conjunct.keyword("required");
                if (names != null) {
                    names.forEach(name -> required.add(name.textValue()));
                }
            }
            for (SchemaNode conjunct : conjuncts) {
                JsonNode additional = conjunct.keyword("additionalProperties");
                if (additional != null && additional.isBoolean() && !additional.booleanValue()) {
                    boolean plain = conjunct.keyword("patternProperties") == null
                            && conjunct.properties().keySet().containsAll(named.keySet());
                    closing |= plain;
                    open |= !plain;
                }
            }
        }

        boolean isEmpty() {
            return named.isEmpty();
        }

        /** Whether the decoder itself can refuse what no property names. */
        boolean closed() {
            return closing;
        }

        /** The keywords that the decoder cannot check on the way. */
        List<String> reasons(EnumSet<Type> kinds) {
            List<String> reasons = new ArrayList<>();
            for (SchemaNode conjunct : conjuncts) {
                for (String keyword : assertions(conjunct, kinds)) {
                    boolean checked =
                            switch (keyword) {
                                case "properties" -> true;
                                case "required" -> named.keySet().containsAll(required);
                                case "additionalProperties" ->
                                    conjunct.keyword(keyword).isBoolean() && !open;
                                default -> false;
                            };
                    if (!checked) {
                        reasons.add(keyword);
                    }
                }
            }
            for (Map.Entry<String, List<SchemaNode>> member : named.entrySet()) {
                if (member.getValue().size() > 1) {
                    reasons.add("several schemas of " + member.getKey());
                }
            }
            return reasons;
        }
    }

    /** The keywords of a schema that say something about values of these kinds, without {@code type}. */
    private static List<String> assertions(SchemaNode node, EnumSet<Type> kinds) {
        if (node.json().isBoolean()) {
            return node.json().booleanValue() ? List.of() : List.of("false");
        }
        List<String> found = new ArrayList<>();
        for (Map.Entry<String, JsonNode> member : node.json().properties()) {
            String keyword = member.getKey();
            if (node.keyword(keyword) != null && Assertions.matters(node, keyword, kinds)) {
                found.add(keyword);
            }
        }
        return found;
    }

    /** What a property's schemas say about its values, and which of it the decoder cannot check. */
    private final class Leaf {
        private final ChecksMerger merged = new ChecksMerger();
        private final List<String> reasons = new ArrayList<>();
        private final List<SchemaNode> conjuncts;
        private FieldType format;

        Leaf(List<SchemaNode> conjuncts, EnumSet<Type> kinds, EnumSet<Type> values, boolean declared) {
            this.conjuncts = conjuncts;
            FieldType column = columnType(values);
            for (SchemaNode conjunct : conjuncts) {
                for (String keyword : assertions(conjunct, kinds)) {
                    boolean known = keyword.equals("format")
                            ? column == FieldType.STRING
                                    && takeFormat(conjunct.keyword("format").asText())
                            : column != FieldType.JSON && merged.take(conjunct, keyword);
                    if (!known) {
                        reasons.add(keyword);
                    }
                }
            }
            if ((column == FieldType.JSON && !isPlain(kinds, values)) || !declared) {
                reasons.add("type");
            }
        }

        private static boolean isPlain(EnumSet<Type> kinds, EnumSet<Type> values) {
            return kinds.equals(EnumSet.allOf(Type.class))
                    || values.equals(EnumSet.of(Type.ARRAY))
                    || values.equals(EnumSet.of(Type.OBJECT));
        }

        private boolean takeFormat(String name) {
            FieldType type = typeOf(name);
            boolean taken = type != null && (format == null || format == type);
            if (taken) {
                format = type;
            }
            return taken;
        }

        private static FieldType typeOf(String name) {
            return switch (name) {
                case "uuid" -> FieldType.UUID;
                case "date-time" -> FieldType.TIMESTAMP;
                default -> null;
            };
        }

        /** A role keeps the type that its format gives, where formats are annotations elsewhere. */
        FieldType roleFormat() {
            for (SchemaNode conjunct : conjuncts) {
                JsonNode named = conjunct.keyword("format");
                if (named != null && typeOf(named.asText()) != null) {
                    return typeOf(named.asText());
                }
            }
            return FieldType.STRING;
        }

        Checks checks() {
            return merged.checks();
        }
    }
}
