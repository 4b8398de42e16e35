package io.sluice.lake.commit;

import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.DataFile;
import io.sluice.core.port.DataGapException;
import io.sluice.core.port.LakeUnavailableException;
import io.sluice.core.port.Table;
import io.sluice.lake.store.BoundedParallelism;
import io.sluice.lake.store.ObjectStore;
import io.sluice.lake.store.StoredObject;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;

/**
 * The commit records of a lake, numbered from 1 without holes, in {@code _sluice/commits/NNN/NNNNNNNNNN.json}. Each names
 * the one before it by its {@link CommitHash}, but for those of older versions.
 *
 * <p>No object points at the last one, since that would have to be changed and could be lost: the last is found by listing
 * the thousand it is in and probing the numbers behind. Every full thousand is also written as one segment,
 * {@code _sluice/segments/NNN.jsonl}, one record a line; segments say which thousand that is, and make reading the whole
 * log one read per thousand. They hold nothing that the records do not.
 *
 * <p>A log knows the records up to {@link #lastNumber()}, as found when it was opened, refreshed or appended to. Safe
 * for use by several threads. All methods throw {@link LakeUnavailableException} if the store fails, and
 * {@link DataGapException} naming the file where a record is damaged or missing.
 */
public final class CommitLog {
    private static final int SEGMENT_RECORDS = 1000;
    private static final String COMMITS = "_sluice/commits/";
    private static final String SEGMENTS = "_sluice/segments";

    /** Fewer records of a segment than these are read one by one. */
    private static final int FEW_RECORDS = 8;

    /** Take-overs and replays may have written no files. */
    private static final int LOOKED_BACK = 10;

    private final ObjectStore store;

    /** Is given the numbers of changed records; null where hashes are not followed. */
    private final LongConsumer changed;

    private final BoundedParallelism parallelism = new BoundedParallelism();
    private final CurrentFiles liveFiles = new CurrentFiles();
    private long lastNumber;

    /** Both null where the last record is to be read again. */
    private CommitRecord last;

    private byte[] lastBytes;

    /** The full thousands below this are known to have their segment. */
    private long segmentsKnown;

    /** The record that was read last in order, and its hash; only where hashes are followed. */
    private long hashedNumber;

    private String hash;

    /** A record as it is stored. */
    private record Stored(CommitRecordJson.Linked linked, byte[] bytes) {
        CommitRecord record() {
            return linked.record();
        }
    }

    private CommitLog(ObjectStore store, LongConsumer changed) {
        this.store = store;
        this.changed = changed;
    }

    /**
     * Opens the log of a lake, which may be empty, and finds its last record.
     *
     * @throws DataGapException if a record is missing before the last one
     */
    public static CommitLog open(ObjectStore store) {
        CommitLog log = new CommitLog(store, null);
        log.findLast(true);
        return log;
    }

    /**
     * Opens the log of a folder that is a lake or is to become one.
     *
     * @throws DataGapException if records are missing, see {@link #requireNoneLost}
     */
    public static CommitLog openLake(ObjectStore store) {
        CommitLog log = open(store);
        log.requireNoneLost();
        return log;
    }

    /**
     * Looks for files of commits behind the last record: where the last records are lost, only files tell. Those most likely
     * stand in the days in which the last known commit wrote, or in the next; where no record is known, in any. The audit
     * and a compaction look everywhere.
     *
     * @throws DataGapException if there is such a file
     */
    public void requireNoneLost() {
        if (lastNumber() == 0) {
            for (Table table : Table.values()) {
                requireNoneLost(table.folder());
            }
            return;
        }
        latestHours().forEach((table, hour) -> {
            requireNoneLost(DataPaths.dayFolder(table, hour));
            requireNoneLost(DataPaths.dayFolder(table, hour + 24));
        });
    }

    /** The last hour of each table in the last commit that wrote files. */
    private Map<Table, Long> latestHours() {
        Map<Table, Long> latest = new EnumMap<>(Table.class);
        long number = lastNumber();
        for (long first = number - LOOKED_BACK; number > Math.max(first, 0) && latest.isEmpty(); number--) {
            for (DataFile file : known(number).added()) {
                latest.merge(file.table(), DataPaths.hourOf(file.maxTime()), Math::max);
            }
        }
        return latest;
    }

