package io.sluice.core.schema;

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
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * The schema of a topic's events, compiled from one JSON Schema file (draft-07 vocabulary). Decoder, tables, generator
 * and query follow from it. Immutable.
 *
 * <p>Every keyword that is accepted is checked by the decoder; any other is refused here, so a check that is not made is
 * never silently ignored.
 */
public final class EventSchema {
    /** The column that keeps unknown fields where they are to be kept. */
    public static final String EXTRA = "extra";

    private final String name;
    private final String json;
    private final String hash;
    private final List<Field> fields;
    private final boolean additionalProperties;
    private final boolean keepsUnknown;
    private final List<Field> columns = new ArrayList<>();
    private final Map<String, Field> byPath = new HashMap<>();

    EventSchema(String name, String json, List<Field> fields, boolean additionalProperties, boolean keepsUnknown) {
        this.name = name;
        this.json = json;
        this.fields = List.copyOf(fields);
        this.additionalProperties = additionalProperties;
        this.keepsUnknown = keepsUnknown;
        index(this.fields);
        this.hash = sha256(json);
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
        try {
            return parse(file.toString(), Files.readString(file));
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
     * @throws SchemaException if it cannot be used, naming the JSON pointer of the offending part
     */
    public static EventSchema parse(String name, String json) {
        return new SchemaCompiler(name, json).compile();
    }

    /**
     * The same schema with one more optional column, {@value #EXTRA}, that keeps the fields the schema does not name as
     * one JSON object.
     */
    public EventSchema keepingUnknown() {
        if (keepsUnknown) {
            return this;
        }
        // Engines that read the tables do not tell names apart by their case.
        if (fields.stream().anyMatch(field -> field.name().equalsIgnoreCase(EXTRA))) {
            throw new SchemaException(
                    name, "/properties/" + EXTRA, "schema.unknown=keep needs the name " + EXTRA + " for itself");
        }
        List<Field> extended = new ArrayList<>(fields);
        extended.add(new Field(
                EXTRA,
                EXTRA,
                "/" + EXTRA,
                FieldType.JSON,
                "object",
                false,
                false,
                Checks.NONE,
                List.of(),
                true,
                columns.size(),
                1,
                0));
        return new EventSchema(name, json, extended, additionalProperties, true);
    }

    /** Where it came from. */
    public String name() {
        return name;
    }

    /** The file's text. */
    public String json() {
        return json;
    }

    /** SHA-256 of the file's text, in hex. */
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
