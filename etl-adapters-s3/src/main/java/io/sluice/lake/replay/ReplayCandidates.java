package io.sluice.lake.replay;

import io.sluice.core.dedup.Horizon;
import io.sluice.core.event.EventBatch;
import io.sluice.core.event.EventRoles;
import io.sluice.core.schema.EventSchema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Rejected records that are valid now, and what speaks against taking them as events: an event with their id within the
 * horizon, in the tables or among themselves, or a time that is too near. First {@link #add} all, then {@link #seal},
 * then {@link #compare} with the committed events around them, then {@link #judge}. One thread.
 */
final class ReplayCandidates {
    /** What is to become of a candidate. */
    enum Verdict {
        /** Becomes an event. */
        NEW,
        /** A copy of an event. */
        DUPLICATE,
        /** It is in {@code events/} itself. */
        ALREADY_THERE,
        /** Too near to what a runner still decides. */
        TOO_RECENT
    }

    private final EventSchema schema;
    private final EventRoles roles;
    private final Horizon horizon;
    private final Map<Integer, EventBatch> byPartition = new TreeMap<>();
    private final List<Candidate> candidates = new ArrayList<>();

    /** The candidates in the order of their ids, those of one id in the order they came. */
    private Candidate[] byId;

    private long[] times;

    private static final class Candidate {
        final EventBatch batch;
        final int row;
        Verdict verdict = Verdict.NEW;

        Candidate(EventBatch batch, int row) {
            this.batch = batch;
            this.row = row;
        }

        long idHigh() {
            return batch.idHigh(row);
        }

        long idLow() {
            return batch.idLow(row);
        }

        long time() {
            return batch.eventTime(row);
        }
    }

    ReplayCandidates(EventSchema schema, EventRoles roles, Horizon horizon) {
        this.schema = schema;
        this.roles = roles;
        this.horizon = horizon;
    }

    /** Adds a row, which is copied. */
    void add(EventBatch from, int row) {
        EventBatch batch = byPartition.get(from.partition());
        if (batch == null) {
            batch = new EventBatch(schema, roles, 64);
            batch.reset(from.partition());
            byPartition.put(from.partition(), batch);
        }
        batch.appendRow(from, row);
        candidates.add(new Candidate(batch, batch.rows() - 1));
    }

    boolean isEmpty() {
        return candidates.isEmpty();
    }

    /** Ends the adding. */
    void seal() {
        byId = candidates.toArray(Candidate[]::new);
        Arrays.sort(byId, Comparator.comparingLong(Candidate::idHigh).thenComparingLong(Candidate::idLow));
        times = candidates.stream().mapToLong(Candidate::time).sorted().toArray();
    }

    /** Whether events between two times may be within the horizon of a candidate. */
    boolean mayMeet(long minTime, long maxTime) {
        int first = Arrays.binarySearch(times, minTime - horizon.micros());
        int from = first < 0 ? -first - 1 : first;
        return from < times.length && times[from] <= maxTime + horizon.micros();
    }

    /** Looks for committed events that candidates are copies of. */
    void compare(EventBatch committed) {
        for (int row = 0; row < committed.rows(); row++) {
            long high = committed.idHigh(row);
            long low = committed.idLow(row);
            for (int i = firstOf(high, low); i < byId.length && isOf(byId[i], high, low); i++) {
                compare(byId[i], committed, row);
            }
        }
    }

    /** The index of the first candidate whose id is not below this one. */
    private int firstOf(long high, long low) {
        int from = 0;
        int to = byId.length;
        while (from < to) {
            int middle = (from + to) >>> 1;
            Candidate candidate = byId[middle];
            int order = Long.compare(candidate.idHigh(), high);
            if (order < 0 || order == 0 && candidate.idLow() < low) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from;
    }

    private static boolean isOf(Candidate candidate, long high, long low) {
        return candidate.idHigh() == high && candidate.idLow() == low;
    }

    private void compare(Candidate candidate, EventBatch committed, int row) {
        if (!horizon.within(candidate.time(), committed.eventTime(row))) {
            return;
        }
        boolean same = candidate.batch.partition() == committed.partition()
                && candidate.batch.offset(candidate.row) == committed.offset(row);
        if (same) {
            candidate.verdict = Verdict.ALREADY_THERE;
        } else if (candidate.verdict == Verdict.NEW) {
            candidate.verdict = Verdict.DUPLICATE;
        }
    }

    /**
     * Decides about those that nothing committed speaks against.
     *
     * @param limit candidates from this time on are too recent, microseconds since the epoch
     */
    void judge(long limit) {
        // Those of one id, more than a horizon apart: never many, however often an id comes.
        List<Candidate> taken = new ArrayList<>();
        for (Candidate candidate : byId) {
            if (!taken.isEmpty() && !isOf(taken.get(0), candidate.idHigh(), candidate.idLow())) {
                taken.clear();
            }
            if (candidate.verdict == Verdict.NEW) {
                candidate.verdict = judge(candidate, limit, taken);
            }
            if (candidate.verdict == Verdict.NEW) {
                taken.add(candidate);
            }
        }
    }

    private Verdict judge(Candidate candidate, long limit, List<Candidate> taken) {
        if (candidate.time() >= limit) {
            return Verdict.TOO_RECENT;
        }
        boolean copy = taken.stream().anyMatch(earlier -> horizon.within(earlier.time(), candidate.time()));
        return copy ? Verdict.DUPLICATE : Verdict.NEW;
    }

    /** How many candidates have a verdict. */
    long count(Verdict verdict) {
        return candidates.stream()
                .filter(candidate -> candidate.verdict == verdict)
                .count();
    }

    /** Takes the rows of a source partition that become events. */
    interface Rows {
        void rows(EventBatch batch, int[] rows);
    }

    /** Hands over what becomes an event. */
    void forEachNew(Rows consumer) {
        byPartition.values().forEach(batch -> {
            int[] rows = candidates.stream()
                    .filter(candidate -> candidate.batch == batch && candidate.verdict == Verdict.NEW)
                    .mapToInt(candidate -> candidate.row)
                    .toArray();
            if (rows.length > 0) {
                consumer.rows(batch, rows);
            }
        });
    }
}
