package io.sluice.core.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.core.conformance.JsonDocument.JsonArray;
import io.sluice.core.conformance.JsonDocument.JsonBoolean;
import io.sluice.core.conformance.JsonDocument.JsonNull;
import io.sluice.core.conformance.JsonDocument.JsonNumber;
import io.sluice.core.conformance.JsonDocument.JsonObject;
import io.sluice.core.conformance.JsonDocument.JsonString;
import io.sluice.core.conformance.JsonDocument.Member;
import io.sluice.core.conformance.JsonDocument.Value;
import io.sluice.core.event.EventRoles;
import io.sluice.core.event.RecordBatch;
import io.sluice.core.event.RejectionReason;
import io.sluice.core.pipeline.PipelineSpec;
import io.sluice.core.schema.Checks;
import io.sluice.core.schema.EventSchema;
import io.sluice.core.schema.Field;
import io.sluice.core.schema.FieldType;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What one record must become, by the rules of decoding in the plainest words: read the text, then look at property after
 * property in the schema's order. Slow and obvious on purpose.
 */
public final class ReferenceDecoder {
    private static final BigDecimal LEAST_LONG = BigDecimal.valueOf(Long.MIN_VALUE);
    private static final BigDecimal GREATEST_LONG = BigDecimal.valueOf(Long.MAX_VALUE);
    private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

    /** What a record became. */
    public sealed interface Decoded permits Event, Rejected {}

    /**
     * An event.
     *
     * @param values per column of the schema: Long, Double, Boolean, String (uuids in lower case), or null; times are
     *     microseconds since the epoch
     * @param time event time, microseconds since the epoch
     * @param id the value of the id field
     */
    public record Event(List<Object> values, long time, Object id) implements Decoded {}

    /** Why it is none, and the JSON pointer of the property that decided. */
    public record Rejected(RejectionReason reason, String pointer) implements Decoded {}

    /** Leaves the checks at the first property that fails. */
    private static final class Failure extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient Rejected rejected;

