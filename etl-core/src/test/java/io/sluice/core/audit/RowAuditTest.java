package io.sluice.core.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.CommitRecord.Kind;
import io.sluice.core.port.PartitionCounts;
import io.sluice.core.port.RecordCounter;
import io.sluice.core.port.Table;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RowAuditTest {
    private static final CommitRecord FIRST = Commits.ingest(1, 0, 10, 5, 2, 1);
    private static final CommitRecord SECOND = Commits.ingest(2, 10, 14, 4, 0, 0);

    private static Commits.Files good() {
        return new Commits.Files()
                .with(Table.EVENTS, 1, 0, 1, 2, 3, 4)
                .with(Table.LATE, 1, 6, 5)
                .with(Table.REJECTED, 1, 9)
                .with(Table.EVENTS, 2, 10, 11, 12, 13);
    }

    @Test
    void rowsAsCountedHaveNoHole() {
        assertThat(Commits.audit(good(), FIRST, SECOND)).isEmpty();
    }

    @Test
    void aRowInTwoTablesIsNamed() {
        assertThat(Commits.audit(good().with(Table.REJECTED, 1, 3), FIRST, SECOND))
                .containsExactly("offset_twice: commit 1, file rejected/1.parquet, source partition 0, offset 3: the"
                        + " tables have this source record more than once");
    }

    @Test
    void rowsOfAnotherCommitAreNamedAsOneRange() {
        assertThat(Commits.audit(good().with(Table.EVENTS, 2, 0, 1, 2, 13), FIRST, SECOND))
                .containsExactly(
                        "offset_outside: commit 2, file events/2.parquet, source partition 0, offsets 0 to 2: its"
                                + " commit read offsets 10 to 13",
                        "row_count: commit 2, source partition 0, offsets 10 to 13: it counted 4 rows of events/, but 1"
                                + " are there");
    }

    @Test
    void lostRowsAreCounted() {
        assertThat(Commits.audit(good().with(Table.LATE, 1, 5), FIRST, SECOND))
                .containsExactly("row_count: commit 1, source partition 0, offsets 0 to 9: it counted 2 rows of late/,"
                        + " but 1 are there");
    }

    @Test
    void aFileThatCannotBeReadSaysNothingOfItsCommit() {
        Commits.Files files = new Commits.Files().with(Table.EVENTS, 2, 10, 11, 12, 13);

        assertThat(Commits.audit(files, FIRST, SECOND)).isEmpty();
    }

    @Test
    void mergedFilesAreJudgedByTheCommitsTheyCameFrom() {
        CommitRecord merge = Commits.idle(
                3,
                Kind.COMPACTION,
                14,
                List.of(Commits.file(Table.EVENTS, "events/merged.parquet", 9)),
                List.of(Commits.path(Table.EVENTS, 1), Commits.path(Table.EVENTS, 2)));
        long[] all = LongStream.concat(LongStream.range(0, 5), LongStream.range(10, 14))
                .toArray();

        assertThat(Commits.audit(good().with("events/merged.parquet", all), FIRST, SECOND, merge))
                .isEmpty();
        assertThat(Commits.audit(
                        good().with("events/merged.parquet", 0, 1, 2, 3, 4, 10, 11, 12, 12), FIRST, SECOND, merge))
                .containsExactly(
                        "offset_twice: commit 2, file events/merged.parquet, source partition 0, offset 12: the"
                                + " tables have this source record more than once");
        assertThat(Commits.audit(
                        good().with("events/merged.parquet", 0, 1, 2, 3, 4, 10, 11, 12, 40), FIRST, SECOND, merge))
                .anyMatch(hole -> hole.startsWith("offset_outside: commit 3, file events/merged.parquet"))
                .anyMatch(hole -> hole.startsWith("row_count: commit 2"));
    }

    @Test
    void replayedRejectionsMayStandInTwoTables() {
        CommitRecord replay = Commits.idle(
                3, Kind.REPLAY, 14, List.of(Commits.file(Table.EVENTS, "events/replayed.parquet", 1)), List.of());

        assertThat(Commits.audit(good().with("events/replayed.parquet", 9), FIRST, SECOND, replay))
                .isEmpty();
        assertThat(Commits.audit(good().with("events/replayed.parquet", 9, 9), FIRST, SECOND, replay))
                .singleElement()
                .asString()
                .startsWith("offset_twice: commit 3, file events/replayed.parquet, source partition 0, offset 9");
    }

    @Test
    void onlyRejectedRecordsMayBeReplayed() {
        CommitRecord replay = Commits.idle(
                3, Kind.REPLAY, 14, List.of(Commits.file(Table.EVENTS, "events/replayed.parquet", 1)), List.of());

        assertThat(Commits.audit(good().with("events/replayed.parquet", 0), FIRST, SECOND, replay))
                .singleElement()
                .asString()
                .startsWith("offset_outside: source partition 0, offset 0: events/ has a replayed record that no commit"
                        + " rejected");
    }

    @Test
    void memoryDoesNotDependOnGaps() {
        CommitRecord wide = Commits.record(
                1,
                Kind.INGEST,
                Commits.SOURCE,
                java.util.Map.of(0, new io.sluice.core.port.PartitionState(Long.MAX_VALUE, 0)),
                java.util.Map.of(
                        0,
                        new PartitionCounts(
                                0,
                                Long.MAX_VALUE,
                                Map.of(
                                        RecordCounter.RECORDS,
                                        2L,
                                        RecordCounter.EVENTS,
                                        2L,
                                        RecordCounter.GAPS,
                                        Long.MAX_VALUE - 2),
                                java.util.Map.of())),
                List.of(Commits.file(Table.EVENTS, "events/1.parquet", 2)),
                List.of());

        assertThat(Commits.audit(new Commits.Files().with(Table.EVENTS, 1, 0, Long.MAX_VALUE - 1), wide))
                .isEmpty();
    }
}
