package io.sluice.standalone.command;

import com.fasterxml.jackson.core.JsonGenerator;
import io.sluice.app.text.DisplayText;
import io.sluice.app.text.TextTable;
import io.sluice.core.port.DataFile;
import io.sluice.core.port.Table;
import io.sluice.lake.compact.CompactionPlan.Merge;
import io.sluice.lake.compact.Compactor.Compacted;
import io.sluice.lake.compact.OrphanFiles;
import io.sluice.lake.store.StoredObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What a compaction did, or would do, per table. */
final class CompactionText {
    private final boolean planned;
    private final Map<Table, Totals> tables = new EnumMap<>(Table.class);

    private final List<String> damagedSummaries = new ArrayList<>();
    private final List<String> damages = new ArrayList<>();
    private int summaries;

    private static final class Totals {
        private long files;
        private long merged;
        private long rows;
        private long bytes;
        private long mergedBytes;
    }

    /** @param planned whether nothing is done */
    CompactionText(boolean planned) {
        this.planned = planned;
        for (Table table : Table.values()) {
            tables.put(table, new Totals());
        }
    }

    void add(Merge merge) {
        merge.files().forEach(this::replaced);
        tables.get(merge.table()).merged++;
    }

    void add(Compacted compacted) {
        compacted.replaced().forEach(this::replaced);
        for (DataFile file : compacted.record().added()) {
            Totals totals = tables.get(file.table());
            totals.merged++;
            totals.mergedBytes += file.bytes();
        }
    }

    /** One was taken away, to be made again. */
    void damagedSummary(String path, String damage) {
        damagedSummaries.add(path);
        damages.add(damage);
    }

    void summarised(int days) {
        summaries = days;
    }

    private void replaced(DataFile file) {
        Totals totals = tables.get(file.table());
        totals.files++;
        totals.rows += file.rows();
        totals.bytes += file.bytes();
    }

    void writeTable(OrphanFiles strays, PrintWriter out) {
        TextTable text = planned
                ? new TextTable("table", ">rows", ">files", ">would become", ">bytes")
                : new TextTable("table", ">rows", ">files", ">became", ">bytes", ">now");
        tables.forEach((table, totals) -> {
            if (planned) {
                text.row(table.folder(), totals.rows, totals.files, totals.merged, totals.bytes);
            } else {
                text.row(table.folder(), totals.rows, totals.files, totals.merged, totals.bytes, totals.mergedBytes);
            }
        });
        boolean nothing = tables.values().stream().allMatch(totals -> totals.files == 0);
        out.println(nothing ? "No closed hour asked for has files to merge" : text);
        if (summaries > 0) {
            out.println("Summarised " + DisplayText.counted(summaries, "day") + " for query --fast");
        }
        for (int i = 0; i < damages.size(); i++) {
            out.println("Replaced " + damagedSummaries.get(i) + ", which was damaged: " + damages.get(i));
        }
        for (StoredObject stray : strays.removable()) {
            out.println((planned ? "Would remove " : "Removed ") + stray.path() + " (" + stray.bytes()
                    + " bytes), which no commit lists");
        }
    }

    void writeJson(OrphanFiles strays, PrintWriter out) throws IOException {
        try (JsonGenerator json = JsonText.begin(out)) {
            json.writeStartObject();
            json.writeBooleanField("dry_run", planned);
            json.writeObjectFieldStart("tables");
            for (var entry : tables.entrySet()) {
                Totals totals = entry.getValue();
                json.writeObjectFieldStart(entry.getKey().folder());
                json.writeNumberField("rows", totals.rows);
                json.writeNumberField("files", totals.files);
                json.writeNumberField("merged_files", totals.merged);
                json.writeNumberField("bytes", totals.bytes);
                if (planned) {
                    json.writeNullField("merged_bytes");
                } else {
                    json.writeNumberField("merged_bytes", totals.mergedBytes);
                }
                json.writeEndObject();
            }
            json.writeEndObject();
            json.writeNumberField("days_summarised", summaries);
            json.writeArrayFieldStart("damaged_summaries");
            for (String path : damagedSummaries) {
                json.writeString(path);
            }
            json.writeEndArray();
            write(json, "removed", strays.removable());
            write(json, "unexplained", strays.unexplained());
            json.writeEndObject();
        }
        out.println();
    }

    private static void write(JsonGenerator json, String name, List<StoredObject> files) throws IOException {
        json.writeArrayFieldStart(name);
        for (StoredObject file : files) {
            json.writeString(file.path());
        }
        json.writeEndArray();
    }
}
