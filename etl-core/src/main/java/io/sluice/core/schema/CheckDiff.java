package io.sluice.core.schema;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.core.pattern.EcmaPattern;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Which of the checks on one field were narrowed, which widened. */
final class CheckDiff {
    /** Takes what differs. */
    interface Report {
        void change(String what, boolean compatible);
    }

    /** One side of a range: a bound that is itself allowed or not. */
    private record Bound(BigDecimal value, boolean exclusive) {

        /** The stricter of {@code minimum} and {@code exclusiveMinimum} (or of the maxima); null where neither is set. */
        static Bound of(BigDecimal inclusive, BigDecimal exclusive, int direction) {
            if (inclusive == null) {
                return exclusive == null ? null : new Bound(exclusive, true);
            }
            if (exclusive == null || inclusive.compareTo(exclusive) * direction > 0) {
                return new Bound(inclusive, false);
            }
            return new Bound(exclusive, true);
        }

        /** Positive where this one allows less. */
        int compareStrictness(Bound other, int direction) {
            int order = value.compareTo(other.value) * direction;
            return order != 0 ? order : Boolean.compare(exclusive, other.exclusive);
        }

        @Override
        public String toString() {
            return value.toString() + (exclusive ? " (exclusive)" : "");
        }
    }

    private final Report report;

    private CheckDiff(Report report) {
        this.report = report;
    }

    static void compare(Checks before, Checks after, Report report) {
        CheckDiff diff = new CheckDiff(report);
        diff.allowed(before.allowed(), after.allowed());
        diff.pattern(before.pattern(), after.pattern());
        diff.length("minLength", Math.max(before.minLength(), 0), Math.max(after.minLength(), 0), 1);
        diff.length("maxLength", unlimited(before.maxLength()), unlimited(after.maxLength()), -1);
        diff.bound(
                "lower bound",
                Bound.of(before.minimum(), before.exclusiveMinimum(), 1),
                Bound.of(after.minimum(), after.exclusiveMinimum(), 1),
                1);
        diff.bound(
                "upper bound",
                Bound.of(before.maximum(), before.exclusiveMaximum(), -1),
                Bound.of(after.maximum(), after.exclusiveMaximum(), -1),
                -1);
        diff.multipleOf(before.multipleOf(), after.multipleOf());
    }

    private void allowed(List<JsonNode> before, List<JsonNode> after) {
        if (before == null && after == null) {
            return;
        }
        if (before == null) {
            report.change("values limited to " + after + ": events with others would be rejected", false);
            return;
        }
        if (after == null) {
            report.change("values no longer limited to " + before, true);
            return;
        }
        List<JsonNode> lost = without(before, after);
        List<JsonNode> gained = without(after, before);
        if (!lost.isEmpty()) {
            report.change("values " + lost + " no longer allowed: events with them would be rejected", false);
        }
        if (!gained.isEmpty()) {
            report.change("values " + gained + " added to those allowed", true);
        }
    }

    private static List<JsonNode> without(List<JsonNode> values, List<JsonNode> others) {
        List<JsonNode> rest = new ArrayList<>();
        for (JsonNode value : values) {
            if (others.stream().noneMatch(other -> same(value, other))) {
                rest.add(value);
            }
        }
        return rest;
    }

    /** 1 and 1.0 are one value in JSON Schema. */
    private static boolean same(JsonNode one, JsonNode other) {
        return one.isNumber() && other.isNumber()
                ? one.decimalValue().compareTo(other.decimalValue()) == 0
                : one.equals(other);
    }

    private void pattern(EcmaPattern before, EcmaPattern after) {
        if (Objects.equals(before, after)) {
            return;
        }
        if (after == null) {
            report.change("pattern " + before + " dropped", true);
        } else if (before == null) {
            report.change("pattern " + after + " added: events that do not match would be rejected", false);
        } else {
            report.change(
                    "pattern changed from " + before + " to " + after
                            + ": events that matched the old one may be rejected",
                    false);
        }
    }

    private void length(String keyword, int before, int after, int direction) {
        if (before != after) {
            boolean wider = Integer.compare(after, before) * direction < 0;
            report.change(
                    keyword + (wider ? " widened" : " narrowed") + " from " + limit(before) + " to " + limit(after)
                            + (wider ? "" : ": events outside would be rejected"),
                    wider);
        }
    }

    private static int unlimited(int maxLength) {
        return maxLength < 0 ? Integer.MAX_VALUE : maxLength;
    }

    private static String limit(int length) {
        return length == Integer.MAX_VALUE ? "unlimited" : Integer.toString(length);
    }

    private void bound(String name, Bound before, Bound after, int direction) {
        if (before == null && after == null) {
            return;
        }
        if (after == null) {
            report.change(name + " " + before + " dropped", true);
        } else if (before == null) {
            report.change(name + " " + after + " added: events outside would be rejected", false);
        } else {
            int strictness = after.compareStrictness(before, direction);
            if (strictness < 0) {
                report.change(name + " widened from " + before + " to " + after, true);
            } else if (strictness > 0) {
                report.change(
                        name + " narrowed from " + before + " to " + after + ": events outside would be rejected",
                        false);
            }
        }
    }

    private void multipleOf(BigDecimal before, BigDecimal after) {
        if (after == null && before == null) {
            return;
        }
        if (after == null) {
            report.change("multipleOf " + before + " dropped", true);
        } else if (before == null) {
            report.change("multipleOf " + after + " added: events that are none would be rejected", false);
        } else if (before.compareTo(after) != 0) {
            boolean wider = before.remainder(after).signum() == 0;
            report.change(
                    "multipleOf changed from " + before + " to " + after
                            + (wider ? ", which divides it" : ": events that are no multiple would be rejected"),
                    wider);
        }
    }
}
