package io.sluice.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.core.event.EventBatch;
import io.sluice.core.event.StringColumn;
import org.junit.jupiter.api.Test;

/** What is bounded by the heap where nothing is set, and what counts. */
class MemoryDefaultsTest {
    private static final PipelineSpec SPEC = PipelineSpec.builtIn();

    @Test
    void aSmallHeapHasLessInFlight() {
        assertThat(PipelineSpec.defaultBufferBytes(512L << 20)).isEqualTo(128L << 20);
        assertThat(PipelineSpec.defaultBufferBytes(1L << 30)).isEqualTo(256L << 20);
        assertThat(PipelineSpec.defaultBufferBytes(16L << 30)).isEqualTo(256L << 20);
        assertThat(PipelineSpec.defaultBufferBytes(1)).isEqualTo(1L << 20);
    }

    @Test
    void allGroupsThatMayBeTakeAThirdOfTheHeap() {
        long groups = PipelineSpec.defaultMaxGroups(3L << 30, SPEC.windows());

        assertThat(groups * SPEC.windows().bytesOfGroup())
                .isBetween((1L << 30) - SPEC.windows().bytesOfGroup(), 1L << 30);
        assertThat(PipelineSpec.defaultMaxGroups(6L << 30, SPEC.windows())).isGreaterThan(groups);
    }

    @Test
    void aBatchCountsTheTextsItHasRoomForAlsoWhenItIsEmptyAgain() {
        EventBatch batch = new EventBatch(SPEC.schema(), SPEC.roles(), 16);
        long empty = batch.reservedBytes();

        StringColumn location = (StringColumn) batch.column("metadata.location");
        location.set(batch.nextRow(), new byte[60_000], 0, 60_000);
        batch.reset(0);

        assertThat(batch.reservedBytes()).isGreaterThan(empty + 50_000);
    }
}
