package io.sluice.standalone;

import io.sluice.core.pipeline.PipelineSpec;
import io.sluice.core.port.EventSource;
import io.sluice.core.port.Lake;
import io.sluice.kafka.KafkaEventSource;
import io.sluice.kafka.KafkaProducerSink;
import io.sluice.kafka.KafkaSourceConfig;
import io.sluice.kafka.StartPosition;
import io.sluice.kafka.TopicAdmin;
import io.sluice.standalone.config.ConfigKey;
import io.sluice.standalone.config.ConfigurationException;
import io.sluice.standalone.config.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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
        List<Path> files = settings.sourceFiles();
        if (files.isEmpty()) {
            return kafkaSource();
        }
        long maxRecordBytes = settings.number(ConfigKey.SOURCE_MAX_RECORD_BYTES);
        return checked("source.files", () -> new NdjsonSource(files, (int) maxRecordBytes));
    }

    /**
     * Connects a source, so that a client property that Kafka does not accept is known for what it is.
     *
     * @throws ConfigurationException if it cannot even try
     */
    public void connect(EventSource source) {
        checked("kafka", source::identity);
    }

    public Lake lake(PipelineSpec spec) {
        throw new IllegalStateException("no lake " + spec);
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

    /** Tries to write to the lake, and says where it is. */
    public String probeLake() {
        throw new IllegalStateException("no lake");
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
