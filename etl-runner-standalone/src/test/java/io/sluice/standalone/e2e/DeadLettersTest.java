package io.sluice.standalone.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.core.conformance.LakeTables;
import io.sluice.kafka.TopicAdmin;
import io.sluice.kafka.testkit.KafkaBroker;
import io.sluice.standalone.e2e.SluiceProcess.Finished;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The copies of rejected records in a topic, with the process killed while it sends them. */
@Tag("e2e")
class DeadLettersTest {
    private static final String TOPIC = "iot-events.dead";
    private static final int KILLS = 3;

    @TempDir
    Path dir;

    @Test
    void everyRejectedRecordHasItsLetterThoughTheProcessIsKilled() {
        try (KafkaBroker broker = KafkaBroker.start(dir.resolve("broker"))) {
            Map<String, String> client = Map.of("bootstrap.servers", broker.bootstrapServers());
            try (TopicAdmin topics = new TopicAdmin(client, Duration.ofSeconds(30))) {
                topics.createIfAbsent("iot-events", 2, 1, Duration.ofMillis(-1));
                good(broker, "produce", "--events", "20000", "--invalid", "0.1", "--seed", "3");

                Finished refused = run(broker, "run", "--until-caught-up");
                assertThat(refused.exitCode()).as(refused.err()).isEqualTo(69);
                assertThat(refused.err()).contains("sluice topic create --set source.topic=" + TOPIC);

                topics.createIfAbsent(TOPIC, 2, 1, Duration.ofMillis(-1));
            }
            killSome(broker);
            good(broker, "run", "--until-caught-up", "--drain");

            List<String> letters = letters(client);
            List<String> rejected = rejected();
            assertThat(rejected).hasSizeGreaterThan(1_500).doesNotHaveDuplicates();
            assertThat(letters.stream().distinct().toList()).containsExactlyInAnyOrderElementsOf(rejected);
            good(broker, "audit", "--replay");
        }
    }

    private void killSome(KafkaBroker broker) {
        LakeTables tables = new LakeTables(dir.resolve("lake"));
        for (int kill = 0; kill < KILLS; kill++) {
            long enough = tables.commits() + 2;
            try (SluiceProcess process = SluiceProcess.start(dir, arguments(broker, "run", "--until-caught-up"))) {
                while (process.isAlive() && tables.commits() < enough) {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
                }
                process.kill();
            }
        }
    }

    private static String[] arguments(KafkaBroker broker, String... words) {
        Stream<String> settings = Stream.of(
                        "kafka.bootstrap.servers=" + broker.bootstrapServers(),
                        "lake.uri=lake",
                        "dead-letters.topic=" + TOPIC,
                        "kafka.max.poll.records=200",
                        "commit.interval=1ms",
                        "commit.bytes=16KB",
                        "http.port=off",
                        "produce.http.port=off")
                .flatMap(setting -> Stream.of("--set", setting));
        return Stream.concat(Stream.of(words), settings).toArray(String[]::new);
    }

    private Finished run(KafkaBroker broker, String... words) {
        return SluiceProcess.run(dir, arguments(broker, words));
    }

    private void good(KafkaBroker broker, String... words) {
        Finished finished = run(broker, words);
        assertThat(finished.exitCode()).as(finished.out() + finished.err()).isZero();
    }

    /** Source partition, offset, reason and length of the value of every letter. */
    private static List<String> letters(Map<String, String> client) {
        List<String> letters = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.<String, Object>copyOf(client), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = List.of(new TopicPartition(TOPIC, 0), new TopicPartition(TOPIC, 1));
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.get(each))) {
                consumer.poll(Duration.ofSeconds(1)).forEach(letter -> letters.add(letter(letter)));
            }
        }
        return letters;
    }

    private static String letter(ConsumerRecord<byte[], byte[]> letter) {
        // The device, by which the generator keys its records.
        assertThat(letter.key()).isNotNull();
        return header(letter, "sluice-source-partition") + ":" + header(letter, "sluice-source-offset") + " "
                + header(letter, "sluice-reason") + " " + (letter.value() == null ? 0 : letter.value().length);
    }

    private static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
        return new String(letter.headers().lastHeader(name).value(), UTF_8);
    }

    private List<String> rejected() {
        return new LakeTables(dir.resolve("lake")).texts("""
            SELECT source_partition || ':' || source_offset || ' ' || reason || ' '
                   || coalesce(octet_length(payload), 0)
            FROM read_parquet('%s/rejected/**/*.parquet', hive_partitioning = false)\
            """);
    }
}
