package io.sluice.core.schema.evaluate;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sluice.core.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Runs the official JSON-Schema-Test-Suite from a folder: every required case of five drafts, and the optional ones of
 * {@code format} as an assertion. For {@code scripts/schema-suite}.
 */
public final class TestSuiteRun {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
            .build();

    private final Path folder;
    private final Map<String, String> remotes = new LinkedHashMap<>();
    private int wrong;

    private TestSuiteRun(Path folder) {
        this.folder = folder;
    }

    public static void main(String[] args) throws IOException {
        TestSuiteRun run = new TestSuiteRun(Path.of(args[0]));
        run.readRemotes();
        for (Draft draft : Draft.values()) {
            run.draft(draft, args.length > 1);
        }
        System.out.println(run.wrong == 0 ? "0 wrong" : run.wrong + " WRONG");
        System.exit(run.wrong == 0 ? 0 : 1);
    }

    private void readRemotes() throws IOException {
        Path root = folder.resolve("remotes");
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".json")).sorted().toList()) {
                remotes.put(
                        "http://localhost:1234/" + root.relativize(file).toString().replace('\\', '/'),
                        Files.readString(file));
            }
        }
    }

    private void draft(Draft draft, boolean allOptional) throws IOException {
        String name = draft.compareTo(Draft.DRAFT_7) <= 0
                ? draft.label().replace("draft-0", "draft")
                : "draft" + draft.label();
        Path tests = folder.resolve("tests").resolve(name);
        int[] required = run(files(tests), draft, false);
        int[] format = run(files(tests.resolve("optional/format")), draft, true);
        System.out.printf(
                "%-14s required %5d cases, %d wrong; optional/format %5d cases, %d wrong%n",
                draft.label(), required[0], required[1], format[0], format[1]);
        wrong += required[1] + format[1];
        if (allOptional) {
            int[] optional = run(files(tests.resolve("optional")), draft, false);
            System.out.printf("%-14s optional %5d cases, %d wrong%n", draft.label(), optional[0], optional[1]);
        }
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
                for (JsonNode test : group.get("tests")) {
                    counts[0]++;
                    String verdict = verdict(group.get("schema"), test.get("data"), draft, formats);
                    if (!verdict.equals(test.get("valid").booleanValue() ? "valid" : "invalid")) {
                        counts[1]++;
                        System.out.println("WRONG " + folder.relativize(file) + ": "
                                + group.get("description").asText() + ": "
                                + test.get("description").asText() + ": " + verdict);
                    }
                }
            }
        }
        return counts;
    }

    private String verdict(JsonNode schema, JsonNode data, Draft draft, boolean formats) {
        try {
            SchemaSet set = new SchemaSet(draft);
            remotes.forEach((uri, text) -> set.add(uri, uri, text));
            set.add("schema", "urn:schema", schema.toString());
            JsonSchema compiled = set.compile("urn:schema", formats);
            JsonValue.Builder values = new JsonValue.Builder();
            return compiled.judge(JsonValue.of(values, data), values) == null ? "valid" : "invalid";
        } catch (RuntimeException e) {
            List<String> causes = new ArrayList<>();
            causes.add(e.toString());
            if (!(e instanceof InvalidSchemaException)) {
                causes.add(String.valueOf(e.getStackTrace()[0]));
            }
            return causes.toString();
        }
    }
}
