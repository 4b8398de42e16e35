package io.sluice.core.port;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The committed rows of {@code events/}, hour by hour and column by column, as they stood when the scan was opened.
 *
 * <p>Any number of threads may read at once, also the same hour. Failures to read throw
 * {@link LakeUnavailableException}; a file that is gone or damaged throws {@link DataGapException}.
 */
public interface EventScan extends AutoCloseable {

    /** The hours of event time that have files, ascending. Asking opens no data file. */
    List<Hour> hours();

    /**
     * The event time before which nothing more is to come, microseconds since the epoch; {@link Long#MIN_VALUE} before
     * the first event, {@link Long#MAX_VALUE} where nobody keeps a watermark (a plain folder of files).
     */
    long watermark();

    /**
     * The hours of event time that have files in {@code late/}, ascending, to be read as the others are. They are no
     * part of {@link #hours()}.
     */
    List<Hour> lateHours();

    /**
     * What was kept of a UTC day to answer without reading its rows, made of exactly those rows that it has; nothing if
     * there is none. See {@link io.sluice.core.query.DaySummary}. The bytes may be damaged.
     */
    Optional<byte[]> summary(LocalDate day);

    /** Rows of {@code late/} in the hours of event time from {@code from} (included) to {@code to} (excluded). */
    long lateRows(Instant from, Instant to);

    /**
     * Checks that there are such columns, by the newest file of these hours: it has all that older ones have, since
     * fields are only ever added.
     *
     * @param asked some of {@link #hours()}, not empty
     * @throws IllegalArgumentException if a column is not there, naming those that are
     */
    void requireColumns(Projection projection, List<Hour> asked);

    /**
     * Reads all rows of an hour, in no particular order. Rows of a file that lacks a column have no value there; ids
     * must be there.
     *
     * @param hour one of {@link #hours()}
     * @param consumer gets every block on the calling thread; a block is valid for the length of the call
     * @throws IllegalArgumentException if a column is of no use in its role
     * @throws HourReplacedException if the hour's files were replaced meanwhile: what the consumer got is to be
     *     forgotten, and the hour read again
     */
    void read(Hour hour, Projection projection, Consumer<EventBlock> consumer);

    @Override
    void close();

    /**
     * One hour of the table.
     *
     * @param start its first instant
     * @param files the data files that hold its rows, each named as the table knows it
     */
    record Hour(Instant start, List<String> files) implements Comparable<Hour> {
        public Hour {
            Objects.requireNonNull(start, "start");
            files = List.copyOf(files);
        }

        @Override
        public int compareTo(Hour other) {
            return start.compareTo(other.start);
        }
    }

    /**
     * The columns to be read, as dotted paths. Others are not touched.
     *
     * @param value a column of numbers
     * @param by the columns that make the group
     * @param id the column of event ids, which is read only where {@link EventBlock#loadIds()} asks for it
     */
    record Projection(String value, List<String> by, String id) {
        public Projection {
            Objects.requireNonNull(value, "value");
            Objects.requireNonNull(id, "id");
            by = List.copyOf(by);
        }
    }

    /** Some rows of an hour. Only the first {@link #rows()} elements of the arrays count; none may be changed. */
    interface EventBlock {
        int rows();

        /**
         * The values: NaN where a row has none, positive infinity where the value is no finite number, be it NaN or an
         * infinity of either sign.
         */
        double[] values();

        /** A code per row for a by-column: equal within a block means equal values; -1 where a row has none. */
        int[] codes(int byColumn);

        /** How many by-columns there are. */
        int byColumns();

        /** What a code stands for: a String, Long, Double or Boolean. */
        Object byValue(int byColumn, int code);

        /**
         * Says whether the codes still stand for what they stood for in the block before. The first block of a call of
         * {@link EventScan#read} says false.
         */
        boolean keepsCodes();

        /** Reads the ids of the block's rows; {@link #idsHigh()} and {@link #idsLow()} are valid after it. */
        void loadIds();

        /** The most significant halves of the event ids. */
        long[] idsHigh();

        /** The least significant halves of the event ids. */
        long[] idsLow();
    }
}
