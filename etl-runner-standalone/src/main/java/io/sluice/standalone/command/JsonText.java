package io.sluice.standalone.command;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.sluice.app.text.DisplayText;
import java.io.IOException;
import java.io.PrintWriter;

/** Indented JSON on standard output. */
final class JsonText {
    private static final JsonFactory JSON = new JsonFactory();

    private JsonText() {}

    /** A generator whose closing leaves the writer open. */
    static JsonGenerator begin(PrintWriter out) throws IOException {
        JsonGenerator json = JSON.createGenerator(out);
        json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
        return json.useDefaultPrettyPrinter();
    }

    /** Microseconds since the epoch as text; the start of time is null. */
    static void writeTime(JsonGenerator json, String name, long micros) throws IOException {
        if (micros == Long.MIN_VALUE) {
            json.writeNullField(name);
        } else {
            json.writeStringField(name, DisplayText.time(micros));
        }
    }
}
