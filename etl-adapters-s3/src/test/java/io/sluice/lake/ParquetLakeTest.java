package io.sluice.lake;

import io.sluice.core.port.Lake;
import io.sluice.core.port.LakeContract;
import io.sluice.core.port.Table;
import io.sluice.lake.store.LocalStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;

class ParquetLakeTest extends LakeContract {
    private static final Duck DUCK = new Duck();

    @TempDir
    Path root;

    @AfterAll
    static void close() {
        DUCK.close();
    }

    @Override
    protected Lake newLake() {
        return new ParquetLake(LakeConfig.of(
                new LocalStore(root, false), SPEC.schema(), SPEC.roles(), SPEC.windows(), () -> Instant.EPOCH));
    }

    @Override
    protected List<String> published(Table table) {
        if (!Files.exists(root.resolve(table.folder()))) {
            return List.of();
        }
        String columns = table == Table.WINDOWS ? "epoch_us(window_start)" : "source_partition || ':' || source_offset";
        try (Duck duck = new Duck()) {
            return duck.rows(
                    "SELECT " + columns + " FROM read_parquet('" + root.resolve(table.folder()) + "/**/*.parquet')");
        }
    }
}
