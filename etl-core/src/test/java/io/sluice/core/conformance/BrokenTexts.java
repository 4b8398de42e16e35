package io.sluice.core.conformance;

import static io.sluice.core.event.RejectionReason.EMPTY;
import static io.sluice.core.event.RejectionReason.MALFORMED_JSON;
import static io.sluice.core.event.RejectionReason.TOO_LARGE;
import static io.sluice.core.event.RejectionReason.WRONG_TYPE;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Records that are no JSON text, or none that is an object. */
final class BrokenTexts extends VariantList {
    private static final String TOO_DEEP = "[".repeat(64) + "]".repeat(64);

    BrokenTexts(int maxRecordBytes) {
        super(maxRecordBytes);
        structure();
        brokenSyntax();
        brokenStrings();
        brokenUtf8();
        depthsAndRepetitions();
    }

    private void structure() {
        raw("no bytes", EMPTY, "");
        raw("spaces only", MALFORMED_JSON, " \t ");
        for (String text : new String[] {"[]", "\"text\"", "12", "-0.5e-7", "null", "true", "false", " [ ] "}) {
            raw("top level " + text, WRONG_TYPE, text);
        }
        text("event in an array", WRONG_TYPE, "", e -> "[" + e.write() + "]");
        text("event twice in an array", WRONG_TYPE, "", e -> "[" + e.write() + "," + e.write() + "]");
        bytes("too long by a byte", TOO_LARGE, (e, r) -> padded(e, maxRecordBytes + 1));
        bytes("too long and broken", TOO_LARGE, (e, r) -> {
            byte[] bytes = new byte[maxRecordBytes + 7];
            Arrays.fill(bytes, (byte) '[');
            return bytes;
        });
    }

    private void brokenSyntax() {
        bytes("truncated", MALFORMED_JSON, (e, r) -> {
            byte[] whole = utf8(e.write());
            return Arrays.copyOf(whole, 1 + r.nextInt(whole.length - 1));
        });
        for (String end :
                new String[] {"x", "}", ",", "{}", " 1", "\u0000", "//", "/* c */", " null", "\uFEFF", "\u00a0"}) {
            text("followed by " + brief(end), MALFORMED_JSON, "", e -> e.write() + end);
        }
        for (String start : new String[] {"\uFEFF", "x", "\u0001", "\u00a0", "{", "[", "//\t", ",", "\u000b", "\f"}) {
            text("preceded by " + brief(start), MALFORMED_JSON, "", e -> start + e.write());
        }
        for (String value : new String[] {
            "NaN",
            "Infinity",
            "-Infinity",
            "+1",
            ".5",
            "1.",
            "-",
            "01",
            "-01",
            "0x10",
            "1e",
            "1e+",
            "1_000",
            "--1",
            "1 2",
            "1,2",
            "'1'",
            "True",
            "nul",
            "nulll",
            "undefined",
            "",
            "{",
            "[1,]",
            "[,1]",
            "{\"a\"}",
            "{\"a\":}",
            "{a:1}",
            "{\"a\":1,}",
            "{\"a\" 1}",
            "[1 2]",
            "[}",
            "{]",
            "/**/1",
            "1/**/",
            "\"",
            "\"open",
            "1.e5",
            "1.5.5",
            "1e5.5",
            "\u0661",
            "\uff11",
            "#1",
            "{,}",
            "{1:2}",
            "{null:1}"
        }) {
            malformed("unknown is " + brief(value), e -> e.add("extra", value));
            malformed("value is " + brief(value), e -> e.set("value", value));
        }
        text("missing comma", MALFORMED_JSON, "", e -> e.write().replaceFirst(",", " "));
        text("missing colon", MALFORMED_JSON, "", e -> e.write().replaceFirst(":", " "));
        text("semicolon", MALFORMED_JSON, "", e -> e.write().replaceFirst(":", ";"));
        text("trailing comma", MALFORMED_JSON, "", e -> e.write().replaceFirst("}$", ",}"));
        text("single quotes", MALFORMED_JSON, "", e -> e.write().replace('"', '\''));
        text("typographic quotes", MALFORMED_JSON, "", e -> e.write().replaceFirst("\"", "\u201c"));
        text("comment", MALFORMED_JSON, "", e -> e.write().replaceFirst(",", ",/* c */"));
        malformed("broken after a failing property", e -> e.remove("event_id").add("extra", "nope"));
    }

    private void brokenStrings() {
        for (String inside : new String[] {
            "\\x41",
            "\\u12",
            "\\u12G4",
            "\\U0041",
            "\\'",
            "\\a",
            "\\0",
            "\\ ",
            "\\u",
            "\\u 041",
            "\\u+041",
            "\\u-041",
            "\t",
            "\u0001",
            "\u0000",
            "\u001f",
            "\\ud800",
            "\\udc00",
            "\\udbff\\u0041",
            "\\ude00\\ud800",
            "\\ud800\\ud800",
            "\\ud83dx\\ude00",
            "\\uD800\\n"
        }) {
            String shown = brief(inside);
            malformed("unknown text holds " + shown, e -> e.add("extra", EventText.quoted("a" + inside + "b")));
            malformed("unknown name holds " + shown, e -> e.add("a" + inside, "1"));
            malformed("deep text holds " + shown, e -> e.add("extra", "[{\"k\":\"" + inside + "\"}]"));
            malformed("status holds " + shown, e -> e.set("status", EventText.quoted("normal" + inside)));
            malformed("id holds " + shown, e -> e.set("event_id", EventText.quoted(inside)));
            malformed("array holds " + shown, e -> e.set("tags", "[\"" + inside + "\"]"));
            malformed("group holds " + shown, e -> e.set("network", "{\"gateway\":\"" + inside + "\"}"));
        }
    }

