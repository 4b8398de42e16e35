package io.sluice.lake.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.core.audit.AuditReport;
import io.sluice.core.audit.SourceReplay;
import io.sluice.core.event.EventRoles;
import io.sluice.core.generate.EventGenerator;
import io.sluice.core.generate.GeneratedRecord;
import io.sluice.core.generate.GeneratorSpec;
import io.sluice.core.pipeline.Pipeline;
import io.sluice.core.pipeline.Pipeline.RunMode;
import io.sluice.core.pipeline.PipelineRuntime;
import io.sluice.core.pipeline.PipelineSpec;
import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.DataFile;
import io.sluice.core.port.EventSource;
import io.sluice.core.port.InMemoryEventSource;
import io.sluice.core.port.InMemoryLog;
import io.sluice.core.port.Lake.LakeRequest;
import io.sluice.core.port.LakeSettingsException;
import io.sluice.core.port.PipelineMetrics;
import io.sluice.core.port.SourceIdentity;
import io.sluice.core.port.StagedCommit;
import io.sluice.core.port.StagedCommit.CommitDraft;
import io.sluice.core.port.Table;
import io.sluice.core.port.WriterFencedException;
import io.sluice.core.schema.EventSchema;
import io.sluice.lake.LakeConfig;
import io.sluice.lake.ParquetLake;
import io.sluice.lake.audit.LakeAudit;
import io.sluice.lake.commit.CommitLog;
import io.sluice.lake.commit.CommitStep;
import io.sluice.lake.commit.DataPaths;
import io.sluice.lake.commit.StepListener;
import io.sluice.lake.parquet.EventFileReader;
import io.sluice.lake.store.MemoryStore;
import io.sluice.lake.store.ObjectStore;
import io.sluice.lake.store.StoredObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A schema that knew no motion sensors refused their events; the mended one takes them, each once. */
class RejectedReplayTest {
    private static final SourceIdentity TOPIC = new SourceIdentity("iot-events", "topic-id");
    private static final PipelineSpec MENDED = PipelineSpec.builtIn();
    private static final PipelineSpec NARROW = narrow();

    private final InMemoryLog log = new InMemoryLog(3);
    private MemoryStore store = new MemoryStore();
    private long lastTime;

    private static PipelineSpec narrow() {
        EventSchema full = EventSchema.builtIn();
        EventSchema narrow = EventSchema.parse("narrow.schema.json", full.json().replace("\"motion\",", ""));
        return PipelineSpec.of(narrow, EventRoles.of(narrow, "event_id", "timestamp", null));
    }

    /** A row of events/ by what tells it from others. */
    private record Row(long idHigh, long idLow, long time, int partition, long offset) {
        boolean isCopyOf(Row other, long horizon) {
            return idHigh == other.idHigh && idLow == other.idLow && Math.abs(time - other.time) <= horizon;
        }
    }

    private void generate(int records, long seed) {
        EventGenerator generator = new EventGenerator(GeneratorSpec.builder()
                .seed(seed)
                .records(records, Duration.ofHours(3))
                .partitions(3)
                .duplicates(0.05, 0.3)
                .invalid(0.03)
                .build());
        while (generator.hasNext()) {
            GeneratedRecord next = generator.next();
            log.append(next.partition(), next.timestamp(), next.value());
            lastTime = next.timestamp();
        }
    }

    private static LakeConfig config(ObjectStore store, PipelineSpec spec) {
        return LakeConfig.of(store, spec.schema(), spec.roles(), spec.windows(), () -> Instant.EPOCH);
    }

    private void run(PipelineSpec spec, RunMode mode) {
        PipelineSpec often = spec.withCommits(Duration.ZERO, 30_000);
        try (ParquetLake lake = new ParquetLake(config(store, spec))) {
            new Pipeline(
                            often,
                            new InMemoryEventSource(log, TOPIC, 200),
                            lake,
                            PipelineMetrics.NONE,
                            PipelineRuntime.threads(() -> Instant.EPOCH, System::nanoTime))
                    .run(mode);
        }
    }

    private ReplayResult replay(ReplayRequest request) {
        return replay(request, StepListener.NONE);
    }

