package io.sluice.spark.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.core.conformance.ExpectedTables;
import io.sluice.core.conformance.HostileLog;
import io.sluice.core.conformance.LakeTables;
import io.sluice.core.conformance.ReferenceModel;
import io.sluice.core.conformance.TestForm;
import io.sluice.core.pipeline.PipelineSpec;
import io.sluice.core.pipeline.RunSummary;
import io.sluice.core.port.RecordCounter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Micro-batches against the reference, table by table, as DuckDB reads them. */
@Tag("integration")
class MicroBatchesConformanceTest {
    @TempDir
    private Path dir;

    @ParameterizedTest
    @CsvSource({"60000, 10, 10, 30000, 2, true", "60000, 10, 10, 4000, 3, false", "6000, 20, 5, 300, 1, true"})
    void turnHostileRecordsIntoExactlyTheExpectedTables(
            int longRecords, int lateness, int horizon, int longBatches, int shards, boolean drain) {
        int records = TestForm.pick(longRecords / 3, longRecords);
        int batchRecords = TestForm.pick(longBatches / 3, longBatches);
        HostileRun run = new HostileRun(
                HostileLog.Options.standard()
                        .withRecords(records)
                        .withLines(false)
                        .withBounds(Duration.ofMinutes(lateness), Duration.ofMinutes(horizon)),
                dir,
                shards);
        MicroBatches batches = run.open();
        batches.endAt(run.ends());

        run.toTheEnd(batches, batchRecords, new Random(batchRecords));

        assertTables(run, run.finish(batches, drain), drain);
    }

    @Test
    void goOnWhereAnotherRunEnded() {
        HostileRun run = new HostileRun(HostileLog.Options.standard().withRecords(9000), dir, 2);
        Random random = new Random(3);
        for (int i = 0; i < 6; i++) {
            MicroBatches batches = run.open();
            run.next(batches, 900, random);
            run.next(batches, 900, random);
        }
        MicroBatches last = run.open();
        run.toTheEnd(last, 3000, random);
        last.finish(true, true);

        assertTables(run, null, true);
    }

    private void assertTables(HostileRun run, RunSummary summary, boolean drain) {
        PipelineSpec spec = run.log.spec();
        ExpectedTables expected = ReferenceModel.tables(spec, run.log.partitions(), drain);
        LakeTables tables = new LakeTables(dir);
        assertThat(tables.events(spec.schema())).isEqualTo(expected.events());
        assertThat(tables.late(spec.schema())).isEqualTo(expected.late());
        assertThat(tables.rejected()).isEqualTo(expected.rejected());
        assertThat(tables.windows(spec.windows())).isEqualTo(expected.windows());
        if (summary != null) {
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
    }
}
