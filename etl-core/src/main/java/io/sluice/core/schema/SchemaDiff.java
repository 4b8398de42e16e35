package io.sluice.core.schema;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.core.schema.evaluate.JsonSchema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What changed between two versions of a schema, and whether a running topic and its tables survive it. Immutable.
 *
 * <p>A change is compatible when every event that was valid stays valid with the same values, and every column keeps its
 * name and type, so that files written before and after can be read as one table. Whatever rejects an event that used to
 * pass, or takes a column away, is not. Where two patterns differ, nobody can say in general which one allows more, so
 * that counts as narrowed.
 */
public final class SchemaDiff {
    private static final List<String> ANNOTATIONS =
            List.of("title", "description", "default", "examples", "$schema", "$id", "$comment");

    /**
     * One difference.
     *
     * @param pointer the JSON pointer, in an event, of the property it is about; "" for the whole event
     * @param what the difference and what follows from it, in words, on one line
     * @param compatible whether valid events stay valid and columns stay as they are
     */
    public record Change(String pointer, String what, boolean compatible) {
        public Change {
            Objects.requireNonNull(pointer, "pointer");
            Objects.requireNonNull(what, "what");
        }

        /** {@code compatible /metadata/battery: optional field added (...)} on one line. */
        @Override
        public String toString() {
            return (compatible ? "compatible   " : "incompatible ")
                    + (pointer.isEmpty() ? "(whole event)" : pointer)
                    + ": "
                    + what;
        }
    }

    private static final String CANNOT_TELL =
            "whether an event that was valid stays valid cannot be told in general for these keywords";

    private final List<Change> changes = new ArrayList<>();

    private SchemaDiff() {}

    /** Compares two versions of a schema. */
    public static SchemaDiff between(EventSchema before, EventSchema after) {
        SchemaDiff diff = new SchemaDiff();
        JsonNode beforeJson = diff.read(before);
        JsonNode afterJson = diff.read(after);
        diff.annotations("", beforeJson, afterJson);
        if (before.whole() != after.whole()) {
            diff.add("", "an event became " + (after.whole() ? "one column" : "columns of its properties"), false);
            return diff;
        }
        diff.together("", before.judge(), after.judge());
        diff.additional("", before.additionalProperties(), after.additionalProperties());
        diff.fields("", before.fields(), after.fields(), beforeJson, afterJson);
        return diff;
    }

    private JsonNode read(EventSchema schema) {
        try {
            return new ObjectMapper()
                    .readTree(SchemaBundle.read(schema.json(), SchemaOptions.STANDARD)
                            .json());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A compiled schema is JSON", e);
        }
    }

    /** Whether every change is compatible. */
    public boolean compatible() {
        return changes.stream().allMatch(Change::compatible);
    }

    /** The changes in the order of the schemas, from the outside in; empty where nothing differs. */
    public List<Change> changes() {
        return List.copyOf(changes);
    }

    private void fields(
            String pointer, List<Field> before, List<Field> after, JsonNode beforeJson, JsonNode afterJson) {
        Map<String, Field> left = byName(before);
        Map<String, Field> right = byName(after);
        for (Field old : before) {
            Field now = right.get(old.property());
            if (now == null) {
                add(
                        old.pointer(),
                        "field removed: new files would lack its column, and queries that read it would fail",
                        false);
            } else {
                field(old, now, property(beforeJson, old), property(afterJson, now));
            }
        }
        for (Field now : after) {
            if (!left.containsKey(now.property())) {
                added(now);
            }
        }
        order(pointer, left, right);
    }

    private void added(Field field) {
        if (field.required()) {
            add(field.pointer(), "required field added: events of today lack it and would be rejected", false);
        } else {
            add(field.pointer(), "optional field added: rows written before have NULL there", true);
        }
    }

    private void order(String pointer, Map<String, Field> before, Map<String, Field> after) {
        List<String> left = new ArrayList<>(before.keySet());
        List<String> right = new ArrayList<>(after.keySet());
        left.retainAll(after.keySet());
        right.retainAll(before.keySet());
        if (!left.equals(right)) {
            add(
                    pointer,
                    "fields reordered: new files have their columns in the new order, which readers by name do not"
                            + " notice; a record with several faults may be rejected for another one",
                    true);
        }
    }