    private CommitRecord known(long number) {
        return number == lastNumber() ? last().orElseThrow() : read(number);
    }

    private void requireNoneLost(String folder) {
        for (StoredObject object : store.list(folder)) {
            if (object.path().endsWith(".parquet") && isBehindLast(object.path()) && isBehindNewest(object.path())) {
                throw lost(object.path());
            }
        }
    }

    /** Whether a data file was made for a commit behind the last known one; each is, where none is known. */
    public boolean isBehindLast(String path) {
        long targetCommit = DataPaths.targetCommitOf(path);
        return lastNumber() == 0 || (targetCommit > lastNumber() && targetCommit != Long.MAX_VALUE);
    }

    /** Another writer may have made both the file and its record since. */
    private boolean isBehindNewest(String path) {
        refresh();
        return isBehindLast(path);
    }

    private DataGapException lost(String path) {
        return lastNumber() == 0
                ? new DataGapException("There is no commit record in " + store + "/" + COMMITS + ", but a data file "
                        + path + ": restore _sluice/ from a backup, or choose an empty folder as lake.uri")
                : new DataGapException("Data file " + path + " in " + store + " was made for commit "
                        + DataPaths.targetCommitOf(path) + ", but the last record is " + lastNumber() + ": records in "
                        + COMMITS + " are lost. Restore them from a backup");
    }

    /**
     * Opens the log of a lake in which records may be missing. It is read by one thread.
     *
     * @param changed is given the number of each record that is read and is not the one that the record behind it names
     */
    public static CommitLog openForAudit(ObjectStore store, LongConsumer changed) {
        CommitLog log = new CommitLog(store, changed);
        log.findLast(false);
        return log;
    }

    private void findLast(boolean requireAll) {
        NavigableSet<Long> segments = numbersIn(SEGMENTS, ".jsonl");
        while (segments.contains(segmentsKnown)) {
            segmentsKnown++;
        }
        long thousand = segments.isEmpty() ? 0 : segments.last() + 1;
        long first = firstOfSegment(thousand);
        NavigableSet<Long> numbers = new TreeSet<>();
        NavigableSet<Long> listed = numbersIn(folder(thousand), ".json");
        do {
            numbers.addAll(listed);
            thousand++;
            listed = numbersIn(folder(thousand), ".json");
        } while (!listed.isEmpty());
        lastNumber = numbers.isEmpty() ? first - 1 : Math.max(first - 1, numbers.last());
        if (requireAll) {
            requireAll(first, numbers);
        }
        refresh();
    }

    /** A listing may lack what was created while it was made, so only a request after it finds that a record is missing. */
    private void requireAll(long first, Set<Long> listed) {
        for (long number = first; number <= lastNumber; number++) {
            if (!listed.contains(number) && store.size(path(number)) < 0) {
                throw missing(number);
            }
        }
    }

    private DataGapException missing(long number) {
        return new DataGapException(
                "Commit record " + path(number) + " in " + store + " is missing, though commits up to " + lastNumber()
                        + " were made; restore it from a backup: records are never deleted");
    }

    private NavigableSet<Long> numbersIn(String folder, String ending) {
        NavigableSet<Long> numbers = new TreeSet<>();
        for (StoredObject object : store.list(folder)) {
            String name = object.path().substring(object.path().lastIndexOf('/') + 1);
            String digits = name.endsWith(ending) ? name.substring(0, name.length() - ending.length()) : "";
            if (digits.matches("\\d{1,18}")) {
                numbers.add(Long.parseLong(digits));
            }
        }
        return numbers;
    }

    /** Looks for records that others appended. Returns the number of the last, 0 if there is none. */
    public synchronized long refresh() {
        long found = gallop(lastNumber, number -> store.size(path(number)) >= 0);
        if (found != lastNumber) {
            know(found, null, null);
        }
        return lastNumber;
    }

