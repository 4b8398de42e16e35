package io.sluice.standalone.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.app.metrics.RunMetrics;
import io.sluice.app.metrics.Stage;
import io.sluice.core.event.RejectionReason;
import io.sluice.core.port.ActiveWriter;
import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.DataFile;
import io.sluice.core.port.PartitionCounts;
import io.sluice.core.port.PartitionState;
import io.sluice.core.port.PipelineMetrics.BatchRead;
import io.sluice.core.port.PipelineMetrics.Intake;
import io.sluice.core.port.RecordCounter;
import io.sluice.core.port.SourceIdentity;
import io.sluice.core.port.Table;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class RunExpositionTest {
    private static final Instant NOW = Instant.parse("2026-01-05T08:00:00Z");

    private final RunMetrics metrics = new RunMetrics("iot-events", () -> NOW);
    private final RunExposition exposition = new RunExposition(metrics);

    private Scraped scrape() {
        return Scraped.of(exposition.scrape(null));
    }

    /** Of 10 records each 5 are events, 2 duplicates, 1 late, 1 empty and 1 malformed. */
    private static PartitionCounts counts(long from, long records) {
        return new PartitionCounts(
                from,
                from + records,
                Map.of(
                        RecordCounter.RECORDS,
                        records,
                        RecordCounter.EVENTS,
                        records / 2,
                        RecordCounter.DUPLICATES,
                        records / 5,
                        RecordCounter.LATE,
                        records / 10),
                Map.of("empty", records / 10, "malformed_json", records / 10));
    }

    private static CommitRecord record(Map<Integer, PartitionCounts> counts, List<DataFile> files) {
        Map<Integer, PartitionState> states = new java.util.TreeMap<>();
        counts.forEach((partition, each) -> states.put(partition, new PartitionState(each.nextPosition(), 0)));
        return CommitRecord.numbered(7)
                .writer("writer")
                .time(NOW)
                .source(new SourceIdentity("iot-events", "id"))
                .partitions(states)
                .watermark(0)
                .recoverFrom(1)
                .added(files)
                .counts(counts)
                .schema("hash")
                .build();
    }

    private static DataFile file(Table table, long rows, long bytes) {
        return new DataFile(table, "staged", "path", rows, bytes, "00000000", 0, 0);
    }

    @Test
    void tellsWhileItStandsBy() {
        assertThat(scrape().value("sluice_standing_by")).isZero();
        metrics.standingBy(new ActiveWriter("other", "", Duration.ofSeconds(90)));
        assertThat(scrape().value("sluice_standing_by")).isEqualTo(1);
        metrics.started(record(Map.of(), List.of()), Map.of());
        assertThat(scrape().value("sluice_standing_by")).isZero();
    }

    @Test
    void everyNameIsThereFromTheStart() {
        assertThat(scrape().types())
                .containsEntry("sluice_records_read_total", "counter")
                .containsEntry("sluice_events_total", "counter")
                .containsEntry("sluice_duplicates_total", "counter")
                .containsEntry("sluice_late_total", "counter")
                .containsEntry("sluice_rejected_total", "counter")
                .containsEntry("sluice_windows_total", "counter")
                .containsEntry("sluice_bytes_written_total", "counter")
                .containsEntry("sluice_files_published_total", "counter")
                .containsEntry("sluice_errors_total", "counter")
                .containsEntry("sluice_commit_duration_seconds", "histogram")
                .containsEntry("sluice_end_to_end_latency_seconds", "histogram")
                .containsEntry("sluice_last_commit_timestamp_seconds", "gauge")
                .containsEntry("sluice_consumer_lag_records", "gauge")
                .containsEntry("sluice_standing_by", "gauge")
                .containsEntry("sluice_watermark_lag_seconds", "gauge")
                .containsEntry("sluice_dedup_entries", "gauge")
                .containsEntry("sluice_open_windows", "gauge")
                .containsEntry("jvm_memory_bytes_used", "gauge")
                .containsEntry("process_cpu_seconds_total", "counter");
        assertThat(scrape().series("sluice_rejected_total")).hasSize(RejectionReason.values().length);
        assertThat(scrape().series("sluice_errors_total"))
                .containsOnlyKeys(
                        "sluice_errors_total{stage=\"source\"}",
                        "sluice_errors_total{stage=\"lake\"}",
                        "sluice_errors_total{stage=\"pipeline\"}");
    }

    @Test
    void countsAreThoseOfTheCommitRecords() {
        metrics.committed(
                record(
                        Map.of(0, counts(0, 100), 1, counts(0, 40)),
                        List.of(file(Table.EVENTS, 70, 1_000), file(Table.WINDOWS, 6, 200))),
                Duration.ofMillis(40));
        metrics.committed(record(Map.of(0, counts(100, 10)), List.of()), Duration.ofSeconds(2));

        Scraped scraped = scrape();
        assertThat(scraped.value("sluice_records_read_total")).isEqualTo(150);
        assertThat(scraped.sum("sluice_events_total")).isEqualTo(75);
        assertThat(scraped.value("sluice_duplicates_total")).isEqualTo(30);
        assertThat(scraped.value("sluice_late_total")).isEqualTo(15);
        assertThat(scraped.value("sluice_rejected_total{reason=\"empty\"}")).isEqualTo(15);
        assertThat(scraped.value("sluice_rejected_total{reason=\"too_large\"}")).isZero();
        assertThat(scraped.value("sluice_windows_total")).isEqualTo(6);
        assertThat(scraped.value("sluice_bytes_written_total")).isEqualTo(1_200);
        assertThat(scraped.value("sluice_files_published_total")).isEqualTo(2);
        assertThat(scraped.value("sluice_commit_duration_seconds_count")).isEqualTo(2);
        assertThat(scraped.value("sluice_commit_duration_seconds_bucket{le=\"0.05\"}"))
                .isEqualTo(1);
        assertThat(scraped.value("sluice_last_commit_timestamp_seconds")).isEqualTo(NOW.getEpochSecond());
    }

    @Test
    void eventsAreToldByGroupAsTheirCommitIsPublished() {
        metrics.committing(new Intake(Map.of("humidity", 30L, "light", 20L), List.of()));
        assertThat(scrape().sum("sluice_events_total")).isZero();

        metrics.committed(record(Map.of(0, counts(0, 100)), List.of()), Duration.ZERO);
        metrics.committing(new Intake(Map.of("light", 5L), List.of()));
        metrics.committed(record(Map.of(0, counts(100, 10)), List.of()), Duration.ZERO);

        assertThat(scrape().series("sluice_events_total"))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "sluice_events_total{group=\"humidity\"}", 30.0,
                        "sluice_events_total{group=\"light\"}", 25.0,
                        "sluice_events_total{group=\"other\"}", 0.0));
    }

    @Test
    void theAccountingHoldsAtEveryScrape() throws InterruptedException {
        AtomicBoolean done = new AtomicBoolean();
        Thread pipeline = new Thread(() -> {
            for (int i = 0; !done.get(); i++) {
                metrics.committed(record(Map.of(0, counts(i * 10L, 10)), List.of()), Duration.ZERO);
            }
        });
        pipeline.start();
        try {
            double before = -1;
            for (int scrapes = 0; scrapes < 200; scrapes++) {
                Scraped scraped = scrape();
                assertThat(scraped.unaccounted()).isZero();
                assertThat(scraped.value("sluice_records_read_total")).isGreaterThanOrEqualTo(before);
                before = scraped.value("sluice_records_read_total");
            }
        } finally {
            done.set(true);
            pipeline.join();
        }
    }

    @Test
    void lagIsWhatIsNotCommittedYet() {
        metrics.started(record(Map.of(), List.of()), Map.of(0, 100L, 1, 0L));
        assertThat(scrape().series("sluice_consumer_lag_records")).isEmpty();

        metrics.logEnds(Map.of(0, 150L, 1, 7L, 2, 3L));
        assertThat(scrape().series("sluice_consumer_lag_records"))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "sluice_consumer_lag_records{topic=\"iot-events\",partition=\"0\"}", 50.0,
                        "sluice_consumer_lag_records{topic=\"iot-events\",partition=\"1\"}", 7.0,
                        "sluice_consumer_lag_records{topic=\"iot-events\",partition=\"2\"}", 3.0));

        metrics.committed(record(Map.of(0, counts(100, 60)), List.of()), Duration.ZERO);
        // The log has grown since it was asked for its end; that is no negative lag.
        assertThat(scrape().value("sluice_consumer_lag_records{topic=\"iot-events\",partition=\"0\"}"))
                .isZero();

        metrics.logEnds(Map.of());
        assertThat(scrape().series("sluice_consumer_lag_records")).isEmpty();
    }

    @Test
    void latencyIsFromTheRecordsTimeToThePublicationOfItsCommit() {
        long millis = NOW.toEpochMilli();
        metrics.recordsRead(new BatchRead(0, 10, 10, 999, millis - 4_000));
        metrics.recordsRead(new BatchRead(0, 20, 10, 999, millis - 1_000));
        metrics.recordsRead(new BatchRead(0, 30, 10, 999, millis));

        metrics.committed(record(Map.of(0, counts(0, 20)), List.of()), Duration.ofSeconds(3));

        Scraped scraped = scrape();
        assertThat(scraped.value("sluice_end_to_end_latency_seconds_bucket{le=\"2.5\"}"))
                .isZero();
        assertThat(scraped.value("sluice_end_to_end_latency_seconds_bucket{le=\"5.0\"}"))
                .isEqualTo(10);
        assertThat(scraped.value("sluice_end_to_end_latency_seconds_bucket{le=\"10.0\"}"))
                .isEqualTo(20);
        assertThat(scraped.value("sluice_end_to_end_latency_seconds_bucket{le=\"+Inf\"}"))
                .isEqualTo(20);
        assertThat(scraped.value("sluice_end_to_end_latency_seconds_count")).isEqualTo(20);
        assertThat(scraped.value("sluice_end_to_end_latency_seconds_sum")).isCloseTo(110, within(1e-9));

        metrics.committed(record(Map.of(0, counts(20, 10)), List.of()), Duration.ofSeconds(1));
        assertThat(scrape().value("sluice_end_to_end_latency_seconds_count")).isEqualTo(30);
    }

    @Test
    void filesHaveNoLatency() {
        RunMetrics files = new RunMetrics(null, () -> NOW);
        files.recordsRead(new BatchRead(0, 10, 10, 999, 0));
        files.committed(record(Map.of(0, counts(0, 10)), List.of()), Duration.ZERO);

        Scraped scraped = Scraped.of(new RunExposition(files).scrape(null));
        assertThat(scraped.value("sluice_records_read_total")).isEqualTo(10);
        assertThat(scraped.value("sluice_end_to_end_latency_seconds_count")).isZero();
    }

    @Test
    void theWatermarkIsSeenAgainstTheClock() {
        assertThat(scrape().value("sluice_watermark_lag_seconds")).isNaN();

        metrics.state(NOW.minusSeconds(90).toEpochMilli() * 1000, 12, 3);

        assertThat(scrape().value("sluice_watermark_lag_seconds")).isCloseTo(90, within(1e-6));
        assertThat(scrape().value("sluice_dedup_entries")).isEqualTo(12);
        assertThat(scrape().value("sluice_open_windows")).isEqualTo(3);
    }

    @Test
    void failuresAreCountedByStage() {
        metrics.failed(Stage.LAKE);

        assertThat(scrape().value("sluice_errors_total{stage=\"lake\"}")).isEqualTo(1);
        assertThat(scrape().value("sluice_errors_total{stage=\"source\"}")).isZero();
    }

    @Test
    void theConsumersNumbersAreToldInBaseUnits() {
        assertThat(scrape().types()).doesNotContainKey("kafka_consumer_fetch_latency_avg_seconds");

        exposition.addConsumer(() -> Map.of(
                "consumer-fetch-manager-metrics/records-consumed-total",
                12.0,
                "consumer-fetch-manager-metrics/fetch-latency-avg",
                250.0));

        assertThat(scrape().value("kafka_consumer_records_consumed_total")).isEqualTo(12);
        assertThat(scrape().value("kafka_consumer_fetch_latency_avg_seconds")).isEqualTo(0.25);
    }

    @Test
    void openMetricsIsToldToWhoeverAsksForIt() {
        Scrape scrape = exposition.scrape("application/openmetrics-text; version=1.0.0; charset=utf-8");

        assertThat(scrape.contentType()).startsWith("application/openmetrics-text");
        assertThat(new String(scrape.body(), StandardCharsets.UTF_8)).endsWith("# EOF\n");
        assertThat(exposition.scrape(null).contentType()).startsWith("text/plain; version=0.0.4");
    }
}
