package io.sluice.core.schema;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.core.pattern.EcmaPattern;
import io.sluice.core.schema.evaluate.SchemaNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** Collects the checks that several schemas put on one value, as one that is as strict as all of them. */
final class ChecksMerger {
    private List<JsonNode> allowed;
    private EcmaPattern pattern;
    private int minLength = -1;
    private int maxLength = -1;
    private BigDecimal minimum;
    private BigDecimal maximum;
    private BigDecimal exclusiveMinimum;
    private BigDecimal exclusiveMaximum;
    private BigDecimal multipleOf;

    /** Takes a keyword of a compiled schema; false where it cannot be merged. */
    boolean take(SchemaNode node, String keyword) {
        JsonNode value = node.keyword(keyword);
        switch (keyword) {
            case "enum" -> allow(list(value));
            case "const" -> allow(List.of(value));
            case "minLength" -> minLength = Math.max(minLength, length(value));
            case "maxLength" -> maxLength = maxLength < 0 ? length(value) : Math.min(maxLength, length(value));
            case "minimum" -> lower(value.decimalValue(), isTrue(node.keyword("exclusiveMinimum")));
            case "maximum" -> upper(value.decimalValue(), isTrue(node.keyword("exclusiveMaximum")));
            case "exclusiveMinimum" -> lower(value.decimalValue(), true);
            case "exclusiveMaximum" -> upper(value.decimalValue(), true);
            case "multipleOf" -> {
                if (multipleOf != null && multipleOf.compareTo(value.decimalValue()) != 0) {
                    return false;
                }
                multipleOf = value.decimalValue();
            }
            case "pattern" -> {
                EcmaPattern compiled = EcmaPattern.compile(value.textValue());
                if (pattern != null && !pattern.equals(compiled)) {
                    return false;
                }
                pattern = compiled;
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private static List<JsonNode> list(JsonNode values) {
        List<JsonNode> list = new ArrayList<>();
        values.forEach(list::add);
        return list;
    }

    private void allow(List<JsonNode> values) {
        if (allowed == null) {
            allowed = values;
            return;
        }
        List<JsonNode> before = allowed;
        allowed = values.stream()
                .filter(value -> before.stream().anyMatch(other -> same(value, other)))
                .toList();
    }

    private static boolean same(JsonNode left, JsonNode right) {
        return left.isNumber() && right.isNumber()
                ? left.decimalValue().compareTo(right.decimalValue()) == 0
                : left.equals(right);
    }

    private static boolean isTrue(JsonNode flag) {
        return flag != null && flag.isBoolean() && flag.booleanValue();
    }

    private static int length(JsonNode value) {
        return value.decimalValue().min(BigDecimal.valueOf(Integer.MAX_VALUE)).intValueExact();
    }

    private void lower(BigDecimal bound, boolean exclusive) {
        if (exclusive) {
            exclusiveMinimum = exclusiveMinimum == null ? bound : exclusiveMinimum.max(bound);
        } else {
            minimum = minimum == null ? bound : minimum.max(bound);
        }
    }

    private void upper(BigDecimal bound, boolean exclusive) {
        if (exclusive) {
            exclusiveMaximum = exclusiveMaximum == null ? bound : exclusiveMaximum.min(bound);
        } else {
            maximum = maximum == null ? bound : maximum.min(bound);
        }
    }

    Checks checks() {
        return new Checks(
                allowed,
                pattern,
                minLength,
                maxLength,
                minimum,
                maximum,
                exclusiveMinimum,
                exclusiveMaximum,
                multipleOf);
    }
}
