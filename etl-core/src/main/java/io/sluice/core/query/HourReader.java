package io.sluice.core.query;

import io.sluice.core.port.EventScan;
import io.sluice.core.port.EventScan.EventBlock;
import io.sluice.core.port.HourReplacedException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads one hour into the values of each group, and shows event ids to those groups that still want some. */
public final class HourReader {
    private final EventScan.Projection projection;
    private final GroupIndex index;
    private Values[] values = new Values[0];
    private final DayGroups day;
    private final List<DayGroup> dayGroups = new ArrayList<>();
    private long rows;
    private long rowsWithoutValue;
    private long rowsNotFinite;
    private long rowsWithoutGroup;
    private long rowsWithIdsRead;

    /** Reads no ids. */
    public HourReader(QuerySpec spec) {
        this(spec, null);
    }

    /** @param day where ids go; null for a second pass, which needs none */
    HourReader(QuerySpec spec, DayGroups day) {
        this.projection = new EventScan.Projection(spec.field(), spec.by(), spec.id());
        this.index = new GroupIndex(spec.by().size());
        this.day = day;
    }

    /** Reads the hour; once. */
    public void read(EventScan scan, EventScan.Hour hour) {
        while (true) {
            try {
                scan.read(hour, projection, this::accept);
                return;
            } catch (HourReplacedException replaced) {
                forget();
            }
        }
    }

    /** Ids may stay: those of the same rows come again. */
    private void forget() {
        Arrays.setAll(values, group -> new Values());
        rows = 0;
        rowsWithoutValue = 0;
        rowsNotFinite = 0;
        rowsWithoutGroup = 0;
        rowsWithIdsRead = 0;
    }

    private void accept(EventBlock block) {
        int[] groups = index.numbersOf(block);
        makeRoom();
        distribute(block, groups);
        if (day != null) {
            offerIds(block, groups);
        }
    }

    private void makeRoom() {
        int known = values.length;
        if (known == index.groups().size()) {
            return;
        }
        values = Arrays.copyOf(values, index.groups().size());
        for (int group = known; group < values.length; group++) {
            values[group] = new Values();
            if (day != null) {
                dayGroups.add(day.group(index.groups().get(group)));
            }
        }
    }

    private void distribute(EventBlock block, int[] groups) {
        double[] blockValues = block.values();
        int count = block.rows();
        rows += count;
        for (int row = 0; row < count; row++) {
            double value = blockValues[row];
            if (!(Math.abs(value) <= Double.MAX_VALUE)) {
                if (Double.isNaN(value)) {
                    rowsWithoutValue++;
                } else {
                    rowsNotFinite++;
                }
                groups[row] = GroupIndex.NONE; // so that the id does not count either
            } else if (groups[row] == GroupIndex.NONE) {
                rowsWithoutGroup++;
            } else {
                values[groups[row]].add(value);
            }
        }
    }

    private void offerIds(EventBlock block, int[] groups) {
        int count = block.rows();
        int row = 0;
        while (row < count && !wantsId(groups[row])) {
            row++;
        }
        if (row == count) {
            return;
        }
        block.loadIds();
        rowsWithIdsRead += count;
        long[] high = block.idsHigh();
        long[] low = block.idsLow();
        synchronized (day) {
            for (; row < count; row++) {
                if (wantsId(groups[row])) {
                    dayGroups.get(groups[row]).ids().add(high[row], low[row]);
                }
            }
        }
    }

    private boolean wantsId(int group) {
        return group != GroupIndex.NONE && !dayGroups.get(group).ids().isEnough();
    }

    /** The by-values of the groups met, by number. */
    public List<List<Object>> groups() {
        return index.groups();
    }

    /** The values of a group, trimmed to their number; the reader gives them away. */
    public double[] takeValues(int group) {
        double[] taken = values[group].toArray();
        values[group] = new Values();
        return taken;
    }

    /** All rows of the hour. */
    public long rows() {
        return rows;
    }

    /** Those without a value of the field. */
    public long rowsWithoutValue() {
        return rowsWithoutValue;
    }

    /** Those whose value is NaN or infinite. */
    public long rowsNotFinite() {
        return rowsNotFinite;
    }

    /** Those with a value, but without one of the by-fields. */
    public long rowsWithoutGroup() {
        return rowsWithoutGroup;
    }

    long rowsWithIdsRead() {
        return rowsWithIdsRead;
    }

    /** A growing array. */
    private static final class Values {
        private double[] elements = new double[256];
        private int size;

        void add(double value) {
            if (size == elements.length) {
                elements = Arrays.copyOf(elements, 2 * size);
            }
            elements[size++] = value + 0.0; // -0.0 becomes 0.0: they are equal, but their digits differ
        }

        double[] toArray() {
            return size == elements.length ? elements : Arrays.copyOf(elements, size);
        }
    }
}