        Failure(RejectionReason reason, String pointer) {
            rejected = new Rejected(reason, pointer);
        }
    }

    private final EventSchema schema;
    private final EventRoles roles;
    private final int maxRecordBytes;
    private final Duration maxFuture;

    public ReferenceDecoder(PipelineSpec spec) {
        schema = spec.schema();
        roles = spec.roles();
        maxRecordBytes = spec.maxRecordBytes();
        maxFuture = spec.maxFuture();
        if (schema.keepsUnknown()) {
            throw new IllegalArgumentException("The reference does not model schema.unknown=keep");
        }
    }

    /**
     * Decodes one record.
     *
     * @param timestamp the record's own, milliseconds since the epoch; with {@link RecordBatch#NO_TIME} no event time is
     *     in the future
     */
    public Decoded decode(byte[] value, long timestamp) {
        try {
            return event(value, timestamp);
        } catch (Failure failure) {
            return failure.rejected;
        }
    }

    private Event event(byte[] value, long timestamp) throws Failure {
        if (value != null && value.length > maxRecordBytes) {
            throw new Failure(RejectionReason.TOO_LARGE, "");
        }
        if (value == null || value.length == 0) {
            throw new Failure(RejectionReason.EMPTY, "");
        }
        Value root = JsonDocument.parse(value);
        if (root == null || repeatsField(root, schema.fields())) {
            throw new Failure(RejectionReason.MALFORMED_JSON, "");
        }
        if (!(root instanceof JsonObject object)) {
            throw new Failure(RejectionReason.WRONG_TYPE, "");
        }
        Object[] values = new Object[schema.columns().size()];
        object(object, schema.fields(), schema.additionalProperties(), "", values);
        long time = (Long) values[roles.time().column()] * roles.microsPerUnit();
        if (timestamp != RecordBatch.NO_TIME && time > timestamp * 1000 + maxFuture.toNanos() / 1000) {
            throw new Failure(RejectionReason.FUTURE_TIMESTAMP, roles.time().pointer());
        }
        return new Event(
                new ArrayList<>(Arrays.asList(values)), time, values[roles.id().column()]);
    }

    /** Whether an object of the schema has one of its properties twice. */
    private static boolean repeatsField(Value value, List<Field> fields) {
        if (!(value instanceof JsonObject object)) {
            return false;
        }
        for (Field field : fields) {
            List<Value> all = object.all(field.property());
            if (all.size() > 1 || (all.size() == 1 && field.isGroup() && repeatsField(all.get(0), field.children()))) {
                return true;
            }
        }
        return false;
    }

    private void object(
            JsonObject object, List<Field> fields, boolean additionalProperties, String pointer, Object[] values)
            throws Failure {
        for (Field field : fields) {
            List<Value> found = object.all(field.property());
            if (found.isEmpty()) {
                if (field.required()) {
                    throw new Failure(RejectionReason.MISSING_FIELD, field.pointer());
                }
            } else {
                property(found.get(0), field, values);
            }
        }
        for (Member member : object.members()) {
            boolean known = fields.stream().anyMatch(field -> field.property().equals(member.name()));
            if (!known && !additionalProperties) {
                throw new Failure(RejectionReason.UNEXPECTED_FIELD, pointer + "/" + shown(member.name()));
            }
        }
    }

    /** A name that nobody chose here, as a part of a pointer: one line of at most eighty characters. */
    private static String shown(String name) {
        String escaped = name.replace("~", "~0").replace("/", "~1").replaceAll("\\p{Cntrl}|[\u0080-\u009f]", "?");
        return escaped.codePointCount(0, escaped.length()) <= 80
                ? escaped
                : escaped.substring(0, escaped.offsetByCodePoints(0, 80)) + "...";
    }

    private void property(Value value, Field field, Object[] values) throws Failure {
        List<JsonNode> allowed = field.checks().allowed();
        if (value instanceof JsonNull) {
            check(field.nullable(), RejectionReason.WRONG_TYPE, field);
            check(allowed == null || allowed.stream().anyMatch(JsonNode::isNull), RejectionReason.NOT_IN_ENUM, field);
            return;
        }
        if (field.isGroup()) {
            check(value instanceof JsonObject, RejectionReason.WRONG_TYPE, field);
            object((JsonObject) value, field.children(), field.additionalProperties(), field.pointer(), values);
            return;
        }
        values[field.column()] = switch (field.type()) {
            case STRING, UUID, TIMESTAMP -> string(value, field);
            case DOUBLE, LONG -> number(value, field);
            case BOOLEAN -> {
                check(value instanceof JsonBoolean, RejectionReason.WRONG_TYPE, field);
                boolean truth = ((JsonBoolean) value).value();
                check(
                        allowed == null
                                || allowed.stream().anyMatch(node -> node.isBoolean() && node.asBoolean() == truth),
                        RejectionReason.NOT_IN_ENUM,
                        field);
                yield truth;
            }
            case JSON -> {
                check(
                        field.array() ? value instanceof JsonArray : value instanceof JsonObject,
                        RejectionReason.WRONG_TYPE,
                        field);
                yield value instanceof JsonArray array ? array.raw() : ((JsonObject) value).raw();
            }
            case GROUP -> throw new IllegalStateException("Groups are handled above");
        };
    }

    private Object string(Value value, Field field) throws Failure {
        check(value instanceof JsonString, RejectionReason.WRONG_TYPE, field);
        String text = ((JsonString) value).value();
        Checks checks = field.checks();
        check(
                checks.allowed() == null
                        || checks.allowed().stream()
                                .anyMatch(node ->
                                        node.isTextual() && node.asText().equals(text)),
                RejectionReason.NOT_IN_ENUM,
                field);
        int length = text.codePointCount(0, text.length());
        check(checks.minLength() < 0 || length >= checks.minLength(), RejectionReason.WRONG_LENGTH, field);
        check(checks.maxLength() < 0 || length <= checks.maxLength(), RejectionReason.WRONG_LENGTH, field);
        check(checks.pattern() == null || checks.pattern().isFoundIn(text), RejectionReason.PATTERN_MISMATCH, field);
        if (field.type() == FieldType.UUID) {
            String lower = text.toLowerCase(Locale.ROOT);
            check(
                    lower.length() == text.length()
                            && isAscii(text)
                            && UUID.matcher(lower).matches(),
                    RejectionReason.BAD_FORMAT,
                    field);
            return lower;
        }
        if (field.type() == FieldType.TIMESTAMP) {
            Instant instant = Rfc3339.parse(text);
            check(instant != null, RejectionReason.BAD_FORMAT, field);
            return Rfc3339.micros(instant);
        }
        return text;
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 128);
    }

    private Object number(Value value, Field field) throws Failure {
        check(value instanceof JsonNumber, RejectionReason.WRONG_TYPE, field);
        ExactNumber number = ExactNumber.parse(((JsonNumber) value).text());
        check(field.type() == FieldType.DOUBLE || number.isWhole(), RejectionReason.WRONG_TYPE, field);
        Checks checks = field.checks();
        check(
                checks.allowed() == null
                        || checks.allowed().stream()
                                .anyMatch(node -> node.isNumber() && number.compareTo(node.decimalValue()) == 0),
                RejectionReason.NOT_IN_ENUM,
                field);
        boolean fits = field.type() == FieldType.DOUBLE
                ? !Double.isInfinite(number.doubleValue())
                : number.compareTo(LEAST_LONG) >= 0 && number.compareTo(GREATEST_LONG) <= 0;
        boolean within = fits
                && (checks.minimum() == null || number.compareTo(checks.minimum()) >= 0)
                && (checks.maximum() == null || number.compareTo(checks.maximum()) <= 0)
                && (checks.exclusiveMinimum() == null || number.compareTo(checks.exclusiveMinimum()) > 0)
                && (checks.exclusiveMaximum() == null || number.compareTo(checks.exclusiveMaximum()) < 0)
                && (checks.multipleOf() == null || number.isMultipleOf(checks.multipleOf()));
        check(within, RejectionReason.OUT_OF_RANGE, field);
        if (field.type() == FieldType.DOUBLE) {
            return number.doubleValue();
        }
        long whole = number.longValue();
        if (field.path().equals(roles.time().path())) {
            check(Rfc3339.hasFourDigitYear(whole, roles.unit()), RejectionReason.OUT_OF_RANGE, field);
        }
        return whole;
    }

    private static void check(boolean holds, RejectionReason reason, Field field) throws Failure {
        if (!holds) {
            throw new Failure(reason, field.pointer());
        }
    }
}
