package io.sluice.core.schema.evaluate;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.core.event.EventBatch;
import io.sluice.core.event.EventRoles;
import io.sluice.core.event.Records;
import io.sluice.core.event.Rejection;
import io.sluice.core.event.RejectionReason;
import io.sluice.core.json.JsonValue;
import io.sluice.core.schema.EventSchema;
import io.sluice.core.schema.SchemaOptions;
import io.sluice.core.schema.SchemaOptions.Reference;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Runs the official JSON-Schema-Test-Suite from a folder: every required case of five drafts, and the optional ones of
 * {@code format} as an assertion; each by the general evaluator, and as a property of an event by the decoder. For {@code
 * scripts/schema-suite}.
 */
public final class SuiteCases {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
            .build();
    private static final String CASE = "https://case.example/schema";

    private final Path folder;
    private final Map<String, String> remotes = new LinkedHashMap<>();
    private int wrong;
    private int beyondColumns;
    private int onePass;

    private SuiteCases(Path folder) {
        this.folder = folder;
    }

    public static void main(String[] args) throws IOException {
        SuiteCases run = new SuiteCases(Path.of(args[0]));
        run.readRemotes();
        for (Draft draft : Draft.values()) {
            run.draft(draft);
        }
        System.out.println(run.onePass + " of these cases were decoded in one pass, without the evaluator; "
                + run.beyondColumns + " valid values are beyond what their typed column can hold");
        System.out.println("left out: nothing; remote files are given as schema.refs");
        System.out.println(run.wrong + " wrong");
        System.exit(run.wrong == 0 ? 0 : 1);
    }

    private void readRemotes() throws IOException {
        Path root = folder.resolve("remotes");
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".json")).sorted().toList()) {
                if (file.startsWith(root.resolve("draft3")) || file.startsWith(root.resolve("v1"))) {
                    continue;
                }
                remotes.put(
                        "http://localhost:1234/"
                                + root.relativize(file).toString().replace('\\', '/'),
                        Files.readString(file));
            }
        }
    }

    private void draft(Draft draft) throws IOException {
        Path tests = folder.resolve("tests").resolve(folder(draft));
        int[] required = run(files(tests), draft, false);
        int[] format = run(files(tests.resolve("optional/format")), draft, true);
        System.out.printf(
                "%-9s required %5d cases, %d wrong; optional/format %5d cases, %d wrong%n",
                draft.label(), required[0], required[1], format[0], format[1]);
        wrong += required[1] + format[1];
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> f.toString().endsWith(".json")).sorted().toList();
        }
    }

    private int[] run(List<Path> files, Draft draft, boolean formats) throws IOException {
        int[] counts = new int[2];
        for (Path file : files) {
            for (JsonNode group : MAPPER.readTree(file.toFile())) {
                JsonNode schema = group.get("schema");
                Object judge = attempt(() -> evaluator(schema, draft, formats));
                Object events = attempt(() -> events(schema, draft, formats));
                for (JsonNode test : group.get("tests")) {
                    counts[0]++;
                    String expected = test.get("valid").booleanValue() ? "valid" : "invalid";
                    String direct = verdict(judge, test.get("data"));
                    String decoded = decoded(events, test.get("data"));
                    if (!direct.equals(expected) || !decoded.equals(expected)) {
                        counts[1]++;
                        System.out.println("WRONG " + folder.relativize(file) + ": "
                                + group.get("description").asText() + ": "
                                + test.get("description").asText() + ": evaluator " + direct + ", decoder " + decoded);
                    }
                }
            }
        }
        return counts;
    }

    private static Object attempt(java.util.function.Supplier<Object> made) {
        try {
            return made.get();
        } catch (RuntimeException e) {
            return e;
        }
    }

    private JsonSchema evaluator(JsonNode schema, Draft draft, boolean formats) {
        SchemaSet set = new SchemaSet(draft);
        remotes.forEach((uri, text) -> set.add(uri, uri, text));
        set.add("schema", CASE, schema.toString());
        return set.compile(CASE, formats);
    }

    private static String verdict(Object judge, JsonNode data) {
        if (!(judge instanceof JsonSchema schema)) {
            return String.valueOf(judge);
        }
        JsonValue.Builder values = new JsonValue.Builder();
        return schema.judge(JsonValue.of(values, data), values) == null ? "valid" : "invalid";
    }

    /** An event with an id, a time, and the case as a property. */
    private EventSchema events(JsonNode schema, Draft draft, boolean formats) {
        List<Reference> references = new ArrayList<>();
        remotes.forEach((uri, text) -> references.add(new Reference(uri, withDraft(text, draftOf(uri, draft)))));
        references.add(new Reference(CASE, withDraft(schema.toString(), draft)));
        String event = "{\"$schema\":\"" + draft.uri() + "#\",\"type\":\"object\",\"required\":[\"id\",\"at\"],"
                + "\"properties\":{\"id\":{\"type\":\"string\"},\"at\":{\"type\":\"integer\"},\"v\":{\"$ref\":\"" + CASE
                + "\"}}}";
        return EventSchema.parse("case", event, new SchemaOptions(references, formats, Set.of(), false));
    }

    /** Remote files of one draft alone stand in a folder of its name. */
    private static Draft draftOf(String uri, Draft otherwise) {
        for (Draft draft : Draft.values()) {
            if (uri.contains("/" + folder(draft) + "/")) {
                return draft;
            }
        }
        return otherwise;
    }

    private static String folder(Draft draft) {
        return draft.compareTo(Draft.DRAFT_7) <= 0
                ? draft.label().replace("draft-0", "draft")
                : "draft" + draft.label();
    }

    private static String withDraft(String text, Draft draft) {
        try {
            JsonNode root = MAPPER.readTree(text);
            if (root instanceof ObjectNode object && !object.has("$schema")) {
                object.put("$schema", draft.uri() + "#");
            }
            return root.toString();
        } catch (IOException e) {
            throw new IllegalStateException("The suite is JSON", e);
        }
    }

    private String decoded(Object made, JsonNode data) {
        if (!(made instanceof EventSchema schema)) {
            return String.valueOf(made);
        }
        EventRoles roles =
                new EventRoles(schema.field("id"), schema.field("at"), java.util.concurrent.TimeUnit.MILLISECONDS);
        String event = "{\"id\":\"a\",\"at\":1,\"v\":" + data + "}";
        EventBatch batch = Records.decode(schema, roles, event.getBytes(StandardCharsets.UTF_8));
        if (schema.judged().isEmpty()) {
            onePass++;
        }
        if (batch.rejections().isEmpty()) {
            return "valid";
        }
        Rejection rejection = batch.rejections().get(0);
        boolean column = rejection.detail().contains("within 64 bits")
                || rejection.detail().contains("within the range of doubles")
                || (rejection.reason() == RejectionReason.BAD_FORMAT && event.contains(":60"));
        if (column && rejection.field().equals("/v")) {
            beyondColumns++;
            return verdict(schema.root(), dataOf(event));
        }
        return "invalid";
    }

    private static JsonNode dataOf(String event) {
        try {
            return MAPPER.readTree(event);
        } catch (IOException e) {
            throw new IllegalStateException("The event is JSON", e);
        }
    }
}
