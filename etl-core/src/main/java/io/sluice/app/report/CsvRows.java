package io.sluice.app.report;

import io.sluice.core.query.QueryResult;
import io.sluice.core.query.QueryRow;
import java.io.IOException;
import java.util.List;

/** Comma-separated values that programs read back exactly and spreadsheets do not run. */
final class CsvRows {
    /** A spreadsheet takes a text that starts with one of these for a formula. */
    private static final String RUN_BY_SPREADSHEETS = "=+-@\t\r";

    private CsvRows() {}

    static void write(QueryResult result, Appendable out) throws IOException {
        writeRecord(result.spec().columns(), out);
        for (QueryRow row : result.rows()) {
            writeRecord(Cells.of(row), out);
        }
    }

    private static void writeRecord(List<?> cells, Appendable out) throws IOException {
        String separator = "";
        for (Object cell : cells) {
            out.append(separator).append(field(cell));
            separator = ",";
        }
        out.append('\n');
    }

    private static String field(Object cell) {
        if (cell == null) {
            return "";
        }
        String text = cell.toString();
        if (!(cell instanceof String)) {
            return text;
        }
        if (!text.isEmpty() && RUN_BY_SPREADSHEETS.indexOf(text.charAt(0)) >= 0) {
            text = "'" + text;
        }
        return needsQuotes(text) ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }

    /** An empty text is quoted, so that it differs from a missing value. */
    private static boolean needsQuotes(String text) {
        if (text.isEmpty() || text.charAt(0) == ' ' || text.charAt(text.length() - 1) == ' ') {
            return true;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == ',' || c == '"' || c == '\n' || c == '\r') {
                return true;
            }
        }
        return false;
    }
}
