package io.sluice.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.core.conformance.LakeTables;
import io.sluice.kafka.TopicAdmin;
import io.sluice.kafka.testkit.KafkaBroker;
import io.sluice.standalone.e2e.SluiceProcess.Finished;
import io.sluice.standalone.metrics.Scraped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run and a producer tell of themselves while they work, scraped as Prometheus does. */
@Tag("e2e")
class MetricsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern URI_SAID = Pattern.compile("serving \\S.* at (http://127\\.0\\.0\\.1:\\d+)");
    private static final String LAG = "sluice_consumer_lag_records";

    @TempDir
    Path dir;

    private final HttpClient client = HttpClient.newHttpClient();
    private KafkaBroker broker;

    @BeforeEach
    void startBroker() {
        broker = KafkaBroker.start(dir.resolve("broker"));
        try (TopicAdmin topics =
                new TopicAdmin(Map.of("bootstrap.servers", broker.bootstrapServers()), Duration.ofSeconds(15))) {
            topics.createIfAbsent("iot-events", 3, 1, Duration.ofMillis(-1));
        }
    }

    @AfterEach
    void stopBroker() {
        broker.close();
    }

    private String[] arguments(String... arguments) {
        String[] settings = {
            "--set",
            "kafka.bootstrap.servers=" + broker.bootstrapServers(),
            "--set",
            "lake.uri=lake",
            "--set",
            "http.port=0",
            "--set",
            "produce.http.port=0"
        };
        return Stream.of(arguments, settings).flatMap(Stream::of).toArray(String[]::new);
    }

    private void produce(int events) {
        Finished finished = SluiceProcess.run(
                dir,
                arguments(
                        "produce",
                        "--events",
                        events + "",
                        "--duplicates",
                        "0.05",
                        "--late",
                        "0.02",
                        "--invalid",
                        "0.03"));
        assertThat(finished.exitCode()).as(finished.err()).isZero();
    }

    private static String uri(SluiceProcess process) {
        await().atMost(PATIENCE).until(() -> URI_SAID.matcher(process.err()).find() || !process.isAlive());
        Matcher said = URI_SAID.matcher(process.err());
        assertThat(said.find()).as(process.err()).isTrue();
        return said.group(1);
    }

    private HttpResponse<String> get(String uri) {
        try {
            return client.send(HttpRequest.newBuilder(URI.create(uri)).build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot get " + uri, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", e);
        }
    }

    /** A scrape, whose accounting always holds. */
    private Scraped scrape(String uri) {
        HttpResponse<String> response = get(uri + "/metrics");
        assertThat(response.statusCode()).isEqualTo(200);
        Scraped scraped = Scraped.of(response.body());
        if (!scraped.series("sluice_records_read_total").isEmpty()) {
            assertThat(scraped.unaccounted()).isZero();
        }
        return scraped;
    }

    private static double recordsRead(Scraped scraped) {
        return scraped.value("sluice_records_read_total");
    }

    @Test
    void aLiveRunTellsWhatBecameOfEveryRecord() {
        produce(20_000);
        try (SluiceProcess run = SluiceProcess.start(dir, arguments("run", "--set", "commit.interval=300ms"))) {
            String uri = uri(run);
            assertThat(get(uri + "/healthz").statusCode()).isEqualTo(200);
            await().atMost(PATIENCE).until(() -> recordsRead(scrape(uri)) == 20_000);
            await().atMost(PATIENCE)
                    .until(() ->
                            scrape(uri).series(LAG).size() == 3 && scrape(uri).sum(LAG) == 0);
            assertThat(get(uri + "/readyz").body()).isEqualTo("ready\n");
            assertThat(get(uri + "/").body())
                    .contains("<b id=\"records\">20,000</b>", "<b id=\"lag\">0</b>", "malformed_json");

            Scraped scraped = scrape(uri);
            LakeTables tables = new LakeTables(dir.resolve("lake"));
            assertThat(scraped.types())
                    .containsKeys(
                            "sluice_records_read_total",
                            "sluice_events_total",
                            "sluice_duplicates_total",
                            "sluice_late_total",
                            "sluice_rejected_total",
                            "sluice_windows_total",
                            "sluice_bytes_written_total",
                            "sluice_files_published_total",
                            "sluice_errors_total",
                            "sluice_commit_duration_seconds",
                            "sluice_end_to_end_latency_seconds",
                            "sluice_last_commit_timestamp_seconds",
                            "sluice_standing_by",
                            "sluice_watermark_lag_seconds",
                            "sluice_dedup_entries",
                            "sluice_open_windows",
                            "jvm_memory_bytes_used",
                            "jvm_gc_collection_seconds",
                            "process_resident_memory_bytes",
                            "kafka_consumer_fetch_latency_avg_seconds");
            assertThat(scraped.series(LAG).keySet())
                    .containsExactly(
                            LAG + "{topic=\"iot-events\",partition=\"0\"}",
                            LAG + "{topic=\"iot-events\",partition=\"1\"}",
                            LAG + "{topic=\"iot-events\",partition=\"2\"}");
            assertThat(scraped.sum("sluice_events_total")).isBetween(17_000.0, 19_000.0);
            for (String group : List.of("temperature", "pressure", "humidity", "motion", "light")) {
                assertThat(scraped.value("sluice_events_total{group=\"" + group + "\"}"))
                        .isGreaterThan(3_000);
            }
            assertThat(scraped.value("sluice_events_total{group=\"other\"}")).isZero();
            assertThat(scraped.value("sluice_duplicates_total")).isPositive();
            assertThat(scraped.value("sluice_late_total")).isPositive();
            assertThat(scraped.value("sluice_rejected_total{reason=\"malformed_json\"}"))
                    .isPositive();
            assertThat(scraped.value("sluice_windows_total")).isPositive();
            assertThat(scraped.value("sluice_bytes_written_total")).isPositive();
            assertThat(scraped.value("sluice_files_published_total"))
                    .isGreaterThanOrEqualTo(tables.files("events").size());
            assertThat(scraped.value("sluice_commit_duration_seconds_count")).isPositive();
            assertThat(scraped.value("sluice_end_to_end_latency_seconds_count")).isEqualTo(20_000);
            assertThat(scraped.value("sluice_end_to_end_latency_seconds_sum")).isPositive();
            assertThat(scraped.value("sluice_last_commit_timestamp_seconds"))
                    .isBetween(System.currentTimeMillis() / 1e3 - 600, System.currentTimeMillis() / 1e3);
            assertThat(scraped.value("sluice_watermark_lag_seconds")).isGreaterThan(590);
            assertThat(scraped.value("sluice_dedup_entries")).isPositive();
            assertThat(scraped.value("sluice_open_windows")).isPositive();
            assertThat(scraped.sum("sluice_errors_total")).isZero();
            assertThat(scraped.value("kafka_consumer_records_consumed_total")).isEqualTo(20_000);
            assertThat(scraped.types().keySet())
                    .allMatch(name -> name.matches("(sluice|jvm|process|kafka_consumer)_.*"));

            run.terminate();
            assertThat(run.await(10).exitCode()).as(run.err()).isZero();
        }
    }

    @Test
    void whatIsNotCommittedIsLag() {
        produce(5_000);
        try (SluiceProcess run = SluiceProcess.start(
                dir, arguments("run", "--set", "commit.interval=1h", "--set", "commit.bytes=1GB"))) {
            String uri = uri(run);
            await().atMost(PATIENCE).until(() -> scrape(uri).sum(LAG) == 5_000);
            produce(1_000);
            await().atMost(PATIENCE).until(() -> scrape(uri).sum(LAG) == 6_000);

            assertThat(recordsRead(scrape(uri))).isZero();
        }
    }

    @Test
    void aRunWithoutItsBrokerIsAliveAndNotReady() {
        try (SluiceProcess run = SluiceProcess.start(dir, arguments("run"))) {
            String uri = uri(run);
            await().atMost(PATIENCE)
                    .until(() -> get(uri + "/readyz").statusCode() == 200
                            && scrape(uri).series(LAG).size() == 3);

            broker.stop();

            await().atMost(PATIENCE).until(() -> get(uri + "/readyz").statusCode() == 503);
            assertThat(get(uri + "/readyz").body())
                    .startsWith("not ready\nsource: ")
                    .contains(broker.bootstrapServers());
            assertThat(get(uri + "/healthz").body()).isEqualTo("ok\n");
            assertThat(scrape(uri).series(LAG)).isEmpty();
            assertThat(scrape(uri).value("sluice_errors_total{stage=\"source\"}"))
                    .isPositive();

            broker.restart();

            await().atMost(PATIENCE).until(() -> get(uri + "/readyz").statusCode() == 200);
        }
    }

    @Test
    void aProducerTellsWhatItSends() {
        try (SluiceProcess produce =
                SluiceProcess.start(dir, arguments("produce", "--rate", "500", "--devices", "7"))) {
            String uri = uri(produce);
            await().atMost(PATIENCE).until(() -> scrape(uri).sum("producer_messages_sent_total") > 500);

            Scraped scraped = scrape(uri);
            assertThat(scraped.series("producer_messages_sent_total").keySet())
                    .hasSize(5)
                    .allMatch(series -> series.matches(".*\\{device_type=\"[a-z]+\",status=\"success\"}"));
            assertThat(scraped.value("producer_active_devices")).isEqualTo(7);
            assertThat(scraped.value("producer_message_size_bytes_count")).isGreaterThan(500);
            assertThat(scraped.value("producer_send_duration_seconds_count")).isGreaterThan(500);
            assertThat(scraped.value("producer_kafka_errors_total")).isZero();
            assertThat(scraped.value("kafka_producer_records_sent_total")).isGreaterThan(500);
            assertThat(get(uri + "/healthz").statusCode()).isEqualTo(200);

            produce.terminate();
            assertThat(produce.await(10).exitCode()).as(produce.err()).isZero();
        }
    }

    @Test
    void aPortSomebodyAskedForMustBeFree() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            Finished refused = SluiceProcess.run(
                    dir,
                    Stream.concat(
                                    Stream.of(arguments("run", "--until-caught-up")),
                                    Stream.of("--set", "http.port=" + taken.getLocalPort()))
                            .toArray(String[]::new));
            assertThat(refused.exitCode()).isEqualTo(78);
            assertThat(refused.err()).contains("sluice.http.port=" + taken.getLocalPort());
        }
    }
}
