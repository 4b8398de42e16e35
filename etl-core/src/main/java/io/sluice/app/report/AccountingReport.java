package io.sluice.app.report;

import io.sluice.app.text.DisplayText;
import io.sluice.app.text.TextTable;
import io.sluice.core.engine.Tally;
import io.sluice.core.pipeline.RunSummary;
import io.sluice.core.port.PartitionCounts;
import io.sluice.core.port.RecordCounter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What became of the records of a run, per source partition and in all, as text. */
public final class AccountingReport {
    private static final Set<RecordCounter> COLUMNS = EnumSet.complementOf(EnumSet.of(RecordCounter.UNKNOWN_FIELDS));

    private AccountingReport() {}

    /** All there is to say of a run. */
    public static String of(RunSummary run) {
        if (run.stoodByFor() != null) {
            return "Stood by for " + run.stoodByFor() + " until it was stopped, and wrote nothing";
        }
        String rejections = rejections(run.counts());
        return table(run.counts()) + "\n" + (rejections.isEmpty() ? "" : rejections + "\n")
                + DisplayText.counted(run.commits(), "commit") + ", "
                + DisplayText.counted(run.windowRows(), "window row") + ", watermark "
                + DisplayText.time(run.watermark());
    }

    /** One row per source partition and one for all of them. */
    public static String table(Map<Integer, PartitionCounts> counts) {
        List<String> titles = new ArrayList<>(List.of("partition", ">from", ">to"));
        COLUMNS.forEach(counter -> titles.add(">" + counter.title()));
        TextTable table = new TextTable(titles.toArray(String[]::new));
        new TreeMap<>(counts).forEach((partition, of) -> {
            List<Object> cells = new ArrayList<>(List.of(partition, of.firstPosition(), of.nextPosition()));
            COLUMNS.forEach(counter -> cells.add(of.count(counter)));
            table.row(cells.toArray());
        });
        List<Object> total = new ArrayList<>(List.of("all", "", ""));
        Tally all = all(counts);
        COLUMNS.forEach(counter -> total.add(all.count(counter)));
        table.row(total.toArray());
        return table.toString();
    }

    private static Tally all(Map<Integer, PartitionCounts> counts) {
        Tally all = new Tally();
        counts.values().forEach(all::merge);
        return all;
    }

    /** One row per reason for which records were rejected; empty where none was. */
    public static String rejections(Map<Integer, PartitionCounts> counts) {
        Map<String, Long> reasons = all(counts).rejected();
        if (reasons.isEmpty()) {
            return "";
        }
        TextTable table = new TextTable("rejected because", ">records");
        reasons.forEach(table::row);
        return table.toString();
    }
}
