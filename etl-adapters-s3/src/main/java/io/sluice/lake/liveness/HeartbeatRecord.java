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
 * A heartbeat of a writer. Two that differ are two heartbeats: a start that waits looks for change, and never compares
 * the time in it with a clock of its own.
 *
 * @param writerId who gave it
 * @param place where that runs, in words for people
 * @param time by the clock of that machine; for people only
 * @param interval how often it gives one
 * @param sequence counts them
 * @param lastCommit the greatest number of a record that it knows of; 0 where it is not known
 */
public record HeartbeatRecord(
        String writerId, String place, Instant time, Duration interval, long sequence, long lastCommit) {
    /** A writer that promises less would be given up on by a pause of the garbage collector or a slow request. */
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
    HeartbeatRecord next(Instant now, long commit) {
        return new HeartbeatRecord(writerId, place, now, interval, sequence + 1, commit);
    }

    /** Stands for a heartbeat of the same writer that could not be read: another each time, as if there was one. */
    HeartbeatRecord unknown() {
        return new HeartbeatRecord(writerId, place, time, interval, sequence < 0 ? sequence - 1 : -1, lastCommit);
    }

    /** How long the writer must be silent before another may think it dead. */
    public Duration patience() {
        return interval.multipliedBy(SILENT_INTERVALS);
    }

    /** Whether it is as old as a writer may be silent, by a clock that may be another machine's. */
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
            json.writeNumberField("beat", sequence);
            json.writeNumberField("commit", lastCommit);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write a heartbeat as JSON", e);
        }
        bytes.write('\n');
        return bytes.toByteArray();
    }

    /** What cannot be read, because it is being written or damaged, is a heartbeat all the same; it differs from others. */
    static HeartbeatRecord fromJson(String writerId, byte[] bytes) {
        try {
            JsonNode json = MAPPER.readTree(bytes);
            return new HeartbeatRecord(
                    writerId,
                    json.path("place").asText(""),
                    Instant.parse(json.path("time").asText()),
                    Duration.ofMillis(json.path("interval_ms").asLong()),
                    json.path("beat").asLong(),
                    json.path("commit").asLong());
        } catch (IOException | DateTimeException e) {
            return new HeartbeatRecord(writerId, "", Instant.EPOCH, LONGEST_INTERVAL, Arrays.hashCode(bytes), 0);
        }
    }
}
