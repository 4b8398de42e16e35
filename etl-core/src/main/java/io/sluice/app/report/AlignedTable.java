package io.sluice.app.report;

import io.sluice.app.text.DisplayText;
import io.sluice.app.text.TextTable;
import io.sluice.core.query.QueryResult;
import io.sluice.core.query.QueryRow;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Tables to be looked at: aligned, rounded, partial days marked as such. */
final class AlignedTable {
    /** What Markdown would take for markup: links, emphasis, code, HTML and its entities, or the end of a cell. */
    private static final Pattern MARKUP = Pattern.compile("[\\\\|<>&*_`\\]~@]|:(?=//)|(?<=www)[.]");

    private AlignedTable() {}

    static void writeTable(QueryResult result, Appendable out) throws IOException {
        List<String> names = result.spec().columns();
        String[] headers = new String[names.size()];
        for (int i = 0; i < headers.length; i++) {
            headers[i] = isText(i, result) ? names.get(i) : ">" + names.get(i);
        }
        TextTable table = new TextTable(headers);
        for (QueryRow row : result.rows()) {
            table.row(texts(row).toArray());
        }
        out.append(table.toString()).append('\n');
    }

    static void writeMarkdown(QueryResult result, Appendable out) throws IOException {
        List<String> names = result.spec().columns();
        writeLine(names, out);
        List<String> alignment = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            alignment.add(isText(i, result) ? "---" : "---:");
        }
        writeLine(alignment, out);
        for (QueryRow row : result.rows()) {
            List<String> cells = new ArrayList<>();
            for (String text : texts(row)) {
                cells.add(MARKUP.matcher(text).replaceAll("\\\\$0"));
            }
            writeLine(cells, out);
        }
    }

    private static void writeLine(List<String> cells, Appendable out) throws IOException {
        out.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }

    /** The date and the groups come first. */
    private static boolean isText(int column, QueryResult result) {
        return column <= result.spec().by().size();
    }

    private static List<String> texts(QueryRow row) {
        List<String> texts = new ArrayList<>();
        for (Object cell : Cells.of(row)) {
            texts.add(
                    cell instanceof Double number
                            ? DisplayText.rounded(number)
                            : cell == null ? "-" : DisplayText.printable(cell.toString()));
        }
        if (row.partial()) {
            texts.set(0, texts.get(0) + " (partial)");
        }
        return texts;
    }
}
