package io.sluice.lake.scan;

import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.DataFile;
import io.sluice.core.port.EventScan;
import io.sluice.core.port.Table;
import io.sluice.lake.commit.CommitLog;
import io.sluice.lake.store.ObjectStore;
import io.sluice.lake.store.StoreLocation;
import io.sluice.lake.store.StoredObject;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.schema.MessageType;

/**
 * The events table of a lake as its last commit record has it, or of a plain folder of Parquet files partitioned by
 * {@code year=/month=/day=/hour=}, which may also be the table's own folder.
 *
 * <p>The files of a commit that was recorded but not wholly published are read from where they were staged, so a crashed
 * writer hides nothing.
 */
public final class ParquetEventScan implements EventScan {
    private final ObjectStore store;
    private final Map<String, String> stagedPaths;
    private final List<Hour> hours;
    private final List<LateFile> lateFiles;
    private final long watermark;

    private ParquetEventScan(
            ObjectStore store,
            Map<String, String> stagedPaths,
            List<Hour> hours,
            List<LateFile> lateFiles,
            long watermark) {
        this.store = store;
        this.stagedPaths = stagedPaths;
        this.hours = hours;
        this.lateFiles = lateFiles;
        this.watermark = watermark;
    }

    /** Opens the table under a store's root; what is committed later is not seen. Opens no data file. */
    public static ParquetEventScan open(ObjectStore store) {
        CommitLog log = CommitLog.open(store);
        Optional<CommitRecord> last = log.last();
        return last.isPresent() ? ofLake(store, log, last.get()) : ofFolder(store);
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
     * Reads hours that another scan of the same table listed, perhaps on another machine. It lists none itself.
     *
     * @param stagedPaths the other scan's
     */
    public static ParquetEventScan ofListed(ObjectStore store, Map<String, String> stagedPaths) {
        return new ParquetEventScan(store, stagedPaths, List.of(), List.of(), Long.MIN_VALUE);
    }

    private static ParquetEventScan ofLake(ObjectStore store, CommitLog log, CommitRecord last) {
        Map<String, String> stagedPaths = new HashMap<>();
        for (DataFile file : last.added()) {
            stagedPaths.put(file.path(), file.stagedPath());
        }
        List<String> events = new ArrayList<>();
        for (DataFile file : log.liveFiles(Table.EVENTS)) {
            events.add(file.path());
        }
        List<LateFile> late = new ArrayList<>();
        for (DataFile file : log.liveFiles(Table.LATE)) {
            late.add(new LateFile(hourOf(file.path(), store), file.path(), file.rows()));
        }
        return new ParquetEventScan(store, stagedPaths, byHour(events, store), late, last.watermark());
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
        return new ParquetEventScan(store, Map.of(), byHour(events, store), late, Long.MAX_VALUE);
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
        return Collections.unmodifiableMap(stagedPaths);
    }

    @Override
    public List<Hour> hours() {
        return hours;
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
                rows += file.rows == LateFile.UNKNOWN ? DataFileReader.rows(file.path, this::open) : file.rows;
            }
        }
        return rows;
    }

    @Override
    public void requireColumns(Projection projection, List<Hour> asked) {
        List<String> newest = asked.get(asked.size() - 1).files();
        MessageType schema = DataFileReader.schema(newest.get(newest.size() - 1), this::open);
        List<String> paths = new ArrayList<>(projection.by());
        paths.add(projection.value());
        paths.add(projection.id());
        for (String path : paths) {
            if (ColumnPaths.find(schema, path).isEmpty()) {
                throw new IllegalArgumentException(
                        "The events table has no column " + path + "; it has " + ColumnPaths.all(schema));
            }
        }
    }

    @Override
    public void read(Hour hour, Projection projection, Consumer<EventBlock> consumer) {
        DataFileReader reader = new DataFileReader(projection, consumer);
        for (String path : hour.files()) {
            reader.read(path, this::open);
        }
    }

    private InputFile open(String path) {
        String staged = stagedPaths.get(path);
        if (staged != null && store.size(path) < 0 && store.size(staged) >= 0) {
            return store.open(staged);
        }
        return store.open(path);
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
