package io.sluice.app.report;

import io.sluice.app.text.DisplayText;
import io.sluice.core.query.QueryResult;
import io.sluice.core.query.QueryResult.DroppedGroup;
import io.sluice.core.query.QueryResult.Scan;
import io.sluice.core.query.QueryRow;
import io.sluice.core.query.ScanWithLate.LateCounts;
import java.util.ArrayList;
import java.util.List;

/** What to know beside the rows of an answer, line by line, for stderr. */
public final class ResultNotes {
    private ResultNotes() {}

    /** What everybody should know: days that are not complete, events that stand outside. */
    public static List<String> of(QueryResult result) {
        List<String> notes = new ArrayList<>();
        if (!result.partialDays().isEmpty()) {
            notes.add("Partial, more events may come: " + result.partialDays());
        }
        if (result.lateRows() > 0) {
            notes.add(DisplayText.counted(result.lateRows(), "late event")
                    + " of these days stand outside the answer, in late/");
        }
        Scan scan = result.scan();
        if (scan.rowsWithoutValue() > 0) {
            notes.add(DisplayText.counted(scan.rowsWithoutValue(), "event") + " without "
                    + result.spec().field() + " stand outside the answer");
        }
        if (scan.rowsNotFinite() > 0) {
            notes.add(DisplayText.counted(scan.rowsNotFinite(), "event") + " whose "
                    + result.spec().field() + " is NaN or infinite stand outside the answer");
        }
        if (scan.rowsWithoutGroup() > 0) {
            notes.add(DisplayText.counted(scan.rowsWithoutGroup(), "event") + " without "
                    + String.join(" or ", result.spec().by()) + " stand outside the answer");
        }
        if (result.rows().isEmpty()) {
            notes.add(nothing(result));
        }
        for (QueryRow row : result.rows()) {
            if (Double.isNaN(row.stddev()) && row.events() > 1) {
                notes.add("The values of " + row.period() + " " + row.by()
                        + " are too far apart for a standard deviation that a double can hold: it is left empty, and"
                        + " no value is an outlier by it");
            }
        }
        return notes;
    }

    /** By the groups, not by the rows scanned: those of a summary are not. */
    private static String nothing(QueryResult result) {
        Scan scan = result.scan();
        long events = scan.rowsWithoutValue() + scan.rowsNotFinite() + scan.rowsWithoutGroup();
        for (DroppedGroup group : result.dropped()) {
            events += group.events();
        }
        if (events == 0) {
            return "No events of the days asked for";
        }
        return "No group qualified of " + DisplayText.counted(result.dropped().size(), "group") + " with "
                + DisplayText.counted(events, "event") + "; --min-events is "
                + result.spec().minEvents() + ", --verbose says more";
    }

    /** How the answer came about: rows scanned, files pruned, groups dropped and why. */
    public static List<String> verbose(QueryResult result) {
        List<String> notes = new ArrayList<>();
        Scan scan = result.scan();
        notes.add("Rows scanned: " + scan.rows() + ", with ids: " + scan.rowsWithIdsRead()
                + (scan.readTwice() ? ", in two passes for lack of memory" : ""));
        notes.add("Files read: " + scan.filesRead() + ", pruned: " + scan.filesPruned());
        notes.add("Outliers: " + result.spec().outliers() + "; quantiles: "
                + (result.spec().exact() ? "exact" : "t-digest"));
        notes.add("Groups qualified: " + result.rows().size() + ", dropped: "
                + result.dropped().size());
        for (DroppedGroup group : result.dropped()) {
            notes.add("Dropped " + group.period() + " " + group.by() + " of "
                    + DisplayText.counted(group.events(), "event") + ": " + group.reason());
        }
        return notes;
    }

    /** What became of late events where the answer takes them in. */
    public static String of(LateCounts late) {
        return "Of the late events of these days " + late.taken() + " are included; " + late.leftOut()
                + " are left out, since their hour has an event of their id";
    }
}
