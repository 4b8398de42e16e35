package io.sluice.core.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.CommitRecord.Kind;
import io.sluice.core.port.InMemoryEventSource;
import io.sluice.core.port.InMemoryLog;
import io.sluice.core.port.PartitionCounts;
import io.sluice.core.port.PartitionState;
import io.sluice.core.port.RecordCounter;
import io.sluice.core.port.Table;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A commit of six records, of which the last is a copy of the third, and what the source still has of them. */
class SourceReplayTest {
    private static final int RECORDS = 6;
    private static final int COPIED = 2;
    private static final int COPY = 5;

    private final Discrepancies found = new Discrepancies(100);

    private static String event(int number) {
        return "{\"event_id\":\"00000000-0000-4000-8000-00000000000" + number
                + "\",\"device_id\":\"device-001\",\"device_type\":\"light\",\"timestamp\":\"2026-03-01T07:00:0"
                + number
                + "Z\",\"event_duration\":1,\"value\":2,\"status\":\"normal\",\"metadata\":{\"location\":\"zone-A\","
                + "\"firmware\":\"v1.0.0\"}}";
    }

    /** The log without some offsets, as compaction leaves it. */
    private static InMemoryLog logWithout(Set<Integer> gone) {
        InMemoryLog log = new InMemoryLog(1);
        for (int offset = 0; offset < RECORDS; offset++) {
            if (gone.contains(offset)) {
                log.skip(0, 1);
            } else {
                log.append(0, event(offset == COPY ? COPIED : offset));
            }
        }
        return log;
    }

    private static CommitRecord commit() {
        PartitionCounts counts = new PartitionCounts(
                0,
                RECORDS,
                Map.of(RecordCounter.RECORDS, 6L, RecordCounter.EVENTS, 5L, RecordCounter.DUPLICATES, 1L),
                Map.of());
        return Commits.record(
                1,
                Kind.INGEST,
                Commits.SOURCE,
                Map.of(0, new PartitionState(RECORDS, 0)),
                Map.of(0, counts),
                List.of(),
                List.of());
    }

    private SourceReplay replay(InMemoryLog log, Set<Integer> inEvents) {
        CommitRecord record = commit();
        SourceReplay replay = new SourceReplay(Commits.SPEC, new InMemoryEventSource(log, Commits.SOURCE, 10), found);
        replay.begin(() -> List.of(record).iterator());
        CommitRows rows = new CommitRows(record);
        inEvents.forEach(offset -> rows.add(0, offset, Table.EVENTS, false, 0));
        replay.compare(rows);
        return replay;
    }

    @Test
    void whatTheSourceStillHasIsJudged() {
        SourceReplay replay = replay(logWithout(Set.of()), Set.of(0, 1, 2, 3, 4));

        assertThat(found.kept()).isEmpty();
        assertThat(replay.summary()).contains("Replayed 6 records").doesNotContain("judged");
    }

    @Test
    void whatCompactionTookIsLeftOutAndCounted() {
        SourceReplay replay = replay(logWithout(Set.of(1, 3)), Set.of(0, 1, 2, 3, 4));

        assertThat(found.kept()).isEmpty();
        assertThat(replay.summary()).contains("Replayed 4 records").contains("2 records could not be judged");
    }

    @Test
    void aCopyOfWhatIsGoneIsNoMissingEvent() {
        SourceReplay replay = replay(logWithout(Set.of(COPIED)), Set.of(0, 1, 2, 3, 4));

        assertThat(found.kept()).isEmpty();
        // The one that is gone, and the copy that hangs on it.
        assertThat(replay.summary()).contains("2 records could not be judged");
    }

    @Test
    void anEventInNoTableIsFoundWhereNothingIsGone() {
        replay(logWithout(Set.of()), Set.of(0, 1, 2, 4));

        assertThat(found.kept()).extracting(Discrepancy::detail).anyMatch(detail -> detail.contains("no table has it"));
    }
}
