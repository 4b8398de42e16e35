package io.sluice.core.generate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sluice.core.event.RejectionReason;
import io.sluice.core.json.JsonValue;
import io.sluice.core.schema.Checks;
import io.sluice.core.schema.Field;
import io.sluice.core.schema.FieldType;
import io.sluice.core.schema.evaluate.Violation;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Every way to break one property of a schema, by the reason it is rejected for. */
final class Faults {
    /** Longer strings than this are not written only to be too long. */
    private static final int LONGEST = 10_000;

    private static final String[] OFF_PATTERN = {"?", "-", "x", "0", "\u20ac", ""};
    private static final String[] BAD_UUIDS = {
        "00000000-0000-4000-8000-00000000000g", "00000000000040008000000000000000", "none"
    };
    private static final String[] BAD_TIMES = {"2026-02-30T12:00:00Z", "2026-01-05T24:00:00Z", "2026-01-05 07:00"};

    /** Values of all kinds, one of which breaks most schemas. */
    private static final String[] TRIALS = {
        "null",
        "true",
        "17",
        "-1.5",
        "1000000000000",
        "\"\"",
        "\"text\"",
        "[]",
        "[1,1]",
        "[{},\"a\",null]",
        "[1,2,3,4,5,6,7,8,9,10,11,12]",
        "{}",
        "{\"unknown\":1}"
    };

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final Map<RejectionReason, List<Fault>> faults = new EnumMap<>(RejectionReason.class);

    Faults(List<Field> fields) {
        addAll(fields);
    }

    /** The faults of a reason; empty where the schema has nothing that could fail for it. */
    List<Fault> of(RejectionReason reason) {
        return faults.getOrDefault(reason, List.of());
    }

    private void addAll(List<Field> fields) {
        for (Field field : fields) {
            if (field.required()) {
                faults.computeIfAbsent(RejectionReason.MISSING_FIELD, reason -> new ArrayList<>())
                        .add(new Fault(RejectionReason.MISSING_FIELD, field, null));
            }
            if (field.judge() != null && !field.isGroup()) {
                judged(field);
                continue;
            }
            wrongTypes(field);
            if (field.checks().allowed() != null) {
                notAllowed(field);
            } else {
                switch (field.type()) {
                    case STRING, UUID, TIMESTAMP -> strings(field);
                    case DOUBLE, LONG -> numbers(field);
                    case BOOLEAN, JSON, GROUP -> {}
                }
            }
            addAll(field.children());
        }
    }

    /** What the general evaluator refuses of a few values, by its own reasons. */
    private void judged(Field field) {
        for (String json : TRIALS) {
            try {
                JsonValue.Builder values = new JsonValue.Builder();
                Violation violation = field.judge().judge(JsonValue.of(values, MAPPER.readTree(json)), values);
                if (violation != null && violation.at().parent() == null && violation.member() == null) {
                    add(RejectionReason.valueOf(violation.reason().name()), field, json);
                }
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("The trials are JSON", e);
            }
        }
    }

    private void add(RejectionReason reason, Field field, String json) {
        faults.computeIfAbsent(reason, any -> new ArrayList<>())
                .add(new Fault(reason, field, json.getBytes(StandardCharsets.UTF_8)));
    }

    private void wrongTypes(Field field) {
        String[] others =
                switch (field.type()) {
                    case STRING, UUID, TIMESTAMP -> new String[] {"17", "{}"};
                    case DOUBLE, BOOLEAN -> new String[] {"\"1\"", "[]"};
                    case LONG -> new String[] {"\"1\"", "1.5"};
                    case JSON ->
                        field.declaredType().equals("any")
                                ? new String[0]
                                : new String[] {field.array() ? "{}" : "[]", "\"text\""};
                    case GROUP -> new String[] {"\"text\"", "[]"};
                };
        for (String json : others) {
            add(RejectionReason.WRONG_TYPE, field, json);
        }
        if (!field.nullable()) {
            add(RejectionReason.WRONG_TYPE, field, "null");
        }
    }

