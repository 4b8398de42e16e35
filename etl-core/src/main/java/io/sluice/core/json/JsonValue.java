package io.sluice.core.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One JSON value with what it contains. Two values are equal as JSON Schema says: numbers by their exact value, strings by
 * their code points, objects in any order. Knows where it stands in its document, so that a pointer to it costs nothing
 * until one is asked for. Immutable once its document is built.
 */
public final class JsonValue {
    /** The kinds of JSON values. */
    public enum Kind {
        NULL,
        BOOLEAN,
        NUMBER,
        STRING,
        ARRAY,
        OBJECT
    }

    private static final int LINEAR_SEARCH = 8;

    private final Kind kind;
    private final int index;
    private final JsonValue parent;
    private final String name;
    private final int position;

    private boolean truth;
    private String text;
    private DecimalText number;
    private JsonValue[] values;
    private String[] names;
    private Map<String, Integer> byName;
    private int start;
    private int end;
    private int hash;

    private JsonValue(Kind kind, int index, JsonValue parent, String name, int position) {
        this.kind = kind;
        this.index = index;
        this.parent = parent;
        this.name = name;
        this.position = position;
    }

    /** Makes the values of one document, from the outside in, and numbers them. One thread. */
    public static final class Builder {
        private int count;

        /** The value at the top. */
        public JsonValue root(Kind kind) {
            return new JsonValue(kind, count++, null, null, 0);
        }

        /** A member of an object. */
        public JsonValue member(JsonValue object, String name, Kind kind) {
            return new JsonValue(kind, count++, object, name, 0);
        }

        /** An item of an array. */
        public JsonValue item(JsonValue array, int position, Kind kind) {
            return new JsonValue(kind, count++, array, null, position);
        }

        /** A property's name as a value of its own, standing where the property does. */
        public JsonValue name(JsonValue object, String name) {
            return member(object, name, Kind.STRING).text(name);
        }

        /** How many values there are. */
        public int count() {
            return count;
        }
    }

    /** Sets a boolean's value. */
    public JsonValue truth(boolean value) {
        truth = value;
        return this;
    }

    /** Sets a string's value. */
    public JsonValue text(String value) {
        text = value;
        return this;
    }

    /** Sets a number's value. */
    public JsonValue number(DecimalText value) {
        number = value;
        return this;
    }

    /** Sets an array's items. */
    public JsonValue items(List<JsonValue> items) {
        values = items.toArray(JsonValue[]::new);
        return this;
    }

    /** Sets an object's members; the names are all different. */
    public JsonValue members(List<String> memberNames, List<JsonValue> memberValues) {
        names = memberNames.toArray(String[]::new);
        values = memberValues.toArray(JsonValue[]::new);
        if (names.length > LINEAR_SEARCH) {
            byName = new HashMap<>(names.length * 2);
            for (int i = 0; i < names.length; i++) {
                byName.put(names[i], i);
            }
        }
        return this;
    }

    /** Says which bytes of the text it was read from hold it. */
    public JsonValue at(int from, int to) {
        start = from;
        end = to;
        return this;
    }

    /** A tree as values of a document of their own. */
    public static JsonValue of(JsonNode node) {
        return of(new Builder(), node);
    }

    /** A tree as a document whose values a builder numbers. */
    public static JsonValue of(Builder builder, JsonNode node) {
        return fill(builder, builder.root(kind(node)), node);
    }

    private static JsonValue fill(Builder builder, JsonValue value, JsonNode node) {
        switch (value.kind) {
            case BOOLEAN -> value.truth(node.booleanValue());
            case NUMBER -> value.number(number(node));
            case STRING -> value.text(node.textValue());
            case ARRAY -> {
                List<JsonValue> items = new ArrayList<>(node.size());
                for (JsonNode item : node) {
                    items.add(fill(builder, builder.item(value, items.size(), kind(item)), item));
                }
                value.items(items);
            }
            case OBJECT -> {
                List<String> names = new ArrayList<>(node.size());
                List<JsonValue> members = new ArrayList<>(node.size());
                for (Map.Entry<String, JsonNode> member : node.properties()) {
                    names.add(member.getKey());
                    JsonNode held = member.getValue();
                    members.add(fill(builder, builder.member(value, member.getKey(), kind(held)), held));
                }
                value.members(names, members);
            }
            case NULL -> {}
        }
        return value;
    }

    private static DecimalText number(JsonNode node) {
        byte[] digits = node.asText().getBytes(StandardCharsets.US_ASCII);
        return DecimalText.of(digits, 0, digits.length);
    }

    private static Kind kind(JsonNode node) {
        return switch (node.getNodeType()) {
            case OBJECT -> Kind.OBJECT;
            case ARRAY -> Kind.ARRAY;
            case STRING -> Kind.STRING;
            case NUMBER -> Kind.NUMBER;
            case BOOLEAN -> Kind.BOOLEAN;
            default -> Kind.NULL;
        };
    }

    public Kind kind() {
        return kind;
    }

    /** Its number among the values of its document. */
    public int index() {
        return index;
    }

    /** The value of a boolean. */
    public boolean truth() {
        return truth;
    }

    /** The value of a string. */
    public String text() {
        return text;
    }

    /** The value of a number. */
    public DecimalText number() {
        return number;
    }

