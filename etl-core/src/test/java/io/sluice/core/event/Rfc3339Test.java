package io.sluice.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class Rfc3339Test {
    private static final List<String> TEXTS = List.of(
            "2026-01-05T07:08:09Z",
            "2026-01-05T07:08:59.999999Z",
            "2026-01-05T07:08:60Z",
            "2026-01-05T07:09:00Z",
            "2026-01-05t07:08:09Z",
            "2026-01-05 07:08:09Z",
            "2026-02-30T07:08:09Z",
            "2026-02-30T07:08:10Z",
            "0000-01-01T00:00:00Z",
            "0000-01-01T00:00:00+00:01",
            "9999-12-31T23:59:59-00:01",
            "2026-01-05T07:0809:00Z",
            "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0:00Z");

    /** A reader keeps the minute it read last; that must not show. */
    @Test
    void aTextMeansTheSameWhateverWasReadBefore() {
        Rfc3339 used = new Rfc3339();
        for (String before : TEXTS) {
            for (String text : TEXTS) {
                parse(used, before);
                assertThat(parse(used, text)).as("%s after %s", text, before).isEqualTo(parse(new Rfc3339(), text));
            }
        }
    }

    private static long parse(Rfc3339 reader, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        return reader.parse(bytes, 0, bytes.length);
    }
}
