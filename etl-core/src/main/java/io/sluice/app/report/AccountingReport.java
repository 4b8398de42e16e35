package io.sluice.app.report;

import io.sluice.app.text.DisplayText;
import io.sluice.app.text.TextTable;
import io.sluice.core.engine.Tally;
import io.sluice.core.event.RejectionReason;
import io.sluice.core.pipeline.RunSummary;
import io.sluice.core.port.PartitionCounts;
import io.sluice.core.port.RecordCounter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What became of the records of a run, per source partition and in all, as text. */
public final class AccountingReport {
    /** What is mostly 0 is said in words where it is not. */
    private static final Set<RecordCounter> COLUMNS =
            EnumSet.complementOf(EnumSet.of(RecordCounter.UNKNOWN_FIELDS, RecordCounter.IMPLAUSIBLE_TIMES));

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
                + DisplayText.time(run.watermark())
                + implausibleTimes(run.counts())
                + allRejected(run.counts());
    }

    private static String implausibleTimes(Map<Integer, PartitionCounts> counts) {
        long records = all(counts).count(RecordCounter.IMPLAUSIBLE_TIMES);
        return records == 0
                ? ""
                : "\n" + DisplayText.counted(records, "record")
                        + " with a timestamp before 2000 or after 9999, by which no event was judged";
    }

    /** Where nothing at all became an event, the configuration is wrong more often than the data. */
    private static String allRejected(Map<Integer, PartitionCounts> counts) {
        Tally all = all(counts);
        long records = all.count(RecordCounter.RECORDS);
        if (records == 0 || all.count(RecordCounter.REJECTED) < records) {
            return "";
        }
        Map.Entry<String, Long> most = Collections.max(all.rejected().entrySet(), Map.Entry.comparingByValue());
        return "\nNot one record is an event: of " + DisplayText.counted(records, "record") + " all were rejected, "
                + most.getValue() + " of them as " + most.getKey() + ". "
                + advice(RejectionReason.ofLabel(most.getKey()))
                + " The table rejected/ has the records with field and detail; after a fix, sluice replay-rejected"
                + " validates them again.";
    }

    private static String advice(RejectionReason reason) {
        return switch (reason) {
            case TOO_LARGE -> "Raise sluice.source.max-record-bytes, or name another topic.";
            case EMPTY, MALFORMED_JSON ->
                "Is this the right topic or file (sluice.source.topic, sluice.source.files)? Each record must be one"
                        + " JSON object, without a schema registry's prefix.";
            case FUTURE_TIMESTAMP ->
                "Compare the clock of the devices with that of the producer, or raise sluice.watermark.max-future.";
            case OUT_OF_RANGE, BAD_FORMAT, WRONG_TYPE ->
                "Compare the field with the schema (sluice.schema), and an integer time with sluice.event.time-unit.";
            default -> "Is this the schema of these events (sluice.schema)?";
        };
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
