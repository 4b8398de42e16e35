package io.sluice.standalone.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.core.event.RejectionReason;
import io.sluice.core.port.RecordCounter;
import io.sluice.standalone.live.LiveState.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LiveStateTest {
    private Instant now = LiveRun.NOW;
    private final LiveState state = new LiveState(() -> now);

    @Test
    void totalsAndPositionsAreThoseOfTheCommits() {
        state.started(LiveRun.record(1, 0, 0), Map.of(0, 0L, 1, 50L));
        LiveRun.commit(state, 2, 0, 100);
        LiveRun.commit(state, 3, 100, 10);

        Snapshot snapshot = state.snapshot();
        assertThat(snapshot.totals().counts(0, 110))
                .isEqualTo(LiveRun.record(2, 0, 110).counts().get(0));
        assertThat(snapshot.positions()).isEqualTo(Map.of(0, 110L, 1, 50L));
        assertThat(snapshot.commits()).extracting(LiveState.CommitLine::number).containsExactly(3L, 2L, 1L);
        assertThat(snapshot.commits().get(0))
                .isEqualTo(new LiveState.CommitLine(
                        3,
                        io.sluice.core.port.CommitRecord.Kind.INGEST,
                        LiveRun.NOW,
                        10,
                        1,
                        1_000,
                        Duration.ofMillis(40)));
    }

    @Test
    void whatTakesNothingInHasNoDuration() {
        state.started(LiveRun.record(1, 0, 0), Map.of());
        state.compacted(LiveRun.record(2, 0, 0));

        assertThat(state.snapshot().commits())
                .extracting(LiveState.CommitLine::took)
                .containsOnlyNulls()
                .hasSize(2);
        assertThat(state.snapshot().totals().count(RecordCounter.RECORDS)).isZero();
    }

    @Test
    void throughputIsCountedAsRecordsAreDecided() {
        LiveRun.commit(state, 1, 0, 100);
        now = now.plusSeconds(2);

        long[] series = state.snapshot().perSecond();
        assertThat(series).hasSize(LiveState.SECONDS);
        assertThat(series[LiveState.SECONDS - 1]).isZero();
        assertThat(series[LiveState.SECONDS - 2]).isEqualTo(100);
    }

    @Test
    void theLastRejectionOfEachReasonIsKeptAndCut() {
        state.rejected(List.of(
                LiveRun.rejection(RejectionReason.EMPTY, "no bytes", null),
                LiveRun.rejection(RejectionReason.MALFORMED_JSON, "first", "{"),
                LiveRun.rejection(RejectionReason.MALFORMED_JSON, "last", "x".repeat(5_000))));

        Map<RejectionReason, LiveState.Example> examples = state.snapshot().examples();
        assertThat(examples).containsOnlyKeys(RejectionReason.EMPTY, RejectionReason.MALFORMED_JSON);
        assertThat(examples.get(RejectionReason.EMPTY).payload()).isNull();
        assertThat(examples.get(RejectionReason.MALFORMED_JSON).detail()).isEqualTo("last");
        assertThat(examples.get(RejectionReason.MALFORMED_JSON).payload())
                .hasSizeLessThan(300)
                .endsWith("\u2026");
    }

    @Test
    void windowsAppearWithTheirCommit() {
        state.committing(LiveRun.windows(0, 2, "light"));
        assertThat(state.snapshot().windows()).isEmpty();

        state.committed(LiveRun.record(1, 0, 10), Duration.ZERO);
        assertThat(state.snapshot().windows()).containsOnlyKeys(0L, 60_000_000L);
    }

    @Test
    void memoryIsBoundedHoweverMuchHappens() {
        String[] groups = IntStream.range(0, LiveState.ROWS_OF_A_WINDOW + 50)
                .mapToObj(String::valueOf)
                .toArray(String[]::new);
        for (int i = 1; i <= 100; i++) {
            state.committing(LiveRun.windows(i, 1, groups));
            LiveRun.commit(state, i, i * 10L, 10);
        }

        Snapshot snapshot = state.snapshot();
        assertThat(snapshot.commits()).hasSize(LiveState.COMMITS);
        assertThat(snapshot.windows()).hasSize(LiveState.WINDOWS).containsKey(100 * 60_000_000L);
        assertThat(snapshot.windows().values()).allMatch(rows -> rows.size() == LiveState.ROWS_OF_A_WINDOW);
    }
}
