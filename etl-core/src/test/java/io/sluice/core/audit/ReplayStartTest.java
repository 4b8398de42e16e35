package io.sluice.core.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.CommitRecord.Kind;
import io.sluice.core.port.SourceIdentity;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReplayStartTest {
    private static final CommitRecord FIRST = Commits.ingest(1, 0, 10, 10, 0, 0);
    private static final CommitRecord SECOND = Commits.ingest(2, 10, 20, 10, 0, 0);
    private static final CommitRecord THIRD = Commits.ingest(3, 20, 30, 10, 0, 0);

    private static ReplayStart start(Map<Integer, Long> available, CommitRecord... records) {
        return ReplayStart.find(List.of(records).iterator(), Commits.SPEC, Commits.SOURCE, available);
    }

    @Test
    void beginsWithTheFirstCommitWhereAllIsThere() {
        ReplayStart start = start(Map.of(), FIRST, SECOND, THIRD);

        assertThat(start).isEqualTo(new ReplayStart(1, null, Map.of(0, 0L), null));
    }

    @Test
    void beginsAfterWhatTheLogHasLost() {
        ReplayStart start = start(Map.of(0, 15L), FIRST, SECOND, THIRD);

        assertThat(start.commit()).isEqualTo(3);
        assertThat(start.before()).isEqualTo(SECOND);
        assertThat(start.positions()).containsExactly(Map.entry(0, 20L));
        assertThat(start.reason())
                .isEqualTo("commit 2 read source partition 0 from offset 10, but its log begins at 15");
    }

    @Test
    void aBeginningAtTheEndOfACommitLosesNothingOfTheNext() {
        assertThat(start(Map.of(0, 10L), FIRST, SECOND, THIRD).commit()).isEqualTo(2);
    }

    @Test
    void cannotBeginWhereTheStateIsNotKnown() {
        ReplayStart start = start(Map.of(), FIRST, THIRD);

        assertThat(start.commit()).isEqualTo(4);
        assertThat(start.before()).isEqualTo(THIRD);
        assertThat(start.reason()).contains("the state before commit 3");
    }

    @Test
    void anotherLogBeforeLeavesNoState() {
        CommitRecord other = Commits.record(
                1, Kind.TAKE_OVER, new SourceIdentity("other", "x"), Map.of(), Map.of(), List.of(), List.of());

        ReplayStart start = start(Map.of(), other, SECOND, THIRD);

        assertThat(start.commit()).isEqualTo(2);
        assertThat(start.before()).isNull();
        assertThat(start.reason()).contains("read other");
    }
}
