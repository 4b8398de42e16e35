package io.sluice.standalone.report;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;
import io.sluice.core.query.QueryResult;
import io.sluice.core.query.QueryRow;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Tables to be looked at: aligned, rounded, partial days marked as such. */
final class HumanTable {
    private HumanTable() {}

    static void writeTable(QueryResult result, Appendable out) throws IOException {
        List<String> names = result.spec().columns();
        Column[] columns = new Column[names.size()];
        for (int i = 0; i < columns.length; i++) {
            HorizontalAlign align = isText(i, result) ? HorizontalAlign.LEFT : HorizontalAlign.RIGHT;
            columns[i] = new Column()
                    .header(names.get(i))
                    .headerAlign(align)
                    .dataAlign(align)
                    .maxWidth(Integer.MAX_VALUE);
        }
        Object[][] data = new Object[result.rows().size()][];
        for (int i = 0; i < data.length; i++) {
            data[i] = texts(result.rows().get(i)).toArray();
        }
        String table = AsciiTable.builder()
                .border(AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS)
                .lineSeparator("\n")
                .data(columns, data)
                .asString();
        out.append(table).append('\n');
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
                cells.add(text.replace("\\", "\\\\").replace("|", "\\|"));
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
                            ? Numbers.rounded(number)
                            : cell == null ? "-" : printable(cell.toString()));
        }
        if (row.partial()) {
            texts.set(0, texts.get(0) + " (partial)");
        }
        return texts;
    }

    /** Control characters would break lines, or drive the terminal. */
    static String printable(String text) {
        StringBuilder printable = new StringBuilder(text.length());
        text.codePoints()
                .map(character -> Character.isISOControl(character) ? '\ufffd' : character)
                .forEach(printable::appendCodePoint);
        return printable.toString();
    }
}
