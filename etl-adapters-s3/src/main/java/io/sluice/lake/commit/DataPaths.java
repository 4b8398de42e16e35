package io.sluice.lake.commit;

import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.DataFile;
import io.sluice.core.port.DataGapException;
import io.sluice.core.port.Table;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Locale;

/** Where data files stand: staged, and in their tables. */
public final class DataPaths {
    public static final String STAGED_FOLDER = "_sluice/staged";
    private static final long MICROS_PER_HOUR = 3_600_000_000L;

    private static final Table[] TABLES = Table.values();

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

    /** The folder of the day that an hour is in. */
    static String dayFolder(Table table, long hour) {
        String path = published(table, hour, "");
        return path.substring(0, path.lastIndexOf("/hour="));
    }

    /**
     * Checks that what a record adds and removes is data files of the lake: what it names is moved and deleted.
     *
     * @throws DataGapException if it names anything else
     */
    static void requireConfined(CommitRecord record, String location) {
        for (DataFile file : record.added()) {
            requireConfined(isStaged(file.stagedPath()), file.stagedPath(), location);
            requireConfined(isIn(file.table(), file.path()), file.path(), location);
        }
        for (String path : record.removed()) {
            boolean inTable = false;
            for (Table table : TABLES) {
                inTable |= isIn(table, path);
            }
            requireConfined(inTable, path, location);
        }
    }

    private static void requireConfined(boolean confined, String path, String location) {
        if (!confined) {
            throw new DataGapException("Commit record " + location + " names " + path
                    + ", which is no data file of the lake; the record was changed, restore it from a backup");
        }
    }

    private static boolean isStaged(String path) {
        return isUnder(STAGED_FOLDER, path) && path.indexOf('/', STAGED_FOLDER.length() + 1) < 0;
    }

    private static boolean isIn(Table table, String path) {
        return isUnder(table.folder(), path) && path.endsWith(".parquet");
    }

    private static boolean isUnder(String folder, String path) {
        return path.length() > folder.length() + 1
                && path.startsWith(folder)
                && path.charAt(folder.length()) == '/'
                && !path.contains("/../")
                && !path.contains("/./")
                && !path.contains("//")
                && !path.endsWith("/..")
                && path.indexOf('\\') < 0;
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
