package io.sluice.lake.scan;

import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.DataFile;
import io.sluice.core.port.DataGapException;
import io.sluice.core.port.EventScan;
import io.sluice.core.port.HourReplacedException;
import io.sluice.core.port.LakeUnavailableException;
import io.sluice.core.port.Table;
import io.sluice.lake.commit.CommitLog;
import io.sluice.lake.commit.WrittenSettings;
import io.sluice.lake.store.ObjectStore;
import io.sluice.lake.store.StoreLocation;
import io.sluice.lake.store.StoredObject;
import java.nio.file.Files;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.parquet.schema.MessageType;

/**
 * The events table of a lake as its last commit record has it, or of a plain folder of Parquet files partitioned by
 * {@code year=/month=/day=/hour=}, which may also be the table's own folder.
 *
 * <p>The files of a commit that was recorded but not wholly published are read from where they were staged, so a crashed
 * writer hides nothing.
 */
public final class ParquetEventScan implements EventScan {
    private static final long MOST_SUMMARY_BYTES = 64L << 20;

    private final ObjectStore store;
    private final FollowedFiles files;
    private final List<Hour> hours;
    private final List<LateFile> lateFiles;
    private final long watermark;
    /** Of days in a lake. */
    private final Map<LocalDate, Long> rows;

    /** Null for what is no lake. */
    private final WrittenSettings written;

    private ParquetEventScan(
            ObjectStore store,
            FollowedFiles files,
            List<Hour> hours,
            List<LateFile> lateFiles,
            long watermark,
            Map<LocalDate, Long> rows,
            WrittenSettings written) {
        this.written = written;
        this.rows = rows;
        this.store = store;
        this.files = files;
        this.hours = hours;
        this.lateFiles = lateFiles;
        this.watermark = watermark;
    }

    /** Opens the table under a store's root; what is committed later is not seen. Opens no data file. */
    public static ParquetEventScan open(ObjectStore store) {
        CommitLog log = CommitLog.open(store);
        // A lake, not a plain folder.
        if (log.lastNumber() > 0 || !store.list("_sluice/schemas").isEmpty()) {
            log.requireNoneLost();
        }
        Optional<CommitRecord> last = log.last();
        return last.isPresent() ? ofLake(store, log, last.get()) : ofFolder(store);
    }

    /** What a lake was written with; nothing for a plain folder of files. */
    public Optional<WrittenSettings> written() {
        return Optional.ofNullable(written);
    }

    /** Opens the table of a lake or folder that may not be there. */
    public static Optional<ParquetEventScan> find(StoreLocation location) {
        if (location.isLocal() && !Files.isDirectory(location.folder())) {
            return Optional.empty();
        }
        ObjectStore store = location.open();
        ParquetEventScan scan = open(store);
        // A folder of an object store is there when something is in it.
        boolean nothing =
                !location.isLocal() && scan.hours.isEmpty() && store.list("").isEmpty();
        return nothing ? Optional.empty() : Optional.of(scan);
    }

    /**
     * Reads hours that another scan of the same table listed, perhaps on another machine. It lists no others.
     *
     * @param stagedPaths the other scan's
     * @param listedAt the other scan's
     * @param hours with files of events, of late events, or of both
     */
    public static ParquetEventScan ofListed(
            ObjectStore store, Map<String, String> stagedPaths, long listedAt, List<Hour> hours) {
        List<String> events = new ArrayList<>();
        List<LateFile> late = new ArrayList<>();
        for (Hour hour : hours) {
            for (String path : hour.files()) {
                if (path.startsWith(Table.LATE.folder() + "/")) {
                    late.add(new LateFile(hour.start(), path, LateFile.UNKNOWN));
                } else {
                    events.add(path);
                }
            }
        }
        FollowedFiles files = new FollowedFiles(store, stagedPaths, listedAt);
        return new ParquetEventScan(store, files, byHour(events, store), late, Long.MIN_VALUE, Map.of(), null);
    }

    private static ParquetEventScan ofLake(ObjectStore store, CommitLog log, CommitRecord last) {
        Map<String, String> stagedPaths = new HashMap<>();
        for (DataFile file : last.added()) {
            stagedPaths.put(file.path(), file.stagedPath());
        }
        List<String> events = new ArrayList<>();
        Map<LocalDate, Long> rows = new HashMap<>();
        for (DataFile file : log.liveFiles(Table.EVENTS)) {
            events.add(file.path());
            LocalDate day = LocalDate.ofInstant(hourOf(file.path(), store), ZoneOffset.UTC);
            rows.merge(day, file.rows(), Long::sum);
        }
        List<LateFile> late = new ArrayList<>();
        for (DataFile file : log.liveFiles(Table.LATE)) {
            late.add(new LateFile(hourOf(file.path(), store), file.path(), file.rows()));
        }
        FollowedFiles files = new FollowedFiles(store, stagedPaths, last.number());
        return new ParquetEventScan(
                store, files, byHour(events, store), late, last.watermark(), rows, WrittenSettings.of(store, last));
    }

