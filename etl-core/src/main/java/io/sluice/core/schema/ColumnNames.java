package io.sluice.core.schema;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Names that columns can have, for property names of any kind. A character that an engine or a dotted path cannot take
 * becomes {@code _xHH_}, its code point in hex. A name that differs from an earlier one, or from one that the tables need,
 * in case only has its capitals escaped, or its first character where it has none. What depends on a name alone, or on
 * those before it, is stable when properties are added at the end.
 */
public final class ColumnNames {
    /** What the tables need at their top. */
    static final Set<String> RESERVED = Set.of("source_partition", "source_offset", "year", "month", "day", "hour");

    private static final String AWKWARD = " .,;{}()=`\"";

    private ColumnNames() {}

    /**
     * Refuses a column that the tables need for themselves, in any case.
     *
     * @param what gives a column that name, for the message
     * @throws IllegalArgumentException if the name is taken
     */
    public static void refuseReserved(String what, String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (RESERVED.contains(lower)) {
            throw new IllegalArgumentException(what + ", but the tables need " + lower
                    + " for themselves (they have source_partition, source_offset, and year, month, day, hour as"
                    + " folders); rename it");
        }
    }

    /**
     * The columns' names of the properties of one object.
     *
     * @param reserved names in lower case that no column may have
     */
    static List<String> of(List<String> properties, Set<String> reserved) {
        Set<String> taken = new HashSet<>(reserved);
        List<String> columns = new ArrayList<>();
        for (String property : properties) {
            String plain = escaped(property, false);
            String name = taken.contains(plain.toLowerCase(Locale.ROOT)) ? escaped(property, true) : plain;
            while (!taken.add(name.toLowerCase(Locale.ROOT))) {
                name += "_";
            }
            columns.add(name);
        }
        return columns;
    }

    /** A name with its first character escaped. */
    static String escapedFirst(String name) {
        int first = name.codePointAt(0);
        return String.format("_x%02X_", first) + name.substring(Character.charCount(first));
    }

    private static String escaped(String property, boolean capitals) {
        if (property.isEmpty()) {
            return "_x_";
        }
        boolean anyCapital = property.codePoints().anyMatch(Character::isUpperCase);
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < property.length(); ) {
            int c = property.codePointAt(i);
            boolean escape = AWKWARD.indexOf(c) >= 0
                    || Character.isISOControl(c)
                    || (c == '_' && looksEscaped(property, i))
                    || (capitals && (anyCapital ? Character.isUpperCase(c) : i == 0));
            if (escape) {
                out.append(String.format("_x%02X_", c));
            } else {
                out.appendCodePoint(c);
            }
            i += Character.charCount(c);
        }
        return out.toString();
    }

    /** Whether a name has by itself what an escape looks like. */
    private static boolean looksEscaped(String name, int at) {
        int end = at + 2;
        while (end < name.length() && Character.digit(name.charAt(end), 16) >= 0) {
            end++;
        }
        return at + 1 < name.length() && name.charAt(at + 1) == 'x' && end < name.length() && name.charAt(end) == '_';
    }
}
