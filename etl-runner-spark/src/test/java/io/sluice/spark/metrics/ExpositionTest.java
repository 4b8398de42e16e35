package io.sluice.spark.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.app.http.AllowedHosts;
import io.sluice.app.http.HttpEndpoints;
import io.sluice.app.metrics.RunMetrics;
import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.PartitionCounts;
import io.sluice.core.port.PartitionState;
import io.sluice.core.port.PipelineMetrics;
import io.sluice.core.port.RecordCounter;
import io.sluice.core.port.SourceIdentity;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExpositionTest {
    private static final Instant NOW = Instant.parse("2026-01-05T07:00:00Z");

    private final RunMetrics metrics = new RunMetrics("iot-events", () -> NOW);

    private void commit() {
        metrics.recordsRead(new PipelineMetrics.BatchRead(0, 10, 10, 1000, NOW.toEpochMilli() - 20_000));
        metrics.committing(new PipelineMetrics.Intake(Map.of("light", 5L, "motion", 1L), List.of()));
        metrics.committed(
                CommitRecord.numbered(2)
                        .writer("w")
                        .time(NOW)
                        .source(new SourceIdentity("iot-events", "id"))
                        .partitions(Map.of(0, new PartitionState(10, 0)))
                        .watermark(0)
                        .recoverFrom(1)
                        .counts(Map.of(
                                0,
                                new PartitionCounts(
                                        0,
                                        10,
                                        Map.of(
                                                RecordCounter.RECORDS,
                                                10L,
                                                RecordCounter.EVENTS,
                                                6L,
                                                RecordCounter.DUPLICATES,
                                                1L,
                                                RecordCounter.LATE,
                                                2L),
                                        Map.of("empty", 1L))))
                        .schema("hash")
                        .notes(Map.of("spark_batch_id", "0"))
                        .build(),
                Duration.ofSeconds(2));
    }

    @Test
    void countsAreThoseOfTheCommits() {
        commit();
        metrics.logEnds(Map.of(0, 25L));
        metrics.state((NOW.getEpochSecond() - 600) * 1_000_000, 6, 1);

        assertThat(Exposition.text(metrics).lines())
                .contains(
                        "sluice_records_read_total 10.0",
                        "sluice_events_total{group=\"light\",} 5.0",
                        "sluice_events_total{group=\"motion\",} 1.0",
                        "sluice_duplicates_total 1.0",
                        "sluice_late_total 2.0",
                        "sluice_rejected_total{reason=\"empty\",} 1.0",
                        "sluice_consumer_lag_records{topic=\"iot-events\",partition=\"0\",} 15.0",
                        "sluice_watermark_lag_seconds 600.0",
                        "sluice_dedup_entries 6.0",
                        "sluice_end_to_end_latency_seconds_bucket{le=\"30.0\",} 10.0",
                        "sluice_end_to_end_latency_seconds_bucket{le=\"20.0\",} 0.0");
    }

    @Test
    void theEndpointServesThem() throws IOException, InterruptedException {
        commit();
        try (HttpEndpoints endpoint = HttpEndpoints.start(
                AllowedHosts.of("127.0.0.1"), 0, Exposition.pages(metrics), (path, failure) -> {})) {
            HttpResponse<String> answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(endpoint.uri() + "/metrics"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).contains("sluice_records_read_total 10.0");
        }
    }
}
