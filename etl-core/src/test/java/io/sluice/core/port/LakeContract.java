package io.sluice.core.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.core.event.EventBatch;
import io.sluice.core.event.Rejection;
import io.sluice.core.event.RejectionReason;
import io.sluice.core.pipeline.PipelineSpec;
import io.sluice.core.port.Lake.LakeRequest;
import io.sluice.core.port.StagedCommit.CommitDraft;
import io.sluice.core.window.WindowRow;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link Lake} must do. Every test has a lake of its own. */
public abstract class LakeContract {
    /** 2026-01-05T07:00:00Z in microseconds. */
    protected static final long SEVEN = Instant.parse("2026-01-05T07:00:00Z").getEpochSecond() * 1_000_000;

    protected static final long MINUTE = 60_000_000;
    private static final Duration HEARTBEAT = Duration.ofSeconds(20);
    protected static final long HOUR = 60 * MINUTE;
    protected static final SourceIdentity SOURCE = new SourceIdentity("iot-events", "topic-id");
    protected static final PipelineSpec SPEC = PipelineSpec.builtIn();

    /** Another writer on this test's lake, as another process would make it, for the schema of {@link #SPEC}. */
    protected abstract Lake newLake();

    /**
     * What readers see of a table, in any order: {@code partition:offset} of every row, or for {@code windows/} the
     * window start in microseconds.
     */
    protected abstract List<String> published(Table table);

    protected static LakeRequest request() {
        return new LakeRequest(SOURCE, SPEC.compatibilitySettings(), false);
    }

    protected static EventBatch batch(int partition, long firstOffset, long... eventTimes) {
        return SampleRows.batch(SPEC.schema(), SPEC.roles(), partition, firstOffset, eventTimes);
    }

    protected static void addEvents(StagedCommit staged, EventBatch batch) {
        staged.addEvents(batch, SampleRows.all(batch), batch.rows());
    }

    /** A draft that says only how far the source partitions are, and from which event time on events matter. */
    protected static CommitDraft draft(Map<Integer, PartitionState> partitions, long watermark, long recoveryHorizon) {
        return new CommitDraft(
                CommitRecord.Kind.INGEST,
                Instant.parse("2026-01-05T08:00:00.123456789Z"),
                partitions,
                watermark,
                recoveryHorizon,
                Map.of());
    }

    /** Commits one batch of events. */
    protected static CommitRecord commit(Lake lake, EventBatch batch, long recoveryHorizon) {
        try (StagedCommit staged = lake.stage()) {
            addEvents(staged, batch);
            staged.finish();
            long next = batch.offset(batch.rows() - 1) + 1;
            long greatest = Long.MIN_VALUE;
            for (int row = 0; row < batch.rows(); row++) {
                greatest = Math.max(greatest, batch.eventTime(row));
            }
            return staged.commit(draft(
                    Map.of(batch.partition(), new PartitionState(next, greatest)), recoveryHorizon, recoveryHorizon));
        }
    }

    private static List<SampleRows.Row> readEvents(Lake lake, long fromCommit, long fromEventTime) {
        List<SampleRows.Row> rows = new ArrayList<>();
        lake.readEvents(fromCommit, fromEventTime, batch -> rows.addAll(SampleRows.rows(List.of(batch))));
        return rows;
    }

    @Test
    void makesAnEmptyLake() {
        CommitRecord start = newLake().open(request());
        assertThat(start.number()).isEqualTo(1);
        assertThat(start.kind()).isEqualTo(CommitRecord.Kind.TAKE_OVER);
        assertThat(start.partitions()).isEmpty();
        assertThat(start.watermark()).isEqualTo(Long.MIN_VALUE);
        assertThat(start.settings()).isEqualTo(SPEC.compatibilitySettings());
        for (Table table : Table.values()) {
            assertThat(published(table)).as(table.folder()).isEmpty();
        }
    }

