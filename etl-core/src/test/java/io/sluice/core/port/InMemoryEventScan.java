package io.sluice.core.port;

import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** An {@link EventScan} over rows in memory; files are made of them as the test wants. */
public final class InMemoryEventScan implements EventScan {
    private final Map<Instant, Map<String, List<Row>>> files = new TreeMap<>();
    private final int blockRows;
    private long watermark = Long.MAX_VALUE;
    private long lateRows;
    private long idsLoaded;
    private final Map<LocalDate, byte[]> summaries = new TreeMap<>();
    private final List<Hour> reads = new ArrayList<>();

    /** @param blockRows rows of a block */
    public InMemoryEventScan(int blockRows) {
        this.blockRows = blockRows;
    }

    /**
     * A row.
     *
     * @param value NaN for none
     * @param by null for none
     */
    public record Row(Instant time, double value, List<Object> by, long idHigh, long idLow) {}

    /** Adds a row to a file of its hour. */
    public void add(String file, Row row) {
        files.computeIfAbsent(row.time().truncatedTo(ChronoUnit.HOURS), hour -> new TreeMap<>())
                .computeIfAbsent(file, name -> new ArrayList<>())
                .add(row);
    }

    public void setWatermark(long micros) {
        watermark = micros;
    }

    public void setLateRows(long rows) {
        lateRows = rows;
    }

    /** The rows whose ids were loaded. */
    public synchronized long idsLoaded() {
        return idsLoaded;
    }

    /** The hours read, in order. */
    public synchronized List<Hour> reads() {
        return List.copyOf(reads);
    }

    @Override
    public List<Hour> hours() {
        List<Hour> hours = new ArrayList<>();
        files.forEach((start, ofHour) -> hours.add(new Hour(start, List.copyOf(ofHour.keySet()))));
        return hours;
    }

    /** Late rows are only counted here. */
    @Override
    public List<Hour> lateHours() {
        return List.of();
    }

    /** The summary that the day is to have. */
    public void setSummary(LocalDate day, byte[] bytes) {
        summaries.put(day, bytes);
    }

    @Override
    public Optional<byte[]> summary(LocalDate day) {
        return Optional.ofNullable(summaries.get(day));
    }

    @Override
    public long watermark() {
        return watermark;
    }

    @Override
    public long lateRows(Instant from, Instant to) {
        return lateRows;
    }

    /** Rows have whatever columns are asked for. */
    @Override
    public void requireColumns(Projection projection, List<Hour> asked) {}

    @Override
    public void read(Hour hour, Projection projection, Consumer<EventBlock> consumer) {
        synchronized (this) {
            reads.add(hour);
        }
        for (List<Row> rows : files.get(hour.start()).values()) {
            for (int from = 0; from < rows.size(); from += blockRows) {
                List<Row> block = rows.subList(from, Math.min(rows.size(), from + blockRows));
                consumer.accept(new Block(block, projection.by().size()));
            }
        }
    }

    @Override
    public void close() {}

    /** Codes are given anew in every block, so that nobody relies on them. */
    private final class Block implements EventBlock {
        private final List<Row> rows;
        private final List<Map<Object, Integer>> codes = new ArrayList<>();
        private final List<List<Object>> values = new ArrayList<>();
        private final int[][] ofRows;
        private boolean hasIds;

        Block(List<Row> rows, int columns) {
            this.rows = rows;
            this.ofRows = new int[columns][rows.size()];
            for (int column = 0; column < columns; column++) {
                codes.add(new HashMap<>());
                values.add(new ArrayList<>());
                for (int row = 0; row < rows.size(); row++) {
                    ofRows[column][row] = code(column, rows.get(row).by().get(column));
                }
            }
        }

        private int code(int column, Object value) {
            if (value == null) {
                return -1;
            }
            return codes.get(column).computeIfAbsent(value, added -> {
                values.get(column).add(added);
                return values.get(column).size() - 1;
            });
        }

        @Override
        public int rows() {
            return rows.size();
        }

        @Override
        public double[] values() {
            return rows.stream().mapToDouble(Row::value).toArray();
        }

        @Override
        public int[] codes(int byColumn) {
            return ofRows[byColumn];
        }

        @Override
        public int byColumns() {
            return ofRows.length;
        }

        @Override
        public Object byValue(int byColumn, int code) {
            return Objects.requireNonNull(values.get(byColumn).get(code));
        }

        @Override
        public boolean keepsCodes() {
            return false;
        }

        @Override
        public void loadIds() {
            hasIds = true;
            synchronized (InMemoryEventScan.this) {
                idsLoaded += rows.size();
            }
        }

        @Override
        public long[] idsHigh() {
            return ids(true);
        }

        @Override
        public long[] idsLow() {
            return ids(false);
        }

        private long[] ids(boolean high) {
            if (!hasIds) {
                throw new IllegalStateException("Ids were not loaded");
            }
            return rows.stream()
                    .mapToLong(row -> high ? row.idHigh() : row.idLow())
                    .toArray();
        }
    }
}
