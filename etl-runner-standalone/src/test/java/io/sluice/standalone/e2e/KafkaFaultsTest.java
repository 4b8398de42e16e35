package io.sluice.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.core.conformance.LakeTables;
import io.sluice.core.generate.EventGenerator;
import io.sluice.core.generate.GeneratedRecord;
import io.sluice.core.generate.GeneratorSpec;
import io.sluice.kafka.TopicAdmin;
import io.sluice.kafka.testkit.KafkaBroker;
import io.sluice.kafka.testkit.KafkaCluster;
import io.sluice.standalone.e2e.SluiceProcess.Finished;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run goes through what happens to brokers and topics: nothing lost, nothing doubled, all of it accounted for. */
@Tag("e2e")
class KafkaFaultsTest {
    private static final String TOPIC = "iot-events";
    private static final Duration PATIENCE = Duration.ofSeconds(150);
    private static final int PHASE = 4_000;

    @TempDir
    Path dir;

    private final EventGenerator generator = new EventGenerator(GeneratorSpec.builder()
            .seed(5)
            .records(1_000_000, Duration.ofHours(40))
            .partitions(4)
            .duplicates(0.03, 0.3)
            .invalid(0.02)
            .build());

    @Test
    void leadersDieTransactionsAbortAndPartitionsAreAddedInMidRun() throws Exception {
        try (KafkaCluster cluster = KafkaCluster.start(dir.resolve("cluster"), 3)) {
            String servers = cluster.bootstrapServers();
            try (TopicAdmin topics = new TopicAdmin(Map.of("bootstrap.servers", servers), Duration.ofSeconds(60))) {
                topics.createIfAbsent(TOPIC, 3, 3, Duration.ofMillis(-1));
            }
            try (SluiceProcess run =
                    SluiceProcess.start(dir, arguments(servers, "run", "--set", "commit.interval=200ms"))) {
                send(servers, 3);
                awaitCommitted(run, PHASE);

                int first = cluster.leader(TOPIC, 0);
                cluster.kill(first);
                send(servers, 3);
                awaitCommitted(run, 2 * PHASE);
                cluster.restart(first);

                addPartition(servers);
                abortSome(servers);
                send(servers, 4);
                awaitCommitted(run, 3 * PHASE);

                int second = cluster.leader(TOPIC, 1);
                cluster.kill(second);
                send(servers, 4);
                awaitCommitted(run, 4 * PHASE);
                cluster.restart(second);

                run.terminate();
                Finished finished = run.await();
                assertThat(finished.exitCode()).as(finished.err()).isZero();
            }
            JsonNode audit = audit(servers);
            assertThat(sum(audit, "records")).isEqualTo(4 * PHASE);
            assertThat(sum(audit, "gaps")).isGreaterThanOrEqualTo(3);
            assertThat(audit.get("partitions")).hasSize(4);
        }
    }

    @Test
    void offsetsThatRetentionTookStopTheRunOrAreCountedAsAGap() throws Exception {
        try (KafkaBroker broker = KafkaBroker.start(dir.resolve("broker"))) {
            String servers = broker.bootstrapServers();
            try (TopicAdmin topics = new TopicAdmin(Map.of("bootstrap.servers", servers), Duration.ofSeconds(30))) {
                topics.createIfAbsent(TOPIC, 4, 1, Duration.ofMillis(-1));
            }
            send(servers, 4);
            good(servers, "run", "--until-caught-up");
            JsonNode first = audit(servers);
            long lost = 100;
            long next = first.get("partitions").get(1).get("records").longValue();
            send(servers, 4);
            deleteBefore(servers, 1, next + lost);

            Finished stopped = SluiceProcess.run(dir, arguments(servers, "run", "--until-caught-up"));
            assertThat(stopped.exitCode()).as(stopped.err()).isEqualTo(65);
            assertThat(stopped.err())
                    .contains("source partition 1 offsets " + next + " to " + (next + lost - 1) + " (100 of them)");
            good(servers, "run", "--until-caught-up", "--set", "source.on-lost=continue");

            JsonNode audit = audit(servers);
            assertThat(sum(first, "records")).isEqualTo(PHASE);
            assertThat(sum(audit, "gaps")).isEqualTo(lost);
            assertThat(sum(audit, "records")).isEqualTo(2 * PHASE - lost);
        }
    }

    private static String[] arguments(String servers, String... words) {
        Stream<String> settings = Stream.of(
                        "kafka.bootstrap.servers=" + servers,
                        "lake.uri=lake",
                        "http.port=off",
                        "watermark.max-future=36500d")
                .flatMap(setting -> Stream.of("--set", setting));
        return Stream.concat(Stream.of(words), settings).toArray(String[]::new);
    }

    private Finished good(String servers, String... words) {
        Finished finished = SluiceProcess.run(dir, arguments(servers, words));
        assertThat(finished.exitCode()).as(finished.out() + finished.err()).isZero();
        return finished;
    }

    /** Everything that is committed, once, and as the topic says. */
    private JsonNode audit(String servers) throws IOException {
        return new ObjectMapper()
                .readTree(good(servers, "audit", "--replay", "--output", "json").out());
    }

    private static long sum(JsonNode audit, String field) {
        long sum = 0;
        for (JsonNode partition : audit.get("partitions")) {
            sum += partition.get(field).longValue();
        }
        return sum;
    }

    private void awaitCommitted(SluiceProcess run, long records) {
        LakeTables tables = new LakeTables(dir.resolve("lake"));
        await().atMost(PATIENCE).until(() -> !run.isAlive() || tables.recordsCommitted() >= records);
        assertThat(run.isAlive()).as(run.err()).isTrue();
    }

    private static KafkaProducer<byte[], byte[]> producer(String servers, String transaction) {
        Map<String, Object> properties = transaction == null
                ? Map.of("bootstrap.servers", servers, "linger.ms", 5)
                : Map.of("bootstrap.servers", servers, "transactional.id", transaction);
        return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Writes the next records, to the first so many source partitions. */
    private void send(String servers, int partitions) {
        try (KafkaProducer<byte[], byte[]> producer = producer(servers, null)) {
            for (int i = 0; i < PHASE; i++) {
                GeneratedRecord next = generator.next();
                producer.send(new ProducerRecord<>(
                        TOPIC, next.partition() % partitions, next.timestamp(), null, next.value()));
            }
            producer.flush();
        }
    }

    /** Records that nobody may see. */
    private void abortSome(String servers) {
        try (KafkaProducer<byte[], byte[]> producer = producer(servers, "aborting")) {
            producer.initTransactions();
            producer.beginTransaction();
            for (int partition = 0; partition < 3; partition++) {
                producer.send(new ProducerRecord<>(TOPIC, partition, null, "aborted".getBytes()));
            }
            producer.flush();
            producer.abortTransaction();
        }
    }

    private static void addPartition(String servers) throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
            admin.createPartitions(Map.of(TOPIC, NewPartitions.increaseTo(4)))
                    .all()
                    .get();
        }
    }

    /** As retention does. */
    private static void deleteBefore(String servers, int partition, long offset)
            throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
            admin.deleteRecords(Map.of(new TopicPartition(TOPIC, partition), RecordsToDelete.beforeOffset(offset)))
                    .all()
                    .get();
        }
    }
}
