package io.sluice.kafka.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.sluice.kafka.KafkaProducerSink;
import io.sluice.kafka.TopicAdmin;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("integration")
@Timeout(120)
class KafkaBrokerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path dir;

    @Test
    void keepsItsPortsAndDataWhenRestarted() {
        try (KafkaBroker broker = KafkaBroker.start(dir.resolve("made/by/it"))) {
            String before = broker.bootstrapServers();
            String id = create(broker);
            broker.restart();
            assertThat(broker.bootstrapServers()).isEqualTo(before);
            assertThat(id(broker)).isEqualTo(id);
        }
    }

    @Test
    void findsTheDataOfAnEarlierBrokerOnOtherPorts() {
        String id;
        try (KafkaBroker broker = KafkaBroker.start(dir)) {
            id = create(broker);
        }
        try (KafkaBroker broker = KafkaBroker.start(dir)) {
            assertThat(id(broker)).isEqualTo(id);
            try (KafkaProducerSink sink = new KafkaProducerSink("kept", client(broker), PATIENCE)) {
                sink.send(null, new byte[] {1}, 0);
                sink.flush();
                assertThat(sink.sent()).isEqualTo(1);
            }
        }
    }

    @Test
    void mayBeStoppedTwice() {
        KafkaBroker broker = KafkaBroker.start(dir);
        broker.stop();
        assertThatCode(broker::stop).doesNotThrowAnyException();
    }

    private static String create(KafkaBroker broker) {
        try (TopicAdmin admin = new TopicAdmin(client(broker), PATIENCE)) {
            admin.createIfAbsent("kept", 2, 1, null);
        }
        return id(broker);
    }

    private static String id(KafkaBroker broker) {
        try (TopicAdmin admin = new TopicAdmin(client(broker), PATIENCE)) {
            return admin.describe("kept").orElseThrow().id();
        }
    }

    private static Map<String, String> client(KafkaBroker broker) {
        return Map.of("bootstrap.servers", broker.bootstrapServers());
    }
}
