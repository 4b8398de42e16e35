package io.sluice.lake;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.lake.store.InterruptedStore;
import io.sluice.lake.store.LateStore;
import io.sluice.lake.store.MemoryStore;
import io.sluice.lake.store.ObjectStore;
import io.sluice.lake.store.WatchedStore;
import org.junit.jupiter.api.Test;

/**
 * Every writing request of a run is lost on its way in turn, the process dies, another takes the lake over, and the
 * request arrives after all: before any request of the other, so also within its take-over and its commits.
 */
class LateRequestTest {
    private static final long END = 10;
    private static final int STEP = 5;

    /** All pairs of requests would take a minute; each request of either is in one pair at least. */
    private static final int STRIDE = 7;

    @Test
    void aRequestThatArrivesAfterATakeOverPublishesNothingTwice() {
        int lateAt = 1;
        int landings = 0;
        int before;
        do {
            before = landings;
            for (int landAt = 1 + lateAt % STRIDE; arrivesLate(lateAt, landAt); landAt += STRIDE) {
                landings++;
            }
            lateAt++;
        } while (landings > before);
        assertThat(lateAt).as("writing requests of a whole run").isGreaterThan(15);
        assertThat(landings).isGreaterThan(40);
    }

    /** Whether there were as many requests as that, of the one that died and of the one that took over. */
    private static boolean arrivesLate(int lateAt, int landAt) {
        MemoryStore store = new MemoryStore();
        LateStore first = new LateStore(store, lateAt);
        try {
            Deliveries.deliver(new ParquetLake(Deliveries.config(first)), END, STEP);
        } catch (InterruptedStore.Died died) {
            // as it should
        }
        if (!first.isLate()) {
            return false;
        }
        WatchedStore second = new WatchedStore(store, landAt, first::land);
        Deliveries.deliver(new ParquetLake(Deliveries.config(second)), END, STEP);
        // A file that arrives when nobody waits for it any more is swept by the next start.
        open(store);
        Deliveries.assertExactlyOnce(store, END);
        return second.happened();
    }

    private static void open(ObjectStore store) {
        new ParquetLake(Deliveries.config(store)).open(Deliveries.request());
    }
}
