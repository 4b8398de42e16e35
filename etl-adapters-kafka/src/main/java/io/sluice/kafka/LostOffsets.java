package io.sluice.kafka;

import io.sluice.core.port.DataGapException;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;

/** Tells whether what should be read next is still there. */
final class LostOffsets {
    private LostOffsets() {}

    /**
     * Compares positions with the logs.
     *
     * @param positions the next offset to read per source partition
     * @param earliest the first offset there is, for at least these source partitions
     * @param ends the log ends, for at least these source partitions
     * @return where to go on: the positions, moved to the first offset there is where some were lost
     * @throws DataGapException if offsets were lost and that is not allowed, or a position is after the log end
     */
    static Map<Integer, Long> check(
            String topic,
            Map<Integer, Long> positions,
            Map<Integer, Long> earliest,
            Map<Integer, Long> ends,
            KafkaSourceConfig.OnLost onLost) {
        Map<Integer, Long> resumePositions = new TreeMap<>();
        StringJoiner lost = new StringJoiner("; ");
        positions.forEach((partition, position) -> {
            long first = earliest.get(partition);
            long end = ends.get(partition);
            if (position > end) {
                throw beyondEnd(topic, partition, position, end);
            }
            if (position < first) {
                lost.add("source partition " + partition + " offsets " + position + " to " + (first - 1) + " ("
                        + (first - position) + " of them)");
            }
            resumePositions.put(partition, Math.max(position, first));
        });
        if (lost.length() > 0 && onLost == KafkaSourceConfig.OnLost.FAIL) {
            throw new DataGapException("Topic '" + topic + "' lost offsets before they were read: " + lost
                    + ". Kafka deleted them, mostly by retention. To go on at the first records there are and have the "
                    + "hole recorded as a gap, set sluice.source.on-lost=continue for one run.");
        }
        return resumePositions;
    }

    private static DataGapException beyondEnd(String topic, int partition, long position, long end) {
        return new DataGapException("Topic '" + topic + "' source partition " + partition + " ends at offset " + end
                + ", but offset " + position + " is to be read next: the topic lost records that were read, or is not "
                + "the one the lake was filled from. Restore the topic, or read it into another lake "
                + "(sluice.lake.uri).");
    }
}