    private void notAllowed(Field field) {
        List<JsonNode> allowed = field.checks().allowed();
        switch (field.type()) {
            case STRING, UUID, TIMESTAMP -> {
                String other = "no such value";
                while (isAmong(allowed, other)) {
                    other += "!";
                }
                add(RejectionReason.NOT_IN_ENUM, field, text(other));
            }
            case DOUBLE, LONG -> {
                BigDecimal other = BigDecimal.ZERO;
                for (JsonNode value : allowed) {
                    if (value.isNumber()) {
                        other = other.max(value.decimalValue().abs());
                    }
                }
                BigDecimal above = other.setScale(0, RoundingMode.CEILING).add(BigDecimal.ONE);
                if (above.precision() <= 18) {
                    add(RejectionReason.NOT_IN_ENUM, field, above.toPlainString());
                }
            }
            case BOOLEAN -> {
                if (allowed.size() == 1 && allowed.get(0).isBoolean()) {
                    add(RejectionReason.NOT_IN_ENUM, field, allowed.get(0).booleanValue() ? "false" : "true");
                }
            }
            case JSON, GROUP -> {}
        }
    }

    private static boolean isAmong(List<JsonNode> allowed, String text) {
        return allowed.stream()
                .anyMatch(value -> value.isTextual() && value.asText().equals(text));
    }

    private void strings(Field field) {
        Checks checks = field.checks();
        if (checks.minLength() > 0 && checks.minLength() <= LONGEST) {
            add(RejectionReason.WRONG_LENGTH, field, text("x".repeat(checks.minLength() - 1)));
        }
        if (checks.maxLength() >= 0 && checks.maxLength() <= LONGEST) {
            add(RejectionReason.WRONG_LENGTH, field, text("x".repeat(checks.maxLength() + 1)));
        }
        if (checks.pattern() != null && checks.minLength() <= LONGEST) {
            offPattern(field);
        }
        if (field.type() != FieldType.STRING) {
            for (String bad : field.type() == FieldType.UUID ? BAD_UUIDS : BAD_TIMES) {
                if (GenericModels.passes(checks, bad)) {
                    add(RejectionReason.BAD_FORMAT, field, text(bad));
                }
            }
        }
    }

    private void offPattern(Field field) {
        Checks checks = field.checks();
        for (String start : OFF_PATTERN) {
            String text = start.isEmpty() ? start : start.repeat(Math.max(checks.minLength(), 1));
            boolean longEnough = text.length() >= checks.minLength();
            boolean shortEnough = checks.maxLength() < 0 || text.length() <= checks.maxLength();
            if (longEnough && shortEnough && !checks.pattern().isFoundIn(text)) {
                add(RejectionReason.PATTERN_MISMATCH, field, text(text));
            }
        }
    }

    private void numbers(Field field) {
        Checks checks = field.checks();
        add(RejectionReason.OUT_OF_RANGE, field, "1e400");
        boolean whole = field.type() == FieldType.LONG;
        if (checks.maximum() != null) {
            outside(field, above(checks.maximum(), whole));
        }
        if (checks.exclusiveMaximum() != null) {
            outside(field, above(checks.exclusiveMaximum(), whole));
        }
        if (checks.minimum() != null) {
            outside(field, above(checks.minimum().negate(), whole).negate());
        }
        if (checks.exclusiveMinimum() != null) {
            outside(field, above(checks.exclusiveMinimum().negate(), whole).negate());
        }
        if (checks.multipleOf() != null) {
            NumberRange range = NumberRange.of(field);
            BigDecimal first = range.step().multiply(new BigDecimal(range.first()));
            BigDecimal off = whole ? BigDecimal.ONE : range.step().divide(BigDecimal.valueOf(2));
            if (range.step().compareTo(off) != 0) {
                outside(field, first.add(off));
            }
        }
    }

    private static BigDecimal above(BigDecimal bound, boolean whole) {
        return (whole ? bound.setScale(0, RoundingMode.FLOOR) : bound).add(BigDecimal.ONE);
    }

    private void outside(Field field, BigDecimal value) {
        add(RejectionReason.OUT_OF_RANGE, field, value.toString());
    }

    private static String text(String plain) {
        return new String(JsonBytes.quoted(plain), StandardCharsets.UTF_8);
    }
}