    private static ParquetEventScan ofFolder(ObjectStore store) {
        List<String> events = dataFiles(store, Table.EVENTS.folder());
        if (events.isEmpty()) {
            events = dataFiles(store, "").stream()
                    .filter(path -> path.startsWith("year="))
                    .toList();
        }
        List<LateFile> late = new ArrayList<>();
        for (String path : dataFiles(store, Table.LATE.folder())) {
            late.add(new LateFile(hourOf(path, store), path, LateFile.UNKNOWN));
        }
        FollowedFiles files = new FollowedFiles(store, Map.of(), 0);
        return new ParquetEventScan(store, files, byHour(events, store), late, Long.MAX_VALUE, Map.of(), null);
    }

    private static List<String> dataFiles(ObjectStore store, String folder) {
        List<String> paths = new ArrayList<>();
        for (StoredObject object : store.list(folder)) {
            if (HourFolder.of(object.path()).isPresent()) {
                paths.add(object.path());
            }
        }
        return paths;
    }

    private static List<Hour> byHour(List<String> paths, ObjectStore store) {
        Map<Instant, List<String>> files = new TreeMap<>();
        for (String path : paths) {
            files.computeIfAbsent(hourOf(path, store), hour -> new ArrayList<>())
                    .add(path);
        }
        List<Hour> hours = new ArrayList<>();
        files.forEach((start, ofHour) -> hours.add(new Hour(start, ofHour)));
        return hours;
    }

    private static Instant hourOf(String path, ObjectStore store) {
        return HourFolder.of(path)
                .orElseThrow(() -> new IllegalArgumentException("Data file " + path + " of lake " + store
                        + " is not under year=Y/month=M/day=D/hour=H; such a lake cannot be asked by day"));
    }

    /** Where the files of the last commit may still stand, by the paths they will have. */
    public Map<String, String> stagedPaths() {
        return files.stagedPaths();
    }

    /** The number of the commit after which the files were listed; 0 for a plain folder. */
    public long listedAt() {
        return files.listedAt();
    }

    @Override
    public List<Hour> hours() {
        return hours;
    }

    /** The events of a UTC day in a lake, by the records. */
    public long rowsOf(LocalDate day) {
        return rows.getOrDefault(day, 0L);
    }

    @Override
    public Optional<byte[]> summary(LocalDate day) {
        if (!rows.containsKey(day)) {
            return Optional.empty();
        }
        String path = SummaryPath.of(day, rowsOf(day));
        // A summary has some kilobytes per group; whatever is that large is none, and not to be held in memory.
        return store.size(path) > MOST_SUMMARY_BYTES ? Optional.of(new byte[0]) : store.read(path);
    }

    @Override
    public List<Hour> lateHours() {
        return byHour(lateFiles.stream().map(LateFile::path).toList(), store);
    }

    @Override
    public long watermark() {
        return watermark;
    }

    @Override
    public long lateRows(Instant from, Instant to) {
        long rows = 0;
        for (LateFile file : lateFiles) {
            if (!file.hour.isBefore(from) && file.hour.isBefore(to)) {
                rows += file.rows == LateFile.UNKNOWN ? DataFileReader.rows(file.path, files::open) : file.rows;
            }
        }
        return rows;
    }

    @Override
    public void requireColumns(Projection projection, List<Hour> asked) {
        Hour newest = asked.get(asked.size() - 1);
        MessageType schema = null;
        while (schema == null) {
            try {
                schema = attempt(newest, paths -> DataFileReader.schema(paths.get(paths.size() - 1), files::open));
            } catch (HourReplacedException replaced) {
                // Its rows are elsewhere now.
            }
        }
        List<String> paths = new ArrayList<>(projection.by());
        paths.add(projection.value());
        paths.add(projection.id());
        for (String path : paths) {
            if (ColumnPaths.find(schema, path).isEmpty()) {
                throw new IllegalArgumentException("The events table has no column " + path + "; it has "
                        + ColumnPaths.all(schema) + "; --field and --by choose others");
            }
        }
    }

    @Override
    public void read(Hour hour, Projection projection, Consumer<EventBlock> consumer) {
        DataFileReader reader = new DataFileReader(projection, consumer);
        attempt(hour, paths -> {
            for (String path : paths) {
                reader.read(path, files::open);
            }
            return null;
        });
    }

    /** Does something with the files of an hour, and finds out about a failure whether they are elsewhere by now. */
    private <T> T attempt(Hour hour, Function<List<String>, T> reading) {
        List<String> paths = files.of(hour.files());
        try {
            return reading.apply(paths);
        } catch (DataGapException | LakeUnavailableException failure) {
            if (files.haveMoved(hour.files(), paths)) {
                throw new HourReplacedException(
                        "The files of hour " + hour.start() + " of " + store
                                + " were replaced by a compaction while they were being read; they are to be read"
                                + " again",
                        failure);
            }
            throw failure;
        }
    }

    /** Holds nothing open between reads. */
    @Override
    public void close() {}

    /** A file of {@code late/}, of which only the number of rows matters. */
    private record LateFile(Instant hour, String path, long rows) {
        /** Only the file itself knows. */
        static final long UNKNOWN = -1;
    }
}
