package io.sluice.lake.commit;

import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.DataFile;
import io.sluice.core.port.DataGapException;
import io.sluice.core.port.LakeUnavailableException;
import io.sluice.core.port.Table;
import io.sluice.lake.store.BoundedParallelism;
import io.sluice.lake.store.ObjectStore;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;

/**
 * The commit records of a lake, numbered from 1 without holes, in {@code _sluice/commits/NNN/NNNNNNNNNN.json}.
 *
 * <p>Nothing points at the last one, since whatever did would have to be changed and could be lost: the last is found by
 * probing numbers, galloping from a hint. Every full thousand is also written as one segment,
 * {@code _sluice/segments/NNN.jsonl}, one record a line; segments are the hint, and make reading the whole log one read
 * per thousand. They hold nothing that the records do not.
 *
 * <p>A log knows the records up to {@link #lastNumber()}, as found when it was opened, refreshed or appended to. Safe
 * for use by several threads. All methods throw {@link LakeUnavailableException} if the store fails, and
 * {@link DataGapException} naming the file where a record is damaged or missing.
 */
public final class CommitLog {
    private static final int SEGMENT_RECORDS = 1000;

    /** Fewer records of a segment than these are read one by one. */
    private static final int FEW_RECORDS = 8;

    private final ObjectStore store;
    private final BoundedParallelism abreast = new BoundedParallelism();
    private final CurrentFiles liveFiles = new CurrentFiles();
    private long lastNumber;
    private CommitRecord last;

    /** The full thousands below this are known to have their segment. */
    private long segmentsKnown;

    private CommitLog(ObjectStore store) {
        this.store = store;
    }

    /** Opens the log of a lake, which may be empty, and finds its last record. */
    public static CommitLog open(ObjectStore store) {
        CommitLog log = new CommitLog(store);
        log.segmentsKnown = gallop(0, number -> store.size(segmentPath(number - 1)) >= 0);
        log.lastNumber = Math.max(0, log.segmentsKnown * SEGMENT_RECORDS - 1);
        log.refresh();
        return log;
    }

    /** Looks for records that others appended. Returns the number of the last, 0 if there is none. */
    public synchronized long refresh() {
        long found = gallop(lastNumber, number -> store.size(path(number)) >= 0);
        if (found != lastNumber) {
            lastNumber = found;
            last = null;
        }
        return lastNumber;
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
        if (last == null && lastNumber > 0) {
            last = read(lastNumber);
        }
        return Optional.ofNullable(last);
    }

    /** The record of that number if there is one, which leaves what this log knows as it is. */
    public Optional<CommitRecord> find(long number) {
        return store.read(path(number)).map(bytes -> parse(bytes, path(number), number));
    }

    /** The record of that number. */
    public CommitRecord read(long number) {
        byte[] bytes = store.read(path(number))
                .orElseThrow(() -> new DataGapException("Commit record " + path(number) + " in " + store
                        + " is missing, though commits up to " + lastNumber()
                        + " were made; restore it from a backup: records are never deleted"));
        return parse(bytes, path(number), number);
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
                abreast.each(LongStream.rangeClosed(number, end).boxed().toList(), this::read, records::add);
            }
            number = end + 1;
        }
        return records;
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
                into.add(parse(Arrays.copyOfRange(bytes, start, end), path, number));
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

    private CommitRecord parse(byte[] bytes, String path, long number) {
        CommitRecord record = CommitRecordJson.read(bytes, store + "/" + path);
        if (record.number() != number) {
            throw new DataGapException("Commit record " + store + "/" + path + " should be number " + number
                    + ", but says it is " + record.number() + "; restore it from a backup");
        }
        return record;
    }

    /**
     * Appends a record, whose number must follow on the last known one. Repeating the call with an equal record is safe.
     *
     * @return nothing if the record is in the log now; otherwise the record that took its number, and this one is not
     */
    public synchronized Optional<CommitRecord> append(CommitRecord record) {
        if (record.number() != lastNumber + 1 && !(record.number() == lastNumber && record.equals(last))) {
            throw new IllegalArgumentException(
                    "Cannot append commit " + record.number() + " to a log that ends at " + lastNumber);
        }
        byte[] bytes = CommitRecordJson.write(record);
        if (!store.createIfAbsent(path(record.number()), bytes)) {
            CommitRecord found = read(record.number());
            if (!Arrays.equals(bytes, CommitRecordJson.write(found))) {
                return Optional.of(found);
            }
        }
        lastNumber = record.number();
        last = record;
        return Optional.empty();
    }

    /** Goes on behind a record that another writer appended: the one that {@link #append} returned. */
    public synchronized void follow(CommitRecord taken) {
        if (taken.number() != lastNumber + 1) {
            throw new IllegalArgumentException(
                    "Cannot follow commit " + taken.number() + " in a log that ends at " + lastNumber);
        }
        lastNumber = taken.number();
        last = taken;
    }

    /** Writes the segments of full thousands that have none yet. Whoever appends calls this now and then. */
    synchronized void writeSegments() {
        for (; lastOfSegment(segmentsKnown) <= lastNumber; segmentsKnown++) {
            if (store.size(segmentPath(segmentsKnown)) < 0) {
                writeSegment(segmentsKnown);
            }
        }
    }

    private void writeSegment(long segment) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (CommitRecord record : read(firstOfSegment(segment), lastOfSegment(segment))) {
            bytes.writeBytes(CommitRecordJson.write(record));
        }
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

    static String path(long number) {
        return "_sluice/commits/" + padded(segmentOf(number), 3) + "/" + padded(number, 10) + ".json";
    }

    static String segmentPath(long segment) {
        return "_sluice/segments/" + padded(segment, 3) + ".jsonl";
    }

    /** Not by a format, which looks for the ways of the whole world to write numbers when it is first used. */
    private static String padded(long number, int digits) {
        String text = Long.toString(number);
        return "0".repeat(Math.max(0, digits - text.length())) + text;
    }
}
