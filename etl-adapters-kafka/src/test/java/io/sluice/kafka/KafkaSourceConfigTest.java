package io.sluice.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.core.port.SourceSettingsException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KafkaSourceConfigTest {
    private static final Map<String, String> CLIENT = Map.of("bootstrap.servers", "here:9092");

    @Test
    void theDefaultsAreTheDocumentedOnes() {
        KafkaSourceConfig config = KafkaSourceConfig.of("topic", CLIENT);
        assertThat(config)
                .isEqualTo(new KafkaSourceConfig(
                        "topic",
                        CLIENT,
                        StartPosition.LogEnd.EARLIEST,
                        KafkaSourceConfig.OnLost.FAIL,
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(15),
                        Duration.ofMinutes(3),
                        4_000,
                        4_194_304,
                        false));
        assertThat(config.hasGroup()).isFalse();
    }

    @Test
    void eachWithChangesItsOwn() {
        KafkaSourceConfig changed = KafkaSourceConfig.of("topic", CLIENT)
                .withStart(StartPosition.LogEnd.LATEST)
                .withOnLost(KafkaSourceConfig.OnLost.CONTINUE)
                .withDiscoveryInterval(Duration.ofSeconds(1))
                .withTimeouts(Duration.ofSeconds(2), Duration.ofSeconds(3))
                .withBatches(4, 5)
                .withKeys(true);
        assertThat(changed)
                .isEqualTo(new KafkaSourceConfig(
                        "topic",
                        CLIENT,
                        StartPosition.LogEnd.LATEST,
                        KafkaSourceConfig.OnLost.CONTINUE,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(3),
                        4,
                        5,
                        true));
    }

    @Test
    void theUsersPropertiesWinOverDefaultsOnly() {
        Map<String, String> client = new HashMap<>(CLIENT);
        client.put("max.poll.records", "17");
        client.put("isolation.level", "read_committed");
        client.put("my.plugin.setting", "x");
        client.put("linger.ms", "5");
        assertThat(KafkaSourceConfig.of("topic", client).consumerProperties())
                .containsEntry("max.poll.records", "17")
                .containsEntry("isolation.level", "read_committed")
                .containsEntry("auto.offset.reset", "none")
                .containsEntry("enable.auto.commit", "false")
                .containsEntry("my.plugin.setting", "x")
                .containsEntry("fetch.max.bytes", "33554432")
                // The producer's: the consumer would warn of it.
                .doesNotContainKey("linger.ms");
    }

    @ParameterizedTest
    @CsvSource({
        "isolation.level, read_uncommitted",
        "enable.auto.commit, true",
        "auto.offset.reset, latest",
        "allow.auto.create.topics, true"
    })
    void whatExactlyOnceDependsOnCannotBeChanged(String key, String value) {
        Map<String, String> client = new HashMap<>(CLIENT);
        client.put(key, value);
        assertThatThrownBy(() -> KafkaSourceConfig.of("topic", client))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("sluice.kafka." + key)
                .hasMessageContaining(value);
    }

    @Test
    void impossibleValuesAreRefusedByName() {
        KafkaSourceConfig config = KafkaSourceConfig.of("topic", CLIENT);
        assertThatThrownBy(() -> config.withBatches(0, 1)).hasMessageContaining("maxBatchRecords");
        assertThatThrownBy(() -> config.withBatches(1, 0)).hasMessageContaining("maxBatchBytes");
        assertThatThrownBy(() -> config.withDiscoveryInterval(Duration.ZERO)).hasMessageContaining("discoveryInterval");
        assertThatThrownBy(() -> config.withTimeouts(Duration.ofSeconds(-1), Duration.ofSeconds(1)))
                .hasMessageContaining("startupTimeout");
        assertThatThrownBy(() -> config.withTimeouts(Duration.ofSeconds(1), Duration.ofDays(30)))
                .hasMessageContaining("maxOutage");
    }

    @Test
    void itsTextHidesSecrets() {
        Map<String, String> client = new HashMap<>(CLIENT);
        client.put("ssl.keystore.password", "hunter2");
        client.put("sasl.jaas.config", "Module required username=\"u\" password=\"hunter2\";");
        client.put("my.plugin.api.token", "hunter2");
        assertThat(KafkaSourceConfig.of("topic", client).toString())
                .contains("here:9092", "ssl.keystore.password=***")
                .doesNotContain("hunter2");
    }

    @Test
    void starts() {
        assertThat(StartPosition.parse("earliest")).isEqualTo(StartPosition.LogEnd.EARLIEST);
        assertThat(StartPosition.parse("latest")).isEqualTo(StartPosition.LogEnd.LATEST);
        Instant time = Instant.parse("2026-01-05T07:00:00Z");
        assertThat(StartPosition.parse("2026-01-05T07:00:00Z")).isEqualTo(new StartPosition.At(time));
        assertThat(StartPosition.parse(new StartPosition.At(time).toString())).isEqualTo(new StartPosition.At(time));
        assertThatThrownBy(() -> StartPosition.parse("yesterday"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'yesterday'")
                .hasMessageContaining("earliest");
    }

    @ParameterizedTest
    @CsvSource({
        "fetch.max.bytes, abc",
        "max.poll.records, 0",
        "linger.ms, soon",
        "retries, -1",
        "partition.assignment.strategy, foo",
        "interceptor.classes, foo.Bar",
        "metric.reporters, java.lang.String",
        "security.protocol, NONE",
        "key.deserializer, nope",
        "value.serializer, org.apache.kafka.common.serialization.StringSerializer"
    })
    void valuesAreJudgedBeforeABrokerIsAsked(String key, String value) {
        Map<String, String> client = Map.of("bootstrap.servers", "localhost:1", key, value);
        assertThatThrownBy(() -> new TopicAdmin(client, Duration.ofSeconds(1)).close())
                .isInstanceOf(SourceSettingsException.class)
                .hasMessageContaining(key)
                .hasMessageContaining(value);
        assertThatThrownBy(() -> new KafkaProducerSink("topic", client, Duration.ofSeconds(1)).close())
                .isInstanceOf(SourceSettingsException.class)
                .hasMessageContaining(key);
    }

    @Test
    void valuesOfProvidersAndPlugInsAreNotJudged() {
        Map<String, String> client =
                Map.of("bootstrap.servers", "localhost:1", "fetch.max.bytes", "${env:FETCH}", "my.plugin.setting", "x");
        new TopicAdmin(client, Duration.ofSeconds(1)).close();
    }
}
