package io.sluice.core.schema.evaluate;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sluice.core.json.JsonValue;
import io.sluice.core.schema.evaluate.Resource.Document;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The files that a schema may refer to, by their addresses, with the metaschemas of all drafts among them. Nothing is
 * fetched: what is not here cannot be referred to. For one thread, until the schemas are compiled.
 */
public final class SchemaSet {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** Of a number when it is written out: no double has more than 309 before the point. */
    private static final int MAX_DIGITS = 1000;

    private static final Map<Draft, JsonSchema> METASCHEMAS = new ConcurrentHashMap<>();

    private static final String SPECIFICATION = "json-schema.org/";

    private final Map<String, Resource> resources = new HashMap<>();
    /** Which resource the schemas found so far belong to, by file and pointer. */
    private final Map<String, Resource> owners = new LinkedHashMap<>();

    private final List<Resource> inOrder = new ArrayList<>();
    private final Draft standard;
    private int documents;

    /** An empty set. */
    public SchemaSet() {
        this(Draft.DRAFT_7);
    }

    /** An empty set whose files are read by another draft where they name none. */
    SchemaSet(Draft standard) {
        this.standard = standard;
    }

    /**
     * Adds a file.
     *
     * @param name where it came from, for messages
     * @param uri its address, which references in it are resolved against
     * @throws InvalidSchemaException if it is no JSON
     */
    public void add(String name, String uri, String json) {
        add(new Document(name, documents++, parse(name, json)), uri);
    }

