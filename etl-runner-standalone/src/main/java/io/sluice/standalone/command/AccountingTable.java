package io.sluice.standalone.command;

import io.sluice.app.text.TextTable;
import io.sluice.core.port.PartitionCounts;
import java.util.Map;
import java.util.TreeMap;

/** What became of the records, per source partition and in all, as text. */
final class AccountingTable {
    private final Map<Integer, PartitionCounts> counts;

    AccountingTable(Map<Integer, PartitionCounts> counts) {
        this.counts = new TreeMap<>(counts);
    }

    /** One row per source partition and one for all of them. */
    @Override
    public String toString() {
        TextTable table = new TextTable(
                "partition",
                ">from",
                ">to",
                ">records",
                ">events",
                ">duplicates",
                ">conflicting",
                ">late",
                ">woke late",
                ">rejected",
                ">gaps");
        long[] total = new long[8];
        counts.forEach((partition, of) -> {
            long[] numbers = {
                of.records(),
                of.events(),
                of.duplicates(),
                of.conflicting(),
                of.late(),
                of.lateAfterIdle(),
                of.rejectedTotal(),
                of.gaps()
            };
            table.row(row(partition.toString(), of.firstPosition() + "", of.nextPosition() + "", numbers));
            for (int i = 0; i < total.length; i++) {
                total[i] += numbers[i];
            }
        });
        table.row(row("all", "", "", total));
        return table.toString();
    }

    private static Object[] row(String partition, String from, String to, long[] numbers) {
        Object[] cells = new Object[3 + numbers.length];
        cells[0] = partition;
        cells[1] = from;
        cells[2] = to;
        for (int i = 0; i < numbers.length; i++) {
            cells[3 + i] = numbers[i];
        }
        return cells;
    }

    /** One row per reason for which records were rejected; empty where none was. */
    String rejections() {
        Map<String, Long> reasons = new TreeMap<>();
        for (PartitionCounts of : counts.values()) {
            of.rejected().forEach((reason, count) -> reasons.merge(reason, count, Long::sum));
        }
        if (reasons.isEmpty()) {
            return "";
        }
        TextTable table = new TextTable("rejected because", ">records");
        reasons.forEach(table::row);
        return table.toString();
    }
}