    @Test
    void publishesWhatItCommitsToEveryTable() {
        Lake lake = newLake();
        lake.open(request());
        EventBatch batch = batch(3, 100, SEVEN, SEVEN + 1, SEVEN + HOUR, SEVEN + 2, SEVEN - 1);
        Rejection rejection = new Rejection(
                RejectionReason.MALFORMED_JSON,
                "",
                "found x",
                3,
                105,
                1_767_596_400_000L,
                "x".getBytes(StandardCharsets.UTF_8),
                1);
        Rejection empty = new Rejection(RejectionReason.EMPTY, "", "no value", 3, 106, Long.MIN_VALUE, null, 0);
        WindowRow window =
                new WindowRow(SEVEN, SEVEN + MINUTE, List.of("motion"), Arrays.asList(2L, 1.5, null, 1.0, 2.0, -3.25));
        CommitDraft draft = new CommitDraft(
                CommitRecord.Kind.INGEST,
                Instant.parse("2026-01-05T08:00:00Z"),
                Map.of(3, new PartitionState(107, SEVEN + HOUR)),
                SEVEN,
                SEVEN,
                Map.of(
                        3,
                        new PartitionCounts(
                                100,
                                107,
                                Map.of(RecordCounter.RECORDS, 7L, RecordCounter.EVENTS, 3L, RecordCounter.LATE, 2L),
                                Map.of("malformed_json", 1L, "empty", 1L))));
        CommitRecord record;
        try (StagedCommit staged = lake.stage()) {
            staged.addEvents(batch, new int[] {0, 2, 3}, 3);
            staged.addLate(batch, new int[] {1, 4, 4}, 2);
            staged.addRejected(List.of(rejection, empty));
            staged.addWindows(List.of(window), Instant.parse("2026-01-05T08:00:00.000001Z"));
            assertThat(staged.bytes()).isPositive();
            staged.finish();
            assertThat(published(Table.EVENTS)).as("before the record").isEmpty();
            record = staged.commit(draft);
        }
        assertThat(published(Table.EVENTS)).containsExactlyInAnyOrder("3:100", "3:102", "3:103");
        assertThat(published(Table.LATE)).containsExactlyInAnyOrder("3:101", "3:104");
        assertThat(published(Table.REJECTED)).containsExactlyInAnyOrder("3:105", "3:106");
        assertThat(published(Table.WINDOWS)).containsExactly(Long.toString(SEVEN));
        assertThat(record.number()).isEqualTo(2);
        assertThat(record.kind()).isEqualTo(CommitRecord.Kind.INGEST);
        assertThat(record.time()).isEqualTo(draft.time());
        assertThat(record.source()).isEqualTo(SOURCE);
        assertThat(record.partitions()).isEqualTo(draft.partitions());
        assertThat(record.counts()).isEqualTo(draft.counts());
        assertThat(record.watermark()).isEqualTo(SEVEN);
        for (Table table : Table.values()) {
            long rows = record.added().stream()
                    .filter(file -> file.table() == table)
                    .mapToLong(DataFile::rows)
                    .sum();
            assertThat(rows).as(table.folder()).isEqualTo(published(table).size());
        }
    }

    @Test
    void commitsPositionsWithoutRows() {
        Lake lake = newLake();
        lake.open(request());
        try (StagedCommit staged = lake.stage()) {
            staged.finish();
            staged.commit(draft(Map.of(0, new PartitionState(7, Long.MIN_VALUE)), Long.MIN_VALUE, Long.MIN_VALUE));
        }
        CommitRecord next = newLake().open(request());
        assertThat(next.partitions()).isEqualTo(Map.of(0, new PartitionState(7, Long.MIN_VALUE)));
    }

    @Test
    void goesOnWhereTheLastRecordEnds() {
        Lake first = newLake();
        first.open(request());
        commit(first, batch(0, 0, SEVEN, SEVEN + MINUTE), SEVEN);
        CommitRecord last = commit(first, batch(1, 40, SEVEN + 2 * MINUTE), SEVEN);
        Lake second = newLake();
        CommitRecord start = second.open(request());
        assertThat(start.number()).isEqualTo(last.number() + 1);
        assertThat(start.kind()).isEqualTo(CommitRecord.Kind.TAKE_OVER);
        assertThat(start.partitions())
                .isEqualTo(Map.of(
                        0, new PartitionState(2, SEVEN + MINUTE), 1, new PartitionState(41, SEVEN + 2 * MINUTE)));
        assertThat(start.watermark()).isEqualTo(last.watermark());
        assertThat(start.recoverFromCommit()).isEqualTo(last.recoverFromCommit());
        commit(second, batch(0, 2, SEVEN + 3 * MINUTE), SEVEN);
        assertThat(published(Table.EVENTS)).containsExactlyInAnyOrder("0:0", "0:1", "0:2", "1:40");
    }

