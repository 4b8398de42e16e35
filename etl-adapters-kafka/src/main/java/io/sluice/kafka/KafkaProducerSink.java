package io.sluice.kafka;

import io.sluice.core.port.SourceUnavailableException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Writes records to a topic, each once and in order per key: an idempotent producer that waits for all replicas.
 * Sending does not wait for the brokers; a record that could not be written makes the next {@link #send} or
 * {@link #flush} fail. Safe for use by many threads.
 */
public final class KafkaProducerSink implements AutoCloseable {
    private static final Map<String, String> DEFAULTS =
            Map.of("linger.ms", "20", "batch.size", Integer.toString(256 << 10), "buffer.memory", "67108864");
    private static final Map<String, String> REQUIRED = Map.of("enable.idempotence", "true", "acks", "all");

    private static final Consumer<Boolean> UNWATCHED = outcome -> {};

    private final String topic;
    private final String writing;
    private final KafkaFailures failures;
    private final Producer<byte[], byte[]> producer;
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicReference<Exception> firstFailure = new AtomicReference<>();

    /**
     * Makes a producer; connects with the first record.
     *
     * @param topic must exist when the first record is sent
     * @param client properties of the Kafka clients; {@code acks} and {@code enable.idempotence} are set here
     * @param timeout longest wait for the topic to be found
     * @throws IllegalArgumentException if Kafka does not accept the properties
     */
    public KafkaProducerSink(String topic, Map<String, String> client, Duration timeout) {
        this.topic = topic;
        this.writing = "write to topic '" + topic + "'";
        Map<String, String> defaults = new HashMap<>(DEFAULTS);
        defaults.put("max.block.ms", Long.toString(timeout.toMillis()));
        Map<String, Object> properties = ClientProperties.producer(client, defaults);
        properties.putAll(REQUIRED);
        failures = new KafkaFailures(client, timeout);
        producer = failures.make(
                writing, () -> new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer()));
    }

    /**
     * Sends a record; waits only while the producer's buffer is full.
     *
     * @param key decides the partition; null for any
     * @param value may be null: a record without value
     * @param timestampMillis the record's time, milliseconds since the epoch
     * @throws SourceUnavailableException if this or an earlier record cannot be written
     */
    public void send(byte[] key, byte[] value, long timestampMillis) {
        send(key, value, timestampMillis, UNWATCHED);
    }

    /**
     * As {@link #send(byte[], byte[], long)}.
     *
     * @param outcome hears once whether the record was written, on a thread of the producer: true when the brokers
     *     confirmed it; must be quick
     */
    public void send(byte[] key, byte[] value, long timestampMillis, Consumer<Boolean> outcome) {
        rethrowFailure();
        try {
            Future<RecordMetadata> unused = producer.send(
                    new ProducerRecord<>(topic, null, timestampMillis, key, value), (written, failure) -> {
                        if (failure == null) {
                            sent.incrementAndGet();
                        } else {
                            failed.incrementAndGet();
                            firstFailure.compareAndSet(null, failure);
                        }
                        outcome.accept(failure == null);
                    });
        } catch (KafkaException e) {
            throw failures.unavailable(writing, e);
        }
    }

    /**
     * Waits until everything sent is written.
     *
     * @throws SourceUnavailableException if a record could not be written
     */
    public void flush() {
        try {
            producer.flush();
        } catch (InterruptException e) {
            throw failures.unavailable(writing, e);
        }
        rethrowFailure();
    }

    private void rethrowFailure() {
        Exception failure = firstFailure.get();
        if (failure != null) {
            throw failures.unavailable(
                    writing + " (" + failed + " records failed, " + sent + " were written)", failure);
        }
    }

    /** Records written and confirmed. */
    public long sent() {
        return sent.get();
    }

    /** Records given up. */
    public long failed() {
        return failed.get();
    }

    /**
     * What the producer measures of itself, by Kafka's own names: {@code group/name}, such as
     * {@code producer-metrics/record-send-total}; what it splits by topic or broker is left out.
     */
    public Map<String, Double> clientMetrics() {
        return ClientMetrics.of(producer.metrics());
    }

    /** Writes what is waiting, for a few seconds at most, and closes. Call {@link #flush} first to hear of failures. */
    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
    }
}
