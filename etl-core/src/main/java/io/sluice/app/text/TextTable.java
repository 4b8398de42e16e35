package io.sluice.app.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Rows of text under headers, framed by {@code + - |}. Columns whose header begins with {@code >} are right-aligned.
 * Widths are counted in code points; control characters are replaced. One thread.
 */
public final class TextTable {
    private static final char RIGHT = '>';

    private final boolean[] right;
    private final int[] widths;
    private final List<String[]> lines = new ArrayList<>();

    /** A table of as many columns as there are headers. */
    public TextTable(String... headers) {
        right = new boolean[headers.length];
        widths = new int[headers.length];
        Object[] names = headers.clone();
        for (int i = 0; i < headers.length; i++) {
            right[i] = !headers[i].isEmpty() && headers[i].charAt(0) == RIGHT;
            names[i] = right[i] ? headers[i].substring(1) : headers[i];
        }
        row(names);
    }

    /** Adds a row of a cell per column. */
    public void row(Object... cells) {
        if (cells.length != widths.length) {
            throw new IllegalArgumentException(
                    "A row must have " + widths.length + " cells, got " + Arrays.toString(cells));
        }
        String[] line = new String[cells.length];
        for (int i = 0; i < line.length; i++) {
            line[i] = DisplayText.printable(String.valueOf(cells[i]));
            widths[i] = Math.max(widths[i], width(line[i]));
        }
        lines.add(line);
    }

    private static int width(String cell) {
        return cell.codePointCount(0, cell.length());
    }

    /** The table, without an end of line behind its last one. */
    @Override
    public String toString() {
        StringBuilder table = new StringBuilder();
        appendBorder(table);
        appendLine(lines.get(0), table);
        appendBorder(table);
        for (String[] line : lines.subList(1, lines.size())) {
            appendLine(line, table);
        }
        if (lines.size() > 1) {
            appendBorder(table);
        }
        return table.substring(0, table.length() - 1);
    }

    private void appendBorder(StringBuilder table) {
        for (int width : widths) {
            table.append('+').append("-".repeat(width + 2));
        }
        table.append("+\n");
    }

    private void appendLine(String[] line, StringBuilder table) {
        for (int i = 0; i < line.length; i++) {
            String padding = " ".repeat(widths[i] - width(line[i]));
            table.append("| ")
                    .append(right[i] ? padding + line[i] : line[i] + padding)
                    .append(' ');
        }
        table.append("|\n");
    }
}
