package io.sluice.core.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.core.event.EventBatch;
import io.sluice.core.pipeline.Pipeline;
import io.sluice.core.pipeline.Pipeline.RunMode;
import io.sluice.core.pipeline.PipelineSpec;
import io.sluice.core.port.InMemoryEventSource;
import io.sluice.core.port.InMemoryLake;
import io.sluice.core.port.InMemoryLog;
import io.sluice.core.port.PipelineMetrics;
import io.sluice.core.port.RecordCounter;
import io.sluice.core.port.SourceIdentity;
import io.sluice.core.time.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The pipeline in memory against the reference, table by table. */
class PipelineConformanceTest {

    @ParameterizedTest
    @CsvSource({"10, 10, 37, 2, false, false", "20, 5, 1000, 1, true, true"})
    void turnsAHostileLogIntoExactlyTheExpectedTables(
            int lateness, int horizon, int batchSize, int threads, boolean lines, boolean drain) {
        assertHostileLog(3_000, lateness, horizon, batchSize, threads, lines, drain);
    }

    @Tag("integration")
    @ParameterizedTest
    @CsvSource({
        "10, 10, 500, 0, true, true",
        "10, 10, 37, 2, false, false",
        "20, 5, 1000, 1, true, false",
        "1, 30, 250, 3, false, true",
        "0, 0, 250, 0, true, false"
    })
    void turnsALongHostileLogIntoExactlyTheExpectedTables(
            int lateness, int horizon, int batchSize, int threads, boolean lines, boolean drain) {
        assertHostileLog(TestForm.pick(20_000, 60_000), lateness, horizon, batchSize, threads, lines, drain);
    }

    private static void assertHostileLog(
            int records, int lateness, int horizon, int batchSize, int threads, boolean lines, boolean drain) {
        HostileLog log = HostileLog.of(HostileLog.Options.standard()
                .withRecords(records)
                .withSeed(lateness * 31L + horizon)
                .withLines(lines)
                .withBounds(Duration.ofMinutes(lateness), Duration.ofMinutes(horizon)));

        assertTables(log.spec().withThreads(threads), log.partitions(), batchSize, drain);
    }

    @Test
    void turnsOrdersIntoExactlyTheExpectedTables() {
        assertTables(Orders.spec(), List.of(Orders.records()), 7, true);
    }

    private static void assertTables(
            PipelineSpec spec, List<List<LogRecord>> partitions, int batchSize, boolean drain) {
        ExpectedTables expected = ReferenceModel.tables(spec, partitions, drain);
        InMemoryLog log = new InMemoryLog(partitions.size());
        for (int partition = 0; partition < partitions.size(); partition++) {
            for (LogRecord each : partitions.get(partition)) {
                log.append(partition, each.timestamp(), each.value());
            }
        }
        InMemoryLake lake = new InMemoryLake();
        InMemoryEventSource source = new InMemoryEventSource(log, new SourceIdentity("hostile", "1"), batchSize);

        var summary = new Pipeline(
                        spec.withCommits(Duration.ZERO, 1 << 18),
                        source,
                        lake,
                        PipelineMetrics.NONE,
                        new ManualClock().runtime())
                .run(new RunMode(true, drain, false));

        assertThat(rows(lake.events())).isEqualTo(expected.events());
        assertThat(rows(lake.late())).isEqualTo(expected.late());
        assertThat(sorted(lake.rejected().stream().map(Canonical::rejected).toList()))
                .isEqualTo(expected.rejected());
        assertThat(sorted(lake.windows().stream().map(Canonical::window).toList()))
                .isEqualTo(expected.windows());
        assertThat(summary.watermark()).isEqualTo(expected.watermark());
        expected.counts().forEach((partition, counts) -> {
            var actual = summary.counts().get(partition);
            assertThat(actual.records()).isEqualTo(counts.records());
            assertThat(actual.duplicates()).isEqualTo(counts.duplicates());
            assertThat(actual.count(RecordCounter.CONFLICTING)).isEqualTo(counts.conflicting());
            assertThat(actual.late()).isEqualTo(counts.late());
            assertThat(actual.count(RecordCounter.LATE_AFTER_IDLE)).isZero();
            assertThat(actual.rejected()).isEqualTo(counts.rejected());
        });
    }

    private static List<String> rows(List<EventBatch> batches) {
        List<String> rows = new ArrayList<>();
        for (EventBatch batch : batches) {
            for (int row = 0; row < batch.rows(); row++) {
                rows.add(Canonical.event(batch, row));
            }
        }
        return sorted(rows);
    }

    private static List<String> sorted(List<String> rows) {
        List<String> sorted = new ArrayList<>(rows);
        Collections.sort(sorted);
        return sorted;
    }
}
