package io.sluice.core.generate;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.core.event.EventRoles;
import io.sluice.core.pattern.PatternMatcher;
import io.sluice.core.schema.Checks;
import io.sluice.core.schema.Field;
import io.sluice.core.schema.FieldType;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Values for any field from its type and checks alone. */
final class GenericModels {
    /** How often a string is drawn again before its checks are taken to contradict each other. */
    private static final int ATTEMPTS = 1000;

    private static final long DAY_MILLIS = 86_400_000;
    private static final byte[][] ARRAYS = {ascii("[]"), ascii("[1,2,3]"), ascii("[\"a\",{\"b\":null}]")};
    private static final byte[][] OBJECTS = {ascii("{}"), ascii("{\"a\":1}"), ascii("{\"a\":[true,\"x\"]}")};

    private static final byte[][] ANYTHING = {ascii("5"), ascii("\"a\""), ascii("{\"a\":1}"), ascii("[true]")};

    /** Different values of a field that only the general evaluator judges. */
    private static final int SAMPLES = 32;

    private GenericModels() {}

    /**
     * The model of a leaf field.
     *
     * @throws IllegalArgumentException if no value passes the checks, or a pattern cannot be sampled
     */
    static FieldModel of(Field field) {
        if (field.judge() != null) {
            return judged(field);
        }
        if (field.checks().allowed() != null) {
            return oneOf(allowed(field));
        }
        return switch (field.type()) {
            case STRING -> checked(field, string(field));
            case UUID -> checked(field, (draft, out) -> writeUuid(draft.random, out));
            case TIMESTAMP ->
                checked(field, (draft, out) -> out.dateTime(draft.time - draft.random.nextLong(DAY_MILLIS) * 1000));
            case DOUBLE, LONG -> NumberRange.of(field).model();
            case BOOLEAN -> (draft, out) -> out.raw(ascii(draft.random.nextBoolean() ? "true" : "false"));
            case JSON -> oneOf(field.array() ? ARRAYS : field.declaredType().equals("object") ? OBJECTS : ANYTHING);
            case GROUP -> throw new IllegalArgumentException("A group has no value of its own: " + field.path());
        };
    }

    /** Values that the general evaluator lets pass, and that the column can hold. */
    private static FieldModel judged(Field field) {
        SeededRandom random = new SeededRandom();
        random.reseed(SeededRandom.seed(0x6a756467, field.path().hashCode()));
        List<byte[]> samples = new ArrayList<>();
        for (byte[] sample : new SchemaSampler(field.judge(), random).samples(SAMPLES)) {
            if (fits(field, sample)) {
                samples.add(sample);
            }
        }
        if (samples.isEmpty()) {
            throw new IllegalArgumentException(
                    "Cannot make values of " + field.path() + ": none that was drawn satisfies its schema");
        }
        return oneOf(samples.toArray(byte[][]::new));
    }

    private static boolean fits(Field field, byte[] sample) {
        boolean isNull = sample[0] == 'n';
        return isNull
                ? field.nullable()
                : field.type() != FieldType.LONG
                        || new BigDecimal(new String(sample, StandardCharsets.US_ASCII))
                                        .toBigInteger()
                                        .bitLength()
                                <= 63;
    }

    /** The model of the id: draws from what identifies the event only, and repeats no id where the checks permit. */
    static FieldModel ofId(Field field) {
        Checks checks = field.checks();
        if (checks.allowed() != null || checks.pattern() != null || field.judge() != null) {
            FieldModel model = of(field);
            return (draft, out) -> {
                EventDraft identity = new EventDraft();
                identity.random.reseed(draft.identity.nextLong());
                identity.time = draft.time;
                model.write(identity, out);
            };
        }
        return switch (field.type()) {
            case UUID -> checked(field, (draft, out) -> writeUuid(draft.identity, out));
            case LONG -> checks.limitsNumbers() ? counted(field) : (draft, out) -> out.number(draft.number + 1);
            case STRING -> {
                int most = checks.maxLength() < 0 ? Integer.MAX_VALUE : checks.maxLength();
                int width = Math.min(Math.max(checks.minLength(), 16), most);
                // Mixing is a bijection, so sixteen hex digits never repeat; where there is less room, count.
                yield (draft, out) -> out.string(
                        width >= 16
                                ? pad(Long.toHexString(SeededRandom.mix(draft.number)), width)
                                : pad(Long.toString(draft.number, 36), width));
            }
            case TIMESTAMP, DOUBLE, BOOLEAN, JSON, GROUP ->
                throw new IllegalArgumentException("No id can be made for " + field);
        };
    }

    /** The model of the event's time. */
    static FieldModel ofTime(EventRoles roles) {
        if (roles.time().type() == FieldType.TIMESTAMP) {
            return (draft, out) -> out.dateTime(draft.time);
        }
        long unit = roles.microsPerUnit();
        return (draft, out) -> out.number(Math.floorDiv(draft.time, unit));
    }

