package io.sluice.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.core.conformance.ExpectedTables;
import io.sluice.core.conformance.HostileLog;
import io.sluice.core.conformance.LakeTables;
import io.sluice.core.conformance.LogRecord;
import io.sluice.core.conformance.ReferenceModel;
import io.sluice.core.pipeline.PipelineSpec;
import io.sluice.kafka.TopicAdmin;
import io.sluice.kafka.testkit.KafkaBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** However often the process is killed, the tables hold every row once. */
@Tag("e2e")
class ExactlyOnceTest {
    private static final HostileLog.Options OPTIONS = HostileLog.Options.standard();

    @TempDir
    Path dir;

    private final Random random = new Random(7);

    private String[] arguments(HostileLog log, String... settings) throws IOException {
        Path schema = Files.writeString(dir.resolve("hostile.schema.json"), HostileLog.schemaJson());
        List<String> arguments = new ArrayList<>(List.of("run", "--until-caught-up", "--drain"));
        Stream<String> common = Stream.of(
                "schema=" + schema,
                "source.max-record-bytes=" + log.spec().maxRecordBytes(),
                "lake.uri=lake",
                // Many small commits, so that there is always one to be killed in.
                "commit.interval=1ms",
                "commit.bytes=16KB");
        Stream.concat(common, Arrays.stream(settings)).forEach(setting -> {
            arguments.add("--set");
            arguments.add(setting);
        });
        return arguments.toArray(String[]::new);
    }

    @Test
    void killedAgainAndAgainOnFiles() throws IOException {
        HostileLog log = HostileLog.of(OPTIONS);
        String files = log.writeFiles(dir).stream().map(Path::toString).collect(Collectors.joining(","));

        int kills = runUntilDone(20, arguments(log, "source.files=" + files));

        assertThat(kills).isGreaterThanOrEqualTo(20);
        assertTables(log);
        assertAudit(arguments(log, "source.files=" + files));
    }

    @Test
    void killedAgainAndAgainOnATopic() throws IOException {
        HostileLog log = HostileLog.of(OPTIONS.withLines(false));
        try (KafkaBroker broker = KafkaBroker.start(dir.resolve("broker"))) {
            publish(log, broker.bootstrapServers());

            int kills = runUntilDone(
                    8,
                    arguments(
                            log, "kafka.bootstrap.servers=" + broker.bootstrapServers(), "kafka.max.poll.records=500"));

            assertThat(kills).isGreaterThanOrEqualTo(8);
            String[] onTopic = arguments(log, "kafka.bootstrap.servers=" + broker.bootstrapServers());
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

    /** Kills a run when it has made a few commits, starts the next one, and lets the last one come to its end. */
    private int runUntilDone(int kills, String... arguments) {
        LakeTables tables = new LakeTables(dir.resolve("lake"));
        for (int killed = 0; killed < kills; killed++) {
            // The take-over record, and now and then a commit of rows: files come in batches of thousands of lines.
            long enough = tables.commits() + 1 + (random.nextInt(3) == 0 ? 1 : 0);
            try (SluiceProcess process = SluiceProcess.start(dir, arguments)) {
                while (process.isAlive() && tables.commits() < enough) {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
                }
                if (!process.isAlive()) {
                    SluiceProcess.Finished finished = process.await();
                    assertThat(finished.exitCode()).as(finished.err()).isZero();
                    return killed;
                }
                LockSupport.parkNanos(random.nextInt(8_000_000));
                process.kill();
            }
        }
        SluiceProcess.Finished finished = SluiceProcess.run(dir, arguments);
        assertThat(finished.exitCode()).as(finished.err()).isZero();
        return kills;
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
                        Arrays.stream(runArguments).filter(argument -> !argument.matches("run|--until-.*|--drain")))
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

    private static void publish(HostileLog log, String servers) {
        Map<String, String> client = Map.of("bootstrap.servers", servers);
        try (TopicAdmin topics = new TopicAdmin(client, Duration.ofSeconds(15))) {
            topics.createIfAbsent("iot-events", HostileLog.PARTITIONS, 1, Duration.ofMillis(-1));
        }
        Map<String, Object> properties =
                Map.of("bootstrap.servers", servers, "max.request.size", 16 << 20, "linger.ms", 20);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int partition = 0; partition < HostileLog.PARTITIONS; partition++) {
                for (LogRecord each : log.partitions().get(partition)) {
                    producer.send(new ProducerRecord<>("iot-events", partition, each.timestamp(), null, each.value()));
                }
            }
            producer.flush();
        }
    }
}
