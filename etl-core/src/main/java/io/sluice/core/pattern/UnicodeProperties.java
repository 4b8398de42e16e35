package io.sluice.core.pattern;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The Unicode properties of ECMA-262, by all of their names, as a table of one Unicode version gives them, whatever
 * version the JDK has. The table is read when a pattern names a property, and not kept.
 */
final class UnicodeProperties {
    private UnicodeProperties() {}

    /** The members of what stands between the braces of {@code \p{}}, or null where there is no such property. */
    static CodePointSet find(String expression) {
        int equals = expression.indexOf('=');
        if (equals < 0) {
            CodePointSet category = read("gc", expression);
            return category != null ? category : read("binary", expression);
        }
        String value = expression.substring(equals + 1);
        return switch (expression.substring(0, equals)) {
            case "General_Category", "gc" -> read("gc", value);
            case "Script", "sc" -> read("sc", value);
            case "Script_Extensions", "scx" -> read("scx", value);
            default -> null;
        };
    }

    /** The first line of the table, which states the version. */
    static String version() {
        try (BufferedReader table = open()) {
            return table.readLine();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the table of Unicode properties", e);
        }
    }

    private static CodePointSet read(String kind, String name) {
        try (BufferedReader table = open()) {
            for (String line = table.readLine(); line != null; line = table.readLine()) {
                String[] parts = line.split(" ", 3);
                if (parts[0].equals(kind)
                        && Arrays.asList(parts[1].split("\\|")).contains(name)) {
                    return members(parts[2].split(" "));
                }
            }
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the table of Unicode properties", e);
        }
    }

    private static BufferedReader open() {
        InputStream table = UnicodeProperties.class.getResourceAsStream("unicode.txt");
        return new BufferedReader(new InputStreamReader(table, StandardCharsets.US_ASCII));
    }

    /** Each number is the distance from the bound before. */
    private static CodePointSet members(String[] distances) {
        int[] changes = new int[distances.length];
        int at = 0;
        for (int i = 0; i < changes.length; i++) {
            at += Integer.parseInt(distances[i], 36);
            changes[i] = at;
        }
        return CodePointSet.ofChanges(changes);
    }
}
