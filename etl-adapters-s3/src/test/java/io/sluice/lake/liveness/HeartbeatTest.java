package io.sluice.lake.liveness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.core.port.ActiveWriter;
import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.LakeUnavailableException;
import io.sluice.core.port.SourceIdentity;
import io.sluice.core.port.Standby;
import io.sluice.core.port.WriterFencedException;
import io.sluice.core.time.ManualClock;
import io.sluice.lake.commit.CommitLog;
import io.sluice.lake.liveness.Writers.State;
import io.sluice.lake.liveness.Writers.Writer;
import io.sluice.lake.store.MemoryStore;
import io.sluice.lake.store.ObjectStore;
import io.sluice.lake.store.WatchedStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Beats are made by hand: the thread has an interval longer than any test. */
class HeartbeatTest {
    private static final Duration INTERVAL = Duration.ofMinutes(1);
    private static final String SIGN_OF_A = "_sluice/writers/a.json";

    private final MemoryStore store = new MemoryStore();
    private final ManualClock clock = new ManualClock();
    private final HeartbeatStore heartbeats = new HeartbeatStore(store);
    private final List<Heartbeat> hearts = new ArrayList<>();

    @AfterEach
    void stop() {
        hearts.forEach(Heartbeat::close);
    }

    private Heartbeat start(String writerId) {
        Heartbeat heart = Heartbeat.start(store, CommitLog.open(store), writerId, INTERVAL, clock);
        hearts.add(heart);
        return heart;
    }

    private CommitRecord append(CommitRecord.Kind kind, String writerId) {
        CommitLog log = CommitLog.open(store);
        CommitRecord record = CommitRecord.numbered(log.lastNumber() + 1)
                .kind(kind)
                .writer(writerId)
                .time(clock.instant())
                .source(new SourceIdentity("topic", "id"))
                .recoverFrom(1)
                .schema("")
                .build();
        assertThat(log.append(record)).isEmpty();
        return record;
    }

    /** Time that passes only where a start waits for it. */
    private static final class Waiting implements Standby {
        private final List<ActiveWriter> writers = new ArrayList<>();
        private final Predicate<Duration> meanwhile;
        private Duration waited = Duration.ZERO;

        Waiting(Predicate<Duration> meanwhile) {
            this.meanwhile = meanwhile;
        }

        @Override
        public boolean waitsFor(ActiveWriter writer) {
            return writers.add(writer);
        }

        @Override
        public boolean pause(Duration time) {
            waited = waited.plus(time);
            return meanwhile.test(waited);
        }
    }

    private Waiting await(Predicate<Duration> meanwhile) {
        Waiting waiting = new Waiting(meanwhile);
        new TakeOverGate(CommitLog.open(store), heartbeats, waiting).await();
        return waiting;
    }

    @Test
    void everyBeatIsAnotherSign() {
        Heartbeat heart = start("a");
        HeartbeatRecord first = heartbeats.of("a").orElseThrow();
        clock.advance(Duration.ofSeconds(7));
        heart.beat();
        HeartbeatRecord second = heartbeats.of("a").orElseThrow();
        assertThat(second).isNotEqualTo(first);
        assertThat(second.time()).isEqualTo(clock.instant());
        assertThat(second.interval()).isEqualTo(INTERVAL);
        assertThat(second.place()).contains("process " + ProcessHandle.current().pid());
        heart.close();
        assertThat(store.list("_sluice/writers")).isEmpty();
    }

    /** Another may take the lake over from a run that is stuck, though its process lives. */
    @Test
    void anOwnerThatAsksNoMoreIsStalled() {
        Heartbeat heart = start("a");
        assertThat(heart.isOwnerStalled(System.nanoTime() + Duration.ofDays(1).toNanos()))
                .as("one that restores its state has not begun to ask")
                .isFalse();
        heart.requireOwned();
        long asked = System.nanoTime();
        assertThat(heart.isOwnerStalled(asked)).isFalse();
        assertThat(heart.isOwnerStalled(asked + Duration.ofSeconds(61).toNanos()))
                .isTrue();
        heart.close();
    }

    @Test
    void endingNeverFailsAndLeavesTheSignWhereTheStoreIsAway() {
        WatchedStore away = new WatchedStore(store, 2, () -> {
            throw new LakeUnavailableException("The store is away");
        });
        Heartbeat heart = Heartbeat.start(away, CommitLog.open(store), "a", INTERVAL, clock);
        assertThatCode(heart::close).doesNotThrowAnyException();
        assertThat(away.happened()).isTrue();
        assertThat(heartbeats.of("a")).isPresent();
    }

