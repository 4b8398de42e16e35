package io.sluice.lake.replay;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What became of rejected records that were validated again. Every one of them is counted once:
 * {@code records = replayed + duplicates + alreadyThere + tooRecent + cut + otherLog + still rejected}.
 *
 * @param records rejected records looked at
 * @param replayed committed to {@code events/}
 * @param duplicates valid, but an event with their id is within the horizon
 * @param alreadyThere replayed before
 * @param tooRecent valid, but too near to what a runner still decides
 * @param cut not looked into, since their payload was cut
 * @param otherLog not looked into, since they come from another topic than the lake is filled from now
 * @param stillRejected invalid again, by reason label
 * @param commits commits made
 */
public record ReplayResult(
        long records,
        long replayed,
        long duplicates,
        long alreadyThere,
        long tooRecent,
        long cut,
        long otherLog,
        Map<String, Long> stillRejected,
        long commits) {

    /** Nothing was looked at. */
    static final ReplayResult NONE = new ReplayResult(0, 0, 0, 0, 0, 0, 0, Map.of(), 0);

    public ReplayResult {
        stillRejected = Collections.unmodifiableMap(new TreeMap<>(stillRejected));
    }

    /** Both together. */
    ReplayResult plus(ReplayResult other) {
        Map<String, Long> reasons = new TreeMap<>(stillRejected);
        other.stillRejected.forEach((reason, count) -> reasons.merge(reason, count, Long::sum));
        return new ReplayResult(
                records + other.records,
                replayed + other.replayed,
                duplicates + other.duplicates,
                alreadyThere + other.alreadyThere,
                tooRecent + other.tooRecent,
                cut + other.cut,
                otherLog + other.otherLog,
                reasons,
                commits + other.commits);
    }
}
