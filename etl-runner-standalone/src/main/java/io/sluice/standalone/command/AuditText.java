package io.sluice.standalone.command;

import com.fasterxml.jackson.core.JsonGenerator;
import io.sluice.app.text.DisplayText;
import io.sluice.app.text.TextTable;
import io.sluice.core.audit.AuditReport;
import io.sluice.core.audit.AuditReport.TableTotals;
import io.sluice.core.audit.Discrepancy;
import io.sluice.core.engine.Tally;
import io.sluice.core.port.RecordCounter;
import io.sluice.core.port.Table;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What an audit found, in words. */
final class AuditText {
    private static final List<RecordCounter> COLUMNS =
            Stream.of(RecordCounter.values()).filter(RecordCounter::isInBalance).toList();

    private final AuditReport report;

    AuditText(AuditReport report) {
        this.report = report;
    }

    void writeTable(PrintWriter out) {
        List<String> columns = new ArrayList<>(List.of("partition"));
        for (RecordCounter counter : COLUMNS) {
            String sign = counter == RecordCounter.EVENTS ? "= " : counter.isOutcome() ? "+ " : "";
            columns.add(">" + sign + counter.title());
        }
        TextTable partitions = new TextTable(columns.toArray(String[]::new));
        report.partitions().forEach((partition, tally) -> {
            List<Object> cells = new ArrayList<>(List.of(partition));
            COLUMNS.forEach(counter -> cells.add(tally.count(counter)));
            partitions.row(cells.toArray());
        });
        out.println(partitions);
        TextTable tables = new TextTable("table", ">files", ">rows recorded", ">rows found");
        for (Table table : Table.values()) {
            TableTotals totals = report.tables().get(table);
            tables.row(table.folder(), totals.files(), totals.recordedRows(), totals.foundRows());
        }
        out.println(tables);
        if (report.replayed() > 0) {
            out.println("Of the rejected, " + report.replayed() + " were replayed and are in events/ too.");
        }
        report.holes().forEach(out::println);
        if (report.moreHoles() > 0) {
            out.println("and " + report.moreHoles() + " more");
        }
        out.println(verdict());
    }

    private String verdict() {
        if (report.holds()) {
            return DisplayText.counted(report.commits(), "commit") + ": the accounting holds";
        }
        long holes = report.holes().size() + report.moreHoles();
        return report.commits() + " of " + report.lastCommit() + " commits read: the accounting does NOT hold, "
                + DisplayText.counted(holes, "hole")
                + (report.preventsReading() ? "; damage prevents reading, there may be more" : "");
    }

    void writeJson(PrintWriter out) throws IOException {
        try (JsonGenerator json = JsonText.begin(out)) {
            json.writeStartObject();
            json.writeBooleanField("holds", report.holds());
            json.writeBooleanField("damage_prevents_reading", report.preventsReading());
            json.writeNumberField("last_commit", report.lastCommit());
            json.writeNumberField("commits_read", report.commits());
            json.writeArrayFieldStart("partitions");
            for (var entry : report.partitions().entrySet()) {
                write(entry.getKey(), entry.getValue(), json);
            }
            json.writeEndArray();
            json.writeNumberField("replayed", report.replayed());
            json.writeObjectFieldStart("tables");
            for (Table table : Table.values()) {
                TableTotals totals = report.tables().get(table);
                json.writeObjectFieldStart(table.folder());
                json.writeNumberField("files", totals.files());
                json.writeNumberField("rows_recorded", totals.recordedRows());
                json.writeNumberField("rows_found", totals.foundRows());
                json.writeEndObject();
            }
            json.writeEndObject();
            json.writeArrayFieldStart("holes");
            for (Discrepancy hole : report.holes()) {
                write(hole, json);
            }
            json.writeEndArray();
            json.writeNumberField("more_holes", report.moreHoles());
            json.writeArrayFieldStart("notes");
            for (String note : report.notes()) {
                json.writeString(note);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        out.println();
    }

    private static void write(int partition, Tally tally, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeNumberField("partition", partition);
        for (RecordCounter counter : COLUMNS) {
            json.writeNumberField(counter.key(), tally.count(counter));
        }
        json.writeEndObject();
    }

    private static void write(Discrepancy hole, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("kind", hole.kind().label());
        writeUnless(json, "commit", hole.commit(), 0);
        if (hole.file() != null) {
            json.writeStringField("file", hole.file());
        }
        writeUnless(json, "partition", hole.partition(), -1);
        writeUnless(json, "first_offset", hole.firstOffset(), -1);
        writeUnless(json, "last_offset", hole.lastOffset(), -1);
        json.writeStringField("detail", hole.detail());
        json.writeEndObject();
    }

    private static void writeUnless(JsonGenerator json, String name, long value, long absent) throws IOException {
        if (value != absent) {
            json.writeNumberField(name, value);
        }
    }
}
