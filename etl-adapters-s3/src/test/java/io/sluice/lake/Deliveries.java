package io.sluice.lake;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.core.event.EventBatch;
import io.sluice.core.pipeline.PipelineSpec;
import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.DataFile;
import io.sluice.core.port.Lake;
import io.sluice.core.port.Lake.LakeRequest;
import io.sluice.core.port.PartitionState;
import io.sluice.core.port.SampleRows;
import io.sluice.core.port.SourceIdentity;
import io.sluice.core.port.StagedCommit;
import io.sluice.core.port.StagedCommit.CommitDraft;
import io.sluice.core.port.Table;
import io.sluice.lake.commit.CommitLog;
import io.sluice.lake.commit.DataPaths;
import io.sluice.lake.parquet.EventFileReader;
import io.sluice.lake.store.ObjectStore;
import io.sluice.lake.store.StoredObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * A stand-in for the pipeline: a log of one source partition with as many records as the test says, all of them events,
 * brought into a lake some at a time from wherever the lake says it ends. And the judgement: each once, nothing besides.
 */
public final class Deliveries {
    public static final PipelineSpec SPEC = PipelineSpec.builtIn();
    public static final SourceIdentity SOURCE = new SourceIdentity("iot-events", "topic-id");
    private static final long BASE = Instant.parse("2026-01-05T07:00:00Z").getEpochSecond() * 1_000_000;
    private static final long QUARTER = 15 * 60 * 1_000_000L;

    private Deliveries() {}

    public static LakeConfig config(ObjectStore store) {
        return LakeConfig.of(store, SPEC.schema(), SPEC.roles(), SPEC.windows(), () -> Instant.EPOCH);
    }

    public static LakeRequest request() {
        return new LakeRequest(SOURCE, SPEC.compatibilitySettings(), false);
    }

    public static long timeOf(long offset) {
        return BASE + offset * QUARTER;
    }

    /** The id of the event at an offset, as text. */
    public static String idOf(long offset) {
        EventBatch batch = SampleRows.batch(SPEC.schema(), SPEC.roles(), 0, offset, timeOf(offset));
        return new UUID(batch.idHigh(0), batch.idLow(0)).toString();
    }

    /** Brings the records up to {@code end} in, {@code step} a commit. */
    public static void deliver(Lake lake, long end, int step) {
        CommitRecord start = lake.open(request());
        PartitionState state = start.partitions().get(0);
        long position = state == null ? 0 : state.position();
        while (position < end) {
            long next = Math.min(end, position + step);
            commit(lake, position, next);
            position = next;
        }
    }

    /** Commits the records from one position to another. */
    public static CommitRecord commit(Lake lake, long position, long next) {
        try (StagedCommit staged = lake.stage()) {
            fill(staged, position, next);
            staged.finish();
            return staged.commit(draft(next));
        }
    }

    public static void fill(StagedCommit staged, long position, long next) {
        long[] times = LongStream.range(position, next).map(Deliveries::timeOf).toArray();
        EventBatch batch = SampleRows.batch(SPEC.schema(), SPEC.roles(), 0, position, times);
        staged.addEvents(batch, SampleRows.all(batch), batch.rows());
    }

    public static CommitDraft draft(long next) {
        return draft(next, timeOf(next - 1) - 4 * QUARTER);
    }

    public static CommitDraft draft(long next, long neededFromEventTime) {
        long greatest = timeOf(next - 1);
        return new CommitDraft(
                CommitRecord.Kind.INGEST,
                Instant.EPOCH,
                Map.of(0, new PartitionState(next, greatest)),
                greatest,
                neededFromEventTime,
                Map.of());
    }

    /** Holds a lake to have every record once, and no object that a sound lake would not have. */
    public static void assertExactlyOnce(ObjectStore store, long end) {
        CommitLog log = CommitLog.open(store);
        List<DataFile> live = log.liveFiles(Table.EVENTS);
        List<Long> offsets = new ArrayList<>();
        EventFileReader reader = new EventFileReader(SPEC.schema(), SPEC.roles());
        for (DataFile file : live) {
            reader.read(store.open(file.path()), file.path(), batch -> {
                for (int row = 0; row < batch.rows(); row++) {
                    offsets.add(batch.offset(row));
                }
            });
        }
        assertThat(offsets)
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.range(0, end).boxed().toList());
        Set<String> expected = live.stream().map(DataFile::path).collect(Collectors.toCollection(TreeSet::new));
        assertThat(store.list("events")).extracting(StoredObject::path).containsExactlyElementsOf(expected);
        assertThat(store.list(DataPaths.STAGED_FOLDER)).as("staged files left").isEmpty();
        assertThat(store.list(ObjectStore.TEMPORARY_FOLDER))
                .as("temporary files left")
                .isEmpty();
        assertThat(store.list("_sluice/commits")).hasSize((int) log.lastNumber());
    }
}
