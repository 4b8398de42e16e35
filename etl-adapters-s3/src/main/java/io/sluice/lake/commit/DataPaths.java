package io.sluice.lake.commit;

import io.sluice.core.port.Table;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Locale;

/** Where data files stand: staged, and in their tables. */
public final class DataPaths {
    public static final String STAGED_FOLDER = "_sluice/staged";
    private static final long MICROS_PER_HOUR = 3_600_000_000L;

    private DataPaths() {}

    /** The hour of a time in microseconds since the epoch, counted from the epoch. */
    public static long hourOf(long micros) {
        return Math.floorDiv(micros, MICROS_PER_HOUR);
    }

    /** A file's name without its ending; {@code sequence} makes it one that the writer never used before. */
    public static String name(long commit, String writerId, long sequence) {
        return String.format(Locale.ROOT, "%010d-%s-%05d", commit, writerId, sequence);
    }

    public static String staged(Table table, String name) {
        return STAGED_FOLDER + "/" + name + "." + table.folder();
    }

    public static String published(Table table, long hour, String name) {
        LocalDateTime time = LocalDateTime.ofEpochSecond(hour * 3600, 0, ZoneOffset.UTC);
        return String.format(
                Locale.ROOT,
                "%s/year=%04d/month=%02d/day=%02d/hour=%02d/%s.parquet",
                table.folder(),
                time.getYear(),
                time.getMonthValue(),
                time.getDayOfMonth(),
                time.getHour(),
                name);
    }

    /** The commit number that a staged file aimed at; {@link Long#MAX_VALUE} if it does not look like one of ours. */
    public static long targetCommitOf(String stagedPath) {
        String name = stagedPath.substring(stagedPath.lastIndexOf('/') + 1);
        int end = name.indexOf('-');
        if (end < 1 || end > 18) {
            return Long.MAX_VALUE;
        }
        try {
            return Long.parseLong(name.substring(0, end));
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }
}
