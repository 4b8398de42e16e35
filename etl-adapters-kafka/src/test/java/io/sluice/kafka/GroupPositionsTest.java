package io.sluice.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class GroupPositionsTest {
    @Test
    void namesWhatIsBeyondThePositionsOfTheLake() {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        offsets.put(new TopicPartition("events", 0), new OffsetAndMetadata(10));
        offsets.put(new TopicPartition("events", 1), new OffsetAndMetadata(11));
        offsets.put(new TopicPartition("events", 2), new OffsetAndMetadata(99));
        offsets.put(new TopicPartition("events", 3), null);
        offsets.put(new TopicPartition("others", 0), new OffsetAndMetadata(99));

        assertThat(GroupPositions.ahead(offsets, "events", Map.of(0, 10L, 1, 10L, 3, 0L)))
                .containsExactly(Map.entry(1, 11L));
    }
}
