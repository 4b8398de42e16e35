package io.sluice.core.query;

import io.sluice.core.event.EventRoles;
import io.sluice.core.schema.EventSchema;
import io.sluice.core.schema.Field;
import io.sluice.core.schema.FieldType;
import io.sluice.core.window.WindowSpec;
import java.io.Serializable;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * What is asked. {@link #DEFAULT} is the question of the contract: p95 of event_duration per device_type per UTC day,
 * without outliers beyond 3 standard deviations, for groups of at least 500 distinct events. The {@code with} methods
 * ask something else. It can be sent to other machines.
 *
 * @param from the first day, or null for all there are
 * @param to the last day, included, or null for all there are
 * @param quantiles each above 0 and below 1, in the order of their columns
 * @param outliers what is left out before quantiles are taken
 * @param field the numeric field in question, as a dotted path
 * @param by the fields that make a group, together with the period
 * @param id the field that identifies an event
 * @param minEvents distinct events a group needs to qualify
 * @param exact exact quantiles (linear interpolation, type 7) instead of a t-digest
 * @param distinct count all distinct events instead of stopping at {@code minEvents}
 * @param zone whose days are meant; its offset from UTC must be whole hours
 * @param distributions tell how the values of every qualified group lie, too
 * @param period what a row is over
 */
public record QuerySpec(
        LocalDate from,
        LocalDate to,
        List<Double> quantiles,
        OutlierRule outliers,
        String field,
        List<String> by,
        String id,
        long minEvents,
        boolean exact,
        boolean distinct,
        ZoneId zone,
        boolean distributions,
        Period period)
        implements Serializable {

    // Before DEFAULT, whose construction needs it.
    private static final List<String> FIXED_COLUMNS =
            List.of("events", "mean", "stddev", "outliers", "kept", "distinct_events");

    /** The question of the contract. */
    public static final QuerySpec DEFAULT = new QuerySpec(
            null,
            null,
            List.of(0.95),
            new OutlierRule.Sigma(OutlierRule.Sigma.DEFAULT_THRESHOLD),
            "event_duration",
            List.of(WindowSpec.DEFAULT_BY),
            EventRoles.DEFAULT_ID,
            500,
            false,
            false,
            ZoneOffset.UTC,
            false,
            Period.DAY);

    public QuerySpec {
        quantiles = List.copyOf(quantiles);
        by = List.copyOf(by);
        Objects.requireNonNull(outliers, "outliers");
        Objects.requireNonNull(field, "field");
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(zone, "zone");
        Objects.requireNonNull(period, "period");
        if (from != null && to != null && to.isBefore(from)) {
            throw new IllegalArgumentException("The last day " + to + " is before the first day " + from);
        }
        if (quantiles.isEmpty()) {
            throw new IllegalArgumentException("At least one quantile must be asked for");
        }
        for (double quantile : quantiles) {
            if (!(quantile > 0 && quantile < 1)) {
                throw new IllegalArgumentException("A quantile must be above 0 and below 1, got " + quantile);
            }
        }
        if (minEvents < 1) {
            throw new IllegalArgumentException("A group needs at least 1 event, got minEvents=" + minEvents);
        }
        if (by.contains(field)) {
            throw new IllegalArgumentException("Cannot group by " + field + " and take its quantiles too");
        }
        Set<String> names = new HashSet<>(FIXED_COLUMNS);
        names.add(period.column());
        for (String column : by) {
            requireNew(names, columnName(column));
        }
        for (double quantile : quantiles) {
            requireNew(names, quantileName(quantile));
        }
    }

    private static void requireNew(Set<String> names, String name) {
        if (!names.add(name)) {
            throw new IllegalArgumentException("The result would have two columns named " + name);
        }
    }

    /** Only these days; null on either side for no bound. */
    public QuerySpec withDays(LocalDate first, LocalDate last) {
        return new QuerySpec(
                first,
                last,
                quantiles,
                outliers,
                field,
                by,
                id,
                minEvents,
                exact,
                distinct,
                zone,
                distributions,
                period);
    }

    public QuerySpec withQuantiles(List<Double> asked) {
        return new QuerySpec(
                from, to, asked, outliers, field, by, id, minEvents, exact, distinct, zone, distributions, period);
    }

    public QuerySpec withOutliers(OutlierRule rule) {
        return new QuerySpec(
                from, to, quantiles, rule, field, by, id, minEvents, exact, distinct, zone, distributions, period);
    }

    public QuerySpec withField(String path) {
        return new QuerySpec(
                from, to, quantiles, outliers, path, by, id, minEvents, exact, distinct, zone, distributions, period);
    }

    public QuerySpec withBy(List<String> paths) {
        return new QuerySpec(
                from,
                to,
                quantiles,
                outliers,
                field,
                paths,
                id,
                minEvents,
                exact,
                distinct,
                zone,
                distributions,
                period);
    }

    public QuerySpec withId(String path) {
        return new QuerySpec(
                from,
                to,
                quantiles,
                outliers,
                field,
                by,
                path,
                minEvents,
                exact,
                distinct,
                zone,
                distributions,
                period);
    }

    public QuerySpec withMinEvents(long count) {
        return new QuerySpec(
                from, to, quantiles, outliers, field, by, id, count, exact, distinct, zone, distributions, period);
    }

    public QuerySpec withExact(boolean isExact) {
        return new QuerySpec(
                from,
                to,
                quantiles,
                outliers,
                field,
                by,
                id,
                minEvents,
                isExact,
                distinct,
                zone,
                distributions,
                period);
    }

    public QuerySpec withDistinct(boolean countsAll) {
        return new QuerySpec(
                from, to, quantiles, outliers, field, by, id, minEvents, exact, countsAll, zone, distributions, period);
    }

    public QuerySpec withZone(ZoneId days) {
        return new QuerySpec(
                from, to, quantiles, outliers, field, by, id, minEvents, exact, distinct, days, distributions, period);
    }

    public QuerySpec withDistributions(boolean told) {
        return new QuerySpec(
                from, to, quantiles, outliers, field, by, id, minEvents, exact, distinct, zone, told, period);
    }

    public QuerySpec withPeriod(Period rowsOver) {
        return new QuerySpec(
                from,
                to,
                quantiles,
                outliers,
                field,
                by,
                id,
                minEvents,
                exact,
                distinct,
                zone,
                distributions,
                rowsOver);
    }

    /**
     * Checks the fields against a schema before anything is read.
     *
     * @throws IllegalArgumentException if a field is not there or of no use, naming those that are
     */
    public void requireFieldsOf(EventSchema schema) {
        Field value = leaf(schema, field);
        if (!value.type().isNumeric()) {
            List<String> numeric = schema.columns().stream()
                    .filter(column -> column.type().isNumeric())
                    .map(Field::path)
                    .toList();
            throw new IllegalArgumentException("Cannot take quantiles of " + field + ": it is " + value.type()
                    + ", not a number; the numeric fields are " + numeric);
        }
        for (String column : by) {
            if (leaf(schema, column).type() == FieldType.TIMESTAMP) {
                throw new IllegalArgumentException("Cannot group by " + column + ": it is a time");
            }
        }
        leaf(schema, id);
    }

    private static Field leaf(EventSchema schema, String path) {
        Field found = schema.field(path);
        if (found == null || found.isGroup()) {
            throw new IllegalArgumentException("Schema " + schema.name() + " has no field " + path
                    + " with a column of its own; it has " + schema.columnPaths());
        }
        return found;
    }

    /** The columns of the result, in order. */
    public List<String> columns() {
        List<String> columns = new ArrayList<>();
        columns.add(period.column());
        by.forEach(path -> columns.add(columnName(path)));
        columns.addAll(List.of("events", "mean", "stddev", "outliers", "kept"));
        quantiles.forEach(quantile -> columns.add(quantileName(quantile)));
        if (distinct) {
            columns.add("distinct_events");
        }
        return columns;
    }

    /** The column of a by-field: its path with dots turned into underscores, as in the windows table. */
    private static String columnName(String path) {
        return path.replace('.', '_');
    }

    /** The column of a quantile: p95 for 0.95, p99.9 for 0.999. */
    static String quantileName(double quantile) {
        return "p"
                + BigDecimal.valueOf(quantile)
                        .movePointRight(2)
                        .stripTrailingZeros()
                        .toPlainString();
    }
}
