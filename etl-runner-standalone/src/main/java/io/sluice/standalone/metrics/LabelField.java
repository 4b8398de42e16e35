package io.sluice.standalone.metrics;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Finds the value of one text field in generated JSON, as a label with few values. It looks for the bytes and does not
 * parse, since it is there for counting and its messages may be broken on purpose. Used by one thread.
 */
final class LabelField {
    /** A label with more values than this would make too many series. */
    static final int MOST_VALUES = 50;

    static final String NONE = "none";
    static final String OTHER = "other";

    private static final int LONGEST = 64;

    private final byte[] start;
    private final byte[][] values = new byte[MOST_VALUES][];
    private final String[] labels = new String[MOST_VALUES];
    private int known;

    /** @param field its name, or null for none */
    LabelField(String field) {
        start = field == null ? null : ("\"" + field + "\":\"").getBytes(StandardCharsets.UTF_8);
    }

    /** The label of a message: the field's value, "none" without one, "other" for one too many or too long. */
    String of(byte[] json) {
        int from = start == null ? -1 : find(json);
        if (from < 0) {
            return NONE;
        }
        int end = from;
        while (end < json.length && json[end] != '"') {
            end++;
        }
        return end == json.length || end - from > LONGEST ? OTHER : label(json, from, end);
    }

    private int find(byte[] json) {
        int last = json.length - start.length;
        for (int i = 0; i <= last; i++) {
            if (Arrays.equals(json, i, i + start.length, start, 0, start.length)) {
                return i + start.length;
            }
        }
        return -1;
    }

    private String label(byte[] json, int from, int end) {
        for (int i = 0; i < known; i++) {
            if (Arrays.equals(values[i], 0, values[i].length, json, from, end)) {
                return labels[i];
            }
        }
        if (known == MOST_VALUES) {
            return OTHER;
        }
        values[known] = Arrays.copyOfRange(json, from, end);
        labels[known] = new String(values[known], StandardCharsets.UTF_8);
        return labels[known++];
    }
}
