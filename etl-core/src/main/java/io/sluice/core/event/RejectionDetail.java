package io.sluice.core.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.sluice.core.json.JsonValue;
import io.sluice.core.schema.Checks;
import io.sluice.core.schema.Field;
import io.sluice.core.schema.evaluate.Violation;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.stream.Collectors;

/** Says in words what was found and what was expected. Always one short line, whatever the record holds. */
final class RejectionDetail {
    private static final int MAX_SHOWN = 80;
    private static final JsonFactory NAMES = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private RejectionDetail() {}

    static String of(RejectionReason reason, FieldPlan plan, byte[] text, int start, int end) {
        String found = show(text, start, end);
        if (reason == RejectionReason.UNEXPECTED_FIELD) {
            return "the schema allows no other properties here, found " + found;
        }
        Field field = plan.field;
        Checks checks = field.checks();
        return switch (reason) {
            case MISSING_FIELD -> "the required field is absent";
            case WRONG_TYPE ->
                "expected " + field.declaredType() + (field.nullable() ? " or null" : "") + ", found " + found;
            case NOT_IN_ENUM ->
                "expected one of "
                        + shorten(
                                checks.allowed().stream().map(Object::toString).collect(Collectors.joining(", ")))
                        + ", found " + found;
            case PATTERN_MISMATCH ->
                "expected a match of " + shorten(checks.pattern().toString()) + ", found " + found;
            case WRONG_LENGTH -> "expected " + lengths(checks) + " characters, found " + found;
            case BAD_FORMAT ->
                "expected a "
                        + switch (field.type()) {
                            case UUID -> "uuid (8-4-4-4-12 hex digits)";
                            default -> "date-time (RFC 3339 with offset)";
                        }
                        + ", found " + found;
            case OUT_OF_RANGE -> "expected " + range(plan) + ", found " + found;
            default -> found;
        };
    }

    /** Of what the general evaluator found. */
    static String of(Violation violation, byte[] text, int start, int end) {
        return violation.member() != null
                ? "the required field is absent"
                : "expected " + shorten(violation.expected()) + ", found " + show(text, start, end);
    }

    /** The pointer of a fault within the value that was judged; names that the schema does not have are cut. */
    static String pointer(Violation violation) {
        StringBuilder out = new StringBuilder();
        for (String step : violation.at().path()) {
            out.append('/').append(shorten(JsonValue.escape(step)));
        }
        return violation.member() == null
                ? out.toString()
                : out.append('/')
                        .append(shorten(JsonValue.escape(violation.member())))
                        .toString();
    }

    static String future(long eventTime, long recordTime, long maxFuture) {
        return "event time " + Instant.EPOCH.plus(eventTime, ChronoUnit.MICROS) + " is more than "
                + Duration.of(maxFuture, ChronoUnit.MICROS) + " after the record's time "
                + Instant.ofEpochMilli(recordTime);
    }

    private static String lengths(Checks checks) {
        if (checks.maxLength() < 0) {
            return "at least " + checks.minLength();
        }
        return checks.minLength() < 0
                ? "at most " + checks.maxLength()
                : checks.minLength() + " to " + checks.maxLength();
    }

    private static String range(FieldPlan plan) {
        Checks checks = plan.field.checks();
        StringBuilder out = new StringBuilder(plan.field.declaredType());
        limit(out, " >= ", checks.minimum());
        limit(out, " > ", checks.exclusiveMinimum());
        limit(out, " <= ", checks.maximum());
        limit(out, " < ", checks.exclusiveMaximum());
        limit(out, " multiple of ", checks.multipleOf());
        return out.append(plan.limits()).toString();
    }

    private static void limit(StringBuilder out, String relation, Object bound) {
        if (bound != null) {
            out.append(relation).append(bound);
        }
    }

    /** The text of a value, cut and with control and non-ASCII characters escaped. */
    static String show(byte[] text, int start, int end) {
        int shown = Math.min(end - start, MAX_SHOWN);
        StringBuilder out = new StringBuilder(shown + 16);
        for (int i = start; i < start + shown; i++) {
            int b = text[i] & 0xff;
            if (b >= 0x20 && b < 0x7f) {
                out.append((char) b);
            } else {
                out.append(String.format("\\x%02x", b));
            }
        }
        return shown < end - start ? out + "... (" + (end - start) + " bytes)" : out.toString();
    }

    /**
     * The name at the start of a member's text, as part of a JSON pointer: without its escapes, cut, control characters
     * shown as question marks.
     */
    static String name(byte[] member, int start, int end) {
        try (JsonParser parser = NAMES.createParser(member, start, end - start)) {
            String name = parser.nextTextValue();
            return shorten(name.replace("~", "~0").replace("/", "~1"));
        } catch (IOException e) {
            throw new IllegalStateException("A member that was read starts with a string", e);
        }
    }

    private static String shorten(String text) {
        String line = text.codePoints()
                .map(c -> Character.isISOControl(c) ? '?' : c)
                .limit(MAX_SHOWN)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return line.length() < text.length() ? line + "..." : line;
    }
}
