package io.sluice.lake.compact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.DataFile;
import io.sluice.core.port.DataGapException;
import io.sluice.core.port.Table;
import io.sluice.lake.Deliveries;
import io.sluice.lake.LakeConfig;
import io.sluice.lake.ParquetLake;
import io.sluice.lake.commit.CommitLog;
import io.sluice.lake.commit.CommitStep;
import io.sluice.lake.commit.DataPaths;
import io.sluice.lake.commit.StepListener;
import io.sluice.lake.compact.Compactor.Compacted;
import io.sluice.lake.store.HadoopStore;
import io.sluice.lake.store.InterruptedStore;
import io.sluice.lake.store.LocalStore;
import io.sluice.lake.store.MemoryStore;
import io.sluice.lake.store.ObjectStore;
import io.sluice.lake.store.S3Server;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compaction beside others, and cut short: no row lost, none doubled, whatever happens at whichever step. */
class CompactorTest {
    /** Hours 7 and 8 are closed then, 9 is not. */
    private static final long END = 12;

    /** Up to here a writer has brought the log in when a compaction begins: hour 7 is closed, 8 is not. */
    private static final long BEGUN = 8;

    private static final int ALL = Integer.MAX_VALUE;

    private final MemoryStore store = new MemoryStore();

    private static ParquetLake open(ObjectStore store) {
        return open(store, StepListener.NONE);
    }

    private static ParquetLake open(ObjectStore store, StepListener listener) {
        ParquetLake lake = new ParquetLake(Deliveries.config(store), listener);
        lake.open(Deliveries.request());
        return lake;
    }

    /** Two records a commit, so that every hour has two files. */
    private static void commit(ParquetLake lake, long from, long to) {
        for (long position = from; position < to; position += 2) {
            Deliveries.commit(lake, position, position + 2);
        }
    }

    private static List<Compacted> compact(ObjectStore store) {
        return compact(store, StepListener.NONE);
    }

    private static List<Compacted> compact(ObjectStore store, StepListener listener) {
        List<Compacted> compactions = new ArrayList<>();
        Compactor.open(store, () -> Instant.EPOCH, LakeConfig.newWriterId(), listener)
                .run(CompactionRequest.ALL, () -> false, compactions::add);
        return compactions;
    }

    private static Map<String, Long> filesPerHour(ObjectStore store) {
        return CommitLog.open(store).liveFiles(Table.EVENTS).stream()
                .collect(Collectors.groupingBy(
                        file -> file.path().replaceAll(".*/hour=(..)/.*", "$1"), Collectors.counting()));
    }

    @Test
    void leavesOneFileInEveryClosedHour() {
        ParquetLake lake = open(store);
        commit(lake, 0, END);
        List<DataFile> before = CommitLog.open(store).liveFiles(Table.EVENTS);
        List<Compacted> compactions = compact(store);
        assertThat(filesPerHour(store)).isEqualTo(Map.of("07", 1L, "08", 1L, "09", 2L));
        assertThat(compactions).hasSize(2);
        CommitRecord record = compactions.get(0).record();
        assertThat(record.kind()).isEqualTo(CommitRecord.Kind.COMPACTION);
        assertThat(record.number()).isEqualTo(8);
        assertThat(record.counts()).isEmpty();
        assertThat(record.removed())
                .containsExactly(before.get(0).path(), before.get(1).path());
        DataFile merged = record.added().get(0);
        assertThat(merged.rows()).isEqualTo(4);
        assertThat(merged.minTime()).isEqualTo(Deliveries.timeOf(0));
        assertThat(merged.maxTime()).isEqualTo(Deliveries.timeOf(3));
        commit(lake, END, END + 4);
        Deliveries.assertExactlyOnce(store, END + 4);
        assertThat(compact(store)).hasSize(1);
        assertThat(compact(store)).as("nothing is left to do").isEmpty();
        Deliveries.assertExactlyOnce(store, END + 4);
    }

