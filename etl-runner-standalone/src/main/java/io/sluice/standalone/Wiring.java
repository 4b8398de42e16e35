package io.sluice.standalone;

import io.sluice.core.port.EventSource;
import io.sluice.kafka.KafkaEventSource;
import io.sluice.kafka.KafkaProducerSink;
import io.sluice.kafka.KafkaSourceConfig;
import io.sluice.kafka.StartPosition;
import io.sluice.kafka.TopicAdmin;
import io.sluice.standalone.config.ConfigKey;
import io.sluice.standalone.config.ConfigurationException;
import io.sluice.standalone.config.Settings;
import java.time.Duration;
import java.util.function.Supplier;

/** The only place where adapters are constructed: from the configuration to the ports. */
public final class Wiring {
    /** Longest wait for one answer of the brokers. */
    private static final Duration KAFKA_TIMEOUT = Duration.ofSeconds(15);

    private final Settings settings;

    public Wiring(Settings settings) {
        this.settings = settings;
    }

    /** The topic, or the files where some are configured. Has not connected yet. */
    public EventSource source() {
        return kafkaSource();
    }

    private EventSource kafkaSource() {
        KafkaSourceConfig config = kafkaSourceConfig();
        return checked("kafka", () -> new KafkaEventSource(config));
    }

    /** How the topic is read. */
    KafkaSourceConfig kafkaSourceConfig() {
        return checked("kafka", () -> KafkaSourceConfig.of(text(ConfigKey.SOURCE_TOPIC), settings.kafka())
                .withStart(StartPosition.parse(text(ConfigKey.SOURCE_START)))
                .withOnLost(
                        text(ConfigKey.SOURCE_ON_LOST).equals("continue")
                                ? KafkaSourceConfig.OnLost.CONTINUE
                                : KafkaSourceConfig.OnLost.FAIL));
    }

    /** Writes to the configured topic. */
    public KafkaProducerSink producer() {
        return checked(
                "kafka", () -> new KafkaProducerSink(text(ConfigKey.SOURCE_TOPIC), settings.kafka(), KAFKA_TIMEOUT));
    }

    /** Makes and describes topics. */
    public TopicAdmin topics() {
        return checked("kafka", () -> new TopicAdmin(settings.kafka(), KAFKA_TIMEOUT));
    }

    private String text(ConfigKey key) {
        return settings.text(key);
    }

    /** What an adapter refuses to be built from is a matter of configuration. */
    private static <T> T checked(String what, Supplier<T> construction) {
        try {
            return construction.get();
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("Configuration of " + what + ": " + e.getMessage(), e);
        }
    }
}
