package io.sluice.spark.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.core.conformance.ExpectedTables;
import io.sluice.core.conformance.HostileLog;
import io.sluice.core.conformance.LakeTables;
import io.sluice.core.conformance.ReferenceModel;
import io.sluice.core.pipeline.PipelineSpec;
import io.sluice.core.port.CapacityException;
import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.DataGapException;
import io.sluice.core.port.PipelineMetrics;
import io.sluice.core.port.WriterFencedException;
import io.sluice.spark.EventStructType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("integration")
class MicroBatchesTest {
    private static final HostileLog.Options OPTIONS =
            HostileLog.Options.standard().withRecords(1500);

    @TempDir
    private Path dir;

    private static List<OffsetRange> ranges(long from, long until) {
        return List.of(
                new OffsetRange(0, from, until), new OffsetRange(1, from, until), new OffsetRange(2, from, until));
    }

    private void assertTables(HostileRun run) {
        PipelineSpec spec = run.log.spec();
        ExpectedTables expected = ReferenceModel.tables(spec, run.log.partitions(), true);
        LakeTables tables = new LakeTables(dir);
        assertThat(tables.events(spec.schema())).isEqualTo(expected.events());
        assertThat(tables.late(spec.schema())).isEqualTo(expected.late());
        assertThat(tables.rejected()).isEqualTo(expected.rejected());
        assertThat(tables.windows(spec.windows())).isEqualTo(expected.windows());
    }

    @Test
    void whatTheLakeHasIsPassedOver() {
        HostileRun run = new HostileRun(OPTIONS, dir, 2);
        MicroBatches batches = run.open();
        run.process(batches, ranges(0, 100));
        long commits = new LakeTables(dir).commits();

        run.process(batches, ranges(0, 100));
        assertThat(new LakeTables(dir).commits()).isEqualTo(commits);

        run.process(batches, ranges(50, 200));
        batches.endAt(run.ends());
        run.toTheEnd(batches, 900, new Random(1));
        run.finish(batches, true);

        assertTables(run);
    }

    @Test
    void aBatchBeyondTheLakeIsADataGap() {
        HostileRun run = new HostileRun(OPTIONS, dir, 2);
        MicroBatches batches = run.open();

        assertThatThrownBy(() -> run.process(batches, List.of(new OffsetRange(1, 7, 20))))
                .isInstanceOf(DataGapException.class)
                .hasMessageContaining("offset 7 of source partition 1 of hostile")
                .hasMessageContaining("sluice.spark.checkpoint");
    }

    @Test
    void offsetsWithoutARecordAreGaps() {
        HostileRun run = new HostileRun(OPTIONS, dir, 2);
        MicroBatches batches = run.open();
        List<OffsetRange> planned = List.of(new OffsetRange(2, 0, 30), new OffsetRange(1, 0, 5));

        batches.process(0, RawRows.of(run.log.partitions(), List.of(new OffsetRange(2, 10, 25))), planned);

        assertThat(batches.positions()).containsEntry(2, 30L).containsEntry(1, 5L);
        assertThat(batches.summary().counts().get(2).gaps()).isEqualTo(15);
        assertThat(batches.summary().counts().get(2).records()).isEqualTo(15);
        assertThat(batches.summary().counts().get(1).gaps()).isEqualTo(5);
    }

    @Test
    void idsLostWithTheirExecutorAreReadFromTheLake() {
        HostileRun run = new HostileRun(OPTIONS, dir, 3);
        long ofOtherLakes = IdCache.size();
        MicroBatches batches = run.open();
        batches.endAt(run.ends());
        Random random = new Random(2);
        boolean ended = false;
        while (!ended) {
            ended = run.next(batches, 250, random);
            // As another run's first task would find them.
            IdCache.release(new BatchPlan(run.job(), "hostile", 1, "other", 0, Map.of(), 3, new long[3], List.of()));
            assertThat(IdCache.size()).isEqualTo(ofOtherLakes);
        }
        run.finish(batches, true);

        assertTables(run);
    }

    @Test
    void whoLostTheLakePublishesNothing() {
        HostileRun run = new HostileRun(OPTIONS, dir, 2);
        MicroBatches first = run.open();
        run.process(first, ranges(0, 50));
        MicroBatches second = run.open();

        assertThatThrownBy(() -> run.process(first, ranges(50, 100))).isInstanceOf(WriterFencedException.class);

        assertThat(dir.resolve("_sluice/staged"))
                .satisfiesAnyOf(staged -> assertThat(staged).doesNotExist(), staged -> assertThat(staged)
                        .isEmptyDirectory());
        second.endAt(run.ends());
        run.toTheEnd(second, 2000, new Random(1));
        run.finish(second, true);
        assertTables(run);
    }

    @Test
    void moreIdsThanAreAllowedStopTheRun() {
        HostileRun run = new HostileRun(OPTIONS, dir, 2);
        MicroBatches batches = run.open(run.job("dedup.max-ids=20"), PipelineMetrics.NONE);

        assertThatThrownBy(() -> run.process(batches, ranges(0, 200)))
                .hasRootCauseInstanceOf(CapacityException.class)
                .hasStackTraceContaining("dedup.max-ids allows 20");
    }

    @Test
    void moreGroupsThanAreAllowedStopTheRun() {
        HostileRun run = new HostileRun(OPTIONS, dir, 2);
        MicroBatches batches = run.open(run.job("windows.max-groups=2"), PipelineMetrics.NONE);

        assertThatThrownBy(() -> run.process(batches, ranges(0, 200)))
                .hasRootCauseInstanceOf(CapacityException.class)
                .hasStackTraceContaining("windows.max-groups allows 2");
    }

    @Test
    void metricsHearOfWhatTheCommitsSay() {
        List<PipelineMetrics.BatchRead> read = new ArrayList<>();
        List<CommitRecord> commits = new ArrayList<>();
        HostileRun run = new HostileRun(OPTIONS, dir, 2);
        MicroBatches batches = run.open(run.job(), new PipelineMetrics() {
            @Override
            public void recordsRead(BatchRead batch) {
                read.add(batch);
            }

            @Override
            public void committed(CommitRecord record, Duration duration) {
                commits.add(record);
            }
        });
        run.process(batches, ranges(0, 60));
        run.process(batches, ranges(60, 100));

        assertThat(read.stream().mapToLong(PipelineMetrics.BatchRead::records).sum())
                .isEqualTo(300);
        assertThat(commits)
                .extracting(record -> record.notes().get("spark_batch_id"))
                .containsExactly("0", "1");
        assertThat(commits.get(1).counts().get(1).records()).isEqualTo(40);
    }

    @Test
    void sparkReadsTheTablesByTheTypeOfTheSchema() {
        HostileRun run = new HostileRun(OPTIONS, dir, 2);
        MicroBatches batches = run.open();
        run.process(batches, ranges(0, 200));
        assertThat(Files.isDirectory(dir.resolve("events"))).isTrue();

        StructType found = LocalSpark.session()
                .read()
                .parquet(dir.resolve("events").toString())
                .schema();

        String expected = EventStructType.of(run.log.spec().schema()).sql();
        assertThat(found.sql().replace(" NOT NULL", ""))
                .isEqualTo(expected.replace(" NOT NULL", "").replaceFirst(">$", "")
                        + ", source_partition: INT, source_offset: BIGINT, year: INT, month: INT, day: INT,"
                        + " hour: INT>");
    }
}
