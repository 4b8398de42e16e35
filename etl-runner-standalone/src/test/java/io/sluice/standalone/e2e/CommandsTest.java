package io.sluice.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.sluice.core.conformance.LakeTables;
import io.sluice.kafka.TopicAdmin;
import io.sluice.kafka.testkit.KafkaBroker;
import io.sluice.standalone.e2e.SluiceProcess.Finished;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the commands print, and what they say with their exit codes. */
@Tag("e2e")
class CommandsTest {
    @TempDir
    Path dir;

    private Finished sluice(String... arguments) {
        return SluiceProcess.run(dir, arguments);
    }

    private Path generated(int events) {
        Finished finished = sluice("produce", "--events", events + "", "--late", "0.01", "--out", "p0.ndjson");
        assertThat(finished.exitCode()).as(finished.err()).isZero();
        return dir.resolve("p0.ndjson");
    }

    private Finished runOnFile(String... more) {
        String[] arguments = {"run", "--set", "source.files=p0.ndjson", "--set", "lake.uri=lake"};
        return sluice(java.util.stream.Stream.of(arguments, more)
                .flatMap(java.util.Arrays::stream)
                .toArray(String[]::new));
    }

    @Test
    void theVersionIsToldWithoutLoadingWhatItDoesNotNeed() throws IOException {
        try (SluiceProcess process =
                SluiceProcess.start(dir, List.of("-Xlog:class+load:file=" + dir.resolve("classes")), "--version")) {
            Finished finished = process.await();

            assertThat(finished.exitCode()).isZero();
            assertThat(finished.out()).matches("sluice \\d+\\.\\d+\\.\\d+.* on Java .*\\n");
            assertThat(finished.err()).isEmpty();
        }
        assertThat(Files.readString(dir.resolve("classes")))
                .contains("io.sluice.standalone.command.Main")
                .doesNotContain("org.apache.kafka")
                .doesNotContain("org.apache.parquet")
                .doesNotContain("org.apache.logging.log4j");
    }

    @Test
    void filesBecomeALakeThatAnswers() {
        generated(20_000);

        Finished run = runOnFile("--drain");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).containsPattern("\\| 0 +\\| +0 \\| 20000 \\| +20000 \\|");

        Finished query = sluice("query", "--lake", "lake", "--output", "csv");
        assertThat(query.exitCode()).as(query.err()).isZero();
        assertThat(query.out().lines()).hasSizeGreaterThan(1);
        assertThat(query.out()).startsWith("date,device_type,events,mean,stddev,outliers,kept,p95");
        assertThat(query.err()).contains("stand outside the answer");