    private void brokenUtf8() {
        int[][] sequences = {
            {0xff},
            {0xfe},
            {0x80},
            {0xbf},
            {0xc0, 0xaf},
            {0xc1, 0x81},
            {0xc3},
            {0xc3, 0x28},
            {0xe0, 0x80, 0xaf},
            {0xe2, 0x82},
            {0xe2, 0x28, 0xa1},
            {0xed, 0xa0, 0x80},
            {0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80},
            {0xf0, 0x80, 0x80, 0xaf},
            {0xf0, 0x9f, 0x98},
            {0xf4, 0x90, 0x80, 0x80},
            {0xf8, 0x88, 0x80, 0x80, 0x80},
            {0xf5, 0x80, 0x80, 0x80},
        };
        for (int[] sequence : sequences) {
            String shown = Arrays.toString(sequence);
            mark("unknown text with bytes " + shown, sequence, e -> e.add("extra", "\"~~\""));
            mark("unknown name with bytes " + shown, sequence, e -> e.add("a~~", "1"));
            mark("status with bytes " + shown, sequence, e -> e.set("status", "\"~~\""));
            mark("array with bytes " + shown, sequence, e -> e.set("tags", "[\"~~\"]"));
            mark("bytes between tokens " + shown, sequence, e -> e.add("extra", "1~~"));
        }
        bytes("Latin-1", MALFORMED_JSON, (e, r) -> e.add("extra", "\"\u00e9t\u00e9\"")
                .write()
                .getBytes(StandardCharsets.ISO_8859_1));
        bytes("UTF-16", MALFORMED_JSON, (e, r) -> e.write().getBytes(StandardCharsets.UTF_16BE));
        bytes("UTF-16 with its mark", MALFORMED_JSON, (e, r) -> e.write().getBytes(StandardCharsets.UTF_16));
        bytes("null bytes", MALFORMED_JSON, (e, r) -> new byte[64]);
        bytes("noise", MALFORMED_JSON, (e, r) -> {
            byte[] noise = new byte[1 + r.nextInt(200)];
            r.nextBytes(noise);
            for (int i = 0; i < noise.length; i++) {
                noise[i] = noise[i] == '\n' || noise[i] == '\r' ? 0 : noise[i];
            }
            noise[0] = (byte) 0x8f;
            return noise;
        });
    }

    private void mark(String name, int[] sequence, Change change) {
        bytes(name, MALFORMED_JSON, (e, r) -> {
            byte[] text = utf8(change.apply(e).write());
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            for (int i = 0; i < text.length; i++) {
                if (text[i] == '~') {
                    i++;
                    for (int b : sequence) {
                        out.write(b);
                    }
                } else {
                    out.write(text[i]);
                }
            }
            return out.toByteArray();
        });
    }

    private void depthsAndRepetitions() {
        malformed("array of depth 65", e -> e.add("extra", TOO_DEEP));
        malformed("objects of depth 65", e -> e.add("extra", "{\"a\":".repeat(64) + "1" + "}".repeat(64)));
        malformed("depth 65 within a group", e -> e.set("network", "{\"gateway\":\"g\",\"x\":" + DEEPEST + "}"));
        malformed("depth 65 within an array field", e -> e.set("tags", TOO_DEEP));
        malformed("thousands of brackets", e -> e.add("extra", "[".repeat(5000) + "]".repeat(5000)));
        malformed("thousands of open brackets", e -> e.add("extra", "[".repeat(5000)));
        raw("only open brackets", MALFORMED_JSON, "[".repeat(10_000));
        raw("only deep brackets", MALFORMED_JSON, "[".repeat(65) + "]".repeat(65));
        raw("brackets as deep as allowed", WRONG_TYPE, "[".repeat(64) + "]".repeat(64));
        malformed("same value twice", e -> e.add("value", "1"));
        malformed("id twice", e -> e.add("event_id", "\"x\""));
        malformed("twice, once in escapes", e -> e.add("statu\\u0073", "\"normal\""));
        malformed("twice, null", e -> e.add("battery", "null").add("battery", "null"));
        malformed("location twice", e -> e.add("metadata.location", "\"zone-A\""));
        malformed("group twice", e -> e.add("metadata", "{}"));
        malformed("group twice, once null", e -> e.add("metadata", "null"));
        malformed("twice within an optional group", e -> e.set("network", "{\"gateway\":\"g\",\"gateway\":\"g\"}"));
        malformed("twice after a failing property", e -> e.set("event_id", "1").add("status", "\"normal\""));
        malformed(
                "twice where a sibling is unexpected",
                e -> e.add("metadata.x", "1").add("metadata.rack", "1").add("metadata.rack", "1"));
    }

    /** Adds what a line of a file cannot hold. */
    void addBeyondLines() {
        bytes("null value", EMPTY, (e, r) -> null);
        valid("over several lines", (e, r) -> utf8(e.writeOverLines(r)));
        malformed("raw newline in text", e -> e.add("extra", "\"a\nb\""));
        malformed("raw carriage return in text", e -> e.set("status", "\"normal\r\""));
        text("two events on two lines", MALFORMED_JSON, "", e -> e.write() + "\n" + e.write());
        raw("only a newline", MALFORMED_JSON, "\n");
    }
}
