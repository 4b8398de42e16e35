package io.sluice.lake.replay;

import java.time.Instant;
import java.util.Objects;

/**
 * Which rejected records are to be validated again, and how.
 *
 * @param from the first time of a record (its own, not that of an event) that is wanted
 * @param to the time behind the last one
 * @param takeOver take the lake over from a runner, and then take events of any time; without it only events are taken
 *     that no runner needs any more, and a runner goes on
 * @param acceptChange go on with other settings than the lake was written with, and record them
 * @param dryRun count only
 */
public record ReplayRequest(Instant from, Instant to, boolean takeOver, boolean acceptChange, boolean dryRun) {
    /** All records, beside a runner. */
    public static final ReplayRequest ALL = new ReplayRequest(Instant.MIN, Instant.MAX, false, false, false);

    public ReplayRequest {
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(to, "to");
        if (to.isBefore(from)) {
            throw new IllegalArgumentException(
                    "The end of the time asked for, " + to + ", is before its start, " + from);
        }
    }

    public ReplayRequest withTimes(Instant first, Instant end) {
        return new ReplayRequest(first, end, takeOver, acceptChange, dryRun);
    }

    public ReplayRequest withTakeOver(boolean take, boolean accept) {
        return new ReplayRequest(from, to, take, accept, dryRun);
    }

    public ReplayRequest withDryRun(boolean dry) {
        return new ReplayRequest(from, to, takeOver, acceptChange, dry);
    }
}
