package io.sluice.lake.liveness;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.core.port.ActiveWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/**
 * A sign of life. Two that differ are two signs: whoever waits looks for change, and never compares the time in it with a
 * clock of its own.
 *
 * @param writerId who gave it
 * @param place where that runs, in words for people
 * @param time by the clock of that machine; for people only
 * @param interval how often it gives one
 * @param beat counts them
 */
public record HeartbeatRecord(String writerId, String place, Instant time, Duration interval, long beat) {
    /** Whoever promises less would be given up on by a pause of the garbage collector or a slow request. */
    private static final Duration SHORTEST_INTERVAL = Duration.ofSeconds(1);

    /** Long commit intervals are for large files; they are no reason to wait for hours for a dead writer. */
    private static final Duration LONGEST_INTERVAL = Duration.ofMinutes(1);

    private static final int SILENT_INTERVALS = 3;
    private static final JsonFactory FACTORY = new JsonFactory();
    private static final ObjectMapper MAPPER = new ObjectMapper();

    public HeartbeatRecord {
        interval = bounded(interval);
    }

    private static Duration bounded(Duration interval) {
        if (interval.compareTo(SHORTEST_INTERVAL) < 0) {
            return SHORTEST_INTERVAL;
        }
        return interval.compareTo(LONGEST_INTERVAL) > 0 ? LONGEST_INTERVAL : interval;
    }

    /** The one after this. */
    HeartbeatRecord next(Instant now) {
        return new HeartbeatRecord(writerId, place, now, interval, beat + 1);
    }

    /** What stands for a sign of the same writer that could not be read: another each time, as if it had given one. */
    HeartbeatRecord unknown() {
        return new HeartbeatRecord(writerId, place, time, interval, beat < 0 ? beat - 1 : -1);
    }

    /** How long the writer must be silent before another may think it dead. */
    public Duration patience() {
        return interval.multipliedBy(SILENT_INTERVALS);
    }

    /** Whether it is as old, by a clock that may be another machine's, as a writer may be silent. */
    boolean isSilentAt(Instant now) {
        return !now.isBefore(time.plus(patience()));
    }

    /** The writer that gave it. */
    ActiveWriter writer() {
        return new ActiveWriter(writerId, place, patience());
    }

    byte[] toJson() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("writer", writerId);
            json.writeStringField("place", place);
            json.writeStringField("time", time.toString());
            json.writeNumberField("interval_ms", interval.toMillis());
            json.writeNumberField("beat", beat);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write a sign of life as JSON", e);
        }
        bytes.write('\n');
        return bytes.toByteArray();
    }

    /** What cannot be read, because it is being written or damaged, is a sign all the same; it differs from others. */
    static HeartbeatRecord fromJson(String writerId, byte[] bytes) {
        try {
            JsonNode json = MAPPER.readTree(bytes);
            return new HeartbeatRecord(
                    writerId,
                    json.path("place").asText(""),
                    Instant.parse(json.path("time").asText()),
                    Duration.ofMillis(json.path("interval_ms").asLong()),
                    json.path("beat").asLong());
        } catch (IOException | DateTimeException e) {
            return new HeartbeatRecord(writerId, "", Instant.EPOCH, LONGEST_INTERVAL, Arrays.hashCode(bytes));
        }
    }
}
