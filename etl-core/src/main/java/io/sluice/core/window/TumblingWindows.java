package io.sluice.core.window;

import io.sluice.core.event.EventBatch;
import io.sluice.core.event.StringColumn;
import io.sluice.core.time.EpochBuckets;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The open tumbling windows: accepted events are added, and once the watermark has passed a window's end its rows are
 * taken out, once. Windows are aligned to the epoch, start included, end excluded. One thread.
 */
public final class TumblingWindows {
    private final WindowSpec spec;
    private final long size;
    private final GroupKey key;
    private final List<FieldTotals.Needs> needs;
    /** For every aggregate the index of its field's totals; -1 for count(*). */
    private final int[] totalsOf;

    private final GroupTallies tallies = new GroupTallies();
    private final EpochBuckets<Window> windows = new EpochBuckets<>();
    /** The groups met last, by the code of their value in the batch being added; empty in between. */
    private Group[] recent = {};

    private int groups;

    public TumblingWindows(WindowSpec spec) {
        this.spec = spec;
        size = spec.sizeMicros();
        key = new GroupKey(spec.by());
        Map<Integer, FieldTotals.Needs> byColumn = needs(spec.aggregates());
        needs = List.copyOf(byColumn.values());
        List<Integer> columns = List.copyOf(byColumn.keySet());
        totalsOf = spec.aggregates().stream()
                .mapToInt(aggregate -> aggregate.field() == null
                        ? -1
                        : columns.indexOf(aggregate.field().column()))
                .toArray();
    }

    private static Map<Integer, FieldTotals.Needs> needs(List<Aggregate> aggregates) {
        Map<Integer, FieldTotals.Needs> needs = new LinkedHashMap<>();
        for (Aggregate aggregate : aggregates) {
            if (aggregate.field() != null) {
                boolean numeric = aggregate.field().type().isNumeric();
                boolean squares = aggregate.function() == Aggregate.Function.STDDEV;
                boolean sum = squares
                        || (numeric
                                && (aggregate.function() == Aggregate.Function.SUM
                                        || aggregate.function() == Aggregate.Function.AVG));
                needs.merge(
                        aggregate.field().column(),
                        new FieldTotals.Needs(aggregate.field().column(), sum, squares),
                        (a, b) -> new FieldTotals.Needs(a.column(), a.sum() || b.sum(), a.squares() || b.squares()));
            }
        }
        return needs;
    }

    /** Adds an accepted event to its window. The window must not be closed: event time at or after the watermark. */
    public void add(EventBatch batch, int row) {
        group(windowOf(batch.eventTime(row)), batch, row).add(batch, row);
    }

    /**
     * Adds accepted events of a batch, of whose indexes the first {@code count} matter. The same as one after the other,
     * in a third of the time: within a batch a dictionary code stands for its value, so a group is looked up once.
     */
    public void add(EventBatch batch, int[] rows, int count) {
        StringColumn by = key.onlyText(batch);
        int used = by == null ? 0 : 2 * (by.dictionarySize() + 1);
        if (recent.length < used) {
            recent = new Group[used];
        }
        Window window = null;
        for (int i = 0; i < count; i++) {
            int row = rows[i];
            if (window == null || !window.holds(batch.eventTime(row))) {
                window = windowOf(batch.eventTime(row));
            }
            Group group;
            if (by == null) {
                group = group(window, batch, row);
            } else {
                // No value has the code -1; around its end a window takes turns with the next.
                int slot = 2 * (by.code(row) + 1) + (int) (window.number & 1);
                group = recent[slot];
                if (group == null || group.window != window) {
                    group = group(window, batch, row);
                    recent[slot] = group;
                }
            }
            group.add(batch, row);
        }
        Arrays.fill(recent, 0, used, null);
    }

    private Window windowOf(long time) {
        return window(Math.floorDiv(time, size));
    }

    private Window window(long number) {
        Window window = windows.get(number);
        if (window == null) {
            window = new Window(number);
            windows.put(number, window);
        }
        return window;
    }

    private Group group(Window window, EventBatch batch, int row) {
        key.set(batch, row);
        return window.group(key);
    }

    /**
     * The open windows as bytes, for {@link #merge}: where events are shared out, each share is aggregated by itself. Sums
     * are exact, so nothing shows of it.
     */
    public byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        try {
            out.writeInt(windows.size());
            for (Window window : windows.values()) {
                window.write(out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("An array can be written", e);
        }
        return bytes.toByteArray();
    }

    /**
     * Adds the windows of another with the same specification, as if its events had been added here.
     *
     * @param part what its {@link #toBytes} gave
     * @throws IllegalArgumentException if the bytes are something else
     */
    public void merge(byte[] part) {
        try {
            DataInputStream in = new DataInputStream(new ByteArrayInputStream(part));
            for (int count = in.readInt(); count > 0; count--) {
                window(in.readLong()).merge(in);
            }
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "Cannot merge windows: " + part.length + " bytes are not those of any", e);
        }
    }

