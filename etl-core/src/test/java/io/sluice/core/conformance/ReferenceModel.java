package io.sluice.core.conformance;

import io.sluice.core.conformance.ExpectedTables.Counts;
import io.sluice.core.conformance.ReferenceDecoder.Decoded;
import io.sluice.core.conformance.ReferenceDecoder.Event;
import io.sluice.core.conformance.ReferenceDecoder.Rejected;
import io.sluice.core.pipeline.PipelineSpec;
import io.sluice.core.window.WindowRow;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The tables that must come of a log that is read to its end, by the contract's rules one after the other over plain
 * collections. It keeps everything and forgets nothing, so it is no pipeline; it is what a pipeline is compared with.
 *
 * <p>Copies of an event must share a source partition and every source partition is known from the start; then nothing
 * depends on the order in which partitions are read.
 */
public final class ReferenceModel {
    private final PipelineSpec spec;
    private final ReferenceDecoder decoder;
    private final long lateness;
    private final long horizon;

    private final List<String> events = new ArrayList<>();
    private final List<String> late = new ArrayList<>();
    private final List<String> rejected = new ArrayList<>();
    private final List<Event> accepted = new ArrayList<>();
    private final Map<Object, List<Event>> acceptedById = new HashMap<>();
    private final Map<Integer, Counts> counts = new TreeMap<>();
    private final Map<Integer, Long> greatest = new TreeMap<>();

    private ReferenceModel(PipelineSpec spec) {
        this.spec = spec;
        this.decoder = new ReferenceDecoder(spec);
        this.lateness = spec.lateness().toNanos() / 1000;
        this.horizon = spec.horizon().toNanos() / 1000;
    }

    /**
     * The tables after a run until the log's end.
     *
     * @param log the records per source partition, by number
     * @param drain whether the run closed the windows that were still open
     */
    public static ExpectedTables tables(PipelineSpec spec, List<List<LogRecord>> log, boolean drain) {
        ReferenceModel model = new ReferenceModel(spec);
        for (int partition = 0; partition < log.size(); partition++) {
            model.read(partition, log.get(partition));
        }
        return model.tables(drain);
    }

    private void read(int partition, List<LogRecord> records) {
        Tally tally = new Tally();
        for (LogRecord record : records) {
            tally.records++;
            Decoded decoded = decoder.decode(record.value(), record.timestamp());
            if (decoded instanceof Rejected rejection) {
                rejected.add(Canonical.rejected(
                        partition, record.offset(), rejection.reason().label(), rejection.pointer()));
                tally.rejected.merge(rejection.reason().label(), 1L, Long::sum);
            } else if (decoded instanceof Event event) {
                decide(partition, record.offset(), event, tally);
            }
        }
        counts.put(partition, tally.counts());
    }

    private void decide(int partition, long offset, Event event, Tally tally) {
        String row = Canonical.event(partition, offset, event.values());
        Long before = greatest.get(partition);
        if (before != null && event.time() < before - lateness) {
            late.add(row);
            tally.late++;
            return;
        }
        greatest.merge(partition, event.time(), Math::max);
        List<Event> sameId = acceptedById.computeIfAbsent(event.id(), id -> new ArrayList<>());
        for (Event other : sameId) {
            if (Math.abs(event.time() - other.time()) <= horizon) {
                tally.duplicates++;
                if (!Canonical.event(0, 0, event.values()).equals(Canonical.event(0, 0, other.values()))) {
                    tally.conflicting++;
                }
                return;
            }
        }
        sameId.add(event);
        accepted.add(event);
        events.add(row);
        tally.events++;
    }

    private ExpectedTables tables(boolean drain) {
        // At the end every source partition is left out of the watermark, so the furthest one counts.
        long watermark = Long.MIN_VALUE;
        for (long time : greatest.values()) {
            watermark = Math.max(watermark, time - lateness);
        }
        ReferenceWindows windows = new ReferenceWindows(spec.windows());
        accepted.forEach(windows::add);
        if (drain) {
            watermark = Math.max(watermark, windows.lastEnd());
        }
        List<WindowRow> rows = windows.closedBy(watermark);
        return new ExpectedTables(
                sorted(events),
                sorted(late),
                sorted(rejected),
                sorted(rows.stream().map(Canonical::window).toList()),
                rows,
                counts,
                watermark);
    }

    private static List<String> sorted(List<String> rows) {
        List<String> sorted = new ArrayList<>(rows);
        Collections.sort(sorted);
        return Collections.unmodifiableList(sorted);
    }

    private static final class Tally {
        private long records;
        private long events;
        private long duplicates;
        private long conflicting;
        private long late;
        private final Map<String, Long> rejected = new TreeMap<>();

        Counts counts() {
            return new Counts(records, events, duplicates, conflicting, late, rejected);
        }
    }
}
