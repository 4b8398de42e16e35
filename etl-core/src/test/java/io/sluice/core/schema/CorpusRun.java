package io.sluice.core.schema;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sluice.core.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Loads every schema of a folder and prints how many can be used, why the others cannot, and whether documents beside them
 * named {@code SCHEMA.CASE.pass.json} and {@code .fail.json} are judged so. For {@code scripts/corpus}.
 */
public final class CorpusRun {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    /** {@code main.4.sample.pass.json} */
    private static final Pattern DOCUMENT = Pattern.compile("(.+\\.\\d+)\\..*?\\.?(pass|fail)\\.json");

    private final Path folder;
    private final Map<String, EventSchema> byName = new HashMap<>();
    private final Map<String, String> refusals = new TreeMap<>();
    private final int[] columns = new int[2];
    private int schemas;
    private int documents;
    private int wrong;

    private CorpusRun(Path folder) {
        this.folder = folder;
    }

    public static void main(String[] args) throws IOException {
        int wrong = 0;
        for (String folder : args) {
            wrong += new CorpusRun(Path.of(folder)).run();
        }
        System.exit(wrong == 0 ? 0 : 1);
    }

    private int run() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                if (!DOCUMENT.matcher(file.getFileName().toString()).matches() && holdsSchema(file)) {
                    load(file);
                }
            }
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                judge(file);
            }
        }
        System.out.printf(
                "%s%n  schemas                %6d%n  usable                 %6d%n  without the evaluator  %6d%n"
                        + "  columns                %6d, of them JSON text %d%n  documents              %6d, judged wrongly %d%n",
                folder, schemas, schemas - refusals.size(), plain(), columns[0], columns[1], documents, wrong);
        refusals.forEach((file, why) -> System.out.println("  refused: " + why));
        return wrong;
    }

    private long plain() {
        return byName.values().stream()
                .filter(schema -> schema.judged().isEmpty())
                .count();
    }

    private static boolean holdsSchema(Path file) {
        try {
            JsonNode root = MAPPER.readTree(file.toFile());
            return root != null && root.isObject() && root.has("$schema");
        } catch (IOException e) {
            return false;
        }
    }

    private void load(Path file) {
        schemas++;
        try {
            EventSchema schema = EventSchema.load(file);
            byName.put(folder.relativize(file).toString(), schema);
            columns[0] += schema.columns().size();
            columns[1] += (int) schema.columns().stream()
                    .filter(field -> field.type() == FieldType.JSON)
                    .count();
        } catch (SchemaException e) {
            refusals.put(file.toString(), e.getMessage());
        }
    }

    private void judge(Path file) throws IOException {
        Matcher name = DOCUMENT.matcher(file.getFileName().toString());
        if (!name.matches()) {
            return;
        }
        String namespace = file.getParent().getFileName().toString();
        for (Map.Entry<String, EventSchema> schema : byName.entrySet()) {
            String path = schema.getKey().replace('\\', '/');
            if (path.contains("/" + namespace + "/") && path.endsWith("/" + name.group(1) + ".schema.json")) {
                documents++;
                JsonValue.Builder values = new JsonValue.Builder();
                JsonValue value = JsonValue.of(values, MAPPER.readTree(file.toFile()));
                var violation = schema.getValue().root().judge(value, values);
                if ((violation == null) != name.group(2).equals("pass")) {
                    wrong++;
                    System.out.println("  judged wrongly: " + file + ": " + violation);
                }
            }
        }
    }
}
