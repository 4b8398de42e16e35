package io.sluice.standalone.command;

import com.fasterxml.jackson.core.JsonGenerator;
import io.sluice.lake.liveness.HeartbeatRecord;
import io.sluice.lake.liveness.Writers;
import io.sluice.lake.liveness.Writers.Writer;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** Who writes a lake and who stands by, in words. Ages are differences between the clocks of two machines. */
final class WritersText {
    private final Writers writers;
    private final Instant now;

    WritersText(Writers writers, Instant now) {
        this.writers = writers;
        this.now = now;
    }

    void write(PrintWriter out) {
        writers.owner().ifPresent(owner -> out.println("Writer       " + owner(owner)));
        for (Writer other : writers.others()) {
            out.println("Standing by  " + named(other) + "; " + seen(other));
        }
    }

    private String owner(Writer owner) {
        return switch (owner.state()) {
            case ENDED -> "none; " + owner.id() + " has ended";
            case DEAD -> "none; the process of " + named(owner) + " is gone, the next start takes over at once";
            case ACTIVE -> named(owner) + "; " + seen(owner);
        };
    }

    private static String named(Writer writer) {
        String place = writer.heartbeat().map(HeartbeatRecord::place).orElse("");
        return writer.id() + (place.isEmpty() ? "" : " on " + place);
    }

    private String seen(Writer writer) {
        String seconds = age(writer).toSeconds() + " s";
        boolean silent = writer.heartbeat()
                .filter(heartbeat -> age(writer).compareTo(heartbeat.patience()) > 0)
                .isPresent();
        return silent ? "silent for " + seconds : "last sign of life " + seconds + " ago";
    }

    /** Never negative, though a clock may be behind another. */
    private Duration age(Writer writer) {
        Duration age = Duration.between(writer.lastSeen(), now);
        return age.isNegative() ? Duration.ZERO : age;
    }

    void write(JsonGenerator json) throws IOException {
        if (writers.owner().isPresent()) {
            json.writeFieldName("writer");
            write(writers.owner().get(), json);
        } else {
            json.writeNullField("writer");
        }
        json.writeArrayFieldStart("standing_by");
        for (Writer other : writers.others()) {
            write(other, json);
        }
        json.writeEndArray();
    }

    private void write(Writer writer, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", writer.id());
        json.writeStringField("state", writer.state().name().toLowerCase(Locale.ROOT));
        json.writeStringField(
                "place", writer.heartbeat().map(HeartbeatRecord::place).orElse(null));
        if (writer.lastSeen() == null) {
            json.writeNullField("last_sign");
            json.writeNullField("age_seconds");
        } else {
            json.writeStringField("last_sign", writer.lastSeen().toString());
            json.writeNumberField("age_seconds", age(writer).toSeconds());
        }
        json.writeEndObject();
    }
}
