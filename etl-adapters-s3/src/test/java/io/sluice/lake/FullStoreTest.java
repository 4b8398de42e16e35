package io.sluice.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sluice.core.port.LakeUnavailableException;
import io.sluice.lake.store.FullStore;
import io.sluice.lake.store.MemoryStore;
import org.junit.jupiter.api.Test;

/** Wherever the room runs out, the commits before it stand, and the next run goes on once there is room. */
class FullStoreTest {
    private static final long END = 24;
    private static final int STEP = 6;

    @Test
    void goesOnWhereverTheRoomRanOut() {
        int fitted = 0;
        for (long room = 100; fitted == 0; room += 2_777) {
            MemoryStore store = new MemoryStore();
            if (fits(store, room)) {
                fitted++;
            }
            Deliveries.deliver(new ParquetLake(Deliveries.config(store)), END, STEP);
            Deliveries.assertExactlyOnce(store, END);
        }
    }

    private static boolean fits(MemoryStore store, long room) {
        ParquetLake lake = new ParquetLake(Deliveries.config(new FullStore(store, room)));
        try {
            Deliveries.deliver(lake, END, STEP);
            return true;
        } catch (LakeUnavailableException full) {
            return false;
        }
    }

    @Test
    void namesTheFileAndWhatToDo() {
        String message = "";
        for (long room = 1_000; !message.contains("_sluice/staged/"); room += 200) {
            message = whatIsSaidOfAFullStore(room);
        }
        assertThat(message).contains("No space left on device", "make room");
    }

    private static String whatIsSaidOfAFullStore(long room) {
        ParquetLake lake = new ParquetLake(Deliveries.config(new FullStore(new MemoryStore(), room)));
        return catchThrowableOfType(LakeUnavailableException.class, () -> Deliveries.deliver(lake, END, STEP))
                .getMessage();
    }
}