    private void know(long number, CommitRecord record, byte[] bytes) {
        lastNumber = number;
        last = record;
        lastBytes = bytes;
    }

    /** The greatest number above {@code known} that exists, where all below an existing one exist. */
    private static long gallop(long known, LongPredicate exists) {
        long low = known;
        long step = 1;
        while (exists.test(low + step)) {
            low += step;
            step *= 2;
        }
        long high = low + step;
        while (high - low > 1) {
            long middle = low + (high - low) / 2;
            if (exists.test(middle)) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The number of the last known record; 0 if there is none. */
    public synchronized long lastNumber() {
        return lastNumber;
    }

    /** The last known record; nothing in an empty lake. */
    public synchronized Optional<CommitRecord> last() {
        loadLast();
        return Optional.ofNullable(last);
    }

    private void loadLast() {
        if (lastBytes == null && lastNumber > 0) {
            Stored stored = fetch(lastNumber);
            know(lastNumber, stored.record(), stored.bytes);
        }
    }

    /** The record of that number if there is one, which leaves what this log knows as it is. */
    public Optional<CommitRecord> find(long number) {
        return store.read(path(number))
                .map(bytes -> parse(bytes, path(number), number).record());
    }

    /** The record of that number. */
    public CommitRecord read(long number) {
        return follow(fetch(number));
    }

    private Stored fetch(long number) {
        return parse(store.read(path(number)).orElseThrow(() -> missing(number)), path(number), number);
    }

    /**
     * The records {@code from} to {@code to}, both included, in order. Those that no segment holds are read some at a
     * time: there may be a thousand, each a request or two to a store far away, and a start waits for them.
     */
    public List<CommitRecord> read(long from, long to) {
        List<CommitRecord> records = new ArrayList<>();
        long number = Math.max(1, from);
        while (number <= to) {
            long end = Math.min(to, lastOfSegment(segmentOf(number)));
            if (end - number < FEW_RECORDS || !readSegment(number, end, records)) {
                fetchAll(number, end, stored -> records.add(follow(stored)));
            }
            number = end + 1;
        }
        return records;
    }

    private void fetchAll(long from, long to, Consumer<Stored> consumer) {
        parallelism.each(LongStream.rangeClosed(from, to).boxed().toList(), this::fetch, consumer);
    }

    /** Compares the hash of the record read before this one to the one that it names. */
    private CommitRecord follow(Stored stored) {
        long number = stored.record().number();
        if (changed != null) {
            String previous = stored.linked.previous();
            if (number == hashedNumber + 1 && previous != null && !previous.equals(hash)) {
                changed.accept(hashedNumber);
            }
            hashedNumber = number;
            hash = CommitHash.of(stored.bytes);
        }
        return stored.record();
    }

    private boolean readSegment(long from, long to, List<CommitRecord> into) {
        String path = segmentPath(segmentOf(from));
        Optional<byte[]> segment = store.read(path);
        if (segment.isEmpty()) {
            return false;
        }
        byte[] bytes = segment.get();
        long number = firstOfSegment(segmentOf(from));
        int start = 0;
        while (start < bytes.length && number <= to) {
            int end = endOfLine(bytes, start);
            if (number >= from) {
                into.add(follow(parse(Arrays.copyOfRange(bytes, start, end), path, number)));
            }
            start = end;
            number++;
        }
        if (number <= to) {
            throw new DataGapException("Segment " + path + " in " + store + " ends before commit " + number
                    + "; delete it, it holds nothing that the records in _sluice/commits/ do not");
        }
        return true;
    }

    private static int endOfLine(byte[] bytes, int start) {
        int end = start;
        while (end < bytes.length && bytes[end] != '\n') {
            end++;
        }
        return Math.min(end + 1, bytes.length);
    }

    private Stored parse(byte[] bytes, String path, long number) {
        CommitRecordJson.Linked linked = CommitRecordJson.readLinked(bytes, store + "/" + path);
        CommitRecord record = linked.record();
        if (record.number() != number) {
            throw new DataGapException("Commit record " + store + "/" + path + " should be number " + number
                    + ", but says it is " + record.number() + "; restore it from a backup");
        }
        DataPaths.requireConfined(record, store + "/" + path);
        return new Stored(linked, bytes);
    }

    /**
     * Appends a record, whose number must follow on the last known one. Repeating the call with an equal record is safe.
     *
     * @return nothing if the record is in the log now; otherwise the record that took its number, and this one is not
     */
    public synchronized Optional<CommitRecord> append(CommitRecord record) {
        if (record.number() == lastNumber && record.equals(last)) {
            return Optional.empty();
        }
        if (record.number() != lastNumber + 1) {
            throw new IllegalArgumentException(
                    "Cannot append commit " + record.number() + " to a log that ends at " + lastNumber);
        }
        loadLast();
        byte[] bytes = CommitRecordJson.write(record, lastBytes == null ? null : CommitHash.of(lastBytes));
        if (!store.createIfAbsent(path(record.number()), bytes)) {
            Stored found = fetch(record.number());
            if (!Arrays.equals(bytes, found.bytes)) {
                return Optional.of(found.record());
            }
        }
        know(record.number(), record, bytes);
        return Optional.empty();
    }

    /** Goes on behind a record that another writer appended: the one that {@link #append} returned. */
    public synchronized void follow(CommitRecord taken) {
        if (taken.number() != lastNumber + 1) {
            throw new IllegalArgumentException(
                    "Cannot follow commit " + taken.number() + " in a log that ends at " + lastNumber);
        }
        know(taken.number(), null, null);
    }

    /** Writes the segments of full thousands that have none yet. To be called after appending, now and then. */
    synchronized void writeSegments() {
        for (; lastOfSegment(segmentsKnown) <= lastNumber; segmentsKnown++) {
            if (store.size(segmentPath(segmentsKnown)) < 0) {
                writeSegment(segmentsKnown);
            }
        }
    }

    private void writeSegment(long segment) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        fetchAll(firstOfSegment(segment), lastOfSegment(segment), stored -> bytes.writeBytes(stored.bytes));
        store.createIfAbsent(segmentPath(segment), bytes.toByteArray());
    }

    /**
     * The files that make up a table after the last known record: all that were added and not removed since, in the
     * order they were added. The first call reads the whole log, later ones what is new.
     */
    public synchronized List<DataFile> liveFiles(Table table) {
        bringUpToDate();
        return liveFiles.of(table);
    }

    /** Whether the tables hold a file after the last known record. */
    public synchronized boolean isLive(String path) {
        bringUpToDate();
        return liveFiles.has(path);
    }

    /**
     * Which of the logs that were read into the lake, counted from 1, the rows of a live file come from: another topic
     * has other offsets.
     */
    public synchronized int logOf(DataFile live) {
        bringUpToDate();
        return liveFiles.logOf(live.path());
    }

    /** The log that is read into the lake now, counted as by {@link #logOf}. */
    public synchronized int currentLog() {
        bringUpToDate();
        return liveFiles.logs();
    }

    private void bringUpToDate() {
        while (liveFiles.upTo() < lastNumber) {
            long from = liveFiles.upTo() + 1;
            read(from, Math.min(lastNumber, lastOfSegment(segmentOf(from)))).forEach(liveFiles::apply);
        }
    }

    private static long segmentOf(long number) {
        return number / SEGMENT_RECORDS;
    }

    private static long firstOfSegment(long segment) {
        return Math.max(1, segment * SEGMENT_RECORDS);
    }

    private static long lastOfSegment(long segment) {
        return segment * SEGMENT_RECORDS + SEGMENT_RECORDS - 1;
    }

    private static String folder(long thousand) {
        return COMMITS + padded(thousand, 3);
    }

    static String path(long number) {
        return folder(segmentOf(number)) + "/" + padded(number, 10) + ".json";
    }

    static String segmentPath(long segment) {
        return SEGMENTS + "/" + padded(segment, 3) + ".jsonl";
    }

    /** Not by a format, which loads the number formats of all locales when it is first used. */
    private static String padded(long number, int digits) {
        String text = Long.toString(number);
        return "0".repeat(Math.max(0, digits - text.length())) + text;
    }
}