    /** A long one makes a record every few seconds, which would keep others waiting for a writer that is dead. */
    @Test
    void aCompactionIsNoSignOfLifeOfTheWriter() {
        Heartbeat heart = start("a");
        heart.recordMade(append(CommitRecord.Kind.TAKE_OVER, "a").number());
        Waiting waiting = await(waited -> {
            append(CommitRecord.Kind.COMPACTION, "c");
            return true;
        });
        assertThat(waiting.waited)
                .isBetween(INTERVAL.multipliedBy(3), INTERVAL.multipliedBy(3).plusSeconds(5));
        assertThat(waiting.writers).extracting(ActiveWriter::id).containsExactly("a");
    }

    @Test
    void aRecordOfTheWriterAmongCompactionsIsOne() {
        Heartbeat heart = start("a");
        heart.recordMade(append(CommitRecord.Kind.TAKE_OVER, "a").number());
        Duration[] lastRecord = {Duration.ZERO};
        Waiting waiting = await(waited -> {
            append(CommitRecord.Kind.COMPACTION, "c");
            if (waited.compareTo(INTERVAL.multipliedBy(5)) <= 0) {
                heart.recordMade(append(CommitRecord.Kind.INGEST, "a").number());
                lastRecord[0] = waited;
            }
            append(CommitRecord.Kind.COMPACTION, "c");
            return true;
        });
        assertThat(waiting.waited.minus(lastRecord[0]))
                .isBetween(INTERVAL.multipliedBy(3), INTERVAL.multipliedBy(3).plusSeconds(5));
    }

    @Test
    void anIdleWriterKeepsOthersWaiting() {
        Heartbeat heart = start("a");
        heart.recordMade(append(CommitRecord.Kind.TAKE_OVER, "a").number());
        Duration[] lastBeat = {Duration.ZERO};
        Waiting waiting = await(waited -> {
            if (waited.compareTo(INTERVAL.multipliedBy(9)) <= 0 && waited.compareTo(lastBeat[0].plus(INTERVAL)) >= 0) {
                heart.beat();
                lastBeat[0] = waited;
            }
            return true;
        });
        assertThat(lastBeat[0]).isEqualTo(INTERVAL.multipliedBy(9));
        assertThat(waiting.waited.minus(lastBeat[0])).isBetween(INTERVAL.multipliedBy(3), INTERVAL.multipliedBy(4));
    }

    @Test
    void whoeverWaitsIsTurnedToTheNextWriter() {
        start("a").recordMade(append(CommitRecord.Kind.TAKE_OVER, "a").number());
        boolean[] taken = new boolean[1];
        Waiting waiting = await(waited -> {
            if (!taken[0] && waited.compareTo(INTERVAL) > 0) {
                taken[0] = true;
                start("b").recordMade(append(CommitRecord.Kind.TAKE_OVER, "b").number());
            } else if (waited.compareTo(INTERVAL.multipliedBy(2)) > 0) {
                heartbeats.remove("b");
            }
            return true;
        });
        assertThat(waiting.writers).extracting(ActiveWriter::id).containsExactly("a", "b");
    }

    /** The writer could not have given a sign either. */
    @Test
    void silenceCountsFromTheReturnOfAStoreThatWasAway() {
        start("a").recordMade(append(CommitRecord.Kind.TAKE_OVER, "a").number());
        Waiting waiting = new Waiting(waited -> true);
        WatchedStore away = new WatchedStore(store, 130, () -> {
            assertThat(waiting.waited).isGreaterThan(INTERVAL.multipliedBy(2)).isLessThan(INTERVAL.multipliedBy(3));
            throw new LakeUnavailableException("The store is away");
        });
        new TakeOverGate(CommitLog.open(away), new HeartbeatStore(away), waiting).await();
        assertThat(away.happened()).isTrue();
        assertThat(waiting.waited).isGreaterThan(INTERVAL.multipliedBy(5));
    }

    /** Its process may wake up; its record may be all there is of it. */
    @Test
    void nobodyWaitsForAWriterWithoutASign() {
        append(CommitRecord.Kind.TAKE_OVER, "a");
        assertThat(await(waited -> false).waited).isZero();
    }

