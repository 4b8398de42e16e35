package io.sluice.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.core.port.DataGapException;
import io.sluice.core.port.SourceUnavailableException;
import io.sluice.kafka.TopicLog.Look;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class TopicWatchTest {
    private static final Duration INTERVAL = Duration.ofSeconds(10);
    private static final Duration MAX_OUTAGE = Duration.ofSeconds(60);
    private static final Look GOOD = new Look("id", Map.of(), Set.of());

    private final List<CompletableFuture<Look>> looks = new ArrayList<>();
    private long now = -5;
    private final TopicWatch watch = new TopicWatch(
            "topic",
            "id",
            known -> {
                looks.add(new CompletableFuture<>());
                return looks.get(looks.size() - 1);
            },
            (doing, reason) -> new SourceUnavailableException("Cannot " + doing + ": " + reason.getMessage(), reason),
            INTERVAL,
            MAX_OUTAGE,
            () -> now);

    @Test
    void looksOncePerInterval() {
        check();
        assertThat(looks).isEmpty();
        pass(INTERVAL);
        check();
        check();
        assertThat(looks).hasSize(1);
        answer(GOOD);
        check();
        check();
        assertThat(looks).hasSize(1);
        pass(INTERVAL);
        check();
        assertThat(looks).hasSize(2);
    }

    @Test
    void tellsOfNewPartitions() {
        begin();
        answer(new Look("id", Map.of(3, 0L), Set.of()));
        assertThat(check()).containsExactly(Map.entry(3, 0L));
        assertThat(check()).isEmpty();
    }

    @Test
    void anotherTopicUnderTheNameIsAGap() {
        begin();
        answer(new Look("other", Map.of(), Set.of()));
        assertThatThrownBy(this::check)
                .isInstanceOf(DataGapException.class)
                .hasMessageContaining("its id was id and is other");
    }

    @Test
    void aLookBegunBeforeTheFetchConfirmsNothing() {
        begin();
        watch.read();
        answer(GOOD);
        check();

        assertThatThrownBy(() -> watch.confirm(() -> "other"))
                .isInstanceOf(DataGapException.class)
                .hasMessageContainingAll("its id was id and is other", "not committed");
    }

    @Test
    void isAskedOnceForWhatWasReadSinceTheLastAnswer() {
        List<String> asked = new ArrayList<>();
        for (int reads : new int[] {0, 1, 0, 2}) {
            for (int i = 0; i < reads; i++) {
                watch.read();
            }
            watch.confirm(() -> {
                asked.add("id");
                return "id";
            });
        }
        assertThat(asked).hasSize(2);
    }

    @Test
    void noAnswerConfirmsNothing() {
        watch.read();
        SourceUnavailableException away = new SourceUnavailableException("away", null);
        assertThatThrownBy(() -> watch.confirm(() -> {
                    throw away;
                }))
                .isSameAs(away);
        assertThatThrownBy(() -> watch.confirm(() -> "other")).isInstanceOf(DataGapException.class);
    }

    @Test
    void aStaleAnswerTakesBackNothing() {
        watch.read();
        begin();
        answer(new Look("other", Map.of(), Set.of()));
        assertThatThrownBy(this::check).isInstanceOf(DataGapException.class);

        assertThatThrownBy(() -> watch.confirm(() -> "id")).isInstanceOf(DataGapException.class);
    }

    @Test
    void topicsWithoutIdsAreNotJudged() {
        TopicWatch old = new TopicWatch(
                "topic",
                "",
                known -> CompletableFuture.completedFuture(new Look("other", Map.of(), Set.of())),
                SourceUnavailableException::new,
                INTERVAL,
                MAX_OUTAGE,
                () -> now);
        old.check(Set.of(0));
        pass(INTERVAL);
        old.check(Set.of(0));
        old.check(Set.of(0));
        old.read();
        old.confirm(() -> {
            throw new AssertionError("asked");
        });
    }

    @Test
    void aShortOutageIsForgotten() {
        for (int i = 0; i < 5; i++) {
            begin();
            fail(new TimeoutException("away"));
            check();
        }
        begin();
        answer(GOOD);
        check();
        for (int i = 0; i < 5; i++) {
            begin();
            fail(new TimeoutException("away"));
            assertThat(check()).isEmpty();
        }
    }

    @Test
    void aLongOutageIsTold() {
        for (int i = 0; i < 6; i++) {
            begin();
            fail(new TimeoutException("away"));
            check();
        }
        begin();
        pass(Duration.ofSeconds(1));
        fail(new TimeoutException("away"));
        assertThatThrownBy(this::check)
                .isInstanceOf(SourceUnavailableException.class)
                .hasMessageContaining("topic 'topic'")
                .hasMessageContaining("60 s");
    }

    @Test
    void aLookThatHangsDoesNotHideAnOutage() {
        begin();
        fail(new TimeoutException("away"));
        check();
        begin();
        pass(MAX_OUTAGE);
        assertThatThrownBy(this::check).isInstanceOf(SourceUnavailableException.class);
    }

    @Test
    void aCallerThatIsBusyElsewhereIsNoOutage() {
        begin();
        fail(new TimeoutException("away for a moment"));
        pass(MAX_OUTAGE.multipliedBy(10));
        assertThat(check()).isEmpty();
        check();
        answer(GOOD);
        assertThat(check()).isEmpty();
    }

    @Test
    void aPartitionThatNobodyServesIsAnOutage() {
        Look leaderless = new Look("id", Map.of(), Set.of(2));
        for (int i = 0; i < 6; i++) {
            begin();
            answer(leaderless);
            check();
        }
        begin();
        pass(Duration.ofSeconds(1));
        answer(leaderless);
        assertThatThrownBy(this::check)
                .isInstanceOf(SourceUnavailableException.class)
                .hasMessageContaining("source partition [2]");
    }

    @Test
    void aRefusedLogInIsToldAtOnce() {
        begin();
        fail(new SaslAuthenticationException("wrong password"));
        assertThatThrownBy(this::check)
                .isInstanceOf(SourceUnavailableException.class)
                .hasMessageContaining("wrong password");
    }

    private Map<Integer, Long> check() {
        return watch.check(Set.of(0));
    }

    private void begin() {
        pass(INTERVAL);
        check();
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    private void answer(Look look) {
        looks.get(looks.size() - 1).complete(look);
    }

    private void fail(Exception reason) {
        looks.get(looks.size() - 1).completeExceptionally(reason);
    }
}