        Finished none = sluice("query", "--lake", "lake", "--min-events", "1000000");
        assertThat(none.exitCode()).isEqualTo(1);
        assertThat(none.err()).contains("No group qualified");
    }

    @Test
    void anotherRunAddsNothing() {
        generated(2_000);
        runOnFile("--drain");

        Finished again = runOnFile("--drain");

        assertThat(again.exitCode()).as(again.err()).isZero();
        assertThat(again.err()).contains("| all ").doesNotContain("2000");
    }

    @Test
    void jsonLogsAreOneObjectPerLine() {
        generated(2_000);

        Finished run = runOnFile("--set", "log.format=json", "--set", "log.level=debug");

        assertThat(run.err().lines().filter(line -> line.contains("\"log.level\"")))
                .isNotEmpty()
                .allMatch(line -> line.startsWith("{\"@timestamp\"") && line.endsWith("}"));
    }

    @Test
    void changedSettingsAreRefusedUnlessAccepted() {
        generated(2_000);
        runOnFile();

        Finished refused = runOnFile("--set", "windows.size=5m");
        assertThat(refused.exitCode()).isEqualTo(78);
        assertThat(refused.err()).contains("windows.size");
        assertThat(runOnFile("--set", "windows.size=5m", "--accept-change").exitCode())
                .isZero();
    }

    @Test
    void filesThatAreGoneAreAGap() throws IOException {
        Path file = generated(2_000);
        runOnFile();
        Files.write(file, Files.readAllLines(file).subList(0, 10));

        assertThat(runOnFile().exitCode()).isEqualTo(65);
    }

    @Test
    void aBrokerOutOfReachIsUnavailable() {
        Finished finished = sluice("run", "--set", "kafka.bootstrap.servers=127.0.0.1:9", "--set", "lake.uri=lake");

        assertThat(finished.exitCode()).isEqualTo(69);
        assertThat(finished.err()).contains("127.0.0.1:9");
    }

    @Test
    void aLakeThatCannotBeWrittenIsAnIoFailure() throws IOException {
        generated(100);
        Files.writeString(dir.resolve("lake"), "a file, not a folder");

        assertThat(runOnFile().exitCode()).isEqualTo(74);
    }

    @Test
    void storesNobodyKnowsAreRefused() {
        for (String uri : List.of("gs://bucket/lake", "nothing://bucket/lake")) {
            Finished finished = sluice("query", "--lake", uri);

            assertThat(finished.exitCode()).as(finished.err()).isEqualTo(78);
            assertThat(finished.err()).contains(uri).contains("expected a folder, s3a://bucket/prefix");
        }
    }

    @Test
    void configCheckTriesEveryLayer() {
        generated(10);

        Finished good = sluice("config", "check", "--set", "source.files=p0.ndjson", "--set", "lake.uri=lake");
        assertThat(good.exitCode()).as(good.out()).isZero();
        assertThat(good.out().lines()).hasSize(4).allMatch(line -> line.startsWith("ok "));

        Finished bad = sluice("config", "check", "--set", "source.files=none.ndjson", "--set", "event.id=nothing");
        assertThat(bad.exitCode()).isEqualTo(78);
        assertThat(bad.out()).contains("FAIL  schema").contains("FAIL  source").contains("ok    lake");
    }

    @Test
    void aSignalEndsARunInOrderAndTheNextGoesOn() throws IOException {
        try (KafkaBroker broker = KafkaBroker.start(dir.resolve("broker"))) {
            String servers = "kafka.bootstrap.servers=" + broker.bootstrapServers();
            try (TopicAdmin topics =
                    new TopicAdmin(Map.of("bootstrap.servers", broker.bootstrapServers()), Duration.ofSeconds(15))) {
                assertThat(topics.describe("iot-events")).isEmpty();
            }
            Finished missing = sluice("run", "--until-caught-up", "--set", servers, "--set", "lake.uri=lake");
            assertThat(missing.exitCode()).as(missing.err()).isEqualTo(69);
            assertThat(missing.err()).contains("iot-events");
            assertThat(sluice("topic", "create", "--partitions", "3", "--set", servers)
                            .exitCode())
                    .isZero();
            assertThat(sluice("topic", "create", "--partitions", "4", "--set", servers)
                            .exitCode())
                    .isEqualTo(1);
            assertThat(sluice("produce", "--events", "10000", "--set", servers).exitCode())
                    .isZero();

            LakeTables tables = new LakeTables(dir.resolve("lake"));
            String[] run = {"run", "--set", servers, "--set", "lake.uri=lake", "--set", "commit.interval=500ms"};
            try (SluiceProcess process = SluiceProcess.start(dir, run)) {
                while (process.isAlive() && tables.commits() < 2) {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
                }
                process.terminate();
                // Twice the five seconds that are promised, for machines that have other things to do.
                Finished stopped = process.await(10);
                assertThat(stopped.exitCode()).as(stopped.err()).isZero();
                assertThat(stopped.err()).contains("| all ");
            }

            Finished rest = sluice("run", "--until-caught-up", "--set", servers, "--set", "lake.uri=lake");
            assertThat(rest.exitCode()).as(rest.err()).isZero();
            assertThat(tables.files("events")).isNotEmpty();
        }
    }

    @Test
    void outputThatCannotBeWrittenIsAnIoFailure() {
        Path full = Path.of("/dev/full");
        assumeThat(full).exists();
        for (String[] command : new String[][] {{"config", "template"}, {"schema", "show"}, {"run", "--help"}}) {
            try (SluiceProcess process = SluiceProcess.start(dir, List.of(), Map.of(), full, command)) {
                assertThat(process.exitCode()).as(String.join(" ", command)).isEqualTo(74);
                assertThat(process.err()).contains("Cannot write to standard output");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM"})
    void aSignalWhileARunIsBeingBuiltIsNoFailure(String signal) throws IOException {
        assumeThat(signal.equals("INT") && ignoresInterrupts())
                .as("SIGINT is ignored here, as in background jobs of scripts, and so by all child processes")
                .isFalse();
        String[] run = {"run", "--set", "kafka.bootstrap.servers=localhost:1", "--set", "http.port=0"};
        try (SluiceProcess process = SluiceProcess.start(dir, run)) {
            await().atMost(Duration.ofMinutes(1)).until(() -> process.err().contains("serving"));
            process.signal(signal);
            Finished ended = process.await();
            assertThat(ended.exitCode()).as(ended.err()).isZero();
            assertThat(ended.err()).doesNotContain("internal error", "Exception");
        }
    }

    private static boolean ignoresInterrupts() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return false;
        }
        String ignored = Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .findFirst()
                .orElseThrow();
        return (Long.parseUnsignedLong(ignored.substring("SigIgn:".length()).strip(), 16) & 1 << 2 - 1) != 0;
    }
}
