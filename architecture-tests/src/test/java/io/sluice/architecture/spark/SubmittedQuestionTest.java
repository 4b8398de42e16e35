package io.sluice.architecture.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The question asked of both jars, as users ask it: one lake, one answer. */
@Tag("e2e")
class SubmittedQuestionTest {
    private static final Path STANDALONE =
            Path.of("").toAbsolutePath().resolveSibling("etl-runner-standalone/target/sluice.jar");

    @TempDir
    private Path dir;

    @Test
    void bothJarsGiveTheSameBytes() {
        String lake = dir.resolve("lake").toString();
        standalone(
                "produce", "--events", "20000", "--seed", "7", "--start", "2026-01-05T01:00:00Z", "--out", "p0.ndjson");
        standalone(
                "run",
                "--until-caught-up",
                "--set",
                "source.files=p0.ndjson",
                "--set",
                "http.port=off",
                "--set",
                "lake.uri=" + lake);
        List<String> question = List.of("--lake", lake, "--min-events", "1", "--output", "csv", "--out");
        List<String> toStandalone = new ArrayList<>(List.of("query"));
        toStandalone.addAll(question);
        toStandalone.add("standalone.csv");
        standalone(toStandalone.toArray(String[]::new));

        List<String> toSpark = new ArrayList<>(question);
        toSpark.add("spark.csv");
        // What is sent between tasks must not depend on the serializer that somebody chose.
        List<String> kryo = List.of("--conf", "spark.serializer=org.apache.spark.serializer.KryoSerializer");
        try (Child child = SparkHome.in(dir).submit("PercentileQuery", "local[2]", kryo, toSpark)) {
            child.succeed();
        }
        assertThat(dir.resolve("spark.csv")).hasSameTextualContentAs(dir.resolve("standalone.csv"));
        assertThat(dir.resolve("spark.csv"))
                .content()
                .startsWith("date,device_type,")
                .hasLineCount(6);
    }

    private void standalone(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Child.java(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-jar",
                STANDALONE.toString()));
        command.addAll(List.of(arguments));
        try (Child child = Child.start(dir, Map.of(), command)) {
            child.succeed();
        }
    }
}
