package io.sluice.kafka;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.core.port.SourceSettingsException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KafkaFailuresTest {
    @ParameterizedTest
    @CsvSource({"fetch.max.bytes, abc", "max.poll.records, 0", "client.dns.lookup, nowhere", "metric.reporters, no.Such"
    })
    void valuesThatKafkaDoesNotAcceptAreAMatterOfConfiguration(String key, String value) {
        Map<String, String> properties = Map.of("bootstrap.servers", "localhost:9092", key, value);
        KafkaFailures failures = new KafkaFailures(properties, Duration.ofSeconds(1));
        assertThatThrownBy(() -> failures.make(
                        "read",
                        () -> new KafkaConsumer<>(
                                new HashMap<>(properties), new ByteArrayDeserializer(), new ByteArrayDeserializer())))
                .isInstanceOf(SourceSettingsException.class)
                .hasMessageContaining("sluice.kafka.*");
    }
}
