package io.sluice.lake.compact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.core.port.DataFile;
import io.sluice.core.port.DataGapException;
import io.sluice.core.port.Table;
import io.sluice.lake.Deliveries;
import io.sluice.lake.ParquetLake;
import io.sluice.lake.commit.CommitLog;
import io.sluice.lake.store.MemoryStore;
import io.sluice.lake.store.StoredObject;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class OrphanFilesTest {
    private static final String FOLDER = "events/year=2026/month=01/day=05/hour=07/";

    private final MemoryStore store = new MemoryStore();

    private static List<String> paths(List<StoredObject> objects) {
        return objects.stream().map(StoredObject::path).toList();
    }

    @Test
    void removesWhatNoRecordListsAndNothingElse() {
        ParquetLake lake = new ParquetLake(Deliveries.config(store));
        lake.open(Deliveries.request());
        DataFile live = Deliveries.commit(lake, 0, 4).added().get(0);
        byte[] bytes = store.read(live.path()).orElseThrow();
        String copy = FOLDER + "copy.parquet";
        String landedLate = FOLDER + "0000000002-somebody-00001.parquet";
        String recordMissing = FOLDER + "0000000003-somebody-00001.parquet";
        String notes = FOLDER + "notes.txt";
        for (String path : List.of(copy, landedLate, recordMissing, notes)) {
            store.createIfAbsent(path, bytes);
        }

        OrphanFiles strays = OrphanFiles.find(store);

        assertThat(paths(strays.removable())).containsExactlyInAnyOrder(copy, landedLate);
        assertThat(paths(strays.unexplained()))
                .as("its record may be what is lost")
                .containsExactly(recordMissing);
        assertThatThrownBy(() -> Compactor.open(store, () -> Instant.EPOCH).orphans())
                .isInstanceOf(DataGapException.class)
                .hasMessageContaining(recordMissing)
                .hasMessageContaining("commit 3");
        strays.remove(store);
        assertThat(paths(store.list("events"))).containsExactlyInAnyOrder(live.path(), recordMissing, notes);
        assertThat(CommitLog.open(store).liveFiles(Table.EVENTS)).hasSize(1);
    }

    /** Then it is no lake at all, and every file would be one too many. */
    @Test
    void removesNothingWithoutARecord() {
        store.createIfAbsent(FOLDER + "part-0.parquet", new byte[1]);
        OrphanFiles strays = OrphanFiles.find(store);
        assertThat(strays.removable()).isEmpty();
        assertThat(strays.unexplained()).isEmpty();
    }
}
