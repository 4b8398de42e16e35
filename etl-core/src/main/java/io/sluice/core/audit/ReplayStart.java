package io.sluice.core.audit;

import io.sluice.core.pipeline.PipelineSpec;
import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.PartitionCounts;
import io.sluice.core.port.SourceIdentity;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;

/**
 * From where a source can be read again so that the same must come out: the first commit from which on the source, the
 * schema and all settings are those at hand, and every record that was read is still there.
 *
 * @param commit the first commit that can be replayed; above the last if none can
 * @param before the record that holds the state to begin with; null to begin with none
 * @param positions the first offset per source partition that the commits from there on read
 * @param reason why the commits before cannot be replayed; null if there are none
 */
public record ReplayStart(long commit, CommitRecord before, Map<Integer, Long> positions, String reason) {

    public ReplayStart {
        positions = Map.copyOf(positions);
    }

    /**
     * Looks for it.
     *
     * @param records all that can be read, ascending
     * @param available the first offset that the source still has, for partitions that lost their beginning
     */
    public static ReplayStart find(
            Iterator<CommitRecord> records, PipelineSpec spec, SourceIdentity source, Map<Integer, Long> available) {
        long start = 1;
        CommitRecord previous = null;
        CommitRecord before = null;
        String reason = null;
        Map<Integer, Long> positions = new TreeMap<>();
        while (records.hasNext()) {
            CommitRecord record = records.next();
            String obstacle = obstacle(record, spec, source, available);
            if (obstacle == null && previous != null && record.number() != previous.number() + 1) {
                obstacle = "the state before commit " + record.number() + " is not known";
            }
            if (obstacle != null) {
                start = record.number() + 1;
                before = record;
                reason = obstacle;
                positions.clear();
            } else {
                record.counts()
                        .forEach((partition, counts) -> positions.putIfAbsent(partition, counts.firstPosition()));
            }
            previous = record;
        }
        boolean begins = before != null && before.source().isSameLog(source);
        return new ReplayStart(start, begins ? before : null, positions, reason);
    }

    private static String obstacle(
            CommitRecord record, PipelineSpec spec, SourceIdentity source, Map<Integer, Long> available) {
        String commit = "commit " + record.number() + " ";
        if (!record.source().isSameLog(source)) {
            return commit + "read " + record.source().name() + ", which is not the source at hand";
        }
        if (record.counts().isEmpty()) {
            return null;
        }
        if (!record.schemaHash().equals(spec.schema().hash())) {
            return commit + "was made with another schema";
        }
        Map<String, String> settings = spec.compatibilitySettings();
        for (Map.Entry<String, String> setting : record.settings().entrySet()) {
            if (!setting.getValue().equals(settings.get(setting.getKey()))) {
                return commit + "was made with " + setting.getKey() + "=" + setting.getValue() + ", now it is "
                        + settings.get(setting.getKey());
            }
        }
        for (Map.Entry<Integer, PartitionCounts> entry : record.counts().entrySet()) {
            PartitionCounts counts = entry.getValue();
            long first = available.getOrDefault(entry.getKey(), counts.firstPosition());
            long lost = Math.min(first, counts.nextPosition()) - counts.firstPosition();
            if (lost > counts.gaps()) {
                return commit + "read source partition " + entry.getKey() + " from offset " + counts.firstPosition()
                        + ", but its log begins at " + first;
            }
        }
        return null;
    }
}
