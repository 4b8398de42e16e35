package io.sluice.core.port;

import java.time.Duration;

/**
 * A writer that owns a lake and has given a sign of life.
 *
 * @param id as in its commit records
 * @param place where it runs, in words for people; empty where it did not say
 * @param patience how long it must be silent before another takes the lake over
 */
public record ActiveWriter(String id, String place, Duration patience) {
    /** In words, such as "writer 3f9c (on host etl-1, process 17)". */
    @Override
    public String toString() {
        return "writer " + id + (place.isEmpty() ? "" : " (on " + place + ")");
    }
}