    private static FieldModel counted(Field field) {
        NumberRange range = NumberRange.of(field);
        return (draft, out) -> {
            if (draft.number >= range.count()) {
                throw new IllegalArgumentException(
                        "Cannot make event " + (draft.number + 1) + ": the checks on its id, " + field.path()
                                + ", leave " + range.count() + " different values only");
            }
            out.raw(NumberRange.text(
                    range.step().multiply(new BigDecimal(range.first()).add(BigDecimal.valueOf(draft.number)))));
        };
    }

    private static String pad(String text, int width) {
        if (text.length() > width) {
            throw new IllegalArgumentException(
                    "Cannot make another event: ids of " + width + " characters are used up at " + text);
        }
        return "0".repeat(width - text.length()) + text;
    }

    private static byte[][] allowed(Field field) {
        List<JsonNode> values = field.checks().allowed().stream()
                .filter(value -> isOfType(value, field.type()))
                .toList();
        if (values.isEmpty()) {
            throw new IllegalArgumentException(
                    "Cannot make values of " + field.path() + ": none of those allowed is of its type");
        }
        byte[][] texts = new byte[values.size()][];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = values.get(i).isTextual()
                    ? JsonBytes.quoted(values.get(i).asText())
                    : values.get(i).toString().getBytes(StandardCharsets.UTF_8);
        }
        return texts;
    }

    private static boolean isOfType(JsonNode value, FieldType type) {
        return switch (type) {
            case STRING, UUID, TIMESTAMP -> value.isTextual();
            case DOUBLE -> value.isNumber();
            case LONG ->
                value.isNumber() && value.decimalValue().stripTrailingZeros().scale() <= 0;
            case BOOLEAN -> value.isBoolean();
            case JSON, GROUP -> false;
        };
    }

    private static FieldModel oneOf(byte[][] texts) {
        return (draft, out) -> out.raw(texts[draft.random.nextInt(texts.length)]);
    }

    private static FieldModel string(Field field) {
        Checks checks = field.checks();
        StringBuilder text = new StringBuilder();
        if (checks.pattern() != null) {
            PatternSampler sampler = sampler(field);
            return (draft, out) -> {
                text.setLength(0);
                sampler.sample(draft.random, text);
                out.string(text.toString());
            };
        }
        int most = checks.maxLength() < 0 ? Math.max(12, checks.minLength()) : checks.maxLength();
        int least = Math.min(Math.max(checks.minLength(), 1), most);
        int spread = Math.min(most - least, 11) + 1;
        return (draft, out) -> {
            int length = least + draft.random.nextInt(spread);
            out.raw('"');
            for (int i = 0; i < length; i++) {
                out.raw('a' + draft.random.nextInt(26));
            }
            out.raw('"');
        };
    }

    private static PatternSampler sampler(Field field) {
        try {
            return new PatternSampler(field.checks().pattern());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("Cannot make values of " + field.path() + ": " + e.getMessage(), e);
        }
    }

    /** Draws again until pattern and lengths hold. */
    private static FieldModel checked(Field field, FieldModel model) {
        Checks checks = field.checks();
        boolean freeLengths = checks.minLength() < 0 && checks.maxLength() < 0;
        boolean plainString = field.type() == FieldType.STRING && checks.pattern() == null;
        if (plainString || (checks.pattern() == null && freeLengths)) {
            return model;
        }
        JsonBytes trial = new JsonBytes();
        PatternMatcher pattern =
                checks.pattern() == null ? null : checks.pattern().matcher();
        return (draft, out) -> {
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                trial.clear();
                model.write(draft, trial);
                byte[] json = trial.toByteArray();
                String text = EventModel.text(json);
                if (hasLength(checks, text) && (pattern == null || pattern.isFoundIn(text))) {
                    out.raw(json);
                    return;
                }
            }
            throw new IllegalArgumentException("Cannot make values of " + field.path() + ": " + ATTEMPTS
                    + " drawn ones did not pass its checks (" + describe(checks) + ")");
        };
    }

    /** Whether a string passes the checks on length and pattern. */
    static boolean passes(Checks checks, String text) {
        return hasLength(checks, text)
                && (checks.pattern() == null || checks.pattern().isFoundIn(text));
    }

    private static boolean hasLength(Checks checks, String text) {
        int length = text.codePointCount(0, text.length());
        return (checks.minLength() < 0 || length >= checks.minLength())
                && (checks.maxLength() < 0 || length <= checks.maxLength());
    }

    private static String describe(Checks checks) {
        return "pattern " + checks.pattern() + ", lengths " + Math.max(checks.minLength(), 0) + " to "
                + (checks.maxLength() < 0 ? "any" : checks.maxLength());
    }

    private static void writeUuid(SeededRandom random, JsonBytes out) {
        long high = random.nextLong() & ~0xf000L | 0x4000L;
        long low = random.nextLong() & ~(3L << 62) | 1L << 63;
        out.uuid(high, low);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
