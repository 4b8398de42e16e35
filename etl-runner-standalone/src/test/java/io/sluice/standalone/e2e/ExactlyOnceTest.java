package io.sluice.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.core.conformance.ExpectedTables;
import io.sluice.core.conformance.HostileLog;
import io.sluice.core.conformance.LakeTables;
import io.sluice.core.conformance.ReferenceModel;
import io.sluice.core.conformance.TestForm;
import io.sluice.core.pipeline.PipelineSpec;
import io.sluice.kafka.testkit.HostileTopic;
import io.sluice.kafka.testkit.KafkaBroker;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** However often the process is killed, the tables hold every row once. */
@Tag("e2e")
class ExactlyOnceTest {
    private static final HostileLog.Options OPTIONS =
            HostileLog.Options.standard().withRecords(TestForm.pick(12_000, 60_000));

    @TempDir
    Path dir;

    private String[] arguments(String... settings) {
        List<String> arguments = new ArrayList<>(List.of("run", "--until-caught-up", "--drain", "--take-over"));
        Map<String, String> all = new TreeMap<>(HostileTopic.settings(dir, OPTIONS));
        // Many small commits, so that there is always one to be killed in.
        all.putAll(Map.of("lake.uri", "lake", "commit.interval", "1ms", "commit.bytes", "16KB"));
        all.forEach((key, value) -> arguments.addAll(List.of("--set", key + "=" + value)));
        Stream.of(settings).forEach(setting -> arguments.addAll(List.of("--set", setting)));
        return arguments.toArray(String[]::new);
    }

    @Test
    void killedAgainAndAgainOnFiles() throws IOException {
        HostileLog log = HostileLog.of(OPTIONS);
        String files = log.writeFiles(dir).stream().map(Path::toString).collect(Collectors.joining(","));

        runUntilDone(TestForm.pick(5, 16), arguments("source.files=" + files));

        assertTables(log);
        assertAudit(arguments("source.files=" + files));
    }

    @Test
    void killedAgainAndAgainOnATopic() throws IOException {
        HostileLog log = HostileLog.of(OPTIONS.withLines(false));
        try (KafkaBroker broker = KafkaBroker.start(dir.resolve("broker"))) {
            HostileTopic.publish(log, broker.bootstrapServers(), "iot-events");
            String[] onTopic =
                    arguments("kafka.bootstrap.servers=" + broker.bootstrapServers(), "kafka.max.poll.records=500");

            runUntilDone(TestForm.pick(3, 8), onTopic);

            assertAudit(onTopic);
            loseBeginning(broker.bootstrapServers(), 700);
            SluiceProcess.Finished rest = audit(onTopic);
            assertThat(rest.exitCode()).as(rest.out() + rest.err()).isZero();
            assertThat(rest.err())
                    .containsPattern(
                            "not before, since commit \\d+ read source partition 0 from offset \\d+, but its log"
                                    + " begins at 700");
        }
        assertTables(log);
    }

    /** The long form of this is {@code scripts/torture}. */
    @Test
    void killedAgainAndAgainOnS3() {
        int kills = TestForm.pick(2, 5);
        Torture.Options few = new Torture.Options(
                kills, 7, TestForm.pick(2_000, 8_000), Torture.Storage.S3, 1, Torture.MOST_MINUTES, false);

        Torture.Outcome outcome = Torture.run(few, dir, System.err);

        assertThat(outcome.violations()).as(outcome.table()).isEmpty();
        assertThat(outcome.kills()).isEqualTo(kills);
    }

    private void runUntilDone(int kills, String... arguments) {
        KilledRuns runs = new KilledRuns(() -> SluiceProcess.start(dir, arguments), dir.resolve("lake"), new Random(7));
        SluiceProcess.Finished ended = null;
        while (runs.kills() < kills && ended == null) {
            ended = runs.liveAndDie((long) OPTIONS.records() * (runs.kills() + 1) / (kills + 1));
        }
        // Where batches are large, the log may be at its end before the last kills.
        assertThat(runs.kills()).isGreaterThanOrEqualTo(kills / 2);
        SluiceProcess.Finished last = ended == null ? SluiceProcess.run(dir, arguments) : ended;
        assertThat(last.exitCode()).as(last.err()).isZero();
    }

    /** As retention does. */
    private static void loseBeginning(String servers, long offset) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
            admin.deleteRecords(Map.of(new TopicPartition("iot-events", 0), RecordsToDelete.beforeOffset(offset)))
                    .all()
                    .get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("Cannot delete records", e);
        }
    }

    /** The lake's own audit holds too, against the source as well. */
    private void assertAudit(String... runArguments) {
        SluiceProcess.Finished audit = audit(runArguments);
        assertThat(audit.exitCode()).as(audit.out() + audit.err()).isZero();
        assertThat(audit.err())
                .contains("Replayed ")
                .doesNotContain("not before")
                .doesNotContain("stopped");
    }

    private SluiceProcess.Finished audit(String... runArguments) {
        String[] arguments = Stream.concat(
                        Stream.of("audit", "--replay", "--checksums"),
                        Arrays.stream(runArguments)
                                .filter(argument -> !argument.matches("run|--until-.*|--drain|--take-over")))
                .toArray(String[]::new);
        return SluiceProcess.run(dir, arguments);
    }

    private void assertTables(HostileLog log) {
        PipelineSpec spec = log.spec();
        ExpectedTables expected = ReferenceModel.tables(spec, log.partitions(), true);
        LakeTables tables = new LakeTables(dir.resolve("lake"));

        assertThat(tables.events(spec.schema())).isEqualTo(expected.events());
        assertThat(tables.late(spec.schema())).isEqualTo(expected.late());
        assertThat(tables.rejected()).isEqualTo(expected.rejected());
        assertThat(tables.windows(spec.windows())).isEqualTo(expected.windows());
    }
}
