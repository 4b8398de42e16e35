package io.sluice.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.core.event.RejectionReason;
import io.sluice.core.port.AccountingException;
import io.sluice.core.port.PartitionCounts;
import io.sluice.core.port.RecordCounter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class TallyTest {
    /** Counts whatever the seed says, so that it adds up. */
    private static Tally tally(int seed) {
        Random random = new Random(seed);
        Tally tally = new Tally();
        long records = 0;
        for (RecordCounter counter : RecordCounter.values()) {
            int count = random.nextInt(100);
            if (counter == RecordCounter.REJECTED) {
                for (int i = 0; i < count; i++) {
                    tally.reject(RejectionReason.values()[random.nextInt(RejectionReason.values().length)]);
                }
            } else if (counter != RecordCounter.RECORDS) {
                tally.add(counter, count);
            }
            records += counter.isOutcome() ? count : 0;
        }
        tally.add(RecordCounter.RECORDS, records);
        return tally;
    }

    private static PartitionCounts counts(Tally tally) {
        return tally.counts(0, tally.count(RecordCounter.RECORDS) + tally.count(RecordCounter.GAPS));
    }

    @Property(tries = 200)
    void partsMergeIntoTheWholeInAnyOrderAndGrouping(@ForAll @Size(min = 1, max = 6) List<Integer> seeds) {
        Tally whole = new Tally();
        seeds.forEach(seed -> whole.merge(tally(seed)));

        List<Integer> shuffled = new ArrayList<>(seeds);
        Collections.reverse(shuffled);
        Tally left = new Tally();
        Tally right = new Tally();
        for (int i = 0; i < shuffled.size(); i++) {
            (i % 2 == 0 ? left : right).merge(tally(shuffled.get(i)));
        }
        left.merge(right);

        assertThat(counts(left)).isEqualTo(counts(whole));
    }

    @Property(tries = 200)
    void recordedCountsMergeAsTalliesDo(@ForAll int a, @ForAll int b) {
        Tally merged = tally(a);
        merged.merge(tally(b));

        Tally recorded = new Tally();
        recorded.merge(counts(tally(a)));
        recorded.merge(counts(tally(b)));
        PartitionCounts first = counts(tally(a));
        Tally second = tally(b);
        long from = first.nextPosition();
        PartitionCounts next =
                second.counts(from, from + second.count(RecordCounter.RECORDS) + second.count(RecordCounter.GAPS));

        assertThat(counts(recorded)).isEqualTo(counts(merged));
        assertThat(first.followedBy(next)).isEqualTo(counts(merged));
    }

    @Test
    void reasonsThatThisVersionDoesNotKnowAreKept() {
        Tally tally = new Tally();
        tally.merge(
                new PartitionCounts(0, 2, Map.of(RecordCounter.RECORDS, 2L), Map.of("of_tomorrow", 1L, "empty", 1L)));

        assertThat(tally.rejected()).isEqualTo(Map.of("of_tomorrow", 1L, "empty", 1L));
        assertThat(tally.count(RecordCounter.REJECTED)).isEqualTo(2);
    }

    @Test
    void everyDifferenceIsNamedByTitleOrReason() {
        Tally found = new Tally();
        found.add(RecordCounter.RECORDS, 3);
        found.add(RecordCounter.LATE, 2);
        found.add(RecordCounter.LATE_AFTER_IDLE, 1);
        found.reject(RejectionReason.EMPTY);
        PartitionCounts recorded = new PartitionCounts(
                0, 3, Map.of(RecordCounter.RECORDS, 3L, RecordCounter.LATE, 2L), Map.of("malformed_json", 1L));

        List<String> differences = new ArrayList<>();
        found.compare(
                recorded,
                EnumSet.allOf(RecordCounter.class),
                (what, counted, there) -> differences.add(what + " " + counted + " " + there));

        assertThat(differences).containsExactly("late after idle 0 1", "empty 0 1", "malformed_json 1 0");
    }

    @Test
    void countsThatDoNotAddUpAreRefused() {
        Tally tally = new Tally();
        tally.add(RecordCounter.RECORDS, 2);
        tally.add(RecordCounter.EVENTS, 1);

        assertThatThrownBy(() -> tally.counts(0, 2))
                .isInstanceOf(AccountingException.class)
                .hasMessageContaining("2 read, but 1 events + 0 duplicates + 0 late + 0 rejected");
        tally.reject(RejectionReason.EMPTY);
        assertThatThrownBy(() -> tally.counts(0, 3))
                .isInstanceOf(AccountingException.class)
                .hasMessageContaining("0 to 3 is not 2 records + 0 gaps");
    }
}
