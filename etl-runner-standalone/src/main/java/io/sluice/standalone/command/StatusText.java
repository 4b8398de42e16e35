package io.sluice.standalone.command;

import com.fasterxml.jackson.core.JsonGenerator;
import io.sluice.app.text.DisplayText;
import io.sluice.app.text.TextTable;
import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.Table;
import io.sluice.lake.audit.LakeStatus;
import io.sluice.lake.audit.LakeStatus.TableSize;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Locale;

/** Where a lake stands, in words. */
final class StatusText {
    private final LakeStatus status;
    private final SourceLag lag;
    private final WritersText writers;

    /** @param lag null for an empty lake */
    StatusText(LakeStatus status, SourceLag lag, Instant now) {
        this.status = status;
        this.lag = lag;
        writers = new WritersText(status.writers(), now);
    }

    void writeTable(PrintWriter out) {
        CommitRecord last = status.last().orElseThrow();
        out.println("Last commit  " + last.number() + " (" + kind(last) + ") at " + last.time() + " by writer "
                + last.writerId());
        writers.write(out);
        out.println("Source       " + last.source().name()
                + (last.source().id().isEmpty() || last.source().isOfFiles()
                        ? ""
                        : " (" + last.source().id() + ")"));
        out.println("Watermark    " + DisplayText.time(last.watermark()));
        out.println();
        TextTable partitions = new TextTable("partition", ">position", ">lag", "greatest event time");
        last.partitions().forEach((partition, state) -> {
            Long behind = lag.behind(partition, state.position());
            partitions.row(
                    partition,
                    state.position(),
                    behind == null ? "not known" : behind,
                    DisplayText.time(state.greatestEventTime()));
        });
        out.println(partitions);
        if (lag.unknown() != null) {
            out.println("The lag is not known: " + lag.unknown());
        }
        out.println();
        TextTable tables = new TextTable("table", ">rows", ">files", ">bytes");
        for (Table table : Table.values()) {
            TableSize size = status.tables().get(table);
            tables.row(table.folder(), size.rows(), size.files(), size.bytes());
        }
        out.println(tables);
    }

    private static String kind(CommitRecord record) {
        return record.kind().name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** One object; what is not known is null. */
    void writeJson(PrintWriter out) throws IOException {
        try (JsonGenerator json = JsonText.begin(out)) {
            json.writeStartObject();
            if (status.last().isPresent()) {
                writeLast(status.last().get(), json);
            } else {
                json.writeNullField("last_commit");
            }
            writers.write(json);
            json.writeObjectFieldStart("tables");
            for (Table table : Table.values()) {
                TableSize size = status.tables().get(table);
                json.writeObjectFieldStart(table.folder());
                json.writeNumberField("rows", size.rows());
                json.writeNumberField("files", size.files());
                json.writeNumberField("bytes", size.bytes());
                json.writeEndObject();
            }
            json.writeEndObject();
            json.writeEndObject();
        }
        out.println();
    }

    private void writeLast(CommitRecord last, JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("last_commit");
        json.writeNumberField("number", last.number());
        json.writeStringField("kind", kind(last));
        json.writeStringField("time", last.time().toString());
        json.writeStringField("writer", last.writerId());
        json.writeEndObject();
        json.writeObjectFieldStart("source");
        json.writeStringField("name", last.source().name());
        json.writeStringField("id", last.source().id());
        json.writeEndObject();
        JsonText.writeTime(json, "watermark", last.watermark());
        json.writeArrayFieldStart("partitions");
        for (var entry : last.partitions().entrySet()) {
            json.writeStartObject();
            json.writeNumberField("partition", entry.getKey());
            json.writeNumberField("position", entry.getValue().position());
            Long behind = lag.behind(entry.getKey(), entry.getValue().position());
            if (behind == null) {
                json.writeNullField("lag");
            } else {
                json.writeNumberField("lag", behind);
            }
            JsonText.writeTime(json, "greatest_event_time", entry.getValue().greatestEventTime());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeStringField("lag_unknown", lag.unknown());
    }
}
