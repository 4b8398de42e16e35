package io.sluice.core.event;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.core.schema.Field;
import io.sluice.core.schema.FieldType;
import java.nio.charset.StandardCharsets;

/**
 * What the decoder does at one property: a leaf's conversion and checks, or a group's children. Made once per decoder;
 * holds the scratch state of the record being decoded, so it belongs to one decoder and one thread.
 *
 * <p>{@code ordinal} numbers the checks in the order in which they count: a property before its children, the children
 * in the schema's order, unexpected properties of a group after them. Of several failures the lowest ordinal is
 * reported, in whatever order the fields come.
 */
final class FieldPlan {
    final Field field;
    final FieldType type;
    final int ordinal;
    /** For groups: the ordinal of their unexpected properties. */
    final int unexpectedOrdinal;
    /** The name in quotes followed by a colon, as writers without white space put it. */
    final byte[] quotedName;

    final byte[] name;
    final FieldPlan[] children;
    final TextChecks text;
    final NumberChecks number;
    final boolean admitsNull;
    /** For booleans with enum or const: which values are allowed. */
    final boolean admitsTrue;

    final boolean admitsFalse;
    /** Greatest magnitude of an integer that is the event time, so that its microseconds stay within years 0 to 9999. */
    final long minTime;

    final long maxTime;

    /** For JSON text: the byte its values begin with; 0 where any will do. */
    final byte opening;

    /** The first byte of values that are judged where they are read: new strings, and objects after their members. */
    final int judgedLater;

    /** Where the values of a leaf go: that of the batch being filled. */
    Column column;
    /** The record in which the property was last seen. */
    long seenIn = -1;
    /** For groups: the child that followed each child the last time, as a guess for the next; -1 knows none. */
    final int[] successor;

    FieldPlan(Field field, Ordinals ordinals, EventRoles roles) {
        this.field = field;
        type = field.type();
        ordinal = ordinals.next++;
        name = field.property().getBytes(StandardCharsets.UTF_8);
        quotedName = quoted(field.property());
        children = new FieldPlan[field.children().size()];
        for (int i = 0; i < children.length; i++) {
            children[i] = new FieldPlan(field.children().get(i), ordinals, roles);
        }
        unexpectedOrdinal = ordinals.next++;
        successor = firstGuess(children.length);
        text = new TextChecks(field.checks());
        number = new NumberChecks(field.checks());
        opening = (byte)
                (field.declaredType().equals("array")
                        ? '['
                        : field.declaredType().equals("object") ? '{' : 0);
        judgedLater = type == FieldType.STRING ? '"' : type == FieldType.GROUP ? '{' : 0;
        admitsNull = field.nullable() && allows(JsonNode::isNull);
        admitsTrue = allows(node -> node.isBoolean() && node.booleanValue());
        admitsFalse = allows(node -> node.isBoolean() && !node.booleanValue());
        boolean isTime = field.path().equals(roles.time().path());
        minTime = isTime ? Rfc3339.MIN_MICROS / roles.microsPerUnit() : Long.MIN_VALUE;
        maxTime = isTime ? Rfc3339.MAX_MICROS / roles.microsPerUnit() : Long.MAX_VALUE;
    }

    /** What bounds a number in addition to the checks of the schema. */
    String limits() {
        if (type != FieldType.LONG) {
            return " within the range of doubles";
        }
        return maxTime == Long.MAX_VALUE
                ? " within 64 bits"
                : " within the years 0 to 9999, which are " + minTime + " to " + maxTime + " by event.time-unit";
    }

    /** Takes the columns of a batch, which stay the same while it is filled. */
    void bind(EventBatch batch) {
        if (!field.isGroup()) {
            column = batch.column(field);
        }
        for (FieldPlan child : children) {
            child.bind(batch);
        }
    }

    private static byte[] quoted(String name) {
        return ('"' + new String(JsonStringEncoder.getInstance().quoteAsString(name)) + "\":")
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Counts through the checks of a schema. */
    static final class Ordinals {
        int next;
    }

    /** The schema's order, until the data shows another; index 0 is what comes first. */
    static int[] firstGuess(int children) {
        int[] successor = new int[children + 1];
        for (int i = 0; i <= children; i++) {
            successor[i] = i < children ? i : -1;
        }
        return successor;
    }

    private boolean allows(java.util.function.Predicate<JsonNode> kind) {
        return field.checks().allowed() == null
                || field.checks().allowed().stream().anyMatch(kind);
    }
}
