package io.sluice.kafka;

import io.sluice.core.port.SourceUnavailableException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.AbstractOptions;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicIdException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * The brokers, asked through an admin client within a bounded time, and the one place where a client's failure becomes
 * a message for people. Safe for use by many threads.
 */
final class Cluster implements AutoCloseable {
    private final String bootstrap;
    private final Secrets secrets;
    private final Duration timeout;
    private final Admin admin;

    /**
     * Makes the client; does not connect yet.
     *
     * @param properties of the clients, as the user gives them
     * @param timeout longest wait for one answer
     */
    Cluster(Map<String, String> properties, Duration timeout) {
        this.bootstrap = ClientProperties.bootstrap(properties);
        this.secrets = Secrets.of(properties);
        this.timeout = timeout;
        this.admin = make("connect to Kafka", () -> Admin.create(ClientProperties.admin(properties, Map.of())));
    }

    Admin admin() {
        return admin;
    }

    /** Bounds the time of one request. */
    <O extends AbstractOptions<O>> O bounded(O options) {
        return options.timeoutMs(Math.toIntExact(timeout.toMillis()));
    }

    /**
     * Makes a client.
     *
     * @throws IllegalArgumentException if Kafka does not accept the properties
     */
    <T> T make(String doing, Supplier<T> client) {
        try {
            return client.get();
        } catch (KafkaException e) {
            ConfigException refused = refusal(e);
            if (refused != null && !isUnresolved(refused)) {
                throw new IllegalArgumentException(
                        "Kafka's clients do not accept the properties given as sluice.kafka.*: "
                                + secrets.mask(refused.getMessage()),
                        secrets.showable(e));
            }
            throw failure(doing, refused == null ? e : refused);
        }
    }

    private static ConfigException refusal(KafkaException failure) {
        if (failure instanceof ConfigException config) {
            return config;
        }
        return failure.getCause() instanceof ConfigException config ? config : null;
    }

    /** A host without address is a matter of the environment, though the client calls it one of configuration. */
    private static boolean isUnresolved(ConfigException refused) {
        return String.valueOf(refused.getMessage()).contains("resolvable");
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
            throw failure(doing, e.getCause());
        } catch (java.util.concurrent.TimeoutException e) {
            throw failure(doing, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure(doing, e);
        }
    }

    /** What went wrong, in words, with what to do next. */
    SourceUnavailableException failure(String doing, Throwable failure) {
        Throwable reason = unwrapped(failure);
        String message = "Cannot " + doing + ": " + explain(reason);
        return new SourceUnavailableException(secrets.mask(message), secrets.showable(reason));
    }

    static Throwable unwrapped(Throwable failure) {
        boolean wrapper = failure instanceof CompletionException || failure instanceof ExecutionException;
        return wrapper && failure.getCause() != null ? failure.getCause() : failure;
    }

    private String explain(Throwable reason) {
        if (reason instanceof UnknownTopicOrPartitionException || reason instanceof UnknownTopicIdException) {
            return "it does not exist at " + bootstrap
                    + ". Create it with `sluice topic create`, or name another one with sluice.source.topic.";
        }
        if (reason instanceof InvalidTopicException) {
            return "that is no topic name. Legal are up to 249 of a-z, A-Z, 0-9, '.', '_' and '-'.";
        }
        if (reason instanceof AuthenticationException) {
            return "Kafka at " + bootstrap + " refuses the log-in: " + said(reason)
                    + ". Check sluice.kafka.security.protocol, sluice.kafka.sasl.* and sluice.kafka.ssl.*.";
        }
        if (reason instanceof AuthorizationException) {
            return "Kafka at " + bootstrap + " does not allow it: " + said(reason)
                    + ". The user needs DESCRIBE and READ on the topic, WRITE to produce, and READ on the group.";
        }
        if (reason instanceof InterruptedException || reason instanceof InterruptException) {
            return "interrupted while waiting for Kafka at " + bootstrap + ".";
        }
        if (isSilence(reason)) {
            return "no usable answer from Kafka at " + bootstrap + " within " + seconds(timeout) + " (" + said(reason)
                    + "). Check that a broker runs there and that sluice.kafka.bootstrap.servers names it.";
        }
        return "Kafka at " + bootstrap + " says: " + said(reason) + ".";
    }

    private static boolean isSilence(Throwable reason) {
        return reason instanceof TimeoutException
                || reason instanceof java.util.concurrent.TimeoutException
                || reason instanceof ConfigException
                || reason instanceof RetriableException;
    }

    private static String said(Throwable reason) {
        String message = reason.getMessage();
        if (message == null || message.isBlank()) {
            return reason.getClass().getSimpleName();
        }
        return message.endsWith(".") ? message.substring(0, message.length() - 1) : message;
    }

    static String seconds(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(1));
    }
}
