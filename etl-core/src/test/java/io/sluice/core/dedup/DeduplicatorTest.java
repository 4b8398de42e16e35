package io.sluice.core.dedup;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.core.dedup.Deduplicator.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class DeduplicatorTest {
    private static final long MINUTE = 60_000_000L;
    private static final long HORIZON = 10 * MINUTE;

    private final Deduplicator deduplicator = new Deduplicator(Duration.ofMinutes(10));

    @Test
    void theBoundIsIncludedEitherWay() {
        assertThat(judge(1, 100 * MINUTE)).isEqualTo(Verdict.NEW);
        assertThat(judge(1, 110 * MINUTE)).isEqualTo(Verdict.DUPLICATE);
        assertThat(judge(1, 90 * MINUTE)).isEqualTo(Verdict.DUPLICATE);
        assertThat(judge(1, 110 * MINUTE + 1)).isEqualTo(Verdict.NEW);
        assertThat(judge(1, 90 * MINUTE - 1)).isEqualTo(Verdict.NEW);
        assertThat(judge(1, 105 * MINUTE)).isEqualTo(Verdict.DUPLICATE);
    }

    @Test
    void aDuplicateIsConflictingWhenNoAcceptedCopyHasItsValues() {
        deduplicator.judge(7, 7, 0, 1);
        deduplicator.judge(7, 7, HORIZON + 1, 2);

        assertThat(deduplicator.judge(7, 7, MINUTE, 1)).isEqualTo(Verdict.DUPLICATE);
        assertThat(deduplicator.judge(7, 7, MINUTE, 2)).isEqualTo(Verdict.DUPLICATE);
        assertThat(deduplicator.judge(7, 7, MINUTE, 3)).isEqualTo(Verdict.CONFLICTING);
        assertThat(deduplicator.judge(7, 7, 0, 2)).isEqualTo(Verdict.CONFLICTING);
    }

    @Test
    void forgetsWholeMinutesThatNoEventCanReach() {
        for (int i = 0; i < 1000; i++) {
            judge(i, i * MINUTE / 10);
        }
        deduplicator.advance(60 * MINUTE);

        assertThat(deduplicator.size()).isEqualTo(500);
        assertThat(judge(510, 60 * MINUTE)).isEqualTo(Verdict.DUPLICATE);
        deduplicator.advance(Long.MAX_VALUE / 2);
        assertThat(deduplicator.size()).isZero();
        assertThat(deduplicator.reserved()).isZero();
    }

    @Test
    void aFullMinuteGoesBitByBitAndFasterThanIdsCome() {
        for (int i = 0; i < 100_000; i++) {
            judge(i, i < 90_000 ? 0 : 5 * MINUTE);
        }
        deduplicator.advance(HORIZON);
        deduplicator.advance(HORIZON + MINUTE);
        int after = deduplicator.size();
        assertThat(after).isBetween(80_000, 84_000);

        for (int i = 200_000; i < 230_000; i++) {
            judge(i, 11 * MINUTE);
        }
        deduplicator.advance(HORIZON + MINUTE);
        assertThat(deduplicator.size()).isLessThanOrEqualTo(after + 30_000 - 60_000);

        deduplicator.advanceFully(HORIZON + MINUTE);
        assertThat(deduplicator.size()).isEqualTo(10_000 + 30_000);
        assertThat(judge(95_000, 5 * MINUTE)).isEqualTo(Verdict.DUPLICATE);
    }

    /** Ids, times and watermarks at random: the table must answer as a plain list of accepted events does. */
    @Property(tries = 300)
    void answersAsAListOfAllAcceptedEvents(
            @ForAll @Size(max = 400) List<@IntRange(min = 0, max = 1 << 20) Integer> steps) {
        Deduplicator table = new Deduplicator(Duration.ofMinutes(10));
        List<long[]> accepted = new ArrayList<>();
        long now = 0;
        for (int step : steps) {
            long id = step % 37;
            now += (step >> 6) % 7 * MINUTE / 3;
            long time = now + (step >> 9) % 64 * MINUTE / 4 - 8 * MINUTE;
            long watermark = now - 8 * MINUTE;
            table.advance(watermark);
            if (time < watermark) {
                continue;
            }
            boolean known = accepted.stream().anyMatch(event -> event[0] == id && Math.abs(event[1] - time) <= HORIZON);
            assertThat(table.judge(id * 31, id, time, 0)).isEqualTo(known ? Verdict.DUPLICATE : Verdict.NEW);
            if (!known) {
                accepted.add(new long[] {id, time});
            }
        }
    }

    /** Ids in an index that is nearly full stand far from home; what goes must leave the others where they are found. */
    @Test
    void findsAllThatStayAfterEveryExpiryInAnIndexNearlyFull() {
        Random random = new Random(17);
        for (int ids : new int[] {760, 6_100, 98_000}) {
            Deduplicator table = new Deduplicator(Duration.ofMinutes(10));
            long[] id = random.longs(ids).toArray();
            for (int i = 0; i < ids; i++) {
                table.prefetch(id[i], i);
                assertThat(table.judge(id[i], i, i % 60 * MINUTE, 0)).isEqualTo(Verdict.NEW);
            }
            for (int minute = 1; minute < 60; minute += 7) {
                table.advance(HORIZON + minute * MINUTE);
                for (int i = 0; i < ids; i++) {
                    if (i % 60 >= minute) {
                        assertThat(table.judge(id[i], i, i % 60 * MINUTE, 0)).isEqualTo(Verdict.DUPLICATE);
                    }
                }
            }
            int left = (int) IntStream.range(0, ids).filter(i -> i % 60 >= 57).count();
            assertThat(table.size()).isEqualTo(left);
        }
    }

    @Test
    void takesAtMostFortyBytesAnIdAtEverySize() {
        int checked = 0;
        for (long i = 0; i < 3_000_000; i++) {
            judge(i, i % 1200 * MINUTE / 60);
            if (i > 500_000 && i % 10_007 == 0) {
                checked++;
                assertThat(deduplicator.bytes() / (double) deduplicator.size())
                        .as("at %d ids", i)
                        .isLessThanOrEqualTo(40);
            }
        }
        assertThat(checked).isGreaterThan(100);
    }

    private Verdict judge(long id, long time) {
        return deduplicator.judge(id * 31, id, time, 0);
    }
}
