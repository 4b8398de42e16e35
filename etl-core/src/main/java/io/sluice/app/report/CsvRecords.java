package io.sluice.app.report;

import java.util.ArrayList;
import java.util.List;

/** Reads comma-separated values as RFC 4180 has them; records may end with LF or CRLF. */
final class CsvRecords {
    private static final int END = -1;

    private final String text;
    private int position;
    private int line = 1;

    private CsvRecords(String text) {
        this.text = text;
    }

    /**
     * The records of a text. A cell that is empty and not quoted is null: {@link CsvRows} writes missing values so.
     *
     * @throws IllegalArgumentException if a quoted cell has no end or goes on after it, naming the line
     */
    static List<List<String>> parse(String text) {
        CsvRecords records = new CsvRecords(text.startsWith("\ufeff") ? text.substring(1) : text);
        List<List<String>> all = new ArrayList<>();
        while (records.peek() != END) {
            all.add(records.record());
        }
        return all;
    }

    private List<String> record() {
        List<String> cells = new ArrayList<>();
        cells.add(cell());
        while (peek() == ',') {
            position++;
            cells.add(cell());
        }
        if (peek() == '\r') {
            position++;
        }
        if (peek() == '\n') {
            position++;
            line++;
        } else if (peek() != END) {
            throw new IllegalArgumentException("Line " + line + " goes on after the end of a quoted cell");
        }
        return cells;
    }

    private String cell() {
        if (peek() == '"') {
            return quoted();
        }
        int start = position;
        while (peek() != END && peek() != ',' && peek() != '\n' && !isEndOfLine()) {
            position++;
        }
        return start == position ? null : text.substring(start, position);
    }

    private boolean isEndOfLine() {
        return peek() == '\r' && (position + 1 == text.length() || text.charAt(position + 1) == '\n');
    }

    private String quoted() {
        StringBuilder cell = new StringBuilder();
        int begin = line;
        position++;
        while (true) {
            int next = peek();
            if (next == END) {
                throw new IllegalArgumentException("The quoted cell that begins in line " + begin + " has no end");
            }
            position++;
            if (next == '"') {
                if (peek() != '"') {
                    return cell.toString();
                }
                position++;
            } else if (next == '\n') {
                line++;
            }
            cell.append((char) next);
        }
    }

    private int peek() {
        return position < text.length() ? text.charAt(position) : END;
    }
}