    private void field(Field before, Field after, JsonNode beforeJson, JsonNode afterJson) {
        annotations(after.pointer(), beforeJson, afterJson);
        if (!before.name().equals(after.name())) {
            add(after.pointer(), "its column is renamed from " + before.name() + " to " + after.name(), false);
        }
        if (before.type() != after.type() || before.array() != after.array()) {
            add(
                    after.pointer(),
                    "type changed from " + describe(before) + " to " + describe(after)
                            + ": its column cannot hold both",
                    false);
            return;
        }
        presence(before, after);
        if (after.isGroup()) {
            together(after.pointer(), before.judge(), after.judge());
            additional(after.pointer(), before.additionalProperties(), after.additionalProperties());
            fields(after.pointer(), before.children(), after.children(), beforeJson, afterJson);
        } else if (before.judge() != null || after.judge() != null || !declaresAlike(before, after)) {
            judged(before, after);
        } else {
            CheckDiff.compare(
                    before.checks(),
                    after.checks(),
                    (what, compatible) -> changes.add(new Change(after.pointer(), what, compatible)));
        }
    }

    private static boolean declaresAlike(Field before, Field after) {
        return before.declaredType().equals(after.declaredType());
    }

    /** What the general evaluator judges can be compared for being the same only. */
    private void judged(Field before, Field after) {
        boolean same = before.judge() != null
                && after.judge() != null
                && JudgedText.of(before.judge().root())
                        .equals(JudgedText.of(after.judge().root()));
        if (!same) {
            add(after.pointer(), "its schema changed: " + CANNOT_TELL, false);
        }
    }

    private void together(String pointer, JsonSchema before, JsonSchema after) {
        String left = before == null ? "" : JudgedText.besideProperties(before.root());
        String right = after == null ? "" : JudgedText.besideProperties(after.root());
        if (!left.equals(right)) {
            add(pointer, "what is asked of its properties together changed: " + CANNOT_TELL, false);
        }
    }

    /** Columns are required or optional; a file's column may be either, since readers take optional for both. */
    private void presence(Field before, Field after) {
        if (!before.required() && after.required()) {
            add(after.pointer(), "became required: events that lack it would be rejected", false);
        } else if (before.required() && !after.required()) {
            add(after.pointer(), "is no longer required" + nullability(before, after), true);
        }
        if (before.nullable() && !after.nullable()) {
            add(after.pointer(), "no longer allows null: events with null would be rejected", false);
        } else if (!before.nullable() && after.nullable()) {
            add(after.pointer(), "allows null" + nullability(before, after), true);
        }
    }

    private static String nullability(Field before, Field after) {
        return !before.isOptional() && after.isOptional()
                ? ": its column becomes nullable in new files, and readers of old and new files take it as nullable;"
                        + " it can no longer be event.id or event.time"
                : ": its column stays nullable";
    }

    private void additional(String pointer, boolean before, boolean after) {
        if (before && !after) {
            add(
                    pointer,
                    "additionalProperties became false: events with fields the schema does not name would be rejected",
                    false);
        } else if (!before && after) {
            add(pointer, "additionalProperties became true: fields the schema does not name are no fault", true);
        }
    }

    private void annotations(String pointer, JsonNode before, JsonNode after) {
        List<String> changed = new ArrayList<>();
        for (String keyword : ANNOTATIONS) {
            if (!before.path(keyword).equals(after.path(keyword))) {
                changed.add(keyword);
            }
        }
        if (!changed.isEmpty()) {
            add(pointer, "annotation changed (" + String.join(", ", changed) + "): nothing is checked by it", true);
        }
    }

    private void add(String pointer, String what, boolean compatible) {
        changes.add(new Change(pointer, what, compatible));
    }

    private static JsonNode property(JsonNode object, Field field) {
        return object.path("properties").path(field.property());
    }

    private static Map<String, Field> byName(List<Field> fields) {
        Map<String, Field> byName = new LinkedHashMap<>();
        for (Field field : fields) {
            byName.put(field.property(), field);
        }
        return byName;
    }

    private static String describe(Field field) {
        return switch (field.type()) {
            case STRING -> "string";
            case UUID -> "string with format uuid";
            case TIMESTAMP -> "string with format date-time";
            case DOUBLE -> "number";
            case LONG -> "integer";
            case BOOLEAN -> "boolean";
            case JSON ->
                switch (field.declaredType()) {
                    case "array" -> "array";
                    case "object" -> "object without properties";
                    default -> "value of several types";
                };
            case GROUP -> "object with properties";
        };
    }

    /** One change a line. */
    @Override
    public String toString() {
        return String.join("\n", changes.stream().map(Change::toString).toList());
    }
}
