package io.sluice.core.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Loads every schema of a folder and prints which can be used, and why the others cannot. For {@code scripts/corpus}. */
public final class CorpusRun {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private CorpusRun() {}

    public static void main(String[] args) throws IOException {
        for (String folder : args) {
            run(Path.of(folder));
        }
    }

    private static void run(Path folder) throws IOException {
        int all = 0;
        int good = 0;
        int plain = 0;
        Map<String, List<String>> refusals = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                if (!isSchema(file)) {
                    continue;
                }
                all++;
                try {
                    EventSchema schema = EventSchema.load(file);
                    good++;
                    plain += schema.judged().isEmpty() ? 1 : 0;
                } catch (SchemaException e) {
                    refusals.computeIfAbsent(e.getMessage(), any -> new ArrayList<>()).add(file.toString());
                } catch (RuntimeException e) {
                    e.printStackTrace();
                }
            }
        }
        System.out.printf("%s: %d schemas, %d can be used (%d by the one-pass decoder alone)%n", folder, all, good, plain);
        refusals.keySet().forEach(System.out::println);
    }

    private static boolean isSchema(Path file) {
        try {
            JsonNode root = MAPPER.readTree(file.toFile());
            return root != null && root.isObject() && root.has("$schema");
        } catch (IOException e) {
            return false;
        }
    }
}
