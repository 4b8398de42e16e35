package io.sluice.core.query;

import io.sluice.core.port.EventScan.EventBlock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The late rows of one hour: all are added, then sorted by id, then those are struck out that are met among the events,
 * then the rest is handed over as one block. Not safe for threads.
 */
final class LateRows {
    private static final int ABSENT = -1;

    /** As many as readers of blocks are used to. */
    private static final int BLOCK_ROWS = 8192;

    private record Row(long high, long low, double value, int[] codes) {}

    private final List<Row> rows = new ArrayList<>();
    private final List<Map<Object, Integer>> codes = new ArrayList<>();
    private final List<List<Object>> byValues = new ArrayList<>();
    private List<Row> distinct = List.of();
    private long[] highs = new long[0];
    private long[] lows = new long[0];
    private boolean[] struck = new boolean[0];

    LateRows(int byColumns) {
        for (int column = 0; column < byColumns; column++) {
            codes.add(new HashMap<>());
            byValues.add(new ArrayList<>());
        }
    }

    /** How many were added. */
    long rows() {
        return rows.size();
    }

    /** First: takes a block of late rows. */
    void add(EventBlock block) {
        block.loadIds();
        for (int row = 0; row < block.rows(); row++) {
            int[] ofRow = new int[codes.size()];
            for (int column = 0; column < ofRow.length; column++) {
                ofRow[column] = code(block, column, row);
            }
            rows.add(new Row(block.idsHigh()[row], block.idsLow()[row], block.values()[row], ofRow));
        }
    }

    private int code(EventBlock block, int column, int row) {
        int code = block.codes(column)[row];
        if (code == ABSENT) {
            return ABSENT;
        }
        Object value = block.byValue(column, code);
        Integer known =
                codes.get(column).putIfAbsent(value, byValues.get(column).size());
        if (known != null) {
            return known;
        }
        byValues.get(column).add(value);
        return byValues.get(column).size() - 1;
    }

    /** Second: keeps one row of each id. NaN, no value, is greater than all values. */
    void sort() {
        List<Row> sorted = new ArrayList<>(rows);
        sorted.sort(Comparator.comparingLong(Row::high)
                .thenComparingLong(Row::low)
                .thenComparingDouble(Row::value)
                .thenComparing(this::groupOf));
        distinct = new ArrayList<>();
        for (Row row : sorted) {
            Row last = distinct.isEmpty() ? null : distinct.get(distinct.size() - 1);
            if (last == null || last.high != row.high || last.low != row.low) {
                distinct.add(row);
            }
        }
        highs = distinct.stream().mapToLong(Row::high).toArray();
        lows = distinct.stream().mapToLong(Row::low).toArray();
        struck = new boolean[highs.length];
    }

    /** Codes follow the order of the files; what they stand for does not. */
    private String groupOf(Row row) {
        StringBuilder text = new StringBuilder();
        for (int column = 0; column < row.codes.length; column++) {
            text.append(
                            row.codes[column] == ABSENT
                                    ? null
                                    : byValues.get(column).get(row.codes[column]))
                    .append('\0');
        }
        return text.toString();
    }

    /** Third: strikes out what is among these events. */
    void strike(EventBlock events) {
        long[] high = events.idsHigh();
        long[] low = events.idsLow();
        int count = events.rows();
        for (int row = 0; row < count; row++) {
            int found = find(high[row], low[row]);
            if (found >= 0) {
                struck[found] = true;
            }
        }
    }

    /** The place of an id among the distinct ones, or -1. */
    private int find(long high, long low) {
        int from = 0;
        int to = highs.length - 1;
        while (from <= to) {
            int middle = (from + to) >>> 1;
            int order = Long.compare(highs[middle], high);
            if (order == 0) {
                order = Long.compare(lows[middle], low);
            }
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                from = middle + 1;
            } else {
                to = middle - 1;
            }
        }
        return -1;
    }

    /**
     * Last: hands over what is left.
     *
     * @return how many rows
     */
    long handOver(Consumer<EventBlock> consumer) {
        List<Row> left = new ArrayList<>();
        for (int row = 0; row < struck.length; row++) {
            if (!struck[row]) {
                left.add(distinct.get(row));
            }
        }
        for (int from = 0; from < left.size(); from += BLOCK_ROWS) {
            consumer.accept(new Block(left.subList(from, Math.min(left.size(), from + BLOCK_ROWS))));
        }
        return left.size();
    }

    private final class Block implements EventBlock {
        private final double[] values;
        private final int[][] codesOfRows = new int[codes.size()][];
        private final long[] blockHighs;
        private final long[] blockLows;

        Block(List<Row> left) {
            values = left.stream().mapToDouble(Row::value).toArray();
            blockHighs = left.stream().mapToLong(Row::high).toArray();
            blockLows = left.stream().mapToLong(Row::low).toArray();
            for (int column = 0; column < codesOfRows.length; column++) {
                int of = column;
                codesOfRows[column] =
                        left.stream().mapToInt(row -> row.codes[of]).toArray();
            }
        }

        @Override
        public int rows() {
            return values.length;
        }

        @Override
        public double[] values() {
            return values;
        }

        @Override
        public int[] codes(int byColumn) {
            return codesOfRows[byColumn];
        }

        @Override
        public int byColumns() {
            return codesOfRows.length;
        }

        @Override
        public Object byValue(int byColumn, int code) {
            return byValues.get(byColumn).get(code);
        }

        /** The block before may have been one of events. */
        @Override
        public boolean keepsCodes() {
            return false;
        }

        @Override
        public void loadIds() {
            // They are there.
        }

        @Override
        public long[] idsHigh() {
            return blockHighs;
        }

        @Override
        public long[] idsLow() {
            return blockLows;
        }
    }
}