    @Test
    void waitsForTheWriterAndNotForACompactionBesideIt() {
        start("a").recordMade(append(CommitRecord.Kind.TAKE_OVER, "a").number());
        append(CommitRecord.Kind.COMPACTION, "compactor");
        append(CommitRecord.Kind.COMPACTION, "compactor");
        Waiting waiting = await(waited -> true);
        assertThat(waiting.writers).extracting(ActiveWriter::id).containsExactly("a");
    }

    @Test
    void aSignThatCannotBeReadIsOneAllTheSame() {
        append(CommitRecord.Kind.TAKE_OVER, "a");
        for (String text : List.of("", "{\"beat\":", "{}", "[1]")) {
            store.put(SIGN_OF_A, text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            Waiting waiting = await(waited -> true);
            assertThat(waiting.waited).as(text).isBetween(INTERVAL.multipliedBy(3), INTERVAL.multipliedBy(4));
        }
    }

    @Test
    void aWriterThatWasTakenOverFindsOutByABeatAndIsSilent() {
        Heartbeat heart = start("a");
        heart.recordMade(append(CommitRecord.Kind.TAKE_OVER, "a").number());
        heart.beat();
        heart.requireOwned();
        append(CommitRecord.Kind.COMPACTION, "compactor");
        heart.beat();
        assertThatCode(heart::requireOwned).as("beside a compaction").doesNotThrowAnyException();
        append(CommitRecord.Kind.TAKE_OVER, "b");
        HeartbeatRecord last = heartbeats.of("a").orElseThrow();
        heart.beat();
        assertThatThrownBy(heart::requireOwned)
                .isInstanceOf(WriterFencedException.class)
                .hasMessageContainingAll("Commit 3", "writer b", "TAKE_OVER", "from writer a");
        assertThat(heartbeats.of("a")).contains(last);
    }

    @Test
    void itsOwnRecordsAreNobodyElses() {
        Heartbeat heart = start("a");
        heart.recordMade(append(CommitRecord.Kind.TAKE_OVER, "a").number());
        append(CommitRecord.Kind.INGEST, "a");
        heart.beat();
        heart.requireOwned();
    }

    @Test
    void intervalsHaveBounds() {
        for (Duration interval : List.of(Duration.ofMillis(1), Duration.ofDays(1))) {
            try (Heartbeat heart =
                    Heartbeat.start(store, CommitLog.open(store), "x" + interval.toMillis(), interval, clock)) {
                heart.requireOwned();
                assertThat(heartbeats
                                .of("x" + interval.toMillis())
                                .orElseThrow()
                                .patience())
                        .isBetween(Duration.ofSeconds(3), Duration.ofMinutes(3));
            }
        }
    }

    @Test
    void tellsWhoWritesAndWhoWaits() {
        assertThat(Writers.of(store, CommitLog.open(store)).owner()).isEmpty();
        Heartbeat a = start("a");
        a.recordMade(append(CommitRecord.Kind.TAKE_OVER, "a").number());
        start("b");
        clock.advance(Duration.ofSeconds(5));
        append(CommitRecord.Kind.INGEST, "a");
        Writers writers = Writers.of(store, CommitLog.open(store));
        assertThat(writers.owner()).hasValueSatisfying(owner -> {
            assertThat(owner.id()).isEqualTo("a");
            assertThat(owner.state()).isEqualTo(State.ACTIVE);
            assertThat(owner.lastSeen()).isEqualTo(clock.instant());
        });
        assertThat(writers.others()).extracting(Writer::id).containsExactly("b");
        a.close();
        assertThat(Writers.of(store, CommitLog.open(store)).owner())
                .hasValueSatisfying(owner -> assertThat(owner.state()).isEqualTo(State.ENDED));
    }

    @Test
    void tidyingRemovesTheSignsOfTheSilentAndTheDead() {
        start("a");
        store.put("_sluice/writers/damaged.json", new byte[1]);
        store.put("_sluice/writers/locked.lock", new byte[1]);
        clock.advance(INTERVAL.multipliedBy(3));
        start("b");
        heartbeats.tidy(heartbeats.writerIds(), clock.instant());
        assertThat(heartbeats.writerIds()).as("a lock may be of one that lives").isEqualTo(Set.of("b", "locked"));
        assertThat(store.list(ObjectStore.TEMPORARY_FOLDER)).isEmpty();
    }

    @Test
    void tidyingKeepsTheSignOfOneThatWaits() {
        start("waiting");
        clock.advance(INTERVAL.multipliedBy(3).minusMillis(1));
        heartbeats.tidy(heartbeats.writerIds(), clock.instant());
        assertThat(heartbeats.writerIds()).isEqualTo(Set.of("waiting"));
    }
}
