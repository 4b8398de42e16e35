package io.sluice.core.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class LogRangesTest {

    @Test
    void positionsInsideTheLogStay() {
        Map<Integer, Long> positions = Map.of(0, 5L, 1, 10L, 2, 0L);
        assertThat(new LogRanges("t", Map.of(0, 5L, 1, 0L, 2, 0L), Map.of(0, 9L, 1, 10L, 2, 0L))
                        .resume(positions, false))
                .isEqualTo(positions);
    }

    @Test
    void everyLostRangeIsNamed() {
        assertThatThrownBy(() -> new LogRanges("t", Map.of(0, 9L, 1, 8L), Map.of(0, 20L, 1, 20L))
                        .resume(Map.of(0, 5L, 1, 7L), false))
                .isInstanceOf(DataGapException.class)
                .hasMessageContaining("source partition 0 offsets 5 to 8 (4 of them)")
                .hasMessageContaining("source partition 1 offsets 7 to 7 (1 of them)");
    }

    @Test
    void lostRangesArePassedWhereThatIsAllowed() {
        assertThat(new LogRanges("t", Map.of(0, 9L, 1, 8L), Map.of(0, 9L, 1, 20L)).resume(Map.of(0, 5L, 1, 9L), true))
                .isEqualTo(Map.of(0, 9L, 1, 9L));
    }

    @Test
    void aPositionBeyondTheEndIsNeverAllowed() {
        assertThatThrownBy(() -> new LogRanges("t", Map.of(0, 0L), Map.of(0, 4L)).resume(Map.of(0, 5L), true))
                .isInstanceOf(DataGapException.class)
                .hasMessageContaining("source partition 0 ends at offset 4, but offset 5 is to be read next");
    }
}
