package io.sluice.core.audit;

import io.sluice.core.engine.Tally;
import io.sluice.core.port.Table;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an audit found.
 *
 * @param lastCommit number of the last record; 0 in an empty lake
 * @param commits records that could be read
 * @param partitions what they counted in all
 * @param replayed rejected records that were validated again since, and committed to {@code events/}
 * @param tables what they say of the tables, and what is there
 * @param holes where it does not hold, in the order they were found
 * @param moreHoles how many there are beside those
 * @param preventsReading whether something could not be looked at, so that there may be more
 * @param notes what is worth knowing but no hole
 */
public record AuditReport(
        long lastCommit,
        long commits,
        Map<Integer, Tally> partitions,
        long replayed,
        Map<Table, TableTotals> tables,
        List<Discrepancy> holes,
        long moreHoles,
        boolean preventsReading,
        List<String> notes) {

    /**
     * A table as it should be, and as it is.
     *
     * @param files live files
     * @param recordedRows rows that the records say they have
     * @param foundRows rows that the files that could be read have
     */
    public record TableTotals(long files, long recordedRows, long foundRows) {
        /** Nothing yet. */
        public static final TableTotals NONE = new TableTotals(0, 0, 0);

        /** With one file more. */
        public TableTotals plus(long recorded, long found) {
            return new TableTotals(files + 1, recordedRows + recorded, foundRows + found);
        }
    }

    public AuditReport {
        partitions = Collections.unmodifiableMap(new TreeMap<>(partitions));
        tables = Collections.unmodifiableMap(new EnumMap<>(tables));
        holes = List.copyOf(holes);
        notes = List.copyOf(notes);
    }

    /** Whether the accounting holds. */
    public boolean holds() {
        return holes.isEmpty();
    }
}