    @Test
    void readsBackTheRowsItWasGiven() {
        Lake lake = newLake();
        lake.open(request());
        EventBatch zero = batch(0, 0, SEVEN, SEVEN + HOUR, SEVEN + 1);
        EventBatch one = batch(1, 7, SEVEN + 2);
        try (StagedCommit staged = lake.stage()) {
            addEvents(staged, zero);
            addEvents(staged, one);
            staged.finish();
            staged.commit(draft(Map.of(), SEVEN, SEVEN));
        }
        CommitRecord start = newLake().open(request());
        Lake reader = newLake();
        reader.open(request());
        assertThat(readEvents(reader, start.recoverFromCommit(), Long.MIN_VALUE))
                .containsExactlyInAnyOrderElementsOf(SampleRows.rows(List.of(zero, one)));
    }

    @Test
    void readsOnlyCommitsAndTimesThatMatter() {
        Lake lake = newLake();
        lake.open(request());
        EventBatch early = batch(0, 0, SEVEN);
        EventBatch middle = batch(0, 1, SEVEN + HOUR);
        EventBatch last = batch(0, 2, SEVEN + 2 * HOUR);
        commit(lake, early, SEVEN);
        CommitRecord second = commit(lake, middle, SEVEN);
        commit(lake, last, SEVEN);
        Lake reader = newLake();
        reader.open(request());
        assertThat(readEvents(reader, second.number(), Long.MIN_VALUE))
                .isEqualTo(SampleRows.rows(List.of(middle, last)));
        assertThat(readEvents(reader, 1, SEVEN + 2 * HOUR)).isEqualTo(SampleRows.rows(List.of(last)));
        assertThat(readEvents(reader, 1, SEVEN + 3 * HOUR)).isEmpty();
    }

    @Test
    void namesTheOldestCommitThatStillMatters() {
        Lake lake = newLake();
        lake.open(request());
        CommitRecord two = commit(lake, batch(0, 0, SEVEN), SEVEN);
        assertThat(two.recoverFromCommit()).isEqualTo(2);
        assertThat(commit(lake, batch(0, 1, SEVEN + 9 * MINUTE), SEVEN).recoverFromCommit())
                .isEqualTo(2);
        // Event times are not monotone over commits: the third still matters when the second and fourth no longer do.
        assertThat(commit(lake, batch(0, 2, SEVEN + MINUTE), SEVEN + MINUTE).recoverFromCommit())
                .isEqualTo(3);
        assertThat(commit(lake, batch(0, 3, SEVEN + 20 * MINUTE), SEVEN + 2 * MINUTE)
                        .recoverFromCommit())
                .isEqualTo(3);
        assertThat(newLake().open(request()).recoverFromCommit()).isEqualTo(3);
        Lake next = newLake();
        next.open(request());
        CommitRecord own = commit(next, batch(0, 4, SEVEN + MINUTE), SEVEN + 30 * MINUTE);
        assertThat(own.recoverFromCommit()).as("nothing matters but itself").isEqualTo(own.number());
    }

    @Test
    void leavesNothingOfWhatIsClosedUncommitted() {
        Lake lake = newLake();
        lake.open(request());
        try (StagedCommit staged = lake.stage()) {
            addEvents(staged, batch(0, 0, SEVEN));
        }
        try (StagedCommit staged = lake.stage()) {
            addEvents(staged, batch(0, 0, SEVEN));
            staged.finish();
        }
        commit(lake, batch(0, 0, SEVEN, SEVEN + 1), SEVEN);
        assertThat(published(Table.EVENTS)).containsExactlyInAnyOrder("0:0", "0:1");
    }

