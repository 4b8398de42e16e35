package io.sluice.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.core.port.DataGapException;
import io.sluice.kafka.KafkaSourceConfig.OnLost;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LostOffsetsTest {

    @Test
    void positionsInsideTheLogStay() {
        Map<Integer, Long> positions = Map.of(0, 5L, 1, 10L, 2, 0L);
        assertThat(LostOffsets.check(
                        "t", positions, Map.of(0, 5L, 1, 0L, 2, 0L), Map.of(0, 9L, 1, 10L, 2, 0L), OnLost.FAIL))
                .isEqualTo(positions);
    }

    @Test
    void everyLostRangeIsNamed() {
        assertThatThrownBy(() -> LostOffsets.check(
                        "t", Map.of(0, 5L, 1, 7L), Map.of(0, 9L, 1, 8L), Map.of(0, 20L, 1, 20L), OnLost.FAIL))
                .isInstanceOf(DataGapException.class)
                .hasMessageContaining("source partition 0 offsets 5 to 8 (4 of them)")
                .hasMessageContaining("source partition 1 offsets 7 to 7 (1 of them)");
    }

    @Test
    void lostRangesArePassedWhereThatIsAllowed() {
        assertThat(LostOffsets.check(
                        "t", Map.of(0, 5L, 1, 9L), Map.of(0, 9L, 1, 8L), Map.of(0, 9L, 1, 20L), OnLost.CONTINUE))
                .isEqualTo(Map.of(0, 9L, 1, 9L));
    }

    @Test
    void aPositionBeyondTheEndIsNeverAllowed() {
        assertThatThrownBy(() -> LostOffsets.check("t", Map.of(0, 5L), Map.of(0, 0L), Map.of(0, 4L), OnLost.CONTINUE))
                .isInstanceOf(DataGapException.class)
                .hasMessageContaining("source partition 0 ends at offset 4, but offset 5 is to be read next");
    }
}
