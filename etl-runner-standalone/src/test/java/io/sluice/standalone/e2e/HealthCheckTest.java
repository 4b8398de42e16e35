package io.sluice.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.app.http.AllowedHosts;
import io.sluice.app.http.HttpEndpoints;
import io.sluice.app.http.Page;
import io.sluice.app.http.Response;
import io.sluice.kafka.testkit.KafkaBroker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** scripts/health-check names the service that does not work, and what is wrong with it. */
@Tag("integration")
class HealthCheckTest {
    private static final Path SCRIPT = Path.of("../scripts/health-check").toAbsolutePath();

    @TempDir
    Path dir;

    private final Map<String, HttpEndpoints> services = new HashMap<>();
    private KafkaBroker broker;

    private record Said(int exitCode, String text) {}

    @BeforeEach
    void startTheStack() throws IOException {
        broker = KafkaBroker.start(dir.resolve("broker"));
        startServices();
    }

    private void startServices() throws IOException {
        serve("MINIO_URL", Map.of("/minio/health/live", text(200, "")));
        serve(
                "SLUICE_URL",
                Map.of(
                        "/healthz", text(200, "ok"),
                        "/readyz", text(200, "ready"),
                        "/metrics", text(200, "sluice_consumer_lag_records{topic=\"t\",partition=\"0\"} 17.0")));
        serve(
                "PRODUCER_URL",
                Map.of(
                        "/metrics",
                        text(200, "producer_messages_sent_total{device_type=\"light\",status=\"success\"} 9")));
        serve("PROMETHEUS_URL", Map.of("/api/v1/targets", text(200, target("up"))));
        serve("GRAFANA_URL", Map.of("/api/health", text(200, "{}")));
        serve("KAFKA_UI_URL", Map.of("/actuator/health", text(200, "{}")));
    }

    private static Page text(int status, String text) {
        return accept -> Response.text(status, text);
    }

    private static String target(String health) {
        return "{\"data\":{\"activeTargets\":[{\"scrapeUrl\":\"http://minio:9000/metrics\",\"lastError\":\"\",\"health\":\""
                + health + "\"}]}}";
    }

    private void serve(String variable, Map<String, Page> pages) throws IOException {
        HttpEndpoints before = services.put(
                variable, HttpEndpoints.start(AllowedHosts.of("127.0.0.1"), 0, pages, (path, failure) -> {}));
        if (before != null) {
            before.close();
        }
    }

    @AfterEach
    void stop() {
        services.values().forEach(HttpEndpoints::close);
        broker.close();
    }

    private Said check() throws Exception {
        ProcessBuilder builder = new ProcessBuilder("bash", SCRIPT.toString()).redirectErrorStream(true);
        services.forEach((variable, endpoints) -> builder.environment().put(variable, endpoints.uri()));
        builder.environment().put("KAFKA_ADDRESS", broker.bootstrapServers());
        Process process = builder.start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Said(process.waitFor(), text);
    }

    @Test
    void eachServiceThatStopsIsNamedAndOnlyIt() throws Exception {
        Said well = check();
        assertThat(well.exitCode).as(well.text).isZero();
        assertThat(well.text).doesNotContain("NOT OK").contains("lag of 17 records");

        for (String variable : Set.copyOf(services.keySet())) {
            HttpEndpoints stopped = services.get(variable);
            stopped.close();
            Said said = check();
            String name = variable.replace("_URL", "").replace('_', '-').toLowerCase(Locale.ROOT);
            assertThat(said.exitCode).as(said.text).isEqualTo(1);
            assertThat(said.text).contains(name + " ").contains("no answer from " + stopped.uri());
            assertThat(said.text).containsOnlyOnce("NOT OK");
            startServices();
        }
    }

    @Test
    void aBrokerThatIsAwayIsNamed() throws Exception {
        broker.stop();

        Said said = check();

        assertThat(said.exitCode).isEqualTo(1);
        assertThat(said.text)
                .contains("kafka        NOT OK: nobody listens at " + broker.bootstrapServers())
                .containsOnlyOnce("NOT OK");
    }

    @Test
    void whatIsUpButDoesNotWorkSaysWhatIsWrong() throws Exception {
        serve(
                "SLUICE_URL",
                Map.of("/healthz", text(200, "ok"), "/readyz", text(503, "not ready\nlake: access was denied")));
        serve("PRODUCER_URL", Map.of("/metrics", text(200, "producer_active_devices 0")));
        serve("PROMETHEUS_URL", Map.of("/api/v1/targets", text(200, target("down"))));

        assertThat(check().text)
                .contains("sluice       NOT OK: lake: access was denied")
                .contains("producer     NOT OK: it has sent nothing yet")
                .contains("prometheus   NOT OK: it cannot scrape http://minio:9000/metrics");
    }
}
