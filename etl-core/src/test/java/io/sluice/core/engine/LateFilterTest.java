package io.sluice.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.core.engine.Rows.Row;
import io.sluice.core.port.RecordCounter;
import io.sluice.core.time.PartitionClocks;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LateFilterTest {
    private final PartitionClocks clocks = new PartitionClocks(Duration.ofMinutes(10));
    private final LateFilter filter = new LateFilter(clocks);
    private final Selection selection = new Selection();
    private final Tally tally = new Tally();

    LateFilterTest() {
        clocks.add(0);
        clocks.add(1);
    }

    @Test
    void whatIsMoreThanTheLatenessBehindItsPartitionIsLateAndTheBoundIsNot() {
        filter.apply(Rows.batch(0, 0, Row.of(1, 20), Row.of(2, 10), Row.of(3, 9.99), Row.of(4, 21)), selection, tally);

        assertThat(Rows.events(selection)).containsExactly(0, 1, 3);
        assertThat(Rows.late(selection)).containsExactly(2);
        assertThat(selection.lastLate()).isEqualTo(2);
        assertThat(tally.count(RecordCounter.LATE)).isEqualTo(1);
        assertThat(tally.count(RecordCounter.LATE_AFTER_IDLE)).isZero();
        assertThat(clocks.greatestEventTime(0)).isEqualTo(Rows.micros(21));
    }

    @Test
    void eachPartitionHasItsOwnClock() {
        filter.apply(Rows.batch(0, 0, Row.of(1, 60)), selection, tally);
        filter.apply(Rows.batch(1, 0, Row.of(2, 0)), selection, tally);

        assertThat(Rows.events(selection)).containsExactly(0);
    }

    @Test
    void whatIsBehindTheWatermarkOnlyIsCountedApart() {
        filter.apply(Rows.batch(0, 0, Row.of(1, 60)), selection, tally);
        clocks.markIdle(1);
        clocks.updateWatermark();

        filter.apply(Rows.batch(1, 0, Row.of(2, 49.9), Row.of(3, 50)), selection, tally);

        assertThat(Rows.late(selection)).containsExactly(0);
        assertThat(Rows.events(selection)).containsExactly(1);
        assertThat(tally.count(RecordCounter.LATE_AFTER_IDLE)).isEqualTo(1);
    }

    @Test
    void aRangeOfABatchIsJudgedAlone() {
        filter.apply(Rows.batch(0, 0, Row.of(1, 60), Row.of(2, 0), Row.of(3, 0)), 1, 2, selection, tally);

        assertThat(Rows.events(selection)).containsExactly(1);
        assertThat(selection.lateCount()).isZero();
    }
}
