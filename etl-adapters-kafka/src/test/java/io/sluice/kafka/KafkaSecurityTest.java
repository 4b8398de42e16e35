package io.sluice.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.sluice.core.event.Rejection;
import io.sluice.core.event.RejectionReason;
import io.sluice.core.port.EventSource;
import io.sluice.core.port.SourceUnavailableException;
import io.sluice.kafka.testkit.SecureBroker;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS and log-in, by the client properties alone, against a broker that takes nothing else. */
@Tag("integration")
class KafkaSecurityTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    @TempDir
    static Path dir;

    private static SecureBroker broker;

    @BeforeAll
    static void startBroker() {
        broker = SecureBroker.start(dir);
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    private static EventSource source(String topic, Map<String, String> client) {
        return new KafkaEventSource(KafkaSourceConfig.of(topic, client).withTimeouts(TIMEOUT, TIMEOUT));
    }

    @Test
    void everyClientConnects() {
        try (TopicAdmin topics = new TopicAdmin(broker.client(), TIMEOUT);
                KafkaProducerSink sink = new KafkaProducerSink("secure", broker.client(), TIMEOUT);
                KafkaDeadLetters letters = new KafkaDeadLetters("secure", broker.client(), TIMEOUT);
                EventSource source = source("secure", broker.client())) {
            topics.createIfAbsent("secure", 1, 1, null);
            sink.send(null, "one".getBytes(UTF_8), 1);
            sink.flush();
            letters.open("other");
            letters.send(List.of(
                    new Rejection(RejectionReason.MALFORMED_JSON, "", "found x", 0, 7, 1, "two".getBytes(UTF_8), 3)));
            letters.flush();
            source.start(Map.of());
            assertThat(ReadRecords.all(source).values()).containsExactly("one", "two");
        }
    }

    @Test
    void aWrongPasswordIsToldAsSuch() {
        String wrong = "hunter2-hunter2";
        Map<String, String> client = broker.clientWithPassword(wrong);
        for (ThrowingCallable attempt : attempts(client)) {
            Throwable failure = catchThrowable(attempt);
            assertThat(failure)
                    .isInstanceOf(SourceUnavailableException.class)
                    .hasMessageContaining("refuses the log-in")
                    .hasMessageContaining("sluice.kafka.sasl.*");
            assertNoSecret(failure, wrong);
        }
    }

    @Test
    void anUnknownCertificateIsToldAsSuch() {
        Map<String, String> client = broker.clientTrustingAnother();
        for (ThrowingCallable attempt : attempts(client)) {
            Throwable failure = catchThrowable(attempt);
            assertThat(failure)
                    .isInstanceOf(SourceUnavailableException.class)
                    .hasMessageContaining("no trusted TLS connection")
                    .hasMessageContaining("sluice.kafka.ssl.truststore.*");
            assertNoSecret(failure, SecureBroker.PASSWORD);
        }
    }

    /** What each kind of client does first. */
    private static List<ThrowingCallable> attempts(Map<String, String> client) {
        return List.of(
                () -> {
                    try (EventSource source = source("secure", client)) {
                        source.identity();
                    }
                },
                () -> {
                    try (TopicAdmin topics = new TopicAdmin(client, TIMEOUT)) {
                        topics.describe("secure");
                    }
                },
                () -> {
                    try (KafkaProducerSink sink = new KafkaProducerSink("secure", client, TIMEOUT)) {
                        sink.send(null, new byte[1], 1);
                        sink.flush();
                    }
                },
                () -> {
                    try (KafkaDeadLetters letters = new KafkaDeadLetters("secure", client, TIMEOUT)) {
                        letters.open("other");
                    }
                });
    }

    private static void assertNoSecret(Throwable failure, String password) {
        StringWriter all = new StringWriter();
        failure.printStackTrace(new PrintWriter(all, true));
        assertThat(all.toString()).doesNotContain(password).doesNotContain(SecureBroker.secrets());
    }

    @Test
    void aTrustStoreThatIsNotThereIsAMatterOfConfiguration() {
        Map<String, String> client = new HashMap<>(broker.client());
        client.put("ssl.truststore.location", dir.resolve("nowhere.p12").toString());
        assertThatThrownBy(() -> source("secure", client).identity())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nowhere.p12");
    }

    @Test
    void aConfigurationShowsNoSecret() {
        assertThat(KafkaSourceConfig.of("secure", broker.client()).toString())
                .contains("security.protocol=SASL_SSL")
                .doesNotContain(SecureBroker.secrets());
    }
}
