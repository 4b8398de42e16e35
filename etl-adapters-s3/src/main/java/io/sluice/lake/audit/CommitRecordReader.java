package io.sluice.lake.audit;

import io.sluice.core.audit.CommitChain;
import io.sluice.core.port.AccountingException;
import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.DataGapException;
import io.sluice.lake.commit.CommitLog;
import io.sluice.lake.store.ObjectStore;
import io.sluice.lake.store.StoredObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * All commit records that can be read, whatever is wrong with the others. Which numbers there are is told by listing
 * their folder, since probing would take the first hole for the end.
 */
final class CommitRecordReader {
    private static final Pattern NAME = Pattern.compile("_sluice/commits/\\d+/(\\d{1,18})\\.json");
    private static final int BLOCK = 1000;

    private final ObjectStore store;
    private CommitLog log;
    private final boolean single;
    private final Set<Long> numbers = new HashSet<>();
    private final Set<Long> unread = new HashSet<>();

    /** Records that are not those that the ones behind them name. */
    private final Set<Long> changed = new TreeSet<>();

    private long last;

    private CommitRecordReader(ObjectStore store, boolean single) {
        this.store = store;
        this.single = single;
    }

    /**
     * Lists the records.
     *
     * @param single whether to read every record itself, and not the segments that copy a thousand of them
     */
    static CommitRecordReader open(ObjectStore store, boolean single) {
        CommitRecordReader reader = new CommitRecordReader(store, single);
        reader.list();
        return reader;
    }

    private void list() {
        log = CommitLog.openForAudit(store, changed::add);
        for (StoredObject object : store.list("_sluice/commits")) {
            Matcher name = NAME.matcher(object.path());
            if (name.matches()) {
                long number = Long.parseLong(name.group(1));
                numbers.add(number);
                last = Math.max(last, number);
            }
        }
    }

    /** The greatest number. */
    long last() {
        return last;
    }

    /** Gives every record to the chain, and tells it of those that are not there. */
    void readInto(CommitChain chain) {
        for (long first = 1; first <= last; first = blockEnd(first) + 1) {
            for (CommitRecord record : block(first, chain)) {
                chain.add(record);
            }
        }
        changed.forEach(chain::changed);
    }

    private long blockEnd(long first) {
        return Math.min(last, first / BLOCK * BLOCK + BLOCK - 1);
    }

    private List<CommitRecord> block(long first, CommitChain chain) {
        if (!single) {
            try {
                List<CommitRecord> records = log.read(first, blockEnd(first));
                records.stream()
                        .map(CommitRecord::number)
                        .filter(number -> !numbers.contains(number))
                        .forEach(number -> chain.missing(number, true));
                return records;
            } catch (DataGapException e) {
                // One by one, to see which.
            }
        }
        List<CommitRecord> records = new ArrayList<>();
        for (long number = first; number <= blockEnd(first); number++) {
            read(number, chain, records);
        }
        return records;
    }

    private void read(long number, CommitChain chain, List<CommitRecord> into) {
        if (!numbers.contains(number)) {
            into.forEach(chain::add);
            into.clear();
            chain.missing(number, false);
            unread.add(number);
            return;
        }
        try {
            into.add(log.read(number));
        } catch (DataGapException e) {
            into.forEach(chain::add);
            into.clear();
            chain.unreadable(number, e.getMessage(), e.getCause() instanceof AccountingException);
            unread.add(number);
        }
    }

    /**
     * Whether a compaction that came after these records took a file away.
     *
     * @param path its place in a table
     */
    boolean isReplacedSince(String path) {
        CommitLog now = CommitLog.openForAudit(store, number -> {});
        return now.read(last + 1, now.lastNumber()).stream()
                .anyMatch(record -> record.removed().contains(path));
    }

    /** The records that could be read, once more, ascending; a block at a time in memory. */
    Iterator<CommitRecord> again() {
        return new Iterator<>() {
            private long next = 1;
            private Iterator<CommitRecord> block = List.<CommitRecord>of().iterator();

            @Override
            public boolean hasNext() {
                while (!block.hasNext() && next <= last) {
                    block = readable(next, blockEnd(next)).iterator();
                    next = blockEnd(next) + 1;
                }
                return block.hasNext();
            }

            @Override
            public CommitRecord next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                return block.next();
            }
        };
    }

    private List<CommitRecord> readable(long first, long end) {
        boolean whole = true;
        for (long number = first; number <= end; number++) {
            whole &= !unread.contains(number);
        }
        if (whole && !single) {
            return log.read(first, end);
        }
        List<CommitRecord> records = new ArrayList<>();
        for (long number = first; number <= end; number++) {
            if (!unread.contains(number)) {
                records.add(log.read(number));
            }
        }
        return records;
    }
}
