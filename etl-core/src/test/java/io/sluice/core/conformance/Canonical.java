package io.sluice.core.conformance;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.sluice.core.event.EventBatch;
import io.sluice.core.event.Rejection;
import io.sluice.core.window.WindowRow;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.UUID;

/**
 * One text per row, equal for equal rows, wherever they were read. Values are written as JSON would write them: text and
 * uuids in quotes, times as microseconds since the epoch, doubles with the digits of {@link Double#toString(double)}, the
 * two zeros alike. Processing times and the words of a rejection's detail are left out, since they may differ.
 */
public final class Canonical {
    private Canonical() {}

    /** A row of {@code events/} or {@code late/} from the values of the schema's columns, in their order. */
    public static String event(int partition, long offset, List<?> values) {
        return partition + " " + offset + " " + values(values);
    }

    /** A row of {@code events/} or {@code late/} from a batch. */
    public static String event(EventBatch batch, int row) {
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < batch.schema().columns().size(); i++) {
            values.add(batch.column(i).value(row));
        }
        return event(batch.partition(), batch.offset(row), values);
    }

    /** A row of {@code rejected/}. */
    public static String rejected(int partition, long offset, String reason, String field) {
        return partition + " " + offset + " " + reason + " " + field;
    }

    /** A row of {@code rejected/} from a rejection. */
    public static String rejected(Rejection rejection) {
        return rejected(
                rejection.partition(), rejection.offset(), rejection.reason().label(), rejection.field());
    }

    /** A row of {@code windows/}: bounds in microseconds since the epoch, then by-columns, then aggregates. */
    public static String window(long start, long end, List<?> by, List<?> aggregates) {
        return start + " " + end + " " + values(by) + " " + values(aggregates);
    }

    /** A row of {@code windows/} from the pipeline. */
    public static String window(WindowRow row) {
        return window(row.start(), row.end(), row.by(), row.aggregates());
    }

    private static String values(List<?> values) {
        StringJoiner joiner = new StringJoiner(",", "[", "]");
        for (Object value : values) {
            joiner.add(value(value));
        }
        return joiner.toString();
    }

    private static String value(Object value) {
        if (value == null) {
            return "null";
        } else if (value instanceof String || value instanceof UUID) {
            return '"' + String.valueOf(JsonStringEncoder.getInstance().quoteAsString(value.toString())) + '"';
        } else if (value instanceof Double number) {
            return Double.toString(number + 0.0);
        } else if (value instanceof Long || value instanceof Integer || value instanceof Boolean) {
            return value.toString();
        }
        throw new IllegalArgumentException("No canonical form for " + value.getClass() + ": " + value
                + "; give times as microseconds since the epoch");
    }
}
