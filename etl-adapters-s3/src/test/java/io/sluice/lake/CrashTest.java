package io.sluice.lake;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.core.port.StagedCommit;
import io.sluice.lake.commit.CommitStep;
import io.sluice.lake.commit.StepListener;
import io.sluice.lake.store.HadoopStore;
import io.sluice.lake.store.InterruptedStore;
import io.sluice.lake.store.LocalStore;
import io.sluice.lake.store.MemoryStore;
import io.sluice.lake.store.ObjectStore;
import io.sluice.lake.store.S3Server;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Wherever a writer dies, the next one goes on: no record lost, none doubled, nothing left lying about. */
class CrashTest {
    private static final long END = 24;
    private static final int STEP = 9;
    private static final int ALL = Integer.MAX_VALUE;

    /** Dies when a step is passed for the n-th time. */
    private static final class Death implements StepListener {
        private final CommitStep at;
        private final int occurrence;
        private int seen;

        Death(CommitStep at, int occurrence) {
            this.at = at;
            this.occurrence = occurrence;
        }

        @Override
        public void passed(CommitStep step) {
            if (step == at && ++seen == occurrence) {
                throw new Died();
            }
        }
    }

    private static final class Died extends Error {
        private static final long serialVersionUID = 1L;
    }

    @Test
    void survivesDyingAtEveryStep() {
        diesAtEveryStep(ALL, name -> new MemoryStore());
    }

    @Test
    @Tag("integration")
    void survivesDyingAtEveryStepOnALocalFolder(@TempDir Path folder) {
        diesAtEveryStep(ALL, name -> new LocalStore(folder.resolve(name), false));
    }

    @Test
    @Tag("integration")
    void survivesDyingAtEveryStepOnS3(@TempDir Path folder) {
        try (S3Server server = S3Server.start(folder)) {
            // Requests take their time: the first time each step is passed has to do.
            diesAtEveryStep(1, name -> HadoopStore.open(S3Server.newRoot(), server.properties(), false));
        }
    }

    private static void diesAtEveryStep(int occurrences, Function<String, ObjectStore> stores) {
        Set<CommitStep> diedAt = EnumSet.noneOf(CommitStep.class);
        for (CommitStep step : CommitStep.values()) {
            int occurrence = 1;
            while (occurrence <= occurrences && dies(stores.apply(step + "-" + occurrence), step, occurrence)) {
                diedAt.add(step);
                occurrence++;
            }
        }
        // FILE_REMOVED belongs to compactions: see CompactorTest.
        assertThat(diedAt).isEqualTo(EnumSet.complementOf(EnumSet.of(CommitStep.FILE_REMOVED)));
    }

    /** Whether the writer came to die; the lake is sound either way. */
    private static boolean dies(ObjectStore store, CommitStep step, int occurrence) {
        leaveGarbage(store);
        boolean died = attempt(new ParquetLake(Deliveries.config(store), new Death(step, occurrence)));
        attempt(new ParquetLake(Deliveries.config(store)));
        Deliveries.assertExactlyOnce(store, END);
        return died;
    }

    /** As a writer before leaves it, so that there is something to clean up. */
    private static void leaveGarbage(ObjectStore store) {
        ParquetLake lake = new ParquetLake(Deliveries.config(store));
        lake.open(Deliveries.request());
        Deliveries.commit(lake, 0, 3);
        // Finished, because an object store shows nothing of what is not.
        StagedCommit staged = lake.stage();
        Deliveries.fill(staged, 3, 6);
        staged.finish();
        store.createIfAbsent(ObjectStore.TEMPORARY_FOLDER + "/left.tmp", new byte[1]);
    }

    /** No close, no clean-up: that is what dying is. */
    private static boolean attempt(ParquetLake lake) {
        try {
            Deliveries.deliver(lake, END, STEP);
            return false;
        } catch (Died | InterruptedStore.Died death) {
            return true;
        }
    }

    @Test
    @Tag("integration")
    void survivesDyingAtEveryRequestToTheStore() {
        for (boolean reachesStore : new boolean[] {false, true}) {
            int request = 1;
            while (diesAt(request, reachesStore)) {
                request++;
            }
            assertThat(request).as("requests of a whole run").isGreaterThan(50);
        }
    }

    private static boolean diesAt(int request, boolean reachesStore) {
        MemoryStore store = new MemoryStore();
        leaveGarbage(store);
        InterruptedStore mortal = new InterruptedStore(store, request, reachesStore);
        attempt(new ParquetLake(Deliveries.config(mortal)));
        // The second dies as well, on its way to repair what the first left; the third gets through.
        attempt(new ParquetLake(Deliveries.config(new InterruptedStore(store, 10 + request % 37, !reachesStore))));
        attempt(new ParquetLake(Deliveries.config(store)));
        Deliveries.assertExactlyOnce(store, END);
        return mortal.isDead();
    }
}
