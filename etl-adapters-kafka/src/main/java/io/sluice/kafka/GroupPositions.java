package io.sluice.kafka;

import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares the positions of a consumer group with where reading begins. The group gets what is committed, so one that is
 * ahead means that commits were lost, or that others read with the group.
 */
final class GroupPositions {
    private static final Logger log = LoggerFactory.getLogger(GroupPositions.class);

    private GroupPositions() {}

    /** Asks for the group's offsets, and warns once the answer is there. Waits for nothing. */
    @SuppressWarnings("FutureReturnValueIgnored") // a failure is said by the action itself
    static void compare(Cluster cluster, String group, String topic, Map<Integer, Long> positions) {
        cluster.admin()
                .listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .whenComplete((offsets, failure) -> {
                    if (failure != null) {
                        log.debug("Group {} says nothing of topic {}", group, topic, failure);
                        return;
                    }
                    ahead(offsets, topic, positions)
                            .forEach((partition, offset) -> log.warn(
                                    "Group {} stands at offset {} of topic {} source partition {}, but the lake at {}:"
                                            + " commits were lost, as by an older backup, or others read with this"
                                            + " group. What is between is read again",
                                    group,
                                    offset,
                                    topic,
                                    partition,
                                    positions.get(partition)));
                });
    }

    /** The offsets of the group that are beyond the position of their source partition. */
    static Map<Integer, Long> ahead(
            Map<TopicPartition, OffsetAndMetadata> offsets, String topic, Map<Integer, Long> positions) {
        Map<Integer, Long> ahead = new TreeMap<>();
        offsets.forEach((named, offset) -> {
            Long position = named.topic().equals(topic) ? positions.get(named.partition()) : null;
            if (position != null && offset != null && offset.offset() > position) {
                ahead.put(named.partition(), offset.offset());
            }
        });
        return ahead;
    }
}
