package io.sluice.app.config;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/**
 * The lines of a properties file in the form of {@link Properties}, with the number at which each begins, which
 * {@code Properties} doesn't tell.
 */
final class PropertiesText {
    /** A key with its value; {@code number} counts from 1. */
    record Line(int number, String key, String value) {}

    private static final String BYTE_ORDER_MARK = "\ufeff";

    private PropertiesText() {}

    /** @throws ConfigurationException if an escape is broken */
    static List<Line> lines(String name, String text) {
        List<Line> lines = new ArrayList<>();
        // A byte-order mark is no part of the first key; lines end as Properties has them, other separators belong to
        // values.
        String[] natural = (text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text).split("\r\n|[\r\n]", -1);
        for (int i = 0; i < natural.length; i++) {
            if (isBlankOrComment(natural[i])) {
                continue;
            }
            int number = i + 1;
            StringBuilder logical = new StringBuilder(natural[i]);
            while (goesOn(natural[i]) && i + 1 < natural.length) {
                i++;
                logical.append('\n').append(natural[i]);
            }
            parse(name, number, logical.toString(), lines);
        }
        return lines;
    }

    private static boolean isBlankOrComment(String line) {
        String text = line.strip();
        return text.isEmpty() || text.charAt(0) == '#' || text.charAt(0) == '!';
    }

    /** Whether the next line belongs to this one: an odd number of backslashes at its end. */
    private static boolean goesOn(String line) {
        int backslashes = 0;
        while (backslashes < line.length() && line.charAt(line.length() - 1 - backslashes) == '\\') {
            backslashes++;
        }
        return backslashes % 2 == 1;
    }

    private static void parse(String name, int number, String line, List<Line> into) {
        Properties parsed = new Properties();
        try {
            parsed.load(new StringReader(line));
        } catch (IOException | IllegalArgumentException e) {
            throw new ConfigurationException(
                    name + " is not a properties file, line " + number + ": " + e.getMessage(), e);
        }
        parsed.forEach((key, value) -> into.add(new Line(number, key.toString(), value.toString())));
    }
}
