package io.sluice.core.conformance;

import io.sluice.core.conformance.ReferenceDecoder.Event;
import io.sluice.core.schema.Field;
import io.sluice.core.schema.FieldType;
import io.sluice.core.window.Aggregate;
import io.sluice.core.window.WindowRow;
import io.sluice.core.window.WindowSpec;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Tumbling windows over events that are all kept; aggregates in exact decimals, rounded to a double once. */
final class ReferenceWindows {
    /** Digits beyond those of the dividend: a quotient that is no tie between two doubles does not look like one. */
    private static final int MORE_DIGITS = 60;

    private record Group(long start, List<Object> by) {}

    private final WindowSpec spec;
    private final long size;
    private final Map<Group, List<Event>> groups = new HashMap<>();

    ReferenceWindows(WindowSpec spec) {
        this.spec = spec;
        this.size = spec.size().toNanos() / 1000;
    }

    void add(Event event) {
        long start = Math.floorDiv(event.time(), size) * size;
        List<Object> by = new ArrayList<>();
        for (Field field : spec.by()) {
            by.add(event.values().get(field.column()));
        }
        groups.computeIfAbsent(new Group(start, by), group -> new ArrayList<>()).add(event);
    }

    /** The end of the last window that has events, or {@link Long#MIN_VALUE}. */
    long lastEnd() {
        return groups.keySet().stream()
                .mapToLong(group -> group.start + size)
                .max()
                .orElse(Long.MIN_VALUE);
    }

    /** The rows of the windows that end at or before the watermark, by start and group. */
    List<WindowRow> closedBy(long watermark) {
        List<WindowRow> rows = new ArrayList<>();
        groups.forEach((group, events) -> {
            if (group.start + size <= watermark) {
                rows.add(row(group, events));
            }
        });
        rows.sort(Comparator.comparingLong(WindowRow::start)
                .thenComparing(row -> row.by().toString()));
        return rows;
    }

    private WindowRow row(Group group, List<Event> events) {
        List<Object> values = new ArrayList<>();
        for (Aggregate aggregate : spec.aggregates()) {
            values.add(aggregate(aggregate, events));
        }
        return new WindowRow(group.start, group.start + size, group.by, values);
    }

    private static Object aggregate(Aggregate aggregate, List<Event> events) {
        if (aggregate.field() == null) {
            return (long) events.size();
        }
        List<Object> present = new ArrayList<>();
        for (Event event : events) {
            Object value = event.values().get(aggregate.field().column());
            if (value != null) {
                present.add(value);
            }
        }
        return aggregate.function() == Aggregate.Function.COUNT
                ? (Object) (long) present.size()
                : ofNumbers(
                        aggregate, present.stream().map(ReferenceWindows::exact).toList());
    }

    private static BigDecimal exact(Object value) {
        return value instanceof Double number ? new BigDecimal(number) : BigDecimal.valueOf((Long) value);
    }

    private static Object ofNumbers(Aggregate aggregate, List<BigDecimal> numbers) {
        if (numbers.isEmpty()) {
            return null;
        }
        BigDecimal count = BigDecimal.valueOf(numbers.size());
        BigDecimal sum = numbers.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
        return switch (aggregate.function()) {
            case COUNT -> throw new IllegalStateException("Counted above");
            case SUM -> sum.doubleValue();
            case AVG -> divide(sum, count).doubleValue();
            case MIN -> typed(numbers.stream().min(BigDecimal::compareTo).orElseThrow(), aggregate.field());
            case MAX -> typed(numbers.stream().max(BigDecimal::compareTo).orElseThrow(), aggregate.field());
            case STDDEV -> stddev(numbers, sum, count);
        };
    }

    private static BigDecimal divide(BigDecimal dividend, BigDecimal divisor) {
        return dividend.divide(divisor, new MathContext(dividend.precision() + MORE_DIGITS));
    }

    private static Object typed(BigDecimal value, Field field) {
        return field.type() == FieldType.DOUBLE ? (Object) value.doubleValue() : (Object) value.longValueExact();
    }

    private static Double stddev(List<BigDecimal> numbers, BigDecimal sum, BigDecimal count) {
        if (numbers.size() < 2) {
            return null;
        }
        // n * sum(x^2) - sum(x)^2 is exact; the one division comes after.
        BigDecimal squares = numbers.stream().map(x -> x.multiply(x)).reduce(BigDecimal.ZERO, BigDecimal::add);
        BigDecimal scaled = squares.multiply(count).subtract(sum.multiply(sum));
        BigDecimal divisor = count.multiply(count.subtract(BigDecimal.ONE));
        return divide(scaled, divisor).sqrt(new MathContext(60)).doubleValue();
    }
}
