package io.sluice.kafka;

import io.sluice.core.port.SourceUnavailableException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.AbstractOptions;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaFuture;

/** The brokers, asked through an admin client within a bounded time. Safe for use by many threads. */
final class Cluster implements AutoCloseable {
    private final KafkaFailures failures;
    private final Duration timeout;
    private final Admin admin;

    /**
     * Makes the client; does not connect yet.
     *
     * @param properties of the clients, as the user gives them
     * @param timeout longest wait for one answer
     */
    Cluster(Map<String, String> properties, Duration timeout) {
        this.failures = new KafkaFailures(properties, timeout);
        this.timeout = timeout;
        this.admin =
                failures.make("connect to Kafka", () -> Admin.create(ClientProperties.admin(properties, Map.of())));
    }

    KafkaFailures failures() {
        return failures;
    }

    Admin admin() {
        return admin;
    }

    /** Bounds the time of one request. */
    <O extends AbstractOptions<O>> O bounded(O options) {
        return options.timeoutMs(Math.toIntExact(timeout.toMillis()));
    }

    /**
     * Waits for an answer.
     *
     * @param doing what is being done, for the message: "Cannot (doing): ..."
     * @throws SourceUnavailableException if there is none in time, or a refusal
     */
    <T> T await(String doing, KafkaFuture<T> answer) {
        return await(doing, answer, null, null);
    }

    /** Waits for an answer; one kind of failure is an answer too. */
    <T> T await(String doing, KafkaFuture<T> answer, Class<? extends Exception> expected, T otherwise) {
        try {
            // The request is bounded itself; this bound holds where the client's own thread is stuck.
            return answer.get(timeout.toMillis() + 5_000, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (expected != null && expected.isInstance(e.getCause())) {
                return otherwise;
            }
            throw failures.unavailable(doing, e.getCause());
        } catch (TimeoutException e) {
            throw failures.unavailable(doing, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failures.unavailable(doing, e);
        }
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(1));
    }
}
