package io.sluice.lake.write;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.core.event.EventBatch;
import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.DataFile;
import io.sluice.core.port.PartitionState;
import io.sluice.core.port.SampleRows;
import io.sluice.core.port.StagedCommit.CommitDraft;
import io.sluice.lake.Deliveries;
import io.sluice.lake.ParquetLake;
import io.sluice.lake.commit.DataPaths;
import io.sluice.lake.parquet.CommittedEvents;
import io.sluice.lake.store.MemoryStore;
import io.sluice.lake.store.ObjectStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TaskWriterTest {
    private final ObjectStore store = new MemoryStore();

    @Test
    void partsOfSeveralWritersBecomeOneCommit() {
        ParquetLake lake = new ParquetLake(Deliveries.config(store));
        lake.open(Deliveries.request());
        List<DataFile> files = new ArrayList<>();
        files.addAll(part(lake, "a1", 0, 5).finish());
        files.addAll(part(lake, "a2", 5, 9).finish());

        CommitRecord record = lake.commit(files, batchDraft(9, 41L));

        assertThat(record.number()).isEqualTo(2);
        assertThat(record.notes()).containsEntry("spark_batch_id", "41");
        Deliveries.assertExactlyOnce(store, 9);
        assertThat(lake.nextNumber()).isEqualTo(3);
        List<Long> offsets = new ArrayList<>();
        CommittedEvents.read(
                store,
                Deliveries.SPEC.schema(),
                Deliveries.SPEC.roles(),
                lake.recoveryFiles(Deliveries.timeOf(5)),
                batch -> {
                    for (int row = 0; row < batch.rows(); row++) {
                        offsets.add(batch.offset(row));
                    }
                });
        assertThat(offsets).contains(5L, 6L, 7L, 8L);
    }

    @Test
    void aPartGivenUpLeavesNothing() {
        ParquetLake lake = new ParquetLake(Deliveries.config(store));
        lake.open(Deliveries.request());

        part(lake, "a1", 0, 5).close();

        assertThat(store.list(DataPaths.STAGED_FOLDER)).isEmpty();
    }

    @Test
    void filesThatNobodyRecordedAreRemovedByTheNextStart() {
        ParquetLake lake = new ParquetLake(Deliveries.config(store));
        lake.open(Deliveries.request());
        List<DataFile> recorded = part(lake, "a1", 0, 5).finish();
        try (TaskWriter lost = part(lake, "a2", 0, 5)) {
            lost.finish();
        }
        lake.commit(recorded, batchDraft(5, 0L));

        new ParquetLake(Deliveries.config(store)).open(Deliveries.request());

        Deliveries.assertExactlyOnce(store, 5);
    }

    private TaskWriter part(ParquetLake lake, String writer, long from, long to) {
        TaskWriter part =
                Deliveries.config(store).withWriterId(writer).writers().begin("iot-events", lake.nextNumber());
        long[] times = new long[(int) (to - from)];
        for (int i = 0; i < times.length; i++) {
            times[i] = Deliveries.timeOf(from + i);
        }
        EventBatch batch = SampleRows.batch(Deliveries.SPEC.schema(), Deliveries.SPEC.roles(), 0, from, times);
        part.addEvents(batch, SampleRows.all(batch), batch.rows());
        return part;
    }

    private static CommitDraft batchDraft(long next, long batch) {
        long greatest = Deliveries.timeOf(next - 1);
        return new CommitDraft(
                CommitRecord.Kind.INGEST,
                Instant.EPOCH,
                Map.of(0, new PartitionState(next, greatest)),
                greatest,
                Deliveries.timeOf(0),
                Map.of(),
                Map.of("spark_batch_id", Long.toString(batch)));
    }
}
