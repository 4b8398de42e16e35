package io.sluice.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.core.generate.EventGenerator;
import io.sluice.core.generate.GeneratedRecord;
import io.sluice.core.generate.GeneratorSpec;
import io.sluice.kafka.KafkaProducerSink;
import io.sluice.kafka.TopicAdmin;
import io.sluice.kafka.testkit.KafkaBroker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the example projects, which the build made before from installed artifacts alone, each in a process with exactly
 * the class path that Maven gave it.
 */
@Tag("e2e")
class EmbeddingExamplesTest {
    private static final Path EXAMPLES = Path.of("target", "examples");
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    @Test
    void theCoreAloneValidatesDeduplicatesWindowsAndAnswers() throws Exception {
        assertThat(Files.readString(EXAMPLES.resolve("embed-core/target/classpath.txt")))
                .doesNotContain("kafka", "hadoop", "parquet", "log4j");

        Process process = start("embed-core", "example.EmbedCore");
        List<String> output =
                process.inputReader(StandardCharsets.UTF_8).lines().toList();

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as("%s", output).isZero();
        assertThat(output).hasSize(6);
        assertThat(output.get(0)).matches("humidity \\d+\\.\\d+");
        assertThat(output.get(5)).matches("\\d{2,} window rows");
    }

    @Test
    void theWholePipelineRunsInAProgramAndStopsWithClose(@TempDir Path folder) throws Exception {
        try (KafkaBroker broker = KafkaBroker.start(folder.resolve("broker"))) {
            Map<String, String> client = Map.of("bootstrap.servers", broker.bootstrapServers());
            fill(client, 5_000);
            Path lake = folder.resolve("lake");
            Process process = start(
                    "embed-pipeline", "example.EmbedPipeline", broker.bootstrapServers(), "events", lake.toString());
            await().atMost(TIMEOUT)
                    .until(() -> !process.isAlive() || Files.isDirectory(lake.resolve("_sluice/staged")));
            process.getOutputStream().write('\n');
            process.getOutputStream().flush();

            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            String output = process.inputReader().readLine();
            assertThat(process.exitValue()).as(output).isZero();
            assertThat(output).contains("PartitionCounts");
            try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
                    Statement statement = duckdb.createStatement();
                    ResultSet rows = statement.executeQuery(
                            "SELECT count(*) FROM read_parquet('" + lake + "/events/**/*.parquet')")) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getLong(1)).isPositive();
            }
        }
    }

    @Test
    void theConformanceKitTellsWhetherAnyBuildIsRight(@TempDir Path folder) throws Exception {
        Path kit = folder.resolve("kit");
        Path lake = folder.resolve("lake");
        assertThat(ended(start("conformance", "example.Conformance", "write", kit.toString(), "9000")))
                .endsWith("exit code 0");
        assertThat(ended(sluice(
                        "run",
                        "--drain",
                        "--set",
                        "http.port=off",
                        "--set",
                        "schema=" + kit.resolve("hostile.schema.json"),
                        "--set",
                        "source.max-record-bytes=65536",
                        "--set",
                        "source.files=" + kit.resolve("p0.ndjson") + "," + kit.resolve("p1.ndjson") + ","
                                + kit.resolve("p2.ndjson"),
                        "--set",
                        "lake.uri=" + lake)))
                .endsWith("exit code 0");
        assertThat(ended(start("conformance", "example.Conformance", "check", lake.toString(), "9000")))
                .containsPattern("events: \\d{4} rows, 0 missing, 0 too many")
                .containsPattern("windows: \\d+ rows, 0 missing, 0 too many")
                .endsWith("exit code 0");

        Path late = lake.resolve("late");
        try (Stream<Path> files = Files.walk(late)) {
            Path file = files.filter(Files::isRegularFile).findFirst().orElseThrow();
            Files.delete(file);
        }
        assertThat(ended(start("conformance", "example.Conformance", "check", lake.toString(), "9000")))
                .containsPattern("late: \\d+ rows, [1-9]\\d* missing, 0 too many\n- ")
                .endsWith("exit code 1");
    }

    private static String ended(Process process) throws Exception {
        String output = String.join("\n", process.inputReader().lines().toList());
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return output + "\nexit code " + process.exitValue();
    }

    private static Process sluice(String... arguments) throws IOException {
        Path jar = Path.of("").toAbsolutePath().resolveSibling("etl-runner-standalone/target/sluice.jar");
        List<String> command = new ArrayList<>(List.of(java(), "-jar", jar.toString()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static void fill(Map<String, String> client, long records) {
        try (TopicAdmin admin = new TopicAdmin(client, TIMEOUT);
                KafkaProducerSink sink = new KafkaProducerSink("events", client, TIMEOUT)) {
            admin.createIfAbsent("events", 3, 1, Duration.ofDays(3650));
            EventGenerator generator = new EventGenerator(GeneratorSpec.builder()
                    .seed(3)
                    .records(records, Duration.ofHours(1))
                    .partitions(3)
                    .build());
            while (generator.hasNext()) {
                GeneratedRecord record = generator.next();
                sink.send(record.key(), record.value(), record.timestamp());
            }
            sink.flush();
        }
    }

    private static Process start(String example, String mainClass, String... arguments) throws IOException {
        Path target = EXAMPLES.resolve(example).resolve("target");
        String classPath = target.resolve("classes")
                + System.getProperty("path.separator")
                + Files.readString(target.resolve("classpath.txt")).strip();
        List<String> command = new ArrayList<>(List.of(java(), "-cp", classPath, mainClass));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
