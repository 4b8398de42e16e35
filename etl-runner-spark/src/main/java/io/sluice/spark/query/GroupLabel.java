package io.sluice.spark.query;

import java.util.ArrayList;
import java.util.List;

/**
 * The by-values of a group as one text, which Spark can group by: per value a letter for its type, the length of its
 * text, a colon and the text. Different values give different texts.
 */
final class GroupLabel {
    private GroupLabel() {}

    /** @param by Strings, Longs, Doubles or Booleans */
    static String of(List<Object> by) {
        StringBuilder text = new StringBuilder();
        for (Object value : by) {
            String written = value.toString();
            text.append(type(value)).append(written.length()).append(':').append(written);
        }
        return text.toString();
    }

    private static char type(Object value) {
        if (value instanceof String) {
            return 'S';
        }
        if (value instanceof Long) {
            return 'L';
        }
        if (value instanceof Double) {
            return 'D';
        }
        if (value instanceof Boolean) {
            return 'B';
        }
        throw new IllegalArgumentException("Cannot group by " + value + " of " + value.getClass());
    }

    /** The values that {@link #of} wrote. */
    static List<Object> parse(String text) {
        List<Object> by = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            int colon = text.indexOf(':', at);
            int end = colon + 1 + Integer.parseInt(text, at + 1, colon, 10);
            by.add(value(text.charAt(at), text.substring(colon + 1, end)));
            at = end;
        }
        return by;
    }

    private static Object value(char type, String written) {
        return switch (type) {
            case 'S' -> written;
            case 'L' -> Long.valueOf(written);
            case 'D' -> Double.valueOf(written);
            case 'B' -> Boolean.valueOf(written);
            default -> throw new IllegalArgumentException("There is no type " + type + " of by-values");
        };
    }
}
