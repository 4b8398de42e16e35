package io.sluice.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.core.port.EventSource;
import io.sluice.core.port.SourceUnavailableException;
import io.sluice.kafka.testkit.KafkaBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("integration")
@Timeout(180)
class KafkaOutageTest {
    @TempDir
    Path dir;

    private KafkaBroker broker;

    @BeforeEach
    void startBroker() {
        broker = KafkaBroker.start(dir);
    }

    @AfterEach
    void stopBroker() {
        broker.stop();
    }

    @Test
    void aBrokerRestartedWhileReadingIsWaitedFor() {
        try (KafkaLog log = new KafkaLog(broker.bootstrapServers(), 2);
                EventSource source = log.source()) {
            append(log, 0, 500);
            source.start(Map.of());
            assertThat(ReadRecords.count(source, 1).values()).isNotEmpty();
            Map<Integer, Long> before = source.positions();
            broker.stop();
            // Nothing but what was fetched before comes while the broker is away, and nothing is thrown.
            ReadRecords meanwhile = new ReadRecords();
            for (int i = 0; i < 5; i++) {
                meanwhile.poll(source, Duration.ofMillis(100));
            }
            broker.restart();
            append(log, 500, 1000);
            int rest = 2000
                    - Math.toIntExact(before.get(0) + before.get(1))
                    - meanwhile.values().size();
            assertThat(ReadRecords.all(source).values()).hasSize(rest);
            assertThat(source.positions()).containsOnly(Map.entry(0, 1000L), Map.entry(1, 1000L));
        }
    }

    @Test
    void aBrokerThatStaysAwayIsTold() {
        try (KafkaLog log = new KafkaLog(broker.bootstrapServers(), 2);
                EventSource source =
                        new KafkaEventSource(log.config().withTimeouts(Duration.ofSeconds(2), Duration.ofSeconds(3)))) {
            append(log, 0, 10);
            source.start(Map.of());
            ReadRecords.all(source);
            broker.stop();
            assertThatThrownBy(() -> ReadRecords.until(source, read -> false))
                    .isInstanceOf(SourceUnavailableException.class)
                    .hasMessageContaining(log.topic())
                    .hasMessageContaining("3 s")
                    .hasMessageContaining(broker.bootstrapServers());
            assertThatCode(source::close).doesNotThrowAnyException();
        }
    }

    @Test
    void endsAreNotWaitedForLongerThanTold() {
        try (KafkaLog log = new KafkaLog(broker.bootstrapServers(), 1);
                EventSource source =
                        new KafkaEventSource(log.config().withTimeouts(Duration.ofSeconds(2), Duration.ofMinutes(3)))) {
            source.start(Map.of());
            broker.stop();
            assertThatThrownBy(source::endPositions)
                    .isInstanceOf(SourceUnavailableException.class)
                    .hasMessageContaining(broker.bootstrapServers());
        }
    }

    @Test
    void aSinkTellsOfABrokerThatIsAway() {
        Map<String, String> client = Map.of(
                "bootstrap.servers", broker.bootstrapServers(),
                "request.timeout.ms", "1000",
                "delivery.timeout.ms", "2000");
        try (KafkaLog log = new KafkaLog(broker.bootstrapServers(), 1);
                KafkaProducerSink sink = new KafkaProducerSink(log.topic(), client, Duration.ofSeconds(2))) {
            sink.send(null, "x".getBytes(UTF_8), 0);
            sink.flush();
            broker.stop();
            sink.send(null, "y".getBytes(UTF_8), 0);
            assertThatThrownBy(sink::flush)
                    .isInstanceOf(SourceUnavailableException.class)
                    .hasMessageContaining(log.topic());
            assertThat(sink.sent()).isEqualTo(1);
            assertThat(sink.failed()).isEqualTo(1);
        }
    }

    private static void append(KafkaLog log, int from, int to) {
        IntStream.range(from, to).forEach(i -> {
            log.send(0, Integer.toString(i).getBytes(UTF_8));
            log.send(1, Integer.toString(i).getBytes(UTF_8));
        });
        log.flush();
    }
}
