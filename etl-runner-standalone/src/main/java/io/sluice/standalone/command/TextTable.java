package io.sluice.standalone.command;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;
import java.util.ArrayList;
import java.util.List;

/** Rows of text under headers, as a plain text table. Columns whose header begins with {@code >} are right-aligned. */
final class TextTable {
    private static final char RIGHT = '>';

    private final String[] headers;
    private final List<String[]> rows = new ArrayList<>();

    TextTable(String... headers) {
        this.headers = headers;
    }

    void row(Object... cells) {
        String[] row = new String[headers.length];
        for (int i = 0; i < row.length; i++) {
            row[i] = String.valueOf(cells[i]);
        }
        rows.add(row);
    }

    @Override
    public String toString() {
        Column[] columns = new Column[headers.length];
        for (int i = 0; i < columns.length; i++) {
            boolean right = headers[i].charAt(0) == RIGHT;
            HorizontalAlign align = right ? HorizontalAlign.RIGHT : HorizontalAlign.LEFT;
            columns[i] = new Column()
                    .header(right ? headers[i].substring(1) : headers[i])
                    .headerAlign(align)
                    .dataAlign(align)
                    .maxWidth(Integer.MAX_VALUE);
        }
        return AsciiTable.builder()
                .border(AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS)
                .lineSeparator("\n")
                .data(columns, rows.toArray(new String[0][]))
                .asString();
    }
}
