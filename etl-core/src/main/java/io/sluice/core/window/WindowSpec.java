package io.sluice.core.window;

import io.sluice.core.schema.ColumnNames;
import io.sluice.core.schema.EventSchema;
import io.sluice.core.schema.Field;
import io.sluice.core.time.Micros;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the windows table holds.
 *
 * @param size length of the tumbling windows, which are aligned to the epoch
 * @param by the fields that group the rows of a window
 * @param aggregates the aggregates of a group, in the order of their columns
 */
public record WindowSpec(Duration size, List<Field> by, List<Aggregate> aggregates) {
    public static final Duration DEFAULT_SIZE = Duration.ofMinutes(1);

    /** The field that windows are grouped by where the schema has it. */
    public static final String DEFAULT_BY = "device_type";

    /** Taken where the schema has their fields. */
    public static final String DEFAULT_AGGREGATES = "count(*) as event_count, avg(event_duration) as avg_duration,"
            + " stddev(event_duration) as stddev_duration, min(event_duration) as min_duration,"
            + " max(event_duration) as max_duration, avg(value) as avg_value";

    private static final int BYTES_OF_KEY = 100;
    private static final int BYTES_OF_VALUE = 40;
    /** With a sum and one of squares. */
    private static final int BYTES_OF_TOTALS = 300;

    public WindowSpec {
        by = List.copyOf(by);
        aggregates = List.copyOf(aggregates);
        if (size.toNanos() < 1000 || size.toNanos() % 1000 != 0) {
            throw new IllegalArgumentException("windows.size must be a positive number of microseconds, got " + size);
        }
        if (aggregates.isEmpty()) {
            throw new IllegalArgumentException("windows.aggregates must name at least one aggregate");
        }
        // Engines such as Spark and Hive take names that differ in case only for one.
        Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        names.addAll(Set.of("window_start", "window_end", "processing_time"));
        for (Field field : by) {
            addColumn(names, "windows.by", columnName(field));
        }
        for (Aggregate aggregate : aggregates) {
            addColumn(names, "windows.aggregates", aggregate.name());
        }
    }

    private static void addColumn(Set<String> names, String key, String column) {
        ColumnNames.refuseReserved(key + " gives a column " + column, column);
        if (!names.add(column)) {
            throw new IllegalArgumentException(key + " gives a column " + column + ", but the windows table would have"
                    + " two columns named " + column + " then, and many engines do not tell case apart; choose another"
                    + " name");
        }
    }

    /** What is used where nothing is configured. */
    public static WindowSpec defaults(EventSchema schema) {
        Field by = schema.field(DEFAULT_BY);
        return new WindowSpec(DEFAULT_SIZE, by == null ? List.of() : List.of(by), defaultAggregates(schema));
    }

    /** The aggregates used where none are configured: those of the built-in event, or the count for other schemas. */
    private static List<Aggregate> defaultAggregates(EventSchema schema) {
        Field duration = schema.field("event_duration");
        Field value = schema.field("value");
        boolean builtInFields = duration != null
                && duration.type().isNumeric()
                && value != null
                && value.type().isNumeric();
        return Aggregate.parseList(builtInFields ? DEFAULT_AGGREGATES : "count(*) as event_count", schema);
    }

    /** The column of a by-field: its path with dots turned into underscores. */
    public static String columnName(Field field) {
        return field.path().replace('.', '_');
    }

    /** About what a group of an open window takes in memory: its key, and the totals of the fields that are aggregated. */
    public long bytesOfGroup() {
        long fields = aggregates.stream()
                .map(Aggregate::field)
                .filter(Objects::nonNull)
                .distinct()
                .count();
        return BYTES_OF_KEY + by.size() * BYTES_OF_VALUE + fields * BYTES_OF_TOTALS;
    }

    public long sizeMicros() {
        return Micros.of(size);
    }

    /**
     * The event time from which on events are in a window that the watermark has not closed, microseconds since the
     * epoch; {@link Long#MIN_VALUE} before there is a watermark.
     */
    public long openFrom(long watermark) {
        return watermark == Long.MIN_VALUE ? Long.MIN_VALUE : startOf(watermark);
    }

    /** The start of the window that holds the event time (both in microseconds since the epoch). */
    public long startOf(long eventTime) {
        return Math.floorDiv(eventTime, sizeMicros()) * sizeMicros();
    }
}