    private static JsonNode parse(String name, String json) {
        try {
            requireNumbersInReach(name, json);
            JsonNode root = MAPPER.readTree(json);
            if (root == null || root.isMissingNode()) {
                throw new InvalidSchemaException(name, "", "the file is empty");
            }
            return root;
        } catch (JsonProcessingException e) {
            String where = e.getLocation() == null
                    ? ""
                    : " (line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr() + ")";
            throw new InvalidSchemaException(name, "", "it is not JSON: " + e.getOriginalMessage() + where);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read a string", e);
        }
    }

    /** Exact arithmetic on a number takes time by the digits that it has when written out. */
    private static void requireNumbersInReach(String name, String json) throws IOException {
        try (JsonParser parser = MAPPER.createParser(json)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token.isNumeric() && !isInReach(parser.getText())) {
                    throw new InvalidSchemaException(
                            name,
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

    private void add(Document document, String uri) {
        String address = UriReference.withoutFragment(uri);
        JsonNode root = document.root();
        Dialect dialect = dialect(root, "", Dialect.of(standard), document.name());
        Resource enclosing = new Resource(
                document, "", address, dialect, root.path("$recursiveAnchor").asBoolean());
        Resource file = root.isObject() ? resource(root, "", enclosing) : enclosing;
        if (file == enclosing) {
            inOrder.add(file);
        }
        // Known by where it was found, and by what it calls itself.
        resources.put(address, file);
        index(root, "", file);
    }

    /** Notes the addresses and anchors of a schema and of all that it holds. */
    private void index(JsonNode schema, String pointer, Resource enclosing) {
        boolean inner = schema.isObject() && !pointer.equals(enclosing.pointer);
        Resource resource = inner ? resource(schema, pointer, enclosing) : enclosing;
        owners.put(key(resource.document, pointer), resource);
        if (!schema.isObject()) {
            return;
        }
        Draft draft = resource.dialect.draft();
        if (draft.knows("$anchor")) {
            name(schema, "$anchor", pointer, resource.anchors);
            if (draft.knows("$dynamicAnchor")) {
                name(schema, "$dynamicAnchor", pointer, resource.anchors);
                name(schema, "$dynamicAnchor", pointer, resource.dynamicAnchors);
            }
        }
        Subschemas.forEach(schema, draft, (there, held) -> index(held, pointer + there, resource));
    }

    private static void name(JsonNode schema, String keyword, String pointer, Map<String, String> names) {
        if (schema.path(keyword).isTextual()) {
            names.putIfAbsent(schema.get(keyword).asText(), pointer);
        }
    }

    /** The resource that a schema belongs to: one of its own where it has an address. */
    private Resource resource(JsonNode schema, String pointer, Resource enclosing) {
        Dialect dialect = pointer.isEmpty() || !schema.has("$schema")
                ? enclosing.dialect
                : dialect(schema, pointer, enclosing.dialect, enclosing.document.name());
        Draft draft = dialect.draft();
        JsonNode id = schema.get(draft == Draft.DRAFT_4 ? "id" : "$id");
        if (id == null || !id.isTextual() || (draft.refStandsAlone() && schema.has("$ref"))) {
            return enclosing;
        }
        String text = id.asText();
        String fragment = UriReference.fragment(text);
        if (!fragment.isEmpty() && draft.refStandsAlone() && text.startsWith("#")) {
            enclosing.anchors.putIfAbsent(fragment, pointer);
            return enclosing;
        }
        String uri = UriReference.withoutFragment(UriReference.resolve(enclosing.uri, text));
        Resource own = new Resource(
                enclosing.document,
                pointer,
                uri,
                dialect,
                schema.path("$recursiveAnchor").asBoolean());
        if (!fragment.isEmpty() && draft.refStandsAlone()) {
            own.anchors.put(fragment, pointer);
        }
        resources.putIfAbsent(uri, own);
        inOrder.add(own);
        return own;
    }

    /** How a file or a part of one is read, by its {@code $schema}. */
    private Dialect dialect(JsonNode schema, String pointer, Dialect otherwise, String name) {
        if (!schema.has("$schema")) {
            return otherwise;
        }
        if (!schema.get("$schema").isTextual()) {
            throw new InvalidSchemaException(
                    name,
                    pointer + "/$schema",
                    "expected the URI of a draft as a string, got " + schema.get("$schema"));
        }
        String named = schema.get("$schema").asText();
        Draft draft = Draft.of(named);
        if (draft != null) {
            return Dialect.of(draft);
        }
        Resource metaschema = resources.get(UriReference.withoutFragment(named));
        if (metaschema != null
                && Draft.of(metaschema.document.root().path("$schema").asText()) != null) {
            return vocabularies(metaschema, name);
        }
        return new Dialect(Draft.DRAFT_7, true, true, false);
    }

    private Dialect vocabularies(Resource metaschema, String name) {
        Dialect base = metaschema.dialect;
        JsonNode listed = metaschema.document.at(metaschema.pointer).path("$vocabulary");
        if (!listed.isObject() || !base.draft().knows("$vocabulary")) {
            return base;
        }
        String own = base.draft().uri().replace("/schema", "/vocab/");
        boolean validation = false;
        boolean formats = false;
        for (Map.Entry<String, JsonNode> vocabulary : listed.properties()) {
            validation |= vocabulary.getKey().equals(own + "validation");
            formats |= vocabulary.getKey().equals(own + "format-assertion");
            if (!vocabulary.getKey().startsWith(own) && vocabulary.getValue().asBoolean()) {
                throw new InvalidSchemaException(
                        name,
                        "/$schema",
                        "its metaschema requires the vocabulary " + vocabulary.getKey() + ", which is unknown here");
            }
        }
        return new Dialect(base.draft(), base.booleanBounds(), validation, formats);
    }

    /** Takes what means nothing to a file's draft. */
    public interface UnknownKeywords {
        /**
         * One of them.
         *
         * @param pointer the keyword's JSON pointer in the file
         * @param nearest a keyword of the draft that may be meant; null where none is near
         */
        void add(String source, String pointer, String keyword, String nearest);
    }

    /** Tells the keywords that mean nothing where they stand, in the order of the files. */
    public void unknownKeywords(UnknownKeywords found) {
        owners.forEach((key, resource) -> {
            String pointer = key.substring(key.indexOf('#') + 1);
            JsonNode schema = resource.document.at(pointer);
            Draft draft = resource.dialect.draft();
            boolean alone = draft.refStandsAlone() && schema.path("$ref").isTextual();
            if (schema.isObject() && !alone && !isBundled(resource)) {
                schema.fieldNames().forEachRemaining(keyword -> {
                    if (!draft.knows(keyword)) {
                        found.add(
                                resource.document.name(),
                                pointer + "/" + JsonValue.escape(keyword),
                                keyword,
                                NearestName.of(keyword, draft.keywords()));
                    }
                });
            }
        });
    }

    private static boolean isBundled(Resource resource) {
        return resource.document.name().contains(SPECIFICATION);
    }

    /**
     * Holds every file to the metaschema of its draft. A file that names a {@code $schema} of its own is left out.
     *
     * @throws InvalidSchemaException if one does not keep to it
     */
    public void checkMetaschemas() {
        for (Resource resource : List.copyOf(inOrder)) {
            boolean file = resource.pointer.isEmpty() && !isBundled(resource);
            JsonNode named = resource.document.root().path("$schema");
            if (file && (named.isMissingNode() || Draft.of(named.asText()) != null)) {
                Draft draft = resource.dialect.draft();
                JsonValue.Builder values = new JsonValue.Builder();
                Violation violation = METASCHEMAS
                        .computeIfAbsent(draft, SchemaSet::metaschema)
                        .judge(JsonValue.of(values, resource.document.root()), values);
                if (violation != null) {
                    throw new InvalidSchemaException(
                            resource.document.name(),
                            violation.pointer(),
                            "is no schema of " + draft.label() + ": expected " + violation.expected());
                }
            }
        }
    }

    private static JsonSchema metaschema(Draft draft) {
        return new SchemaSet().compile(draft.uri(), false);
    }

    /** The resource at an address; null where no file of this set has it. */
    Resource resource(String uri) {
        Resource found = resources.get(uri);
        if (found == null && uri.contains(SPECIFICATION)) {
            String path = uri.substring(uri.indexOf(SPECIFICATION) + SPECIFICATION.length());
            if (addBundled(path, uri)) {
                found = resources.get(uri);
            }
        }
        return found;
    }

    private boolean addBundled(String path, String uri) {
        if (!path.matches("draft[-/0-9a-z]+")) {
            return false;
        }
        try (InputStream in = SchemaSet.class.getResourceAsStream("metaschema/" + path)) {
            if (in == null) {
                return false;
            }
            add(uri, uri, new String(in.readAllBytes(), StandardCharsets.UTF_8));
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the bundled metaschema " + path, e);
        }
    }

    /** All resources so far, in the order in which they were found. */
    List<Resource> all() {
        return inOrder;
    }

    /** The resource that the schema at a pointer belongs to, which may stand where no keyword has schemas. */
    Resource owner(Document document, String pointer) {
        Resource found = owners.get(key(document, pointer));
        if (found != null) {
            return found;
        }
        String above = pointer;
        while (found == null && !above.isEmpty()) {
            above = above.substring(0, above.lastIndexOf('/'));
            found = owners.get(key(document, above));
        }
        index(document.at(pointer), pointer, found);
        return owners.get(key(document, pointer));
    }

    static String key(Document document, String pointer) {
        return document.number() + "#" + pointer;
    }

    /**
     * Compiles the file at an address, with all that it refers to.
     *
     * @param formats whether {@code format} is an assertion
     * @throws InvalidSchemaException if something in it is no schema, or refers to what is not there
     */
    public JsonSchema compile(String uri, boolean formats) {
        return new SchemaLinker(this, formats).compile(resource(UriReference.withoutFragment(uri)));
    }
}
