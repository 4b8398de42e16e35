package io.sluice.architecture.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.core.conformance.HostileLog;
import io.sluice.core.conformance.TestForm;
import io.sluice.kafka.testkit.HostileTopic;
import io.sluice.kafka.testkit.KafkaBroker;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One lake that changes hands between the runners in mid-log, by kill -9 and by SIGTERM. */
@Tag("e2e")
class BothRunnersTest {
    private static final Path STANDALONE =
            Path.of("").toAbsolutePath().resolveSibling("etl-runner-standalone/target/sluice.jar");

    @TempDir
    private Path dir;

    @Test
    void bringEveryRecordInOnceWhoeverWasKilled() {
        HostileLog.Options options =
                HostileLog.Options.standard().withRecords(60_000).withLines(false);
        HostileLake lake = new HostileLake(HostileLog.of(options), dir.resolve("lake"));
        SparkHome spark = SparkHome.in(dir);
        try (KafkaBroker broker = KafkaBroker.start(dir.resolve("broker"))) {
            HostileTopic.publish(lake.log(), broker.bootstrapServers(), "hostile");
            List<String> settings = settings(broker, options);

            try (Child first = standalone(settings)) {
                lake.awaitCommits(3, first);
                first.kill();
            }
            try (Child second = spark.submit("local[2]", List.of(), small(settings))) {
                lake.awaitCommits(4, second);
                second.terminate();
                assertThat(second.output())
                        .contains("sluice: ending when the batch under way is committed")
                        .containsAnyOf(" window rows, watermark ", "ended before the batch had")
                        .doesNotContain("ERROR");
            }
            try (Child third = spark.submit("local[2]", List.of(), small(settings))) {
                lake.awaitCommits(3, third);
                third.kill();
            }
            List<String> toTheEnd = new ArrayList<>(settings);
            toTheEnd.addAll(List.of("--until-caught-up", "--drain"));
            try (Child last = standalone(toTheEnd)) {
                last.succeed();
            }
            lake.assertWholeAndOnce();
            audit(settings);
        }
    }

    private List<String> settings(KafkaBroker broker, HostileLog.Options options) {
        List<String> settings = new ArrayList<>();
        Map<String, String> all = HostileTopic.settings(dir, options);
        all.forEach((key, value) -> settings.addAll(List.of("--set", key + "=" + value)));
        for (String more : List.of(
                "source.topic=hostile",
                "kafka.bootstrap.servers=" + broker.bootstrapServers(),
                "lake.uri=" + dir.resolve("lake"),
                "http.port=off")) {
            settings.addAll(List.of("--set", more));
        }
        settings.add("--take-over");
        return settings;
    }

    /** Many small batches, so that there is always one to be killed in. */
    private static List<String> small(List<String> settings) {
        List<String> all = new ArrayList<>(settings);
        for (String more :
                List.of("spark.trigger=1ms", "spark.max-offsets-per-trigger=" + TestForm.pick(1_000, 3_000))) {
            all.addAll(List.of("--set", more));
        }
        return all;
    }

    private Child standalone(List<String> arguments) {
        List<String> command = command("run");
        command.addAll(arguments);
        command.addAll(List.of("--set", "commit.interval=1ms", "--set", "commit.bytes=16KB"));
        return Child.start(dir, Map.of(), command);
    }

    private static List<String> command(String name) {
        return new ArrayList<>(List.of(
                Child.java(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-jar",
                STANDALONE.toString(),
                name));
    }

    private void audit(List<String> settings) {
        List<String> command = command("audit");
        command.add("--replay");
        command.addAll(settings.subList(0, settings.size() - 1));
        try (Child audit = Child.start(dir, Map.of(), command)) {
            audit.succeed();
        }
    }
}
