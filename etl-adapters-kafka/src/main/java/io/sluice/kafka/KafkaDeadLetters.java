package io.sluice.kafka;

import io.sluice.core.event.Rejection;
import io.sluice.core.port.DeadLetters;
import io.sluice.core.port.SourceUnavailableException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Dead letters in a topic, which must exist. Brokers that go away are waited for, as long as the source would wait for
 * them; {@code delivery.timeout.ms} and {@code max.block.ms} of the client properties say otherwise. A letter that is
 * larger than the topic takes is sent without its value, and one header says so: the bytes are in {@code rejected/}, and
 * one large record must not stop all others.
 */
public final class KafkaDeadLetters implements DeadLetters {
    private static final Logger log = LoggerFactory.getLogger(KafkaDeadLetters.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

    /** The user's own properties win. */
    private static final Map<String, String> DEFAULTS = Map.of(
            "linger.ms", "20",
            "buffer.memory", Integer.toString(32 << 20),
            // What a payload of rejected/ may hold, and more than its headers: so the topic's limit decides.
            "max.request.size", Integer.toString(2 * Rejection.MAX_PAYLOAD_BYTES),
            "delivery.timeout.ms", "180000",
            "max.block.ms", "180000");

    private static final Map<String, String> REQUIRED = Map.of("enable.idempotence", "true", "acks", "all");

    private final String topic;
    private final Map<String, String> client;
    private final Duration timeout;
    private final String sending;
    private final KafkaFailures failures;
    private final AtomicLong sent = new AtomicLong();
    private final AtomicReference<Exception> firstFailure = new AtomicReference<>();
    private final Queue<DeadLetter> tooLarge = new ConcurrentLinkedQueue<>();

    private Producer<byte[], byte[]> producer;
    private String source;
    private boolean warned;

    /**
     * Connects when it is opened.
     *
     * @param client properties of the Kafka clients; {@code acks} and {@code enable.idempotence} are set here
     * @param timeout longest wait for the brokers to say that the topic is there
     */
    public KafkaDeadLetters(String topic, Map<String, String> client, Duration timeout) {
        this.topic = topic;
        this.client = Map.copyOf(client);
        this.timeout = timeout;
        this.sending = "send dead letters to topic '" + topic + "'";
        this.failures = new KafkaFailures(client, timeout);
    }

    /**
     * {@inheritDoc}
     *
     * @throws SourceUnavailableException if there is no such topic, or no broker answers
     * @throws IllegalArgumentException if Kafka does not accept the client properties
     */
    @Override
    public void open(String sourceName) {
        if (producer != null) {
            throw new IllegalStateException("Cannot open dead letters twice");
        }
        try (TopicAdmin topics = new TopicAdmin(client, timeout)) {
            if (topics.describe(topic).isEmpty()) {
                throw new SourceUnavailableException("Cannot " + sending + ": it does not exist at "
                        + ClientProperties.bootstrap(client)
                        + ". Create it with `sluice topic create --set source.topic="
                        + topic + "`, or leave sluice.dead-letters.topic empty.");
            }
        }
        source = sourceName;
        Map<String, Object> properties = new HashMap<>(ClientProperties.producer(client, DEFAULTS));
        properties.putAll(REQUIRED);
        producer = failures.make(
                sending, () -> new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer()));
    }

    @Override
    public void send(List<Rejection> rejections) {
        requireOpen();
        rethrowFailure();
        for (Rejection rejection : rejections) {
            send(DeadLetter.of(rejection, source));
        }
    }

    private void send(DeadLetter letter) {
        try {
            Future<RecordMetadata> unused = producer.send(letter.to(topic), (written, failure) -> {
                if (failure == null) {
                    sent.incrementAndGet();
                } else if (failure instanceof RecordTooLargeException && letter.smaller() != null) {
                    // Not sent from here: this thread must not wait for room in the producer's buffer.
                    tooLarge.add(letter.smaller());
                } else {
                    firstFailure.compareAndSet(null, failure);
                }
            });
        } catch (KafkaException e) {
            throw failures.unavailable(sending, e);
        }
    }

    @Override
    public void flush() {
        requireOpen();
        try {
            producer.flush();
            for (DeadLetter letter = tooLarge.poll(); letter != null; letter = tooLarge.poll()) {
                warnOnce();
                send(letter);
                producer.flush();
            }
        } catch (InterruptException e) {
            throw failures.unavailable(sending, e);
        }
        rethrowFailure();
    }

    private void warnOnce() {
        if (!warned) {
            warned = true;
            log.warn(
                    "A dead letter is larger than topic {} takes (max.message.bytes) and goes there without its value; its"
                            + " bytes are in rejected/. Said once, others may follow",
                    topic);
        }
    }

    private void rethrowFailure() {
        Exception failure = firstFailure.get();
        if (failure != null) {
            throw failures.unavailable(
                    sending + " (" + sent + " delivered before; nothing that was not is committed)", failure);
        }
    }

    private void requireOpen() {
        if (producer == null) {
            throw new IllegalStateException("Dead letters must be opened before they are sent, and not be closed");
        }
    }

    @Override
    public long sent() {
        return sent.get();
    }

    @Override
    public void close() {
        if (producer != null) {
            producer.close(CLOSE_TIMEOUT);
            producer = null;
        }
    }
}
