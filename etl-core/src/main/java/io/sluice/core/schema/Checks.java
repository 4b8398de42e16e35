package io.sluice.core.schema;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.core.pattern.EcmaPattern;
import java.math.BigDecimal;
import java.util.List;

/**
 * The checks a schema puts on the values of one field. Absent checks are null (lengths: -1).
 *
 * @param allowed the values of {@code enum}, or the one of {@code const}
 * @param pattern the {@code pattern}
 * @param minLength in Unicode code points, or -1
 * @param maxLength in Unicode code points, or -1
 */
public record Checks(
        List<JsonNode> allowed,
        EcmaPattern pattern,
        int minLength,
        int maxLength,
        BigDecimal minimum,
        BigDecimal maximum,
        BigDecimal exclusiveMinimum,
        BigDecimal exclusiveMaximum,
        BigDecimal multipleOf) {

    /** No check at all. */
    public static final Checks NONE = new Checks(null, null, -1, -1, null, null, null, null, null);

    public Checks {
        allowed = allowed == null ? null : List.copyOf(allowed);
    }

    /** Whether a number is bounded or must be a multiple. */
    public boolean limitsNumbers() {
        return minimum != null
                || maximum != null
                || exclusiveMinimum != null
                || exclusiveMaximum != null
                || multipleOf != null;
    }
}