    @Test
    void compactsWhatIsAskedForOnly() {
        commit(open(store), 0, 24);
        CompactionRequest all = CompactionRequest.ALL;
        Instant eight = Instant.parse("2026-01-05T08:00:00Z");
        Instant nine = Instant.parse("2026-01-05T09:00:00Z");
        assertThat(hours(all)).containsExactly(7, 8, 9, 10, 11);
        assertThat(hours(all.withHours(eight, nine))).containsExactly(8);
        assertThat(hours(all.withAfter(Duration.ofHours(2)))).containsExactly(7, 8, 9);
        assertThat(hours(all.withMinFiles(3))).isEmpty();
    }

    private List<Integer> hours(CompactionRequest request) {
        return Compactor.open(store, () -> Instant.EPOCH).plan(request).hours().stream()
                .map(hour -> hour.start().atZone(java.time.ZoneOffset.UTC).getHour())
                .toList();
    }

    /** The watermark is at 10:45: what a start reads again begins at 10:35. */
    @Test
    void leavesHoursAloneThatAStartReadsAgain() {
        ParquetLake lake = open(store);
        commit(lake, 0, 13);
        assertThat(CommitLog.open(store).last().orElseThrow().watermark()).isEqualTo(Deliveries.timeOf(13));
        CompactionRequest request = CompactionRequest.ALL;
        CommitRecord last = CommitLog.open(store).last().orElseThrow();
        long ten = Deliveries.timeOf(12) / 3_600_000_000L;
        assertThat(request.closedBefore(at(last, Deliveries.timeOf(12) + 599_999_999)))
                .isEqualTo(ten - 1);
        assertThat(request.closedBefore(at(last, Deliveries.timeOf(12) + 600_000_000)))
                .isEqualTo(ten);
        assertThat(request.closedBefore(at(last, Long.MIN_VALUE))).isEqualTo(Long.MIN_VALUE);
    }

    private static CommitRecord at(CommitRecord record, long watermark) {
        return CommitRecord.numbered(record.number())
                .kind(record.kind())
                .writer(record.writerId())
                .time(record.time())
                .source(record.source())
                .partitions(record.partitions())
                .watermark(watermark)
                .recoverFrom(record.recoverFromCommit())
                .added(record.added())
                .removed(record.removed())
                .counts(record.counts())
                .schema(record.schemaHash())
                .settings(record.settings())
                .build();
    }

    @Test
    void anEmptyLakeHasNothingToCompact() {
        assertThat(compact(store)).isEmpty();
        open(store);
        assertThat(compact(store)).isEmpty();
    }

    @Test
    void namesADamagedFileAndGoesOnWithTheOtherHours() {
        ParquetLake lake = open(store);
        commit(lake, 0, END);
        DataFile damaged = CommitLog.open(store).liveFiles(Table.EVENTS).get(1);
        byte[] bytes = store.read(damaged.path()).orElseThrow();
        Arrays.fill(bytes, 4, 200, (byte) 7);
        store.overwrite(damaged.path(), bytes);
        assertThatThrownBy(() -> compact(store))
                .isInstanceOf(DataGapException.class)
                .hasMessageContaining(damaged.path());
        assertThat(filesPerHour(store)).isEqualTo(Map.of("07", 2L, "08", 1L, "09", 2L));
        assertThat(store.list(DataPaths.STAGED_FOLDER)).isEmpty();
    }

    @Test
    void stopsOnRequestAndLeavesNothingBehind() {
        commit(open(store), 0, BEGUN);
        boolean[] stopped = new boolean[1];
        Compactor.open(store, () -> Instant.EPOCH, "c", step -> stopped[0] |= step == CommitStep.FILE_BEGUN)
                .run(CompactionRequest.ALL, () -> stopped[0], compacted -> {});
        Deliveries.assertExactlyOnce(store, BEGUN);
        assertThat(filesPerHour(store)).containsEntry("07", 2L);
    }

    /** Does something once, at the n-th time a step is passed. */
    private static final class Meanwhile implements StepListener {
        private final CommitStep at;
        private final int occurrence;
        private final Runnable action;
        private int seen;

