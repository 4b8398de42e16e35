package io.sluice.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.DataFile;
import io.sluice.core.port.DataGapException;
import io.sluice.core.port.LakeUnavailableException;
import io.sluice.core.port.StagedCommit;
import io.sluice.core.port.Table;
import io.sluice.core.port.WriterFencedException;
import io.sluice.lake.commit.CommitLog;
import io.sluice.lake.commit.CommitStep;
import io.sluice.lake.store.LocalStore;
import io.sluice.lake.store.MemoryStore;
import io.sluice.lake.store.ObjectStore;
import io.sluice.lake.store.StoredObject;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TwoWritersTest {
    private final MemoryStore store = new MemoryStore();

    /** All take over, all but one are fenced sooner or later, whoever is last finishes: nothing is lost or doubled. */
    @Test
    void racingWritersLoseAndDoubleNothing(@TempDir Path folder) throws Exception {
        int writers = 4;
        long end = 120;
        ObjectStore shared = new LocalStore(folder, false);
        ExecutorService threads = Executors.newFixedThreadPool(writers);
        try {
            List<Future<Integer>> runs = new ArrayList<>();
            for (int i = 0; i < writers; i++) {
                Callable<Integer> writer = () -> deliverOrBeFenced(new LocalStore(folder, false), end);
                runs.add(threads.submit(writer));
            }
            int fenced = 0;
            for (Future<Integer> run : runs) {
                fenced += run.get();
            }
            assertThat(fenced).as("writers that were fenced").isBetween(1, writers - 1);
        } finally {
            threads.shutdownNow();
        }
        // What a fenced writer staged after the last take-over waits for the next one.
        new ParquetLake(Deliveries.config(shared)).open(Deliveries.request());
        Deliveries.assertExactlyOnce(shared, end);
    }

    private static int deliverOrBeFenced(ObjectStore store, long end) {
        try (ParquetLake lake = new ParquetLake(Deliveries.config(store))) {
            Deliveries.deliver(lake, end, 7);
            return 0;
        } catch (WriterFencedException fenced) {
            return 1;
        }
    }

    @Test
    void aFencedWriterPublishesNothingAndTidiesUp() {
        ParquetLake first = open();
        Deliveries.commit(first, 0, 5);
        StagedCommit stale = first.stage();
        ParquetLake second = open();
        // Begun after the take-over's clean-up, so nobody else will find these.
        Deliveries.fill(stale, 5, 10);
        stale.finish();
        assertThatThrownBy(() -> stale.commit(Deliveries.draft(10)))
                .isInstanceOf(WriterFencedException.class)
                .hasMessageContaining("Commit 3")
                .hasMessageContaining("TAKE_OVER");
        stale.close();
        Deliveries.assertExactlyOnce(store, 5);
        Deliveries.commit(second, 5, 10);
        Deliveries.assertExactlyOnce(store, 10);
    }

    private ParquetLake open() {
        ParquetLake lake = new ParquetLake(Deliveries.config(store));
        lake.open(Deliveries.request());
        return lake;
    }

    /** A writer may die after its record was made and before anything was moved. */
    @Test
    void publishesWhatTheWriterBeforeOnlyRecorded() {
        ParquetLake first = dyingAt(CommitStep.RECORD_CREATED);
        first.open(Deliveries.request());
        assertThatThrownBy(() -> Deliveries.commit(first, 0, 9)).isInstanceOf(IllegalStateException.class);
        assertThat(store.list("events")).isEmpty();
        open();
        Deliveries.assertExactlyOnce(store, 9);
    }

    private ParquetLake dyingAt(CommitStep at) {
        return new ParquetLake(Deliveries.config(store), step -> {
            if (step == at) {
                throw new IllegalStateException("died");
            }
        });
    }

    /** By number, never by age: a compaction that is under way may have staged for a commit to come. */
    @Test
    void leavesStagedFilesOfLaterNumbersAlone() {
        for (String name : List.of("0000000002-x-1.events", "0000000003-x-1.events", "notes.txt")) {
            store.createIfAbsent("_sluice/staged/" + name, new byte[1]);
        }
        open();
        open();
        assertThat(store.list("_sluice/staged"))
                .extracting(StoredObject::path)
                .containsExactly("_sluice/staged/0000000003-x-1.events", "_sluice/staged/notes.txt");
    }

    /** The store fails for a moment, the process lives on. */
    @Test
    void publishesAnEarlierCommitBeforeItRecordsTheNext() {
        boolean[] failed = new boolean[1];
        ParquetLake lake = new ParquetLake(Deliveries.config(store), step -> {
            if (step == CommitStep.RECORD_CREATED && !failed[0]) {
                failed[0] = true;
                throw new LakeUnavailableException("the network is down");
            }
            if (step == CommitStep.RECORD_DUE) {
                assertThat(store.list("events")).hasSize(failed[0] ? 1 : 0);
            }
        });
        lake.open(Deliveries.request());
        assertThatThrownBy(() -> Deliveries.commit(lake, 0, 3)).isInstanceOf(LakeUnavailableException.class);
        assertThat(store.list("events")).isEmpty();
        Deliveries.commit(lake, 3, 5);
        Deliveries.assertExactlyOnce(store, 5);
    }

    @Test
    void whatAStartReadOfTheRecordsIsNotReadAgain() {
        ParquetLake lake = open();
        for (int i = 0; i < 20; i++) {
            Deliveries.commit(lake, i, i + 1);
        }
        ParquetLake next = new ParquetLake(Deliveries.config(store));
        CommitRecord start = next.open(Deliveries.request());
        assertThat(start.recoverFromCommit()).isLessThan(start.number());
        int before = store.requests();

        next.readEvents(start.recoverFromCommit(), Long.MAX_VALUE, batch -> {});

        assertThat(store.requests()).isEqualTo(before);
    }

    @Test
    void namesAFileThatIsNeededAndGone() {
        ParquetLake lake = open();
        DataFile file = Deliveries.commit(lake, 0, 1).added().get(0);
        Deliveries.commit(lake, 1, 2);
        store.overwrite(file.path(), new byte[7]);
        ParquetLake next = open();
        assertThatThrownBy(() -> next.readEvents(1, Long.MIN_VALUE, batch -> {}))
                .isInstanceOf(DataGapException.class)
                .hasMessageContainingAll(file.path(), file.bytes() + " bytes", "has 7");
        store.delete(file.path());
        assertThatThrownBy(() -> next.readEvents(1, Long.MIN_VALUE, batch -> {}))
                .isInstanceOf(DataGapException.class)
                .hasMessageContainingAll(file.path(), "is gone");
    }

    @Test
    void stopsWhereARecordedFileIsGone() {
        ParquetLake first = dyingAt(CommitStep.RECORD_CREATED);
        first.open(Deliveries.request());
        assertThatThrownBy(() -> Deliveries.commit(first, 0, 1)).isInstanceOf(IllegalStateException.class);
        DataFile file = CommitLog.open(store).liveFiles(Table.EVENTS).get(0);
        store.delete(file.stagedPath());
        assertThatThrownBy(this::open)
                .isInstanceOf(DataGapException.class)
                .hasMessageContainingAll(file.path(), file.stagedPath(), "Commit 2", "iot-events");
        store.overwrite(file.path(), new byte[3]);
        assertThatThrownBy(this::open)
                .isInstanceOf(DataGapException.class)
                .hasMessageContaining(file.path() + " has 3 bytes");
    }

    /** A compaction beside a runner takes a number now and then; the runner goes on behind it. */
    @Test
    void goesOnBehindACompaction() {
        ParquetLake lake = open();
        CommitRecord second = Deliveries.commit(lake, 0, 8);
        CommitLog compactor = CommitLog.open(store);
        DataFile old = second.added().get(0);
        DataFile merged = new DataFile(
                Table.EVENTS,
                "_sluice/staged/0000000003-compactor-00001.events",
                old.path().replace(old.path().substring(old.path().lastIndexOf('/') + 1), "merged.parquet"),
                old.rows(),
                old.bytes(),
                old.checksum(),
                old.minTime(),
                old.maxTime());
        store.createIfAbsent(merged.stagedPath(), store.read(old.path()).orElseThrow());
        CommitRecord compaction = CommitRecord.numbered(3)
                .kind(CommitRecord.Kind.COMPACTION)
                .writer("compactor")
                .time(Instant.EPOCH)
                .source(second.source())
                .partitions(second.partitions())
                .watermark(second.watermark())
                .recoverFrom(second.recoverFromCommit())
                .added(List.of(merged))
                .removed(List.of(old.path()))
                .schema(second.schemaHash())
                .settings(second.settings())
                .build();
        assertThat(compactor.append(compaction)).isEmpty();
        CommitRecord own = Deliveries.commit(lake, 8, 12);
        assertThat(own.number()).isEqualTo(4);
        assertThat(own.recoverFromCommit()).isEqualTo(2);
        Deliveries.assertExactlyOnce(store, 12);
        open();
        Deliveries.assertExactlyOnce(store, 12);
    }

    @Test
    void isFencedByATakeOverBehindACompaction() {
        ParquetLake lake = open();
        CommitRecord second = Deliveries.commit(lake, 0, 8);
        CommitLog compactor = CommitLog.open(store);
        assertThat(compactor.append(CommitRecord.numbered(3)
                        .kind(CommitRecord.Kind.COMPACTION)
                        .writer("compactor")
                        .time(Instant.EPOCH)
                        .source(second.source())
                        .partitions(second.partitions())
                        .watermark(second.watermark())
                        .recoverFrom(second.recoverFromCommit())
                        .schema(second.schemaHash())
                        .settings(second.settings())
                        .build()))
                .isEmpty();
        open();
        assertThatThrownBy(() -> Deliveries.commit(lake, 8, 12))
                .isInstanceOf(WriterFencedException.class)
                .hasMessageContaining("Commit 4");
        Deliveries.assertExactlyOnce(store, 8);
    }

    /** It sleeps between record and publication, wakes up years later, and finds its files compacted away. */
    @Test
    void aWriterThatSleptWhilePublishingIsFenced() {
        ParquetLake[] second = new ParquetLake[1];
        boolean[] slept = new boolean[1];
        ParquetLake first = new ParquetLake(Deliveries.config(store), step -> {
            if (step == CommitStep.RECORD_CREATED && !slept[0]) {
                slept[0] = true;
                second[0] = open();
                for (DataFile file : CommitLog.open(store).liveFiles(Table.EVENTS)) {
                    store.delete(file.path());
                }
            }
        });
        first.open(Deliveries.request());
        assertThatThrownBy(() -> Deliveries.commit(first, 0, 5)).isInstanceOf(WriterFencedException.class);
    }
}
