package io.sluice.lake;

import io.sluice.core.port.Lake;
import io.sluice.core.port.LakeContract;
import io.sluice.core.port.Table;
import io.sluice.lake.store.HadoopStore;
import io.sluice.lake.store.ObjectStore;
import io.sluice.lake.store.S3Server;
import io.sluice.lake.store.StoredObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** The lake on S3. What is published is copied to local files, where another reader takes it. */
@Tag("integration")
class S3LakeTest extends LakeContract {
    @TempDir
    static Path folder;

    private static S3Server server;

    @TempDir
    Path copies;

    private final URI root = S3Server.newRoot();

    @BeforeAll
    static void start() {
        server = S3Server.start(folder);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private ObjectStore store() {
        return HadoopStore.open(root, server.properties(), false);
    }

    @Override
    protected Lake newLake() {
        return new ParquetLake(
                LakeConfig.of(store(), SPEC.schema(), SPEC.roles(), SPEC.windows(), () -> Instant.EPOCH));
    }

    @Override
    protected List<String> published(Table table) {
        ObjectStore store = store();
        List<String> rows = new ArrayList<>();
        String columns = table == Table.WINDOWS ? "epoch_us(window_start)" : "source_partition || ':' || source_offset";
        try (Duck duck = new Duck()) {
            for (StoredObject object : store.list(table.folder())) {
                Path copy = copies.resolve(object.path().replace('/', '-'));
                Files.write(copy, store.read(object.path()).orElseThrow());
                rows.addAll(duck.rows("SELECT " + columns + " FROM read_parquet('" + copy + "')"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return rows;
    }
}
