package io.sluice.core.event;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.core.json.DecimalText;
import io.sluice.core.schema.Checks;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * The number checks of one field. Numbers are judged by their exact decimal value; a double decides wherever rounding
 * cannot have changed the answer, which is everywhere but at a bound itself.
 */
final class NumberChecks {
    private final Bound[] bounds;
    private final double surelyAbove;
    private final double surelyBelow;
    private final BigDecimal multipleOf;
    private final DecimalText[] allowed;
    private final DecimalText scratch = new DecimalText();

    /** A limit; {@code side} is 1 for a lower one, -1 for an upper one. */
    private record Bound(DecimalText value, int side, boolean exclusive) {
        boolean admits(DecimalText number) {
            int comparison = number.compareTo(value) * side;
            return exclusive ? comparison > 0 : comparison >= 0;
        }
    }

    NumberChecks(Checks checks) {
        List<Bound> found = new ArrayList<>();
        double above = Double.NEGATIVE_INFINITY;
        double below = Double.POSITIVE_INFINITY;
        above = Math.max(above, add(found, checks.minimum(), 1, false));
        above = Math.max(above, add(found, checks.exclusiveMinimum(), 1, true));
        below = Math.min(below, add(found, checks.maximum(), -1, false));
        below = Math.min(below, add(found, checks.exclusiveMaximum(), -1, true));
        bounds = found.toArray(Bound[]::new);
        surelyAbove = above;
        surelyBelow = below;
        multipleOf = checks.multipleOf();
        allowed = checks.allowed() == null
                ? null
                : checks.allowed().stream()
                        .filter(JsonNode::isNumber)
                        .map(node -> DecimalText.of(node.decimalValue()))
                        .toArray(DecimalText[]::new);
    }

    private static double add(List<Bound> bounds, BigDecimal value, int side, boolean exclusive) {
        if (value == null) {
            return side > 0 ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        }
        bounds.add(new Bound(DecimalText.of(value), side, exclusive));
        return value.doubleValue();
    }

    boolean limitsValues() {
        return allowed != null;
    }

    /** Whether the number, nearest to {@code value}, is within the bounds and a multiple. */
    boolean admits(double value, byte[] text, int start, int end) {
        // Rounding keeps order: strictly inside the rounded bounds is inside the exact ones.
        if (value > surelyAbove && value < surelyBelow && multipleOf == null) {
            return true;
        }
        return admitsExactly(text, start, end);
    }

    private boolean admitsExactly(byte[] text, int start, int end) {
        if (bounds.length == 0 && multipleOf == null) {
            return true;
        }
        DecimalText number = scratch.parse(text, start, end);
        for (Bound bound : bounds) {
            if (!bound.admits(number)) {
                return false;
            }
        }
        return multipleOf == null || number.isMultipleOf(multipleOf);
    }

    /** Whether the number is one of {@code enum} or {@code const}, by value. */
    boolean isAllowed(byte[] text, int start, int end) {
        DecimalText number = scratch.parse(text, start, end);
        for (DecimalText candidate : allowed) {
            if (number.compareTo(candidate) == 0) {
                return true;
            }
        }
        return false;
    }
}
