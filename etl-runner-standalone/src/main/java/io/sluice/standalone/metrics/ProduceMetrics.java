package io.sluice.standalone.metrics;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import io.prometheus.client.Histogram;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The metrics of a producer of generated events. Thread-safe; {@link #sending} is called by one thread. */
public final class ProduceMetrics {
    private static final double[] BYTES = {64, 128, 192, 256, 320, 384, 448, 512, 640, 768, 1024, 2048, 4096, 16384};
    private static final double[] SECONDS = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};

    private final CollectorRegistry registry = new CollectorRegistry();
    private final Exposition exposition = new Exposition(registry, this);
    private final Counter sent = Counter.build(
                    "producer_messages_sent", "Messages by kind of device and by whether the brokers confirmed them.")
            .labelNames("device_type", "status")
            .register(registry);
    private final Histogram size = Histogram.build("producer_message_size_bytes", "Bytes of a message's value.")
            .buckets(BYTES)
            .register(registry);
    private final Histogram duration = Histogram.build(
                    "producer_send_duration_seconds", "From handing a message to the producer to its confirmation.")
            .buckets(SECONDS)
            .register(registry);
    private final Counter errors = Counter.build("producer_kafka_errors", "Messages the brokers did not take.")
            .register(registry);
    private final Gauge activeDevices = Gauge.build(
                    "producer_active_devices", "Different keys sent in the last minute, at most " + ActiveKeys.MOST)
            .register(registry);
    private final KafkaClientMetrics client = KafkaClientMetrics.ofProducer().register(registry);
    private final ActiveKeys keys = new ActiveKeys();
    private final LabelField kind;

    /** @param kindField the top-level text field whose value is the label {@code device_type}; null for none */
    public ProduceMetrics(String kindField) {
        kind = new LabelField(kindField);
    }

    /** Tells the numbers of a Kafka producer too, by Kafka's names as {@code group/name}. */
    public void tellProducer(Supplier<Map<String, Double>> numbers) {
        client.tell(numbers);
    }

    /**
     * A message is about to be sent.
     *
     * @return to be told whether the brokers confirmed it
     */
    public Consumer<Boolean> sending(byte[] key, byte[] value) {
        String label = kind.of(value);
        long begin = System.nanoTime();
        size.observe(value.length);
        keys.sent(key, begin);
        return confirmed -> {
            duration.observe((System.nanoTime() - begin) / 1e9);
            sent.labels(label, confirmed ? "success" : "error").inc();
            if (!confirmed) {
                errors.inc();
            }
        };
    }

    /**
     * Everything as it is now.
     *
     * @param accept the header of that name, or null
     */
    public Scrape scrape(String accept) {
        return exposition.scrape(accept, () -> activeDevices.set(keys.active(System.nanoTime())));
    }
}
