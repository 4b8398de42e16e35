package io.sluice.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.core.dedup.Deduplicator;
import io.sluice.core.engine.Rows.Row;
import io.sluice.core.event.EventBatch;
import io.sluice.core.port.CapacityException;
import io.sluice.core.port.RecordCounter;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DuplicateFilterTest {
    private final Deduplicator ids = new Deduplicator(Duration.ofMinutes(10));
    private final Selection selection = new Selection();
    private final Tally tally = new Tally();

    private void apply(DuplicateFilter filter, EventBatch batch) {
        selection.resetToAll(batch.rows());
        filter.apply(batch, selection, tally);
    }

    @Test
    void copiesWithinTheHorizonAreDuplicatesAndOthersEvents() {
        apply(
                new DuplicateFilter(ids, 100),
                Rows.batch(0, 0, Row.of(1, 0), Row.of(2, 0), Row.of(1, 10), Row.of(1, 10.1), Row.of(2, 0)));

        assertThat(Rows.events(selection)).containsExactly(0, 1, 3);
        assertThat(Rows.duplicates(selection)).containsExactly(2, 4);
        assertThat(selection.lastDuplicate()).isEqualTo(4);
        assertThat(tally.count(RecordCounter.EVENTS)).isEqualTo(3);
        assertThat(tally.count(RecordCounter.DUPLICATES)).isEqualTo(2);
        assertThat(tally.count(RecordCounter.CONFLICTING)).isEqualTo(1);
    }

    @Test
    void rowsThatAreNotSelectedAreNotLookedAt() {
        EventBatch batch = Rows.batch(0, 0, Row.of(1, 0), Row.of(1, 0), Row.of(1, 0));
        selection.reset(3);
        selection.addEvent(1);
        new DuplicateFilter(ids, 100).apply(batch, selection, tally);

        assertThat(Rows.events(selection)).containsExactly(1);
        assertThat(ids.size()).isEqualTo(1);
    }

    @Test
    void whatWasAcceptedBeforeCounts() {
        DuplicateFilter filter = new DuplicateFilter(ids, 100);
        filter.restore(Rows.batch(0, 0, Row.of(7, 0)), 0);
        apply(filter, Rows.batch(1, 0, Row.of(7, 3)));

        assertThat(selection.eventCount()).isZero();
        assertThat(filter.size()).isEqualTo(1);
    }

    @Test
    void roomIsMadeByForgettingBeforeItIsRefused() {
        DuplicateFilter filter = new DuplicateFilter(ids, 3);
        apply(filter, Rows.batch(0, 0, Row.of(1, 0), Row.of(2, 0)));
        assertThatThrownBy(() -> filter.requireRoom(2))
                .isInstanceOf(CapacityException.class)
                .hasMessageContaining("Cannot remember 4 event ids");

        filter.advance(Rows.micros(11));

        filter.requireRoom(2);
        assertThat(filter.size()).isLessThanOrEqualTo(1);
    }

    @Test
    void theBoundIsSharedWithIdsElsewhere() {
        assertThatThrownBy(() -> new DuplicateFilter(ids, 100, () -> 99).requireRoom(2))
                .isInstanceOf(CapacityException.class);
        new DuplicateFilter(ids, 100, () -> 98).requireRoom(2);
    }
}
