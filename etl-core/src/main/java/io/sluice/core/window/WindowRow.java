package io.sluice.core.window;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * One group of one closed window. Values have the types that {@link WindowSpec} says: Long, Double, Boolean, String,
 * java.util.UUID, or null.
 *
 * @param start window start, microseconds since the epoch, included
 * @param end window end, microseconds since the epoch, excluded
 * @param by the values of the by-columns
 * @param aggregates the values of the aggregates
 */
public record WindowRow(long start, long end, List<Object> by, List<Object> aggregates) {
    public WindowRow {
        // List.copyOf refuses nulls, and a null group or stddev is a value here.
        by = Collections.unmodifiableList(new ArrayList<>(by));
        aggregates = Collections.unmodifiableList(new ArrayList<>(aggregates));
    }
}