    /**
     * Takes out all windows that end at or before the watermark.
     *
     * @param watermark microseconds since the epoch
     * @return their rows by window start, then by group; empty if there are none
     */
    public List<WindowRow> close(long watermark) {
        List<WindowRow> rows = new ArrayList<>();
        if (watermark != Long.MIN_VALUE) {
            windows.removeBelow(Math.floorDiv(watermark, size), (number, window) -> window.takeRows(rows));
        }
        return rows;
    }

    /** Whether {@link #close} would give rows. */
    public boolean hasClosedBy(long watermark) {
        return watermark != Long.MIN_VALUE && windows.hasBelow(Math.floorDiv(watermark, size));
    }

    /**
     * How many events were added since the last time, by the text of the first by-field's value: "all" where windows
     * have no groups, "none" for null, "other" beyond the first {@value GroupTallies#MOST_VALUES} values and for long
     * ones, so that whoever tells the counts has few names to tell.
     */
    public Map<String, Long> takeEventsByGroup() {
        return tallies.take();
    }

    /** The end of the last open window, microseconds since the epoch; {@link Long#MIN_VALUE} if none is open. */
    public long endOfLast() {
        return windows.isEmpty() ? Long.MIN_VALUE : (windows.last() + 1) * size;
    }

    /** How many groups all windows that were not taken out have together. */
    public int groups() {
        return groups;
    }

    /** How many windows are open. */
    public int open() {
        return windows.size();
    }

    /** One group of one window. */
    private static final class Group {
        private final Window window;
        private final byte[] key;
        private final long hash;
        private final GroupTallies.Tally tally;
        private final FieldTotals[] totals;
        private long rows;

        Group(Window window, byte[] key, long hash, GroupTallies.Tally tally, List<FieldTotals.Needs> needs) {
            this.window = window;
            this.key = key;
            this.hash = hash;
            this.tally = tally;
            totals = new FieldTotals[needs.size()];
            for (int i = 0; i < totals.length; i++) {
                totals[i] = new FieldTotals(needs.get(i));
            }
        }

        void add(EventBatch batch, int row) {
            rows++;
            tally.events++;
            for (int i = 0; i < totals.length; i++) {
                totals[i].add(batch.column(totals[i].column()), row);
            }
        }

        void write(DataOutputStream out) throws IOException {
            out.writeInt(key.length);
            out.write(key);
            out.writeLong(rows);
            for (FieldTotals each : totals) {
                each.write(out);
            }
        }

        void merge(DataInputStream in) throws IOException {
            long more = in.readLong();
            rows += more;
            tally.events += more;
            for (FieldTotals each : totals) {
                each.merge(in);
            }
        }
    }

    /** The groups of one window: open addressing by the hash of the key, at most half full. */
    private final class Window {
        private final long number;
        private Group[] slots = new Group[16];
        private int used;

        Window(long number) {
            this.number = number;
        }

        boolean holds(long time) {
            return time >= number * size && time < (number + 1) * size;
        }

        Group group(GroupKey wanted) {
            long hash = wanted.hash();
            int mask = slots.length - 1;
            int slot = (int) hash & mask;
            while (slots[slot] != null) {
                if (slots[slot].hash == hash && wanted.isSame(slots[slot].key)) {
                    return slots[slot];
                }
                slot = (slot + 1) & mask;
            }
            byte[] copy = wanted.copy();
            Group group = new Group(this, copy, hash, tallies.of(wanted.values(copy)), needs);
            slots[slot] = group;
            groups++;
            used++;
            if (used * 2 > slots.length) {
                grow();
            }
            return group;
        }

        private void grow() {
            Group[] old = slots;
            slots = new Group[old.length * 2];
            int mask = slots.length - 1;
            for (Group group : old) {
                if (group != null) {
                    int slot = (int) group.hash & mask;
                    while (slots[slot] != null) {
                        slot = (slot + 1) & mask;
                    }
                    slots[slot] = group;
                }
            }
        }

        void write(DataOutputStream out) throws IOException {
            out.writeLong(number);
            out.writeInt(used);
            for (Group group : slots) {
                if (group != null) {
                    group.write(out);
                }
            }
        }

        void merge(DataInputStream in) throws IOException {
            for (int count = in.readInt(); count > 0; count--) {
                key.set(in.readNBytes(in.readInt()));
                group(key).merge(in);
            }
        }

        /** A group is given up as soon as it has its row, so that memory need not hold both of all. */
        void takeRows(List<WindowRow> rows) {
            Group[] sorted = Arrays.stream(slots)
                    .filter(group -> group != null)
                    .sorted(Comparator.comparing(group -> group.key, Arrays::compare))
                    .toArray(Group[]::new);
            slots = null;
            groups -= used;
            for (int i = 0; i < sorted.length; i++) {
                Group group = sorted[i];
                sorted[i] = null;
                rows.add(new WindowRow(number * size, (number + 1) * size, key.values(group.key), aggregates(group)));
            }
        }

        private List<Object> aggregates(Group group) {
            List<Object> values = new ArrayList<>(totalsOf.length);
            for (int i = 0; i < totalsOf.length; i++) {
                values.add(
                        totalsOf[i] < 0
                                ? (Object) group.rows
                                : group.totals[totalsOf[i]].value(
                                        spec.aggregates().get(i)));
            }
            return values;
        }
    }
}
