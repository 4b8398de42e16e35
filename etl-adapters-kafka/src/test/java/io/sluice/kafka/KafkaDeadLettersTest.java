package io.sluice.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.sluice.core.event.Rejection;
import io.sluice.core.port.DeadLetters;
import io.sluice.core.port.DeadLettersContract;
import io.sluice.core.port.SourceUnavailableException;
import io.sluice.kafka.testkit.KafkaBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("integration")
class KafkaDeadLettersTest extends DeadLettersContract {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int MAX_MESSAGE_BYTES = 100_000;

    @TempDir
    static Path dir;

    private static KafkaBroker broker;

    private final String topic = "dead-" + UUID.randomUUID();

    @BeforeAll
    static void startBroker() {
        broker = KafkaBroker.start(dir);
    }

    @AfterAll
    static void stopBroker() {
        broker.stop();
    }

    @BeforeEach
    void makeTopic() throws Exception {
        try (Admin admin = Admin.create(Map.<String, Object>copyOf(client()))) {
            NewTopic one = new NewTopic(topic, 2, (short) 1)
                    .configs(Map.of("max.message.bytes", Integer.toString(MAX_MESSAGE_BYTES)));
            admin.createTopics(List.of(one)).all().get();
        }
    }

    private static Map<String, String> client() {
        return Map.of("bootstrap.servers", broker.bootstrapServers());
    }

    @Override
    protected DeadLetters newLetters() {
        return new KafkaDeadLetters(topic, client(), TIMEOUT);
    }

    @Override
    protected List<Received> received() {
        return records().stream().map(KafkaDeadLettersTest::received).toList();
    }

    private List<ConsumerRecord<byte[], byte[]>> records() {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.<String, Object>copyOf(client()), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = List.of(new TopicPartition(topic, 0), new TopicPartition(topic, 1));
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.get(each))) {
                consumer.poll(Duration.ofSeconds(1)).forEach(records::add);
            }
        }
        return records;
    }

    private static Received received(ConsumerRecord<byte[], byte[]> letter) {
        Map<String, String> headers = headers(letter);
        String time = headers.get("sluice-source-time");
        return new Received(
                headers.get("sluice-reason"),
                headers.get("sluice-field"),
                headers.get("sluice-detail"),
                headers.get("sluice-source-topic"),
                Integer.parseInt(headers.get("sluice-source-partition")),
                Long.parseLong(headers.get("sluice-source-offset")),
                time == null ? null : Long.valueOf(time),
                Long.parseLong(headers.get("sluice-source-bytes")),
                text(letter.key()),
                text(letter.value()));
    }

    private static Map<String, String> headers(ConsumerRecord<byte[], byte[]> letter) {
        Map<String, String> headers = new HashMap<>();
        for (Header header : letter.headers()) {
            headers.put(header.key(), text(header.value()));
        }
        return headers;
    }

    private static String text(byte[] bytes) {
        return bytes == null ? null : new String(bytes, UTF_8);
    }

    @Test
    void aTopicThatIsNotThereSaysHowToMakeIt() {
        try (DeadLetters letters = new KafkaDeadLetters("nowhere", client(), TIMEOUT)) {
            assertThatThrownBy(() -> letters.open("iot-events"))
                    .isInstanceOf(SourceUnavailableException.class)
                    .hasMessageContaining("Cannot send dead letters to topic 'nowhere': it does not exist at "
                            + broker.bootstrapServers())
                    .hasMessageContaining("sluice topic create --set source.topic=nowhere");
        }
    }

    @Test
    void whatTheTopicHasNoRoomForIsLeftOutAndSaidSo() {
        try (DeadLetters letters = newLetters()) {
            letters.open("iot-events");
            byte[] large = new byte[MAX_MESSAGE_BYTES];
            letters.send(List.of(rejection(0, "small".getBytes(UTF_8)), rejection(1, large), withKey(2, large, large)));
            letters.flush();
            assertThat(letters.sent()).isEqualTo(3);
        }
        Map<String, String> leftOut = new HashMap<>();
        records().forEach(record -> {
            Map<String, String> headers = headers(record);
            leftOut.put(headers.get("sluice-source-offset"), headers.get("sluice-left-out"));
        });
        assertThat(leftOut).containsEntry("0", null).containsEntry("1", "value").containsEntry("2", "value, key");
        assertThat(received())
                .filteredOn(letter -> letter.offset() == 1)
                .extracting(Received::bytes, Received::value)
                .containsExactly(tuple((long) MAX_MESSAGE_BYTES, null));
    }

    private static Rejection withKey(long offset, byte[] payload, byte[] key) {
        Rejection of = rejection(offset, payload);
        return new Rejection(
                of.reason(),
                of.field(),
                of.detail(),
                3,
                offset,
                of.recordTime(),
                of.filedTime(),
                payload,
                payload.length,
                key);
    }

    @Test
    void payloadsOfOneMebibyteGoWhereTheTopicTakesThem() throws Exception {
        String wide = "wide-" + UUID.randomUUID();
        try (Admin admin = Admin.create(Map.<String, Object>copyOf(client()))) {
            admin.createTopics(List.of(new NewTopic(wide, 1, (short) 1))).all().get();
        }
        try (DeadLetters letters = new KafkaDeadLetters(wide, client(), TIMEOUT)) {
            letters.open("iot-events");
            letters.send(List.of(rejection(0, new byte[Rejection.MAX_PAYLOAD_BYTES])));
            letters.flush();
            assertThat(letters.sent()).isEqualTo(1);
        }
    }

    @Test
    void aBrokerThatStaysAwayIsTold(@TempDir Path own) {
        try (KafkaBroker mortal = KafkaBroker.start(own)) {
            Map<String, String> client = new HashMap<>(Map.of("bootstrap.servers", mortal.bootstrapServers()));
            client.putAll(Map.of("request.timeout.ms", "500", "delivery.timeout.ms", "1500", "max.block.ms", "1500"));
            try (TopicAdmin admin = new TopicAdmin(client, TIMEOUT)) {
                admin.createIfAbsent(topic, 1, 1, null);
            }
            try (DeadLetters letters = new KafkaDeadLetters(topic, client, TIMEOUT)) {
                letters.open("iot-events");
                letters.send(List.of(rejection(0, "x".getBytes(UTF_8))));
                letters.flush();
                mortal.stop();
                assertThatThrownBy(() -> {
                            letters.send(List.of(rejection(1, "y".getBytes(UTF_8))));
                            letters.flush();
                        })
                        .isInstanceOf(SourceUnavailableException.class)
                        .hasMessageContaining("Cannot send dead letters to topic '" + topic + "' (1 delivered before")
                        .hasMessageContaining(mortal.bootstrapServers());
                assertThat(letters.sent()).isEqualTo(1);
            }
        }
    }
}
