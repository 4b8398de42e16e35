package io.sluice.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.core.event.RecordBatch;
import io.sluice.core.port.EventSource;
import io.sluice.core.port.SourceUnavailableException;
import io.sluice.kafka.testkit.KafkaBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("integration")
@Timeout(120)
class TopicAdminTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    static Path dir;

    private static KafkaBroker broker;
    private static Map<String, String> client;

    @BeforeAll
    static void startBroker() {
        broker = KafkaBroker.start(dir);
        client = Map.of("bootstrap.servers", broker.bootstrapServers());
    }

    @AfterAll
    static void stopBroker() {
        broker.stop();
    }

    @Test
    void makesDescribesAndDeletesATopic() {
        try (TopicAdmin admin = new TopicAdmin(client, PATIENCE)) {
            assertThat(admin.describe("made")).isEmpty();
            assertThat(admin.createIfAbsent("made", 3, 1, Duration.ofHours(2))).isTrue();
            TopicAdmin.Topic topic = admin.describe("made").orElseThrow();
            assertThat(topic.name()).isEqualTo("made");
            assertThat(topic.partitions()).isEqualTo(3);
            assertThat(topic.replicationFactor()).isEqualTo(1);
            assertThat(topic.retention()).isEqualTo(Duration.ofHours(2));
            assertThat(admin.createIfAbsent("made", 5, 1, null)).isFalse();
            assertThat(admin.describe("made")).contains(topic);
            assertThat(admin.delete("made")).isTrue();
            assertThat(admin.delete("made")).isFalse();
        }
    }

    @Test
    void retentionMayBeForEverOrTheBrokersOwn() {
        try (TopicAdmin admin = new TopicAdmin(client, PATIENCE)) {
            admin.createIfAbsent("for-ever", 1, 1, Duration.ofMillis(-1));
            assertThat(admin.describe("for-ever").orElseThrow().retention()).isNegative();
            admin.createIfAbsent("default", 1, -1, null);
            assertThat(admin.describe("default").orElseThrow().retention()).isEqualTo(Duration.ofDays(7));
        }
    }

    @Test
    void aTopicMadeAnewHasAnotherId() {
        try (TopicAdmin admin = new TopicAdmin(client, PATIENCE)) {
            admin.createIfAbsent("again", 1, 1, null);
            String id = admin.describe("again").orElseThrow().id();
            admin.delete("again");
            // A deleted name is free a moment later.
            while (!admin.createIfAbsent("again", 1, 1, null)) {
                Thread.onSpinWait();
            }
            assertThat(admin.describe("again").orElseThrow().id()).isNotEqualTo(id);
        }
    }

    @Test
    void refusalsSayWhy() {
        try (TopicAdmin admin = new TopicAdmin(client, PATIENCE)) {
            assertThatThrownBy(() -> admin.createIfAbsent("copies", 1, 3, null))
                    .isInstanceOf(SourceUnavailableException.class)
                    .hasMessageContaining("create topic 'copies' with 1 partitions")
                    .hasMessageContaining("replication");
            assertThatThrownBy(() -> admin.createIfAbsent("not legal", 1, 1, null))
                    .isInstanceOf(SourceUnavailableException.class)
                    .hasMessageContaining("no topic name");
        }
        try (TopicAdmin admin = new TopicAdmin(Map.of("bootstrap.servers", "127.0.0.1:1"), Duration.ofSeconds(1))) {
            assertThatThrownBy(() -> admin.describe("any"))
                    .isInstanceOf(SourceUnavailableException.class)
                    .hasMessageContaining("127.0.0.1:1");
        }
    }

    @Test
    void whatASinkSendsIsReadWithItsTimeAndByItsKey() {
        try (TopicAdmin admin = new TopicAdmin(client, PATIENCE);
                KafkaProducerSink sink = new KafkaProducerSink("sent", client, PATIENCE);
                EventSource source = new KafkaEventSource(KafkaSourceConfig.of("sent", client))) {
            admin.createIfAbsent("sent", 4, 1, null);
            for (int i = 0; i < 100; i++) {
                sink.send(new byte[] {7}, new byte[] {(byte) i}, 1_767_225_600_000L + i);
            }
            sink.flush();
            assertThat(sink.sent()).isEqualTo(100);
            assertThat(sink.failed()).isZero();
            source.start(Map.of());
            Set<Integer> partitions = new HashSet<>();
            int next = 0;
            for (RecordBatch batch : ReadRecords.all(source).batches()) {
                partitions.add(batch.partition());
                for (int i = 0; i < batch.size(); i++) {
                    assertThat(batch.array(i)[batch.start(i)]).isEqualTo((byte) next);
                    assertThat(batch.time(i)).isEqualTo(1_767_225_600_000L + next);
                    next++;
                }
            }
            assertThat(next).isEqualTo(100);
            assertThat(partitions).hasSize(1);
        }
    }

    @Test
    void aSinkWithoutItsTopicSaysSo() {
        try (KafkaProducerSink sink = new KafkaProducerSink("never-made", client, Duration.ofSeconds(1))) {
            assertThatThrownBy(() -> {
                        sink.send(null, new byte[] {1}, 0);
                        sink.flush();
                    })
                    .isInstanceOf(SourceUnavailableException.class)
                    .hasMessageContaining("never-made");
        }
    }
}