    @Test
    void fillsTheNextCommitWhileOneIsPublished() {
        Lake lake = newLake();
        lake.open(request());
        StagedCommit first = lake.stage();
        addEvents(first, batch(0, 0, SEVEN));
        StagedCommit second = lake.stage();
        first.finish();
        addEvents(second, batch(0, 1, SEVEN));
        CommitRecord firstRecord = first.commit(draft(Map.of(0, new PartitionState(1, SEVEN)), SEVEN, SEVEN));
        first.close();
        second.finish();
        CommitRecord secondRecord = second.commit(draft(Map.of(0, new PartitionState(2, SEVEN)), SEVEN, SEVEN));
        second.close();
        assertThat(secondRecord.number()).isEqualTo(firstRecord.number() + 1);
        assertThat(published(Table.EVENTS)).containsExactlyInAnyOrder("0:0", "0:1");
    }

    @Test
    void fencesTheWriterThatWasTakenOver() {
        Lake first = newLake();
        first.open(request());
        commit(first, batch(0, 0, SEVEN), SEVEN);
        StagedCommit stale = first.stage();
        addEvents(stale, batch(0, 1, SEVEN));
        stale.finish();
        Lake second = newLake();
        CommitRecord start = second.open(request());
        assertThatThrownBy(() -> stale.commit(draft(Map.of(0, new PartitionState(2, SEVEN)), SEVEN, SEVEN)))
                .isInstanceOf(WriterFencedException.class);
        stale.close();
        assertThat(published(Table.EVENTS)).containsExactly("0:0");
        assertThat(start.partitions()).isEqualTo(Map.of(0, new PartitionState(1, SEVEN)));
        StagedCommit next = second.stage();
        addEvents(next, batch(0, 1, SEVEN));
        next.finish();
        next.commit(draft(Map.of(0, new PartitionState(2, SEVEN)), SEVEN, SEVEN));
        next.close();
        assertThat(published(Table.EVENTS)).containsExactlyInAnyOrder("0:0", "0:1");
    }

    @Test
    void refusesOtherSettingsUntilTheyAreAccepted() {
        newLake().open(request());
        Map<String, String> other = SPEC.withLateness(Duration.ofMinutes(5)).compatibilitySettings();
        assertThatThrownBy(() -> newLake().open(new LakeRequest(SOURCE, other, false)))
                .isInstanceOf(LakeSettingsException.class)
                .hasMessageContainingAll("watermark.lateness", "PT10M", "PT5M", "--accept-change");
        CommitRecord accepted = newLake().open(new LakeRequest(SOURCE, other, true));
        assertThat(accepted.settings()).isEqualTo(other);
        newLake().open(new LakeRequest(SOURCE, other, false));
        assertThatThrownBy(() -> newLake().open(request())).isInstanceOf(LakeSettingsException.class);
    }

