package io.sluice.lake.parquet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.core.event.EventRoles;
import io.sluice.core.event.RecordBatch;
import io.sluice.core.pipeline.Pipeline;
import io.sluice.core.pipeline.Pipeline.RunMode;
import io.sluice.core.pipeline.PipelineRuntime;
import io.sluice.core.pipeline.PipelineSpec;
import io.sluice.core.port.InMemoryEventSource;
import io.sluice.core.port.InMemoryLog;
import io.sluice.core.port.PipelineMetrics;
import io.sluice.core.port.SourceIdentity;
import io.sluice.core.schema.EventSchema;
import io.sluice.core.window.Aggregate;
import io.sluice.core.window.WindowSpec;
import io.sluice.lake.Duck;
import io.sluice.lake.LakeConfig;
import io.sluice.lake.ParquetLake;
import io.sluice.lake.store.LocalStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a value says, it stays a value: no path, no name of a file, no line of its own. */
class HostileValuesTest {
    private static final String SCHEMA = """
            {"type": "object", "required": ["id", "at", "kind", "place"], "properties": {
              "id": {"type": "string"}, "at": {"type": "string", "format": "date-time"}, "kind": {"type": "string"},
              "place": {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}}}}""";
    private static final List<String> VALUES = List.of(
            "../../../../x",
            "/etc/passwd",
            "..",
            ".",
            "",
            "a/../../b",
            "..\\..\\x",
            "C:\\x",
            "nul\0byte",
            "two\nlines",
            "carriage\rreturn",
            "year=1999/month=01",
            "%2e%2e%2f",
            "*",
            "$(id)",
            "\u202egnp.exe",
            "x".repeat(10_000),
            "\ud83d\ude00".repeat(2_000));
    private static final String OURS = "(events|windows|rejected)/year=\\d{4}/month=\\d\\d/day=\\d\\d/hour=\\d\\d/"
            + "\\d{10}-[0-9a-f]+-\\d{5}\\.parquet|_sluice/.*";

    @TempDir
    Path dir;

    @Test
    void valuesNeverBecomePaths() throws Exception {
        EventSchema schema = EventSchema.parse("hostile.schema.json", SCHEMA);
        PipelineSpec spec = PipelineSpec.of(schema, EventRoles.of(schema, "id", "at", null))
                .withWindows(new WindowSpec(
                        Duration.ofMinutes(1),
                        List.of(schema.field("kind"), schema.field("place.name")),
                        List.of(Aggregate.parse("count(*) as n", schema))));
        InMemoryLog log = new InMemoryLog(1);
        for (String value : VALUES) {
            log.append(0, RecordBatch.NO_TIME, event(value).getBytes(UTF_8));
            log.append(0, RecordBatch.NO_TIME, (event(value) + "]").getBytes(UTF_8));
        }
        Path lake = dir.resolve("here/lake");

        LakeConfig config =
                LakeConfig.of(new LocalStore(lake, false), schema, spec.roles(), spec.windows(), () -> Instant.EPOCH);
        try (ParquetLake parquet = new ParquetLake(config)) {
            // The topic's name is a value too.
            SourceIdentity topic = new SourceIdentity("../../topic\nname", "");
            new Pipeline(
                            spec,
                            new InMemoryEventSource(log, topic, 10),
                            parquet,
                            PipelineMetrics.NONE,
                            PipelineRuntime.threads(() -> Instant.EPOCH, System::nanoTime))
                    .run(new RunMode(true, true, false));
        }

        assertThat(children(dir)).containsExactly("here");
        assertThat(children(dir.resolve("here"))).containsExactly("lake");
        assertThat(files(lake)).isNotEmpty().allMatch(path -> path.matches(OURS));
        try (Duck duck = new Duck()) {
            for (String column : List.of("id", "kind", "place.name")) {
                assertThat(duck.rows("SELECT " + column + " FROM read_parquet('" + lake + "/events/**/*.parquet',"
                                + " hive_partitioning = false)"))
                        .containsExactlyInAnyOrderElementsOf(VALUES);
            }
            assertThat(duck.rows("SELECT kind FROM read_parquet('" + lake + "/windows/**/*.parquet',"
                            + " hive_partitioning = false)"))
                    .containsExactlyInAnyOrderElementsOf(VALUES);
            assertThat(duck.rows("SELECT detail FROM read_parquet('" + lake + "/rejected/**/*.parquet',"
                            + " hive_partitioning = false)"))
                    .hasSameSizeAs(VALUES)
                    .allSatisfy(detail -> assertThat(detail.lines()).hasSize(1));
        }
    }

    private static String event(String value) throws IOException {
        ObjectNode event = new ObjectMapper().createObjectNode();
        event.put("id", value).put("at", "2026-01-05T07:00:00Z").put("kind", value);
        event.putObject("place").put("name", value);
        return event.toString();
    }

    private static List<String> children(Path folder) throws IOException {
        try (Stream<Path> list = Files.list(folder)) {
            return list.map(path -> path.getFileName().toString()).toList();
        }
    }

    private static List<String> files(Path folder) throws IOException {
        List<String> files = new ArrayList<>();
        try (Stream<Path> walk = Files.walk(folder)) {
            walk.filter(Files::isRegularFile)
                    .forEach(path -> files.add(folder.relativize(path).toString()));
        }
        return files;
    }
}