    /** How many items or members an array or object has. */
    public int size() {
        return values.length;
    }

    /** An item of an array, or the value of an object's member, in the order of the text. */
    public JsonValue value(int i) {
        return values[i];
    }

    /** The name of an object's member. */
    public String name(int i) {
        return names[i];
    }

    /** Which of an object's members has a name; -1 for none. */
    public int find(String wanted) {
        if (byName != null) {
            Integer found = byName.get(wanted);
            return found == null ? -1 : found;
        }
        for (int i = 0; i < names.length; i++) {
            if (names[i].equals(wanted)) {
                return i;
            }
        }
        return -1;
    }

    /** First byte of the text that holds it, where it was read from one. */
    public int start() {
        return start;
    }

    /** The byte after its last one. */
    public int end() {
        return end;
    }

    /** The array or object that holds it; null at the top. */
    public JsonValue parent() {
        return parent;
    }

    /** Its name where an object holds it; else null. */
    public String memberName() {
        return name;
    }

    /** Its JSON pointer within the document; "" for the top. */
    public String pointer() {
        StringBuilder out = new StringBuilder();
        for (JsonValue at = this; at.parent != null; at = at.parent) {
            out.insert(0, "/" + (at.name == null ? String.valueOf(at.position) : escape(at.name)));
        }
        return out.toString();
    }

    /** The names and positions on the way from the top to it. */
    public List<String> path() {
        List<String> path = new ArrayList<>();
        for (JsonValue at = this; at.parent != null; at = at.parent) {
            path.add(0, at.name == null ? String.valueOf(at.position) : at.name);
        }
        return path;
    }

    /** A name as a part of a JSON pointer. */
    public static String escape(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }

    /** Whether two values are equal as JSON values. */
    public boolean sameAs(JsonValue other) {
        if (kind != other.kind || valueHash() != other.valueHash()) {
            return false;
        }
        return switch (kind) {
            case NULL -> true;
            case BOOLEAN -> truth == other.truth;
            case NUMBER -> number.compareTo(other.number) == 0;
            case STRING -> text.equals(other.text);
            case ARRAY -> sameItems(other);
            case OBJECT -> sameMembers(other);
        };
    }

    private boolean sameItems(JsonValue other) {
        if (values.length != other.values.length) {
            return false;
        }
        for (int i = 0; i < values.length; i++) {
            if (!values[i].sameAs(other.values[i])) {
                return false;
            }
        }
        return true;
    }

    private boolean sameMembers(JsonValue other) {
        if (values.length != other.values.length) {
            return false;
        }
        for (int i = 0; i < values.length; i++) {
            int there = other.find(names[i]);
            if (there < 0 || !values[i].sameAs(other.values[there])) {
                return false;
            }
        }
        return true;
    }

    /** A hash that equal values share. */
    public int valueHash() {
        if (hash == 0) {
            int found = kind.ordinal() * 0x9e3779b9 + 1;
            switch (kind) {
                case NULL -> {}
                case BOOLEAN -> found += Boolean.hashCode(truth);
                case NUMBER -> found += number.valueHash();
                case STRING -> found += text.hashCode();
                case ARRAY -> {
                    for (JsonValue value : values) {
                        found = found * 31 + value.valueHash();
                    }
                }
                case OBJECT -> {
                    for (int i = 0; i < values.length; i++) {
                        found += mix(names[i].hashCode() * 31 + values[i].valueHash());
                    }
                }
            }
            hash = found == 0 ? 1 : found;
        }
        return hash;
    }

    /**
     * An order of all values in which exactly the equal ones compare as equal: by hash, then by content, so that no text
     * made for colliding hashes costs more than sorting it.
     */
    public int compareTo(JsonValue other) {
        int order = Integer.compare(valueHash(), other.valueHash());
        return order != 0 ? order : compareContent(other);
    }

    private int compareContent(JsonValue other) {
        if (kind != other.kind) {
            return kind.compareTo(other.kind);
        }
        return switch (kind) {
            case NULL -> 0;
            case BOOLEAN -> Boolean.compare(truth, other.truth);
            case NUMBER -> number.compareTo(other.number);
            case STRING -> text.compareTo(other.text);
            case ARRAY -> compareAll(values, other.values);
            case OBJECT -> {
                String[] here = sortedNames();
                String[] there = other.sortedNames();
                int order = Arrays.compare(here, there);
                yield order != 0 ? order : compareAll(inOrder(here), other.inOrder(there));
            }
        };
    }

    private static int compareAll(JsonValue[] left, JsonValue[] right) {
        for (int i = 0; i < Math.min(left.length, right.length); i++) {
            int order = left[i].compareContent(right[i]);
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(left.length, right.length);
    }

    private String[] sortedNames() {
        String[] sorted = names.clone();
        Arrays.sort(sorted);
        return sorted;
    }

    private JsonValue[] inOrder(String[] wanted) {
        JsonValue[] found = new JsonValue[wanted.length];
        for (int i = 0; i < wanted.length; i++) {
            found[i] = values[find(wanted[i])];
        }
        return found;
    }

    private static int mix(int h) {
        int mixed = (h ^ h >>> 16) * 0x7feb352d;
        return mixed ^ mixed >>> 15;
    }

    /** {@code string}, {@code object}, ... as JSON Schema names the kinds. */
    public static String typeName(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }
}
