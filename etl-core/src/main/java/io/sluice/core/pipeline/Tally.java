package io.sluice.core.pipeline;

import io.sluice.core.event.Rejection;
import io.sluice.core.event.RejectionReason;
import io.sluice.core.port.PartitionCounts;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The accounting since the last commit: what became of every record, per source partition. One thread.
 */
final class Tally {
    private final Map<Integer, Account> accounts = new TreeMap<>();
    private final Map<Integer, Long> positions = new TreeMap<>();

    /** The counters of one source partition; the decisions add to them directly. */
    static final class Account {
        long firstPosition;
        long nextPosition;
        long records;
        long events;
        long duplicates;
        long conflicting;
        long late;
        long lateAfterIdle;
        long gaps;
        long unknownFields;
        final long[] rejected = new long[RejectionReason.values().length];

        void reject(List<Rejection> rejections) {
            for (Rejection rejection : rejections) {
                rejected[rejection.reason().ordinal()]++;
            }
        }

        PartitionCounts counts() {
            Map<String, Long> byReason = new HashMap<>();
            for (RejectionReason reason : RejectionReason.values()) {
                if (rejected[reason.ordinal()] > 0) {
                    byReason.put(reason.label(), rejected[reason.ordinal()]);
                }
            }
            return new PartitionCounts(
                    firstPosition,
                    nextPosition,
                    records,
                    events,
                    duplicates,
                    conflicting,
                    late,
                    lateAfterIdle,
                    byReason,
                    gaps,
                    unknownFields);
        }
    }

    /** Sets where a source partition stands. */
    void start(int partition, long position) {
        positions.put(partition, position);
    }

    /** Whether the source partition's position is known. */
    boolean knows(int partition) {
        return positions.containsKey(partition);
    }

    /** The next offset of a source partition. */
    long position(int partition) {
        return positions.get(partition);
    }

    /** The account of a source partition for records up to a new position. */
    Account advance(int partition, int records, long nextPosition) {
        long position = positions.get(partition);
        if (nextPosition < position + records) {
            throw new IllegalStateException("Source partition " + partition + " stands at " + position + ", so "
                    + records + " records cannot end at " + nextPosition);
        }
        Account account = accounts.get(partition);
        if (account == null) {
            account = new Account();
            account.firstPosition = position;
            accounts.put(partition, account);
        }
        account.records += records;
        account.gaps += nextPosition - position - records;
        account.nextPosition = nextPosition;
        positions.put(partition, nextPosition);
        return account;
    }

    /** Conflicting duplicates of a source partition since the last commit. */
    long conflicts(int partition) {
        Account account = accounts.get(partition);
        return account == null ? 0 : account.conflicting;
    }

    /** Whether anything was read since the last commit. */
    boolean isEmpty() {
        return accounts.isEmpty();
    }

    /** The next offset per source partition. */
    Map<Integer, Long> positions() {
        return Map.copyOf(positions);
    }

    /** The accounts since the last time, which start anew. */
    Map<Integer, PartitionCounts> take() {
        Map<Integer, PartitionCounts> counts = new TreeMap<>();
        accounts.forEach((partition, account) -> counts.put(partition, account.counts()));
        accounts.clear();
        return counts;
    }
}
