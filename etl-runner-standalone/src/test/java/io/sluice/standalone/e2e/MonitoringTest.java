package io.sluice.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.app.http.AllowedHosts;
import io.sluice.app.http.HttpEndpoints;
import io.sluice.app.http.Page;
import io.sluice.app.http.Response;
import io.sluice.kafka.TopicAdmin;
import io.sluice.kafka.testkit.KafkaBroker;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The scrape configuration, rules and dashboard against a real Prometheus that scrapes a live run and a live producer.
 * Kafka's exporter, MinIO and Grafana cannot run here: they are recorded scrapes.
 */
@Tag("e2e")
class MonitoringTest {
    private static final Path NODE_EXPORTER = Path.of("/usr/bin/prometheus-node-exporter");
    private static final Path DASHBOARD = Path.of("../monitoring/grafana/dashboards/sluice.json");
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final Pattern URI_SAID = Pattern.compile("serving \\S.* at http://(127\\.0\\.0\\.1:\\d+)");
    private static final Pattern NOT_NAMES =
            Pattern.compile("\"[^\"]*\"|\\{[^}]*}|\\[[^]]*]|\\b(by|on|without)\\s*\\([^)]*\\)");
    private static final Pattern NAME = Pattern.compile("[a-zA-Z_:][\\w:]*(?!\\w*\\s*\\()");
    private static final Set<String> OPERATORS = Set.of("and", "or", "unless", "bool", "by", "on");

    @TempDir
    static Path dir;

    private static final List<AutoCloseable> started = new ArrayList<>();
    private static Prometheus prometheus;

    @BeforeAll
    static void scrapeALiveRun() throws IOException {
        assumeTrue(
                Files.isExecutable(Prometheus.BINARY) && Files.isExecutable(NODE_EXPORTER),
                "prometheus and its node exporter are not installed: scripts/install-test-tools");
        KafkaBroker broker = KafkaBroker.start(dir.resolve("broker"));
        started.add(broker);
        Map<String, String> client = Map.of("bootstrap.servers", broker.bootstrapServers());
        try (TopicAdmin topics = new TopicAdmin(client, Duration.ofSeconds(15))) {
            topics.createIfAbsent("iot-events", 3, 1, Duration.ofMillis(-1));
        }
        String[] settings = {
            "--set",
            "kafka.bootstrap.servers=" + broker.bootstrapServers(),
            "--set",
            "http.port=0",
            "--set",
            "produce.http.port=0",
            "--set",
            "commit.interval=500ms"
        };
        SluiceProcess produce = sluice(settings, "produce", "--rate", "200", "--late", "0.05", "--invalid", "0.1");
        SluiceProcess run = sluice(settings, "run");
        String recorded = recorded();
        prometheus = Prometheus.start(
                dir,
                Map.of(
                        "sluice:8081",
                        address(run),
                        "producer:8082",
                        address(produce),
                        "node-exporter:9100",
                        nodeExporter(),
                        "kafka-exporter:9308",
                        recorded,
                        "minio:9000",
                        recorded,
                        "grafana:3000",
                        recorded));
        started.add(prometheus);
    }

    private static SluiceProcess sluice(String[] settings, String... arguments) {
        SluiceProcess process = SluiceProcess.start(
                dir, Stream.of(arguments, settings).flatMap(Stream::of).toArray(String[]::new));
        started.add(process);
        return process;
    }

    private static String address(SluiceProcess process) {
        await().atMost(PATIENCE).until(() -> URI_SAID.matcher(process.err()).find() || !process.isAlive());
        Matcher said = URI_SAID.matcher(process.err());
        assertThat(said.find()).as(process.err()).isTrue();
        return said.group(1);
    }

    private static String nodeExporter() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            port = free.getLocalPort();
        }
        Process process = new ProcessBuilder(NODE_EXPORTER.toString(), "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(dir.resolve("node-exporter.log").toFile())
                .start();
        started.add(process::destroyForcibly);
        return "127.0.0.1:" + port;
    }

    /** Scrapes of what cannot run here. */
    private static String recorded() throws IOException {
        HttpEndpoints endpoints = HttpEndpoints.start(
                AllowedHosts.of("127.0.0.1"),
                0,
                Map.of("/metrics", page("kafka-exporter.txt"), "/minio/v2/metrics/cluster", page("minio.txt")),
                (path, failure) -> {});
        started.add(endpoints);
        return URI.create(endpoints.uri()).getAuthority();
    }

    private static Page page(String name) throws IOException {
        try (InputStream in = MonitoringTest.class.getResourceAsStream(name)) {
            byte[] body = in.readAllBytes();
            return accept -> new Response(200, "text/plain; version=0.0.4", body);
        }
    }

    @AfterAll
    static void stop() throws Exception {
        for (int i = started.size() - 1; i >= 0; i--) {
            started.get(i).close();
        }
    }

    @Test
    void everyTargetIsUp() {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(prometheus.targets())
                .containsExactlyInAnyOrder(
                        "sluice up", "producer up", "kafka up", "node up", "minio up", "grafana up", "prometheus up"));
    }

    @Test
    void everyExpressionOfTheDashboardGivesData() throws IOException {
        everyTargetIsUp();
        List<String> expressions = dashboard();
        assertThat(expressions).hasSizeGreaterThan(30);

        for (String expression : expressions) {
            await(expression).atMost(PATIENCE).until(() -> prometheus.series(expression) > 0);
        }
    }

    @Test
    void everyRuleIsEvaluatedOverMetricsThatExist() {
        everyTargetIsUp();
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(prometheus.rules())
                .hasSizeGreaterThan(15)
                .allMatch(rule -> rule.get("health").asText().equals("ok"), "is evaluated"));

        for (JsonNode rule : prometheus.rules()) {
            for (String name : names(rule.get("query").asText())) {
                await(rule.get("name").asText() + ": " + name)
                        .atMost(PATIENCE)
                        .until(() -> prometheus.series(name) > 0);
            }
        }
    }

    @Test
    void everyMetricIsDocumented() throws IOException {
        String page = Files.readString(Path.of("../docs/metrics.md"));
        for (String expression : dashboard()) {
            for (String name : names(expression)) {
                if (name.matches("(sluice|producer)_.*")) {
                    assertThat(page).as(expression).contains(name.replaceAll("_bucket$", ""));
                }
            }
        }
    }

    private static List<String> dashboard() throws IOException {
        List<String> expressions = new ArrayList<>();
        for (JsonNode panel : new ObjectMapper().readTree(DASHBOARD.toFile()).get("panels")) {
            panel.path("targets")
                    .forEach(target -> expressions.add(target.get("expr").asText()));
        }
        return expressions;
    }

    /** The names of metrics in an expression. */
    static Set<String> names(String expression) {
        String bare = NOT_NAMES.matcher(expression).replaceAll(" ");
        return NAME.matcher(bare)
                .results()
                .map(match -> match.group())
                .filter(name -> !OPERATORS.contains(name) && !name.matches("[0-9e.]+"))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