    private ReplayResult replay(ReplayRequest request, StepListener listener) {
        return RejectedReplay.open(config(store, MENDED), MENDED, true, request, listener)
                .run();
    }

    private static ReplayRequest takingOver() {
        return new ReplayRequest(Instant.MIN, Instant.MAX, true, false, false);
    }

    private List<Row> events() {
        List<Row> rows = new ArrayList<>();
        EventFileReader reader = new EventFileReader(MENDED.schema(), MENDED.roles());
        for (DataFile file : CommitLog.open(store).liveFiles(Table.EVENTS)) {
            reader.read(store.open(file.path()), file.path(), batch -> {
                for (int row = 0; row < batch.rows(); row++) {
                    rows.add(new Row(
                            batch.idHigh(row),
                            batch.idLow(row),
                            batch.eventTime(row),
                            batch.partition(),
                            batch.offset(row)));
                }
            });
        }
        return rows;
    }

    private void assertNoCopies() {
        long horizon = MENDED.horizon().toNanos() / 1000;
        List<Row> rows = events();
        rows.sort((a, b) -> a.idHigh != b.idHigh
                ? Long.compare(a.idHigh, b.idHigh)
                : a.idLow != b.idLow ? Long.compare(a.idLow, b.idLow) : Long.compare(a.time, b.time));
        for (int i = 1; i < rows.size(); i++) {
            assertThat(rows.get(i).isCopyOf(rows.get(i - 1), horizon))
                    .as("%s and %s", rows.get(i - 1), rows.get(i))
                    .isFalse();
        }
    }

    private AuditReport audit() {
        LakeAudit audit = LakeAudit.open(store, true, rows -> {});
        audit.readRows(commit -> {});
        AuditReport report = audit.report();
        assertThat(report.holes()).isEmpty();
        return report;
    }

