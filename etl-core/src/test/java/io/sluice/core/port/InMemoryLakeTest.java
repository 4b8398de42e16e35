package io.sluice.core.port;

import io.sluice.core.event.EventBatch;
import java.util.List;

class InMemoryLakeTest extends LakeContract {
    private final InMemoryLake lake = new InMemoryLake().withLivingWriters();

    @Override
    protected Lake newLake() {
        return lake;
    }

    @Override
    protected List<String> published(Table table) {
        return switch (table) {
            case EVENTS -> offsets(lake.events());
            case LATE -> offsets(lake.late());
            case REJECTED ->
                lake.rejected().stream()
                        .map(rejection -> rejection.partition() + ":" + rejection.offset())
                        .toList();
            case WINDOWS ->
                lake.windows().stream().map(row -> Long.toString(row.start())).toList();
        };
    }

    private static List<String> offsets(List<EventBatch> batches) {
        return SampleRows.rows(batches).stream()
                .map(row -> row.partition() + ":" + row.offset())
                .toList();
    }
}