        Meanwhile(CommitStep at, int occurrence, Runnable action) {
            this.at = at;
            this.occurrence = occurrence;
            this.action = action;
        }

        @Override
        public void passed(CommitStep step) {
            if (step == at && ++seen == occurrence) {
                action.run();
            }
        }

        boolean happened() {
            return seen >= occurrence;
        }
    }

    /** Something to be tried for every step and every time it is passed, until it is not passed so often. */
    private interface Scenario {
        /** Whether the action came to run. */
        boolean run(CommitStep step, int occurrence);
    }

    private static Set<CommitStep> atEveryStep(int occurrences, Scenario scenario) {
        Set<CommitStep> happenedAt = EnumSet.noneOf(CommitStep.class);
        for (CommitStep step : CommitStep.values()) {
            int occurrence = 1;
            while (occurrence <= occurrences && scenario.run(step, occurrence)) {
                happenedAt.add(step);
                occurrence++;
            }
        }
        return happenedAt;
    }

    private static final Set<CommitStep> OF_A_COMPACTION = EnumSet.of(
            CommitStep.FILE_BEGUN,
            CommitStep.FILE_FINISHED,
            CommitStep.FILES_SYNCED,
            CommitStep.RECORD_DUE,
            CommitStep.RECORD_CREATED,
            CommitStep.FILE_REMOVED,
            CommitStep.FILE_MOVED,
            CommitStep.PUBLISHED,
            CommitStep.SEGMENTS_WRITTEN);

    @Test
    void aRunnerCommitsAtEveryStepOfACompaction() {
        Set<CommitStep> steps = atEveryStep(ALL, (step, occurrence) -> {
            MemoryStore lakeStore = new MemoryStore();
            ParquetLake lake = open(lakeStore);
            commit(lake, 0, BEGUN);
            Meanwhile meanwhile = new Meanwhile(step, occurrence, () -> commit(lake, BEGUN, BEGUN + 2));
            compact(lakeStore, meanwhile);
            if (meanwhile.happened()) {
                commit(lake, BEGUN + 2, END);
                assertSoundAndCompact(lakeStore);
            }
            return meanwhile.happened();
        });
        assertThat(steps).isEqualTo(OF_A_COMPACTION);
    }

    @Test
    void aRunnerTakesOverAtEveryStepOfACompaction() {
        Set<CommitStep> steps = atEveryStep(ALL, (step, occurrence) -> {
            MemoryStore lakeStore = new MemoryStore();
            commit(open(lakeStore), 0, BEGUN);
            ParquetLake[] next = new ParquetLake[1];
            Meanwhile meanwhile = new Meanwhile(step, occurrence, () -> {
                next[0] = open(lakeStore);
                commit(next[0], BEGUN, BEGUN + 2);
            });
            compact(lakeStore, meanwhile);
            if (meanwhile.happened()) {
                commit(next[0], BEGUN + 2, END);
                assertSoundAndCompact(lakeStore);
            }
            return meanwhile.happened();
        });
        assertThat(steps).isEqualTo(OF_A_COMPACTION);
    }

    @Test
    void anotherCompactionRunsAtEveryStepOfACompaction() {
        Set<CommitStep> steps = atEveryStep(ALL, (step, occurrence) -> {
            MemoryStore lakeStore = new MemoryStore();
            ParquetLake lake = open(lakeStore);
            commit(lake, 0, BEGUN);
            Meanwhile meanwhile = new Meanwhile(step, occurrence, () -> compact(lakeStore));
            compact(lakeStore, meanwhile);
            if (meanwhile.happened()) {
                commit(lake, BEGUN, END);
                assertSoundAndCompact(lakeStore);
            }
            return meanwhile.happened();
        });
        assertThat(steps).isEqualTo(OF_A_COMPACTION);
    }

