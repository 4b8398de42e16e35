package io.sluice.core.dedup;

import io.sluice.core.time.Micros;
import java.time.Duration;

/**
 * How far apart in event time two events of one id may be to be copies of one another, either way, the bound included.
 *
 * @param micros microseconds
 */
public record Horizon(long micros) {
    public static Horizon of(Duration duration) {
        return new Horizon(Micros.of(duration));
    }

    /** Whether events of these times, in microseconds since the epoch, are copies if they have one id. */
    public boolean within(long time, long other) {
        return Math.abs(time - other) <= micros;
    }

    /**
     * The event time from which on ids still matter at a watermark, microseconds since the epoch; {@link Long#MIN_VALUE}
     * before there is a watermark.
     */
    public long idsFrom(long watermark) {
        return watermark == Long.MIN_VALUE ? Long.MIN_VALUE : watermark - micros;
    }
}
