package io.sluice.app.report;

import io.sluice.app.text.DisplayText;
import io.sluice.app.text.TextTable;
import io.sluice.core.pipeline.RunSummary;
import io.sluice.core.port.PartitionCounts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/** What became of the records of a run, per source partition and in all, as text. */
public final class AccountingReport {
    /** What is counted, by the title of its column. */
    private static final Map<String, ToLongFunction<PartitionCounts>> COLUMNS = new LinkedHashMap<>();

    static {
        COLUMNS.put("records", PartitionCounts::records);
        COLUMNS.put("events", PartitionCounts::events);
        COLUMNS.put("duplicates", PartitionCounts::duplicates);
        COLUMNS.put("conflicting", PartitionCounts::conflicting);
        COLUMNS.put("late", PartitionCounts::late);
        COLUMNS.put("late after idle", PartitionCounts::lateAfterIdle);
        COLUMNS.put("rejected", PartitionCounts::rejectedTotal);
        COLUMNS.put("gaps", PartitionCounts::gaps);
    }

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
        COLUMNS.keySet().forEach(title -> titles.add(">" + title));
        TextTable table = new TextTable(titles.toArray(String[]::new));
        Map<Integer, PartitionCounts> sorted = new TreeMap<>(counts);
        sorted.forEach((partition, of) -> {
            List<Object> cells = new ArrayList<>(List.of(partition, of.firstPosition(), of.nextPosition()));
            COLUMNS.values().forEach(column -> cells.add(column.applyAsLong(of)));
            table.row(cells.toArray());
        });
        List<Object> total = new ArrayList<>(List.of("all", "", ""));
        COLUMNS.values()
                .forEach(column ->
                        total.add(sorted.values().stream().mapToLong(column).sum()));
        table.row(total.toArray());
        return table.toString();
    }

    /** One row per reason for which records were rejected; empty where none was. */
    public static String rejections(Map<Integer, PartitionCounts> counts) {
        Map<String, Long> reasons = new TreeMap<>();
        for (PartitionCounts of : counts.values()) {
            of.rejected().forEach((reason, count) -> reasons.merge(reason, count, Long::sum));
        }
        if (reasons.isEmpty()) {
            return "";
        }
        TextTable table = new TextTable("rejected because", ">records");
        reasons.forEach(table::row);
        return table.toString();
    }
}