    @Test
    void refusesAnotherSourceAndForgetsPositionsOnceAccepted() {
        Lake lake = newLake();
        lake.open(request());
        commit(lake, batch(0, 0, SEVEN), SEVEN);
        SourceIdentity other = new SourceIdentity("other", "topic-id");
        LakeRequest request = new LakeRequest(other, SPEC.compatibilitySettings(), false);
        assertThatThrownBy(() -> newLake().open(request))
                .isInstanceOf(LakeSettingsException.class)
                .hasMessageContainingAll("source.topic", "--accept-change");
        CommitRecord start = newLake().open(new LakeRequest(other, SPEC.compatibilitySettings(), true));
        assertThat(start.source()).isEqualTo(other);
        assertThat(start.partitions()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void refusesATopicMadeAnewEvenIfChangesAreAccepted(boolean acceptChange) {
        Lake lake = newLake();
        CommitRecord before = lake.open(request());
        SourceIdentity again = new SourceIdentity("iot-events", "made-again");
        LakeRequest request = new LakeRequest(again, SPEC.compatibilitySettings(), acceptChange);
        assertThatThrownBy(() -> newLake().open(request))
                .isInstanceOf(LakeSettingsException.class)
                .hasMessageContainingAll("source.topic", "topic-id", "made-again", "another lake");
        assertThat(newLake().open(request()).number()).isEqualTo(before.number() + 1);
    }

    /** Time that passes only where a start waits for it. */
    private static final class Waiting implements Standby {
        private final List<ActiveWriter> writers = new ArrayList<>();
        private final Predicate<Duration> meanwhile;
        private Duration waited = Duration.ZERO;

        /** @param meanwhile what happens after each pause, given the time waited so far; false gives the start up */
        Waiting(Predicate<Duration> meanwhile) {
            this.meanwhile = meanwhile;
        }

        @Override
        public boolean waitsFor(ActiveWriter writer) {
            writers.add(writer);
            return true;
        }

        @Override
        public boolean pause(Duration time) {
            waited = waited.plus(time);
            return meanwhile.test(waited);
        }
    }

    private static LakeRequest living() {
        return request().beside(HEARTBEAT, Standby.AT_ONCE);
    }

    @Test
    void standsByUntilTheWriterBeforeHasBeenSilentForThreeHeartbeats() {
        Lake first = newLake();
        CommitRecord takeOver = first.open(living());
        Duration[] lastSign = {Duration.ZERO};
        long[] offset = new long[1];
        Waiting waiting = new Waiting(waited -> {
            if (waited.compareTo(HEARTBEAT.multipliedBy(10)) <= 0) {
                commit(first, batch(0, offset[0]++, SEVEN), SEVEN);
                lastSign[0] = waited;
            }
            return true;
        });
        Lake second = newLake();
        CommitRecord start = second.open(request().beside(HEARTBEAT, waiting));
        assertThat(waiting.waited.minus(lastSign[0])).isBetween(HEARTBEAT.multipliedBy(3), HEARTBEAT.multipliedBy(4));
        assertThat(waiting.writers).singleElement().satisfies(writer -> {
            assertThat(writer.id()).isEqualTo(takeOver.writerId());
            assertThat(writer.patience()).isEqualTo(HEARTBEAT.multipliedBy(3));
        });
        assertThat(start.partitions().get(0).position()).isEqualTo(offset[0]);
        second.close();
        first.close();
    }

    @Test
    void waitsForNobodyWhoClosedTheLake() {
        Lake first = newLake();
        first.open(living());
        commit(first, batch(0, 0, SEVEN), SEVEN);
        first.close();
        Waiting waiting = new Waiting(waited -> false);
        Lake second = newLake();
        second.open(request().beside(HEARTBEAT, waiting));
        second.close();
        assertThat(waiting.waited).isZero();
    }

    @Test
    void takesOverAtOnceWhereItIsToldTo() {
        Lake first = newLake();
        first.open(living());
        StagedCommit stale = first.stage();
        stale.finish();
        Lake second = newLake();
        second.open(living());
        assertThatThrownBy(() -> stale.commit(draft(Map.of(), SEVEN, SEVEN))).isInstanceOf(WriterFencedException.class);
        second.requireOwned();
        second.close();
        first.close();
    }

    @Test
    void changesNothingWhereAStartIsGivenUp() {
        Lake first = newLake();
        first.open(living());
        Lake second = newLake();
        assertThatThrownBy(() -> second.open(request().beside(HEARTBEAT, new Waiting(waited -> false))))
                .isInstanceOf(StandbyEndedException.class);
        assertThat(commit(first, batch(0, 0, SEVEN), SEVEN).number()).isEqualTo(2);
        first.close();
    }

    @Test
    void refusesOtherSettingsBeforeItWaits() {
        Lake first = newLake();
        first.open(living());
        Map<String, String> other = SPEC.withLateness(Duration.ofMinutes(5)).compatibilitySettings();
        LakeRequest request = new LakeRequest(SOURCE, other, false);
        Waiting waiting = new Waiting(waited -> false);
        assertThatThrownBy(() -> newLake().open(request.beside(HEARTBEAT, waiting)))
                .isInstanceOf(LakeSettingsException.class);
        first.close();
    }

    @Test
    void holdsCallersToTheLifecycle() {
        Lake lake = newLake();
        lake.open(request());
        StagedCommit staged = lake.stage();
        EventBatch batch = batch(0, 0, SEVEN);
        assertThatThrownBy(() -> staged.commit(draft(Map.of(), SEVEN, SEVEN)))
                .isInstanceOf(IllegalStateException.class);
        staged.finish();
        assertThatThrownBy(() -> addEvents(staged, batch)).isInstanceOf(IllegalStateException.class);
        staged.commit(draft(Map.of(), SEVEN, SEVEN));
        assertThatThrownBy(() -> staged.commit(draft(Map.of(), SEVEN, SEVEN)))
                .isInstanceOf(IllegalStateException.class);
        staged.close();
        staged.close();
    }
}
