package io.sluice.core.window;

import io.sluice.core.event.Column;
import io.sluice.core.event.DoubleColumn;
import io.sluice.core.event.LongColumn;
import io.sluice.core.statistics.ExactSum;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * What one group keeps of one field: as little as the aggregates need. Sums are exact, so neither the order of events
 * nor a restart shows in a digit. One thread.
 */
final class FieldTotals {
    /** What has to be kept. */
    record Needs(int column, boolean sum, boolean squares) {}

    private final Needs needs;
    private final ExactSum sum;
    private final ExactSum squares;
    private long count;
    private double minDouble = Double.POSITIVE_INFINITY;
    private double maxDouble = Double.NEGATIVE_INFINITY;
    private long minLong = Long.MAX_VALUE;
    private long maxLong = Long.MIN_VALUE;

    FieldTotals(Needs needs) {
        this.needs = needs;
        sum = needs.sum ? new ExactSum() : null;
        squares = needs.squares ? new ExactSum() : null;
    }

    int column() {
        return needs.column;
    }

    void add(Column column, int row) {
        if (!column.isPresent(row)) {
            return;
        }
        count++;
        if (column instanceof DoubleColumn doubles) {
            add(doubles.get(row));
        } else if (column instanceof LongColumn longs) {
            add(longs.get(row));
        }
    }

    private void add(double value) {
        minDouble = Math.min(minDouble, value);
        maxDouble = Math.max(maxDouble, value);
        if (sum != null) {
            sum.add(value);
        }
        if (squares != null) {
            squares.addSquare(value);
        }
    }

    private void add(long value) {
        minLong = Math.min(minLong, value);
        maxLong = Math.max(maxLong, value);
        if (sum != null) {
            sum.add(value);
        }
        if (squares != null) {
            squares.addSquare(value);
        }
    }

    void write(DataOutputStream out) throws IOException {
        out.writeLong(count);
        out.writeDouble(minDouble);
        out.writeDouble(maxDouble);
        out.writeLong(minLong);
        out.writeLong(maxLong);
        write(sum, out);
        write(squares, out);
    }

    private static void write(ExactSum sum, DataOutputStream out) throws IOException {
        if (sum != null) {
            byte[] bytes = sum.toBytes();
            out.writeInt(bytes.length);
            out.write(bytes);
        }
    }

    /** Adds totals of the same needs that {@link #write} wrote. */
    void merge(DataInputStream in) throws IOException {
        count += in.readLong();
        minDouble = Math.min(minDouble, in.readDouble());
        maxDouble = Math.max(maxDouble, in.readDouble());
        minLong = Math.min(minLong, in.readLong());
        maxLong = Math.max(maxLong, in.readLong());
        merge(sum, in);
        merge(squares, in);
    }

    private static void merge(ExactSum sum, DataInputStream in) throws IOException {
        if (sum != null) {
            sum.add(ExactSum.fromBytes(in.readNBytes(in.readInt())));
        }
    }

    /** The value of an aggregate, or null where there is none. */
    Object value(Aggregate aggregate) {
        if (aggregate.function() == Aggregate.Function.COUNT) {
            return count;
        }
        if (count == 0) {
            return null;
        }
        boolean doubles = aggregate.type() == io.sluice.core.schema.FieldType.DOUBLE;
        return switch (aggregate.function()) {
            case COUNT -> count;
            case SUM -> finite(sum.value());
            case AVG -> ExactSum.mean(sum, count);
            case STDDEV -> count < 2 ? null : finite(ExactSum.sampleStandardDeviation(sum, squares, count));
            case MIN -> doubles ? (Object) (minDouble + 0.0) : (Object) minLong;
            case MAX -> doubles ? (Object) (maxDouble + 0.0) : (Object) maxLong;
        };
    }

    /** Null where no double is large enough. */
    private static Object finite(double value) {
        return Double.isFinite(value) ? (Object) value : null;
    }
}
