package io.sluice.core.schema;

import io.sluice.core.schema.evaluate.JsonSchema;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The schema of a topic's events, compiled from one JSON Schema file, of any draft from 04 to 2020-12. Decoder, tables,
 * generator and query follow from it. Immutable.
 *
 * <p>Every assertion is checked: what the decoder can check on its way over the bytes there, the rest by the general
 * evaluator, for the fields that {@link #judged()} names. What means nothing to the file's draft is an annotation, and
 * {@link #unknownKeywords()} lists it.
 */
public final class EventSchema {
    /** The column that keeps unknown fields where they are to be kept. */
    public static final String EXTRA = "extra";

    private final String name;
    private final String json;
    private final SchemaOptions options;
    private final String hash;
    private final List<Field> fields;
    private final boolean additionalProperties;
    private final boolean keepsUnknown;
    private final JsonSchema root;
    private final JsonSchema judge;
    private final boolean whole;
    private final List<UnknownKeyword> unknownKeywords;
    private final Map<String, String> judged;
    private final List<Field> columns = new ArrayList<>();
    private final Map<String, Field> byPath = new HashMap<>();

    EventSchema(
            String name,
            String json,
            SchemaOptions options,
            List<Field> fields,
            boolean additionalProperties,
            boolean keepsUnknown,
            JsonSchema root,
            JsonSchema judge,
            boolean whole,
            List<UnknownKeyword> unknownKeywords,
            Map<String, String> judged) {
        this.name = name;
        this.json = SchemaBundle.write(json, options);
        this.options = options;
        this.fields = List.copyOf(fields);
        this.additionalProperties = additionalProperties;
        this.keepsUnknown = keepsUnknown;
        this.root = root;
        this.judge = judge;
        this.whole = whole;
        this.unknownKeywords = List.copyOf(unknownKeywords);
        this.judged = Collections.unmodifiableMap(new LinkedHashMap<>(judged));
        index(this.fields);
        this.hash = sha256(this.json);
    }

    private void index(List<Field> level) {
        for (Field field : level) {
            byPath.put(field.path(), field);
            if (field.isGroup()) {
                index(field.children());
            } else {
                columns.add(field);
            }
        }
    }

    /** The built-in IoT event. */
    public static EventSchema builtIn() {
        try (InputStream in = EventSchema.class.getResourceAsStream("iot-event.schema.json")) {
            return parse("built-in", new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the built-in schema", e);
        }
    }

    /**
     * Loads a schema file.
     *
     * @throws SchemaException if it cannot be read or used
     */
    public static EventSchema load(Path file) {
        return load(file, SchemaOptions.STANDARD);
    }

    /**
     * Loads a schema file to be read in some way.
     *
     * @throws SchemaException if it cannot be read or used
     */
    public static EventSchema load(Path file, SchemaOptions options) {
        return parse(file.toString(), read(file), options);
    }

    /**
     * Reads a file that references in a schema file may lead to.
     *
     * @throws SchemaException if it cannot be read
     */
    public static SchemaOptions.Reference reference(Path schema, Path referred) {
        Path folder = schema.toAbsolutePath().normalize().getParent();
        Path way = folder.relativize(referred.toAbsolutePath().normalize());
        return new SchemaOptions.Reference(way.toString().replace('\\', '/'), read(referred));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new SchemaException(file.toString(), "", "there is no such file");
        } catch (IOException e) {
            throw new SchemaException(file.toString(), "", "it cannot be read as UTF-8 text (" + e.getMessage() + ")");
        }
    }

    /**
     * Compiles a schema.
     *
     * @param name where it came from, for messages
     * @param json the file's text, or what {@link #json()} gave
     * @throws SchemaException if it cannot be used, naming the JSON pointer of the offending part
     */
    public static EventSchema parse(String name, String json) {
        return parse(name, json, SchemaOptions.STANDARD);
    }

    /**
     * Compiles a schema to be read in some way.
     *
     * @param options how; what {@link #json()} gave has options of its own, which hold instead
     * @throws SchemaException if it cannot be used, naming the JSON pointer of the offending part
     */
    public static EventSchema parse(String name, String json, SchemaOptions options) {
        SchemaBundle bundle = SchemaBundle.read(withoutMark(json), options);
        return new SchemaCompiler(name, bundle.json(), bundle.options()).compile();
    }

    /** Some editors put a byte order mark before the text. */
    static String withoutMark(String json) {
        return json.startsWith("\uFEFF") ? json.substring(1) : json;
    }

    /**
     * The same schema with one more optional column, {@value #EXTRA}, that keeps the fields the schema does not name as
     * one JSON object.
     */
    public EventSchema keepingUnknown() {
        if (keepsUnknown) {
            return this;
        }
        if (whole) {
            return this;
        }
        List<Field> extended = new ArrayList<>();
        for (Field field : fields) {
            // Engines that read the tables do not tell names apart by their case.
            extended.add(
                    field.name().equalsIgnoreCase(EXTRA)
                            ? field.renamed(ColumnNames.escapedFirst(field.name()))
                            : field);
        }
        extended.add(new Field(
                EXTRA,
                EXTRA,
                EXTRA,
                "/" + EXTRA,
                FieldType.JSON,
                "object",
                false,
                false,
                Checks.NONE,
                null,
                List.of(),
                true,
                columns.size(),
                1,
                0));
        return new EventSchema(
                name, json, options, extended, additionalProperties, true, root, judge, false, unknownKeywords, judged);
    }

    /** Where it came from. */
    public String name() {
        return name;
    }

    /** The file's text; with options that decide what an event is, both as one text that {@link #parse} takes. */
    public String json() {
        return json;
    }

    /** SHA-256 of {@link #json()}, in hex. */
    public String hash() {
        return hash;
    }

    /** The top-level properties in the schema's order; the column {@value #EXTRA} last where it is kept. */
    public List<Field> fields() {
        return fields;
    }

    /** The leaf fields in the schema's order: the columns of a batch and of the tables. */
    public List<Field> columns() {
        return List.copyOf(columns);
    }

    /** The field at a dotted path, or null. */
    public Field field(String path) {
        return byPath.get(path);
    }

    /** The dotted paths of all columns, for messages and help. */
    public List<String> columnPaths() {
        return columns.stream().map(Field::path).toList();
    }

    /** Whether the top level allows properties the schema does not name. */
    public boolean additionalProperties() {
        return additionalProperties;
    }

    /** Whether unknown fields are kept in the column {@value #EXTRA}. */
    public boolean keepsUnknown() {
        return keepsUnknown;
    }

    /** The whole schema, as the general evaluator judges by it. */
    public JsonSchema root() {
        return root;
    }

    /** What events are judged by as a whole, in addition to the checks of their fields; null where those are enough. */
    public JsonSchema judge() {
        return judge;
    }

    /** Whether an event is one value with one column: it has no properties of its own that could have columns. */
    public boolean whole() {
        return whole;
    }

    /** The keywords that nothing is checked by. */
    public List<UnknownKeyword> unknownKeywords() {
        return unknownKeywords;
    }

    /**
     * The JSON pointers, in an event, of what the general evaluator judges rather than the decoder alone, with the keywords
     * that are why.
     */
    public Map<String, String> judged() {
        return judged;
    }

    private static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return "EventSchema " + name + " " + columns;
    }
}
