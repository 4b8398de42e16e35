package io.sluice.kafka;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/**
 * How a topic is read. Start from {@link #of} and change what differs. Immutable; its text masks secrets.
 *
 * @param topic what is read
 * @param client properties of the Kafka clients as they are, {@code bootstrap.servers} among them
 * @param start where an empty lake begins
 * @param onLost what to do when offsets that should be read are gone
 * @param discoveryInterval how often new partitions, and whether the topic is still the same, are looked for
 * @param startupTimeout longest wait for one answer of the brokers
 * @param maxOutage how long the brokers may be out of reach in mid-run before reading fails
 * @param maxBatchRecords most records of a batch
 * @param maxBatchBytes bytes of values after which a batch ends; one longer record makes a batch of its own
 * @param keys whether records come with their keys, which only dead letters need
 */
public record KafkaSourceConfig(
        String topic,
        Map<String, String> client,
        StartPosition start,
        OnLost onLost,
        Duration discoveryInterval,
        Duration startupTimeout,
        Duration maxOutage,
        int maxBatchRecords,
        int maxBatchBytes,
        boolean keys) {

    /** What to do when offsets were deleted, mostly by retention, before they were read. */
    public enum OnLost {
        /** Stop, naming the range. */
        FAIL,
        /** Go on at the first record there is; the hole is accounted for as a gap. */
        CONTINUE
    }

    /** Set by the source; results would not be exact with other values. */
    private static final Map<String, String> REQUIRED = Map.of(
            "enable.auto.commit", "false",
            "auto.offset.reset", "none",
            "isolation.level", "read_committed",
            "allow.auto.create.topics", "false");

    /** An answer is held until its last record is in a file. */
    private static final int FETCH_BYTES =
            (int) Math.max(1 << 20, Math.min(32 << 20, Runtime.getRuntime().maxMemory() / 16));

    /** Fetches in large pieces, as far as the heap allows; the user's own properties win. */
    private static final Map<String, String> DEFAULTS = Map.of(
            "max.poll.records",
            "8000",
            "max.partition.fetch.bytes",
            Integer.toString(FETCH_BYTES / 8),
            "fetch.max.bytes",
            Integer.toString(FETCH_BYTES),
            // Waits a little for a worthwhile answer instead of fetching every record by itself.
            "fetch.min.bytes",
            Integer.toString(16 << 10),
            "fetch.max.wait.ms",
            "250",
            // The operating system sizes the buffer by the connection.
            "receive.buffer.bytes",
            "-1");

    public KafkaSourceConfig {
        Objects.requireNonNull(topic, "topic");
        client = Map.copyOf(client);
        Objects.requireNonNull(start, "start");
        Objects.requireNonNull(onLost, "onLost");
        positive("discoveryInterval", discoveryInterval);
        positive("startupTimeout", startupTimeout);
        positive("maxOutage", maxOutage);
        positive("maxBatchRecords", maxBatchRecords);
        positive("maxBatchBytes", maxBatchBytes);
        for (Map.Entry<String, String> required : REQUIRED.entrySet()) {
            String value = client.get(required.getKey());
            if (value != null && !value.equals(required.getValue())) {
                throw new IllegalArgumentException("sluice.kafka." + required.getKey() + " must be "
                        + required.getValue() + ", which is set already, got '" + value + "'");
            }
        }
    }

    private static void positive(String name, Duration value) {
        if (value.isNegative() || value.isZero() || value.toMillis() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(name + " must be more than 0 and at most 24 days, got " + value);
        }
    }

    private static void positive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be at least 1, got " + value);
        }
    }

    /**
     * The documented defaults: from the earliest record, failing on lost offsets, a look for new partitions every 10 s,
     * 15 s for an answer, 3 min of outage, batches of up to 4,000 records or 4 MiB.
     */
    public static KafkaSourceConfig of(String topic, Map<String, String> client) {
        return new KafkaSourceConfig(
                topic,
                client,
                StartPosition.LogEnd.EARLIEST,
                OnLost.FAIL,
                Duration.ofSeconds(10),
                Duration.ofSeconds(15),
                Duration.ofMinutes(3),
                4_000,
                4 << 20,
                false);
    }

    public KafkaSourceConfig withStart(StartPosition value) {
        return new KafkaSourceConfig(
                topic,
                client,
                value,
                onLost,
                discoveryInterval,
                startupTimeout,
                maxOutage,
                maxBatchRecords,
                maxBatchBytes,
                keys);
    }

    public KafkaSourceConfig withOnLost(OnLost value) {
        return new KafkaSourceConfig(
                topic,
                client,
                start,
                value,
                discoveryInterval,
                startupTimeout,
                maxOutage,
                maxBatchRecords,
                maxBatchBytes,
                keys);
    }

    public KafkaSourceConfig withDiscoveryInterval(Duration value) {
        return new KafkaSourceConfig(
                topic, client, start, onLost, value, startupTimeout, maxOutage, maxBatchRecords, maxBatchBytes, keys);
    }

    /**
     * Changes how long brokers are waited for.
     *
     * @param startup longest wait for one answer
     * @param outage how long they may be out of reach in mid-run
     */
    public KafkaSourceConfig withTimeouts(Duration startup, Duration outage) {
        return new KafkaSourceConfig(
                topic, client, start, onLost, discoveryInterval, startup, outage, maxBatchRecords, maxBatchBytes, keys);
    }

    public KafkaSourceConfig withBatches(int maxRecords, int maxBytes) {
        return new KafkaSourceConfig(
                topic, client, start, onLost, discoveryInterval, startupTimeout, maxOutage, maxRecords, maxBytes, keys);
    }

    public KafkaSourceConfig withKeys(boolean value) {
        return new KafkaSourceConfig(
                topic,
                client,
                start,
                onLost,
                discoveryInterval,
                startupTimeout,
                maxOutage,
                maxBatchRecords,
                maxBatchBytes,
                value);
    }

    /** The consumer's properties: defaults, over them the user's, over them those the source depends on. */
    Map<String, Object> consumerProperties() {
        Map<String, Object> properties = ClientProperties.consumer(client, DEFAULTS);
        properties.putAll(REQUIRED);
        return properties;
    }

    /** Whether positions can be told to Kafka. */
    boolean hasGroup() {
        return !client.getOrDefault("group.id", "").isBlank();
    }

    @Override
    public String toString() {
        return "topic " + topic + " with " + ClientProperties.masked(client) + ", start " + start + ", on lost "
                + onLost;
    }
}
