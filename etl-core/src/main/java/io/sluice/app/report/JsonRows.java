package io.sluice.app.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import io.sluice.core.query.QueryResult;
import io.sluice.core.query.QueryRow;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;

/** One JSON array of one object per row, a row a line. */
final class JsonRows {
    private static final JsonFactory JSON = new JsonFactory();

    private JsonRows() {}

    static void write(QueryResult result, Appendable out) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.setPrettyPrinter(new DefaultPrettyPrinter()
                    .withArrayIndenter(new DefaultIndenter("  ", "\n"))
                    .withObjectIndenter(DefaultPrettyPrinter.FixedSpaceIndenter.instance));
            json.writeStartArray();
            for (QueryRow row : result.rows()) {
                writeRow(result.spec().columns(), row, json);
            }
            json.writeEndArray();
        }
        out.append(text.getBuffer()).append('\n');
    }

    private static void writeRow(List<String> columns, QueryRow row, JsonGenerator json) throws IOException {
        List<Object> cells = Cells.of(row);
        json.writeStartObject();
        for (int i = 0; i < cells.size(); i++) {
            json.writeFieldName(columns.get(i));
            writeValue(cells.get(i), json);
        }
        json.writeBooleanField("partial", row.partial());
        json.writeEndObject();
    }

    private static void writeValue(Object cell, JsonGenerator json) throws IOException {
        if (cell == null) {
            json.writeNull();
        } else if (cell instanceof Long number) {
            json.writeNumber(number);
        } else if (cell instanceof Double number) {
            json.writeNumber(number);
        } else if (cell instanceof Boolean truth) {
            json.writeBoolean(truth);
        } else {
            json.writeString(cell.toString());
        }
    }
}
