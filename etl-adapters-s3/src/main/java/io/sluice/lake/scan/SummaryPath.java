package io.sluice.lake.scan;

import java.time.LocalDate;

/**
 * Where the summary of a day is kept. The number of the day's rows is part of the name: rows are added to a day and
 * never taken away, so a summary of that name is that of the day as it is, and one that went stale is not found.
 */
public final class SummaryPath {
    /** Everything under it may be deleted at any time; it is made again from the rows. */
    public static final String FOLDER = "_sluice/summaries";

    private SummaryPath() {}

    /** The folder of a UTC day. */
    public static String folder(LocalDate day) {
        return FOLDER + "/" + day;
    }

    /** The summary of a UTC day with so many rows. */
    public static String of(LocalDate day, long rows) {
        return folder(day) + "/" + rows + ".summary";
    }
}
