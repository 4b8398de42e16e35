package io.sluice.core.window;

import io.sluice.core.schema.EventSchema;
import io.sluice.core.schema.Field;
import io.sluice.core.schema.FieldType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One aggregate of the windows table, such as {@code avg(event_duration) as avg_duration}.
 *
 * @param function what is computed
 * @param field of what; null for {@code count(*)}
 * @param name the column's name
 */
public record Aggregate(Function function, Field field, String name) {
    /** The aggregate functions. Absent values are passed over, as in SQL; only {@code count(*)} counts rows. */
    public enum Function {
        COUNT,
        SUM,
        AVG,
        MIN,
        MAX,
        /** The sample standard deviation (n - 1); null for fewer than two values. */
        STDDEV;

        final String label = name().toLowerCase(Locale.ROOT);
    }

    private static final Pattern SYNTAX =
            Pattern.compile("\\s*(\\w+)\\s*\\(\\s*(\\*|[^()\\s]+)\\s*\\)\\s+[aA][sS]\\s+([A-Za-z_][A-Za-z0-9_]*)\\s*");

    public Aggregate {
        Objects.requireNonNull(function, "function");
        Objects.requireNonNull(name, "name");
        if (field == null && function != Function.COUNT) {
            throw new IllegalArgumentException(function.label + "(*) is not an aggregate; only count(*) is");
        }
        if (field != null
                && function != Function.COUNT
                && !field.type().isNumeric()
                && !((function == Function.MIN || function == Function.MAX) && field.type() == FieldType.TIMESTAMP)) {
            throw new IllegalArgumentException("Cannot compute " + function.label + "(" + field.path() + "): it is "
                    + field.type() + ", not a number");
        }
    }

    /** The type of the column: counts are LONG, min and max have the field's type, the others are DOUBLE. */
    public FieldType type() {
        return switch (function) {
            case COUNT -> FieldType.LONG;
            case MIN, MAX -> field.type();
            case SUM, AVG, STDDEV -> FieldType.DOUBLE;
        };
    }

    /** Whether a row may lack a value. Counts are always there; a sum or deviation may be beyond all doubles. */
    public boolean isOptional() {
        return function == Function.STDDEV
                || (function == Function.SUM && field.type() == FieldType.DOUBLE)
                || (function != Function.COUNT && field.maxDefinitionLevel() > 0);
    }

    /**
     * Parses one aggregate, {@code fn(field) as name}.
     *
     * @throws IllegalArgumentException if it is not of that form or names no field of the schema
     */
    public static Aggregate parse(String text, EventSchema schema) {
        Matcher matcher = SYNTAX.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("Cannot read aggregate \"" + text.strip()
                    + "\"; expected fn(field) as name, such as avg(value) as avg_value");
        }
        Function function = function(matcher.group(1));
        String path = matcher.group(2);
        if (path.equals("*")) {
            return new Aggregate(function, null, matcher.group(3));
        }
        Field field = schema.field(path);
        if (field == null || field.isGroup()) {
            throw new IllegalArgumentException("Aggregate \"" + text.strip() + "\" names " + path + ", which schema "
                    + schema.name() + " does not have; its fields are " + schema.columnPaths());
        }
        return new Aggregate(function, field, matcher.group(3));
    }

    /** Parses a comma-separated list. */
    public static List<Aggregate> parseList(String text, EventSchema schema) {
        List<Aggregate> aggregates = new ArrayList<>();
        for (String part : text.split(",")) {
            aggregates.add(parse(part, schema));
        }
        return aggregates;
    }

    private static Function function(String name) {
        for (Function function : Function.values()) {
            if (function.label.equalsIgnoreCase(name)) {
                return function;
            }
        }
        throw new IllegalArgumentException(
                "Unknown aggregate function " + name + "; there are count, sum, avg, min, max, stddev");
    }

    /** As it is written in configuration. */
    @Override
    public String toString() {
        return function.label + "(" + (field == null ? "*" : field.path()) + ") as " + name;
    }
}
