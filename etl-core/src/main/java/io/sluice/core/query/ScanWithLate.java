package io.sluice.core.query;

import io.sluice.core.port.EventScan;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * The events of a table together with the late ones: those rows of {@code late/} whose id is not among the events of
 * their hour, each id once. Of several late rows with one id in one hour, the one with the smallest value is taken, so
 * that neither files nor their order decide.
 *
 * <p>The late rows of an hour being read are held in memory. In hours that have some, the ids of all events are read.
 * Safe for threads, as every scan is.
 */
public final class ScanWithLate implements EventScan {
    private final EventScan events;
    private final Map<Instant, Hour> eventHours = new TreeMap<>();
    private final Map<Instant, Hour> lateHours = new TreeMap<>();
    private final List<Hour> hours = new ArrayList<>();
    private final Map<Instant, LateCounts> counts = new ConcurrentHashMap<>();

    /**
     * What became of late rows.
     *
     * @param taken those that are among the events now
     * @param leftOut those whose hour has their id already
     */
    public record LateCounts(long taken, long leftOut) {
        public static final LateCounts NONE = new LateCounts(0, 0);

        public LateCounts plus(LateCounts other) {
            return new LateCounts(taken + other.taken, leftOut + other.leftOut);
        }
    }

    /** @param events stays the caller's to close, or is closed with this one */
    public ScanWithLate(EventScan events) {
        this.events = events;
        events.hours().forEach(hour -> eventHours.put(hour.start(), hour));
        events.lateHours().forEach(hour -> lateHours.put(hour.start(), hour));
        Map<Instant, Hour> both = new TreeMap<>(eventHours);
        lateHours.forEach((start, late) -> both.merge(start, late, ScanWithLate::together));
        hours.addAll(both.values());
    }

    private static Hour together(Hour events, Hour late) {
        List<String> files = new ArrayList<>(events.files());
        files.addAll(late.files());
        return new Hour(events.start(), files);
    }

    @Override
    public List<Hour> hours() {
        return hours;
    }

    @Override
    public List<Hour> lateHours() {
        return List.of();
    }

    /** None counts the late ones. */
    @Override
    public Optional<byte[]> summary(LocalDate day) {
        return Optional.empty();
    }

    @Override
    public long watermark() {
        return events.watermark();
    }

    /** None stands outside any more. */
    @Override
    public long lateRows(Instant from, Instant to) {
        return 0;
    }

    @Override
    public void requireColumns(Projection projection, List<Hour> asked) {
        List<Hour> withEvents = only(eventHours, asked);
        events.requireColumns(projection, withEvents.isEmpty() ? only(lateHours, asked) : withEvents);
    }

    private static List<Hour> only(Map<Instant, Hour> known, List<Hour> asked) {
        return asked.stream()
                .map(hour -> known.get(hour.start()))
                .filter(hour -> hour != null)
                .toList();
    }

    @Override
    public void read(Hour hour, Projection projection, Consumer<EventBlock> consumer) {
        Hour ofEvents = eventHours.get(hour.start());
        Hour ofLate = lateHours.get(hour.start());
        if (ofLate == null) {
            events.read(ofEvents, projection, consumer);
            return;
        }
        LateRows late = new LateRows(projection.by().size());
        events.read(ofLate, projection, late::add);
        late.sort();
        if (ofEvents != null) {
            events.read(ofEvents, projection, block -> {
                EventBlock loaded = new LoadedBlock(block);
                late.strike(loaded);
                consumer.accept(loaded);
            });
        }
        long taken = late.handOver(consumer);
        counts.put(hour.start(), new LateCounts(taken, late.rows() - taken));
    }

    /** What became of the late rows of the hours read so far. */
    public LateCounts counts() {
        return counts.values().stream().reduce(LateCounts.NONE, LateCounts::plus);
    }

    @Override
    public void close() {
        events.close();
    }

    /** A block whose ids are read already, and only once. */
    private record LoadedBlock(EventBlock block) implements EventBlock {
        LoadedBlock {
            block.loadIds();
        }

        @Override
        public int rows() {
            return block.rows();
        }

        @Override
        public double[] values() {
            return block.values();
        }

        @Override
        public int[] codes(int byColumn) {
            return block.codes(byColumn);
        }

        @Override
        public int byColumns() {
            return block.byColumns();
        }

        @Override
        public Object byValue(int byColumn, int code) {
            return block.byValue(byColumn, code);
        }

        @Override
        public boolean keepsCodes() {
            return block.keepsCodes();
        }

        @Override
        public void loadIds() {
            // They are.
        }

        @Override
        public long[] idsHigh() {
            return block.idsHigh();
        }

        @Override
        public long[] idsLow() {
            return block.idsLow();
        }
    }
}
