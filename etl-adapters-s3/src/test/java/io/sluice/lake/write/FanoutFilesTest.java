package io.sluice.lake.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.DataFile;
import io.sluice.core.port.LakeUnavailableException;
import io.sluice.core.port.StagedCommit;
import io.sluice.core.port.Table;
import io.sluice.lake.Deliveries;
import io.sluice.lake.ParquetLake;
import io.sluice.lake.commit.CommitStep;
import io.sluice.lake.store.Meeting;
import io.sluice.lake.store.MemoryStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A file that is whole is uploaded, beside others, before the commit is recorded. */
class FanoutFilesTest {
    /** Four records an hour: eight hours, a file each. */
    private static final long END = 32;

    private final MemoryStore store = new MemoryStore();

    @Test
    void uploadsSeveralAtATime() {
        Meeting meeting = new Meeting(4);

        // Each waits for three others, which one after the other would be for ever.
        store.beforeUploads(path -> meeting.join());
        Deliveries.deliver(new ParquetLake(Deliveries.config(store)), END, (int) END);

        Deliveries.assertExactlyOnce(store, END);
    }

    @Test
    void recordsFilesInTheOrderOfTheirHours() {
        ParquetLake lake = new ParquetLake(Deliveries.config(store));
        lake.open(Deliveries.request());

        CommitRecord record = Deliveries.commit(lake, 0, END);

        assertThat(record.added()).hasSize(8).extracting(DataFile::path).isSorted();
    }

    @Test
    void tellsOfEachFileThatIsInTheStoreAndOfNoOther() {
        List<CommitStep> steps = new ArrayList<>();
        AtomicInteger uploaded = new AtomicInteger();
        store.beforeUploads(path -> uploaded.incrementAndGet());
        ParquetLake lake = new ParquetLake(Deliveries.config(store), step -> {
            if (step == CommitStep.FILE_FINISHED || step == CommitStep.FILES_SYNCED) {
                steps.add(step);
                assertThat(uploaded.get()).isGreaterThanOrEqualTo(Math.min(8, steps.size()));
            }
        });

        Deliveries.deliver(lake, END, (int) END);

        assertThat(steps).hasSize(9).endsWith(CommitStep.FILES_SYNCED);
    }

    @Test
    void whereOneUploadFailsTheCommitIsGivenUpAndNothingOfItIsLeft() {
        AtomicInteger uploads = new AtomicInteger();
        store.beforeUploads(path -> {
            if (uploads.incrementAndGet() == 3) {
                throw new IOException("gone");
            }
        });
        ParquetLake lake = new ParquetLake(Deliveries.config(store));
        lake.open(Deliveries.request());

        try (StagedCommit staged = lake.stage()) {
            Deliveries.fill(staged, 0, END);
            assertThatThrownBy(staged::finish)
                    .isInstanceOf(LakeUnavailableException.class)
                    .hasMessageContaining("gone");
            assertThatThrownBy(() -> staged.commit(Deliveries.draft(END))).isInstanceOf(IllegalStateException.class);
        }

        Deliveries.assertExactlyOnce(store, 0);
        Deliveries.deliver(new ParquetLake(Deliveries.config(store)), END, 5);
        Deliveries.assertExactlyOnce(store, END);
    }

    @Test
    void filesThatTakeTooMuchOfASmallHeapByBeingOpenAreSealedEarlier() {
        AtomicInteger uploads = new AtomicInteger();
        store.beforeUploads(path -> uploads.incrementAndGet());
        TaskWriterFactory factory = Deliveries.config(store).writers();
        long heapForTwo = 8 * 2 * factory.openFileBytes(Table.EVENTS);
        FanoutFiles files = new FanoutFiles(factory, 1, heapForTwo);

        for (int hour = 0; hour < 50; hour++) {
            files.written(files.file(Table.EVENTS, hour));
        }

        assertThat(uploads.get()).as("before they are finished").isBetween(16, 48);
        assertThat(files.finish()).hasSize(50);
    }

    @Test
    void moreHoursThanMayBeOpenAreUploadedAsTheyAreSealed() {
        AtomicInteger uploads = new AtomicInteger();
        store.beforeUploads(path -> uploads.incrementAndGet());
        ParquetLake lake = new ParquetLake(Deliveries.config(store).withMaxOpenHours(2));
        lake.open(Deliveries.request());
        long end = 4 * 50;

        try (StagedCommit staged = lake.stage()) {
            Deliveries.fill(staged, 0, end);
            assertThat(uploads.get()).as("before the commit is finished").isBetween(16, 48);
            staged.finish();
            staged.commit(Deliveries.draft(end));
        }

        assertThat(uploads.get()).isEqualTo(50);
        Deliveries.assertExactlyOnce(store, end);
    }
}