    /** Twice, since the first leaves files alone that it found unpublished; they are in closed hours here. */
    @Test
    void compactionsRunAtEveryStepOfACommit() {
        Set<CommitStep> steps = atEveryStep(ALL, (step, occurrence) -> {
            MemoryStore lakeStore = new MemoryStore();
            commit(open(lakeStore), 0, 2);
            Meanwhile meanwhile = new Meanwhile(step, occurrence, () -> {
                compact(lakeStore);
                compact(lakeStore);
            });
            ParquetLake lake = open(lakeStore, meanwhile);
            Deliveries.commit(lake, 2, BEGUN);
            commit(lake, BEGUN, END);
            assertSoundAndCompact(lakeStore);
            return meanwhile.happened();
        });
        assertThat(steps).contains(CommitStep.RECORD_DUE, CommitStep.RECORD_CREATED, CommitStep.FILE_MOVED);
    }

    private static void assertSoundAndCompact(ObjectStore store) {
        compact(store);
        open(store);
        Deliveries.assertExactlyOnce(store, END);
        assertThat(filesPerHour(store)).isEqualTo(Map.of("07", 1L, "08", 1L, "09", 2L));
    }

    private static final class Died extends Error {
        private static final long serialVersionUID = 1L;
    }

    @Test
    void whoeverStartsNextRollsACompactionForward() {
        diesAtEveryStep(ALL, true, name -> new MemoryStore());
        diesAtEveryStep(ALL, false, name -> new MemoryStore());
    }

    @Test
    @Tag("integration")
    void whoeverStartsNextRollsACompactionForwardOnALocalFolder(@TempDir Path folder) {
        diesAtEveryStep(ALL, true, name -> new LocalStore(folder.resolve(name), false));
    }

    @Test
    @Tag("integration")
    void whoeverStartsNextRollsACompactionForwardOnS3(@TempDir Path folder) {
        try (S3Server server = S3Server.start(folder)) {
            // Requests take their time: once at each step that leaves something to be rolled forward has to do.
            for (CommitStep step : List.of(CommitStep.RECORD_CREATED, CommitStep.FILE_REMOVED, CommitStep.FILE_MOVED)) {
                assertThat(diesAt(step, 1, false, HadoopStore.open(S3Server.newRoot(), server.properties(), false)))
                        .isTrue();
            }
        }
    }

    private static void diesAtEveryStep(
            int occurrences, boolean compactorIsNext, Function<String, ObjectStore> stores) {
        Set<CommitStep> steps = atEveryStep(
                occurrences,
                (step, occurrence) -> diesAt(step, occurrence, compactorIsNext, stores.apply(step + "-" + occurrence)));
        assertThat(steps).isEqualTo(OF_A_COMPACTION);
    }

    /** Whether the compaction came to die; the lake is sound either way. */
    private static boolean diesAt(CommitStep step, int occurrence, boolean compactorIsNext, ObjectStore lakeStore) {
        commit(open(lakeStore), 0, END);
        Meanwhile death = new Meanwhile(step, occurrence, () -> {
            throw new Died();
        });
        try {
            compact(lakeStore, death);
        } catch (Died died) {
            // As planned.
        }
        if (compactorIsNext) {
            compact(lakeStore);
        }
        open(lakeStore);
        Deliveries.assertExactlyOnce(lakeStore, END);
        assertSoundAndCompact(lakeStore);
        return death.happened();
    }

    @Test
    @Tag("integration")
    void survivesDyingAtEveryRequestToTheStore() {
        for (boolean reachesStore : new boolean[] {false, true}) {
            int request = 1;
            while (diesAt(request, reachesStore)) {
                request++;
            }
            assertThat(request).as("requests of a whole compaction").isGreaterThan(30);
        }
    }

    private static boolean diesAt(int request, boolean reachesStore) {
        MemoryStore store = new MemoryStore();
        commit(open(store), 0, END);
        InterruptedStore mortal = new InterruptedStore(store, request, reachesStore);
        for (ObjectStore next : List.of(mortal, new InterruptedStore(store, 10 + request % 37, !reachesStore))) {
            try {
                compact(next);
            } catch (InterruptedStore.Died died) {
                // The next one repairs.
            }
        }
        assertSoundAndCompact(store);
        return mortal.isDead();
    }
}
