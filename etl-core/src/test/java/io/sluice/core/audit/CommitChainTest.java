package io.sluice.core.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.core.engine.Tally;
import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.CommitRecord.Kind;
import io.sluice.core.port.PartitionState;
import io.sluice.core.port.RecordCounter;
import io.sluice.core.port.SourceIdentity;
import io.sluice.core.port.Table;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CommitChainTest {
    private final Discrepancies holes = new Discrepancies(100);
    private final CommitChain chain = new CommitChain(holes);

    private List<String> found() {
        return holes.kept().stream().map(Discrepancy::toString).toList();
    }

    @Test
    void recordsThatFollowOnOneAnotherHaveNoHole() {
        chain.add(Commits.idle(1, Kind.TAKE_OVER, 0, List.of(), List.of()));
        chain.add(Commits.ingest(2, 0, 10, 5, 2, 1));
        chain.add(Commits.idle(3, Kind.TAKE_OVER, 10, List.of(), List.of()));
        chain.add(Commits.ingest(4, 10, 30, 20, 0, 0));

        assertThat(found()).isEmpty();
        assertThat(chain.liveFiles()).hasSize(4);
        Tally totals = chain.totals().get(0);
        assertThat(totals.count(RecordCounter.RECORDS)).isEqualTo(30);
        assertThat(totals.count(RecordCounter.EVENTS)).isEqualTo(25);
        assertThat(totals.count(RecordCounter.DUPLICATES)).isEqualTo(2);
        assertThat(totals.count(RecordCounter.LATE)).isEqualTo(2);
        assertThat(totals.count(RecordCounter.REJECTED)).isEqualTo(1);
    }

    @Test
    void positionsThatDoNotJoinUpAreNamed() {
        chain.add(Commits.ingest(1, 0, 10, 10, 0, 0));
        chain.add(Commits.ingest(2, 12, 20, 8, 0, 0));
        chain.add(Commits.idle(3, Kind.TAKE_OVER, 25, List.of(), List.of()));

        assertThat(found())
                .containsExactly(
                        "accounting: commit 2, source partition 0, offsets 12 to 19: it begins at 12, but the commit"
                                + " before ended at 10",
                        "accounting: commit 3, source partition 0: it moved without counting anything to 25, but the"
                                + " commit before ended at 20");
    }

    @Test
    void aMissingRecordHidesWhetherItsNeighboursJoin() {
        chain.add(Commits.ingest(1, 0, 10, 10, 0, 0));
        chain.missing(2, false);
        chain.add(Commits.ingest(3, 15, 20, 5, 0, 0));

        assertThat(found()).singleElement().asString().startsWith("record_missing: commit 2: ");
        assertThat(chain.isUnread(2)).isTrue();
    }

    @Test
    void anotherLogBeginsAnew() {
        chain.add(Commits.ingest(1, 0, 10, 10, 0, 0));
        chain.add(Commits.record(
                2, Kind.TAKE_OVER, new SourceIdentity("iot-events", "id-2"), Map.of(), Map.of(), List.of(), List.of()));

        assertThat(found()).isEmpty();
    }

    @Test
    void whatGoesBackIsNamed() {
        chain.add(Commits.idle(1, Kind.INGEST, 10, List.of(), List.of()));
        chain.add(Commits.record(
                2, Kind.INGEST, Commits.SOURCE, Map.of(0, new PartitionState(10, 7)), Map.of(), List.of(), List.of()));
        chain.add(Commits.record(3, Kind.INGEST, Commits.SOURCE, Map.of(), Map.of(), List.of(), List.of()));

        assertThat(found())
                .contains(
                        "accounting: commit 2, source partition 0: its greatest event time goes back from 10 to 7",
                        "accounting: commit 2: its watermark goes back from 10 to 7",
                        "accounting: commit 3, source partition 0: this source partition stood at 10 in the commit"
                                + " before, and is not in this one");
    }

    @Test
    void compactionsKeepTheirRows() {
        CommitRecord first = Commits.ingest(1, 0, 10, 10, 0, 0);
        CommitRecord second = Commits.ingest(2, 10, 20, 10, 0, 0);
        List<String> removed = List.of(Commits.path(Table.EVENTS, 1), Commits.path(Table.EVENTS, 2));
        chain.add(first);
        chain.add(second);
        chain.add(Commits.idle(
                3, Kind.COMPACTION, 20, List.of(Commits.file(Table.EVENTS, "events/merged.parquet", 20)), removed));

        assertThat(found()).isEmpty();
        assertThat(chain.liveFiles()).singleElement().satisfies(file -> assertThat(file.origins())
                .containsExactly(1L, 2L));

        chain.add(Commits.idle(
                4,
                Kind.COMPACTION,
                20,
                List.of(Commits.file(Table.EVENTS, "events/less.parquet", 19)),
                List.of("events/merged.parquet", "events/never.parquet")));
        assertThat(found())
                .containsExactly(
                        "accounting: commit 4, file events/never.parquet: it is replaced, but no commit before holds it",
                        "accounting: commit 4: it replaces files of {EVENTS=20} rows by files of {EVENTS=19}");
    }

    @Test
    void tooManyHolesAreCounted() {
        Discrepancies few = new Discrepancies(2);
        for (int commit = 1; commit <= 5; commit++) {
            few.add(Discrepancy.ofCommit(Discrepancy.Kind.RECORD_MISSING, commit, "gone"));
        }

        assertThat(few.kept()).hasSize(2);
        assertThat(few.more()).isEqualTo(3);
    }
}
