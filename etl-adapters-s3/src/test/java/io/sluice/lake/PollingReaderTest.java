package io.sluice.lake;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.core.port.DataFile;
import io.sluice.lake.store.LocalStore;
import io.sluice.lake.store.ObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A judge that nothing can displease would judge nothing. */
class PollingReaderTest {
    @TempDir
    Path folder;

    @TempDir
    Path copies;

    private ObjectStore store;
    private ParquetLake lake;
    private DataFile file;

    @BeforeEach
    void write() {
        store = new LocalStore(folder, false);
        lake = new ParquetLake(Deliveries.config(store));
        lake.open(Deliveries.request());
        file = Deliveries.commit(lake, 0, 3).added().get(0);
    }

    @AfterEach
    void close() {
        lake.close();
    }

    private PollingReader reader() {
        return PollingReader.start(folder, Deliveries.SPEC.windows(), false);
    }

    @Test
    void isContentWithASoundLake() {
        try (PollingReader reader = reader();
                PollingReader remote = PollingReader.start(store, copies, Deliveries.SPEC.windows(), false)) {
            Deliveries.commit(lake, 3, 8);
            assertThat(reader.finish().violations()).isEmpty();
            assertThat(reader.finish().rows()).isEqualTo(8);
            assertThat(remote.finish().violations()).isEmpty();
            assertThat(remote.finish().rows()).isEqualTo(8);
        }
    }

    @Test
    void seesADoubledRow() throws IOException {
        try (PollingReader reader = reader()) {
            Path original = folder.resolve(file.path());
            Files.copy(original, original.resolveSibling("again.parquet"));
            assertThat(reader.finish().violations())
                    .anySatisfy(violation -> assertThat(violation).contains("seen twice: row|0:0|2"));
        }
    }

    @Test
    void seesHalfAFile() throws IOException {
        try (PollingReader reader = reader()) {
            Files.write(folder.resolve("events/half.parquet"), new byte[] {'P', 'A', 'R', '1', 0, 0});
            assertThat(reader.finish().violations())
                    .anySatisfy(violation -> assertThat(violation).contains("cannot be read", "half.parquet"));
        }
    }

    @Test
    void seesARowThatVanished() {
        Deliveries.commit(lake, 3, 8);
        try (PollingReader reader = reader();
                PollingReader remote = PollingReader.start(store, copies, Deliveries.SPEC.windows(), false)) {
            reader.finish();
            remote.finish();
            store.delete(file.path());
            assertThat(reader.finish().violations())
                    .anySatisfy(violation -> assertThat(violation).contains("vanished: row|0:"));
            assertThat(remote.finish().violations())
                    .anySatisfy(violation -> assertThat(violation).contains("vanished: row|0:"));
        }
    }
}
