package io.sluice.kafka;

import io.sluice.core.port.SourceSettingsException;
import io.sluice.core.port.SourceUnavailableException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicIdException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** The one place where a Kafka client's failure becomes a message for people: where, what, and what to do next. */
final class KafkaFailures {
    private final Map<String, String> properties;
    private final String bootstrap;
    private final SecretValues secrets;
    private final Duration timeout;

    /**
     * @param properties of the clients, as the user gives them
     * @param timeout how long the clients wait, for messages
     */
    KafkaFailures(Map<String, String> properties, Duration timeout) {
        this.properties = Map.copyOf(properties);
        this.bootstrap = ClientProperties.bootstrap(properties);
        this.secrets = SecretValues.of(properties);
        this.timeout = timeout;
    }

    /**
     * Makes a client, once the properties of all kinds of clients are judged, since the first one made waits for the
     * brokers before the others are.
     *
     * @throws SourceSettingsException if Kafka does not accept the properties
     */
    <T> T make(String doing, Supplier<T> client) {
        try {
            ClientProperties.requireValid(properties);
            return client.get();
        } catch (KafkaException e) {
            // Nothing is connected yet, so it is the properties; but for a host without address, whatever Kafka calls
            // it.
            Throwable reason = root(e);
            if (String.valueOf(reason.getMessage()).contains("resolvable")) {
                throw unavailable(doing, reason);
            }
            throw new SourceSettingsException(
                    "Kafka's clients do not accept the properties given as sluice.kafka.*: "
                            + secrets.mask(said(reason)),
                    secrets.showable(e));
        }
    }

    private static Throwable root(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    /** What went wrong, in words, with what to do next. */
    SourceUnavailableException unavailable(String doing, Throwable failure) {
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
        if (reason instanceof SslAuthenticationException) {
            return "no trusted TLS connection with Kafka at " + bootstrap + ": " + said(root(reason))
                    + ". Check sluice.kafka.ssl.truststore.* (does it hold the broker's certificate, or that of its"
                    + " authority?) and that sluice.kafka.bootstrap.servers has the name in the certificate.";
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
}
