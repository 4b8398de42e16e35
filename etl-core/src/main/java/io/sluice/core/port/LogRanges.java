package io.sluice.core.port;

import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;

/**
 * What the log of a topic holds now, by source partition.
 *
 * @param first the first offset there is
 * @param ends the log ends
 */
public record LogRanges(String topic, Map<Integer, Long> first, Map<Integer, Long> ends) {
    /**
     * Where to continue reading.
     *
     * @param positions the next offset to read, of source partitions that both maps should have
     * @param continueOnLost whether offsets that are gone may be passed over
     * @return the positions, moved to the first offset there is where some were lost
     * @throws DataGapException if offsets were lost and that is not allowed, or a position is after the log end
     */
    public Map<Integer, Long> resume(Map<Integer, Long> positions, boolean continueOnLost) {
        Map<Integer, Long> resumed = new TreeMap<>();
        StringJoiner lost = new StringJoiner("; ");
        positions.forEach((partition, position) -> {
            Long end = ends.get(partition);
            if (end == null || position > end) {
                throw new DataGapException("Topic '" + topic + "' source partition " + partition
                        + (end == null ? " is gone" : " ends at offset " + end) + ", but offset " + position
                        + " is to be read next: the topic lost records that were read, or is not the one the lake was"
                        + " filled from. Restore the topic, or read it into another lake (sluice.lake.uri).");
            }
            long from = first.get(partition);
            if (position < from) {
                lost.add("source partition " + partition + " offsets " + position + " to " + (from - 1) + " ("
                        + (from - position) + " of them)");
            }
            resumed.put(partition, Math.max(position, from));
        });
        if (lost.length() > 0 && !continueOnLost) {
            throw DataGapException.lostOffsets(
                    "Topic '" + topic + "' lost offsets before they were read: " + lost, null);
        }
        return resumed;
    }
}