    private static long total(ReplayResult result) {
        return result.stillRejected().values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    @Test
    void whatIsValidNowBecomesAnEventOnce() {
        generate(6_000, 1);
        run(NARROW, RunMode.UNTIL_CAUGHT_UP);
        long before = events().size();

        ReplayResult first = replay(ReplayRequest.ALL);
        ReplayResult second = replay(ReplayRequest.ALL);

        assertThat(first.replayed()).isGreaterThan(500);
        assertThat(first.duplicates()).isPositive();
        assertThat(first.tooRecent()).isPositive();
        assertThat(total(first)).isBetween(100L, 300L);
        assertThat(first.records()).isEqualTo(first.replayed() + first.duplicates() + first.tooRecent() + total(first));
        assertThat(events()).hasSize((int) (before + first.replayed()));
        assertNoCopies();
        assertThat(audit().replayed()).isEqualTo(first.replayed());
        assertThat(second.replayed()).isZero();
        assertThat(second.alreadyThere()).isEqualTo(first.replayed());
        assertThat(second.duplicates()).isEqualTo(first.duplicates());
        assertThat(second.commits()).isZero();
    }

    @Test
    void takingTheLakeOverReplaysTheRestAndTheNextRunKnowsThem() {
        generate(6_000, 2);
        run(NARROW, RunMode.UNTIL_CAUGHT_UP);
        ReplayResult beside = replay(ReplayRequest.ALL);
        ReplayResult alone = replay(takingOver());
        assertThat(alone.replayed()).isPositive();
        assertThat(alone.replayed() + alone.duplicates()).isEqualTo(beside.tooRecent() + beside.duplicates());
        assertThat(alone.tooRecent()).isZero();
        // The same once more at the end of every source partition: whatever is not late is a copy now.
        long rows = events().size();
        Map<Integer, Long> ends = log.ends();
        generate(6_000, 2);

        run(MENDED, new RunMode(true, true, false));

        assertThat(events()).hasSize((int) rows);
        assertNoCopies();
        audit();
        assertReplayedAgainstTheSource();
        assertThat(log.ends()).isNotEqualTo(ends);
    }

    /** The source, read again, agrees: copies of replayed events are in no table. */
    private void assertReplayedAgainstTheSource() {
        LakeAudit audit = LakeAudit.open(store, false, rows -> {});
        EventSource source = new InMemoryEventSource(log, TOPIC, 500);
        SourceReplay replay = new SourceReplay(MENDED, source, audit.holes());
        var start = replay.begin(audit::records);
        audit.readEvents(start.before(), MENDED.schema(), MENDED.roles(), replay::restore);
        audit.readRows(replay::compare);
        assertThat(audit.report().holes()).isEmpty();
        assertThat(start.reason()).contains("another schema");
    }

    @Test
    void aWriterGoesOnBesideIt() {
        generate(4_000, 3);
        run(NARROW, RunMode.UNTIL_CAUGHT_UP);
        ParquetLake writer = new ParquetLake(config(store, MENDED));
        CommitRecord start = writer.open(new LakeRequest(TOPIC, MENDED.compatibilitySettings(), false));
        StagedCommit staged = writer.stage();
        staged.finish();

        ReplayResult result = replay(ReplayRequest.ALL);
        CommitRecord record = staged.commit(new CommitDraft(
                CommitRecord.Kind.INGEST,
                Instant.EPOCH,
                start.partitions(),
                start.watermark(),
                start.watermark(),
                Map.of()));

        assertThat(result.commits()).isPositive();
        assertThat(record.number()).isEqualTo(start.number() + result.commits() + 1);
        assertThat(audit().replayed()).isEqualTo(result.replayed());
    }

    @Test
    void takingOverFencesTheWriterAndIsFencedByTheNext() {
        generate(2_000, 4);
        run(NARROW, RunMode.UNTIL_CAUGHT_UP);
        var request = new LakeRequest(TOPIC, MENDED.compatibilitySettings(), false);
        ParquetLake writer = new ParquetLake(config(store, MENDED));
        CommitRecord start = writer.open(request);
        StagedCommit staged = writer.stage();
        staged.finish();
        boolean[] taken = new boolean[1];

        assertThatThrownBy(() -> replay(takingOver(), step -> {
                    if (step == CommitStep.FILES_SYNCED && !taken[0]) {
                        taken[0] = true;
                        new ParquetLake(config(store, MENDED)).open(request);
                    }
                }))
                .isInstanceOf(WriterFencedException.class)
                .hasMessageContaining("while this replay had the lake for itself");

        CommitDraft draft = new CommitDraft(
                CommitRecord.Kind.INGEST,
                Instant.EPOCH,
                start.partitions(),
                start.watermark(),
                start.watermark(),
                Map.of());
        assertThatThrownBy(() -> staged.commit(draft)).isInstanceOf(WriterFencedException.class);
        assertThat(audit().replayed()).isZero();
    }

    @Test
    void aTakeOverInBetweenMakesItBeginAnew() {
        generate(4_000, 5);
        run(NARROW, RunMode.UNTIL_CAUGHT_UP);
        boolean[] taken = new boolean[1];

        ReplayResult result = replay(ReplayRequest.ALL, step -> {
            if (step == CommitStep.RECORD_DUE && !taken[0]) {
                taken[0] = true;
                run(MENDED, RunMode.UNTIL_CAUGHT_UP);
            }
        });

        assertThat(result.replayed()).isEqualTo(audit().replayed()).isPositive();
        assertThat(result.alreadyThere()).isZero();
        assertNoCopies();
    }

    @Test
    void anotherReplayInBetweenIsNotRepeated() {
        generate(4_000, 6);
        run(NARROW, RunMode.UNTIL_CAUGHT_UP);
        ReplayResult[] other = new ReplayResult[1];

        ReplayResult result = replay(ReplayRequest.ALL, step -> {
            if (step == CommitStep.RECORD_DUE && other[0] == null) {
                other[0] = ReplayResult.NONE;
                other[0] = replay(ReplayRequest.ALL);
            }
        });

        assertThat(other[0].replayed()).isPositive();
        assertThat(result.replayed()).isZero();
        assertThat(result.alreadyThere()).isEqualTo(other[0].replayed());
        assertNoCopies();
        audit();
    }

    private static final class Died extends Error {
        private static final long serialVersionUID = 1L;
    }

    @Test
    void dyingAtAnyStepLosesAndDoublesNothing() {
        generate(1_000, 7);
        run(NARROW, RunMode.UNTIL_CAUGHT_UP);
        MemoryStore sound = store.copy();
        replay(ReplayRequest.ALL);
        Set<Row> expected = new HashSet<>(events());
        Set<CommitStep> died = EnumSet.noneOf(CommitStep.class);
        for (CommitStep step : CommitStep.values()) {
            for (int occurrence = 1; occurrence <= 2; occurrence++) {
                store = sound.copy();
                if (dies(step, occurrence)) {
                    died.add(step);
                }
                replay(ReplayRequest.ALL);
                run(MENDED, RunMode.UNTIL_CAUGHT_UP);
                assertThat(new HashSet<>(events())).as("died at %s", step).isEqualTo(expected);
                assertNoCopies();
                audit();
                assertThat(store.list(DataPaths.STAGED_FOLDER))
                        .extracting(StoredObject::path)
                        .isEmpty();
            }
        }
        assertThat(died)
                .contains(
                        CommitStep.FILE_BEGUN,
                        CommitStep.FILES_SYNCED,
                        CommitStep.RECORD_DUE,
                        CommitStep.RECORD_CREATED,
                        CommitStep.FILE_MOVED,
                        CommitStep.PUBLISHED);
    }

    private boolean dies(CommitStep at, int occurrence) {
        int[] seen = new int[1];
        try {
            replay(ReplayRequest.ALL, step -> {
                if (step == at && ++seen[0] == occurrence) {
                    throw new Died();
                }
            });
            return false;
        } catch (Died death) {
            return true;
        }
    }

    @Test
    void aDryRunWritesNothing() {
        generate(2_000, 8);
        run(NARROW, RunMode.UNTIL_CAUGHT_UP);
        List<String> before = store.list("").stream().map(StoredObject::path).toList();

        ReplayResult dry = replay(new ReplayRequest(Instant.MIN, Instant.MAX, false, false, true));

        assertThat(store.list("")).extracting(StoredObject::path).isEqualTo(before);
        assertThat(dry.replayed())
                .isPositive()
                .isEqualTo(replay(ReplayRequest.ALL).replayed());
        assertThat(dry.commits()).isZero();
    }

    @Test
    void onlyRecordsOfTheTimeAskedForAreLookedAt() {
        generate(4_000, 9);
        run(NARROW, RunMode.UNTIL_CAUGHT_UP);
        MemoryStore sound = store.copy();
        ReplayResult all = replay(ReplayRequest.ALL);
        store = sound;
        Instant middle = Instant.ofEpochMilli(lastTime).minus(Duration.ofMinutes(90));

        ReplayResult early = replay(new ReplayRequest(Instant.MIN, middle, false, false, false));
        ReplayResult late = replay(new ReplayRequest(middle, Instant.MAX, false, false, false));

        assertThat(early.records()).isPositive();
        assertThat(late.records()).isPositive();
        assertThat(early.records() + late.records()).isEqualTo(all.records());
        assertThat(early.replayed() + late.replayed()).isEqualTo(all.replayed());
    }

    @Test
    void otherSettingsAreRefusedUnlessAccepted() {
        generate(2_000, 10);
        run(NARROW, RunMode.UNTIL_CAUGHT_UP);
        PipelineSpec other = MENDED.withHorizon(Duration.ofMinutes(1));

        assertThatThrownBy(() -> RejectedReplay.open(config(store, other), other, true, ReplayRequest.ALL)
                        .run())
                .isInstanceOf(LakeSettingsException.class)
                .hasMessageContaining("dedup.horizon");

        ReplayRequest accepting = new ReplayRequest(Instant.MIN, Instant.MAX, true, true, false);
        assertThat(RejectedReplay.open(config(store, other), other, true, accepting)
                        .run()
                        .replayed())
                .isPositive();
        audit();
    }

    @Test
    void anEmptyLakeHasNothingToReplay() {
        assertThat(replay(ReplayRequest.ALL)).isEqualTo(ReplayResult.NONE);
    }
}
