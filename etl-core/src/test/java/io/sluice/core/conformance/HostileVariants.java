package io.sluice.core.conformance;

import static io.sluice.core.event.RejectionReason.BAD_FORMAT;
import static io.sluice.core.event.RejectionReason.EMPTY;
import static io.sluice.core.event.RejectionReason.MALFORMED_JSON;
import static io.sluice.core.event.RejectionReason.MISSING_FIELD;
import static io.sluice.core.event.RejectionReason.NOT_IN_ENUM;
import static io.sluice.core.event.RejectionReason.OUT_OF_RANGE;
import static io.sluice.core.event.RejectionReason.PATTERN_MISMATCH;
import static io.sluice.core.event.RejectionReason.TOO_LARGE;
import static io.sluice.core.event.RejectionReason.UNEXPECTED_FIELD;
import static io.sluice.core.event.RejectionReason.WRONG_LENGTH;
import static io.sluice.core.event.RejectionReason.WRONG_TYPE;

import io.sluice.core.event.RejectionReason;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Ways to write an event of the hostile schema: odd but valid ones, and broken ones with the reason and the field. */
final class HostileVariants {

    /** Turns a valid event into the bytes of a record. */
    interface Rewrite {
        byte[] bytes(EventText event, Random random);
    }

    /**
     * @param reason why it is rejected; null where it stays an event
     * @param pointer the property named in the rejection
     */
    record Variant(String name, RejectionReason reason, String pointer, Rewrite rewrite) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static final String DEEPEST = "[".repeat(63) + "]".repeat(63);
    private static final String TOO_DEEP = "[".repeat(64) + "]".repeat(64);
    private static final String DIGITS = "9".repeat(10_000);

    private final int maxRecordBytes;
    private final List<Variant> all = new ArrayList<>();

    private HostileVariants(int maxRecordBytes) {
        this.maxRecordBytes = maxRecordBytes;
    }

    /** All variants; those that a line of a file cannot hold only where {@code lines} is false. */
    static List<Variant> all(int maxRecordBytes, boolean lines) {
        HostileVariants variants = new HostileVariants(maxRecordBytes);
        variants.oddEvents();
        variants.oddNumbers();
        variants.structure();
        variants.brokenSyntax();
        variants.brokenStrings();
        variants.brokenUtf8();
        variants.depthsAndRepetitions();
        variants.missingAndWrongTypes();
        variants.failedChecks();
        variants.brokenNumbers();
        variants.brokenTimes();
        if (!lines) {
            variants.notInLines();
        }
        return List.copyOf(variants.all);
    }

    private void oddEvents() {
        valid("shuffled", e -> e);
        valid("unknown scalar", e -> e.add("colour", "\"red\""));
        valid("unknown null", e -> e.add("nothing", "null"));
        valid("unknown nested", e -> e.add("raw", "{\"a\":[1,{\"b\":[[],{}]},\"\\\"}\\\\\"],\"status\":\"none\"}"));
        valid("unknown repeated", e -> e.add("twice", "1").add("twice", "{\"twice\":2}"));
        valid("unknown repeats inside", e -> e.add("raw", "{\"a\":1,\"a\":2,\"event_id\":3,\"event_id\":4}"));
        valid("unknown large", e -> e.add("blob", EventText.quoted("x".repeat(20_000))));
        valid("unknown number nobody can hold", e -> e.add("big", "1e400").add("long", DIGITS));
        valid("unknown as deep as allowed", e -> e.add("deep", DEEPEST));
        valid("unknown empty name", e -> e.add("", "0"));
        valid("unknown name like a path", e -> e.add("metadata.rack", "7").add("/status", "1"));
        valid("unknown name in other case", e -> e.add("Value", "\"x\"").add("STATUS", "0"));
        valid("unknown with astral characters", e -> e.add("\\ud83d\\ude00", "\"\uD83D\uDE00 \\uD83D\\uDE00\""));
        valid("unknown with every escape", e -> e.add("esc", "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0000\\uffff\\u2028\""));
        valid("unknown with noncharacters", e -> e.add("odd", "\"\uFFFE\uFFFF\u007f\u0080\u2028\""));
        all.add(new Variant("upper-case uuid", null, "", (e, r) -> upperCaseId(e.write())));
        valid("enum in escapes", e -> e.set("status", "\"\\u006eormal\""));
        valid("critical", e -> e.set("status", "\"critical\""));
        valid("all optional fields", HostileVariants::withOptionals);
        valid(
                "nulls where allowed",
                e -> e.set("battery", "null").set("network", "null").set("metadata.rack", "null"));
        valid("group with its own nulls absent", e -> e.set("network", "{\"gateway\":\"\"}"));
        valid("group with unknown fields", e -> e.set("network", "{\"x\":{},\"gateway\":\"g\",\"y\":[],\"y\":1}"));
        valid("whole numbers written as decimals", e -> e.set("sequence", "1.0e2")
                .set("metadata.rack", "42.000"));
        valid("integer written with an exponent", e -> e.set("sequence", "25e-0")
                .set("metadata.rack", "0.1E1"));
        valid("negative zero integer", e -> e.set("sequence", "-0"));
        valid("greatest long", e -> e.set("network", "{\"gateway\":\"g\",\"signal\":9223372036854775807}"));
        valid("least long", e -> e.set("network", "{\"gateway\":\"g\",\"signal\":-9223372036854775808.0}"));
        valid("multiple only in decimals", e -> e.set("battery", "0.29"));
        valid("eight code points", e -> e.set("note", "\"\uD83D\uDE00\uD83D\uDE01\uD83D\uDE02\uD83D\uDE03abcd\""));
        valid("note of spaces", e -> e.set("note", "\" \""));
        valid("empty array", e -> e.set("tags", "[ ]"));
        valid("array as it came", e -> e.set("tags", "[1, 2.50,\t\"\\u0041\", {\"a\" : null}, 1e400]"));
        valid("exactly as long as allowed", (e, r) -> padded(e, maxRecordBytes));
    }

    private static EventText withOptionals(EventText e) {
        return e.set("metadata.rack", "1")
                .set("sequence", "15")
                .set("battery", "-3.57")
                .set("note", "\"n\u00f6te\"")
                .set("calibrated", "true")
                .set("mode", "\"auto\"")
                .set("tags", "[\"a\"]")
                .set("network", "{\"gateway\":\"g-1\",\"signal\":-70,\"seen\":\"1969-12-31T23:59:59.9999999z\"}");
    }

    private void oddNumbers() {
        for (String number : new String[] {
            "0",
            "-0",
            "-0.0",
            "0e5",
            "1000",
            "1e3",
            "1000.000",
            "0.001E+6",
            "10000e-1",
            "1e-400",
            "5e-324",
            "999.9999999999999999999999",
            "0.1",
            "0.30000000000000004",
            "1" + "0".repeat(400) + "e-398"
        }) {
            valid("duration " + brief(number), e -> e.set("event_duration", number));
        }
        for (String number : new String[] {
            "1e300",
            "-1e300",
            "1e-300",
            "-5e-324",
            "9007199254740993",
            "123456789012345678901234567890",
            "0.1000000000000000055511151231257827021181583404541015625",
            "2.2250738585072011e-308",
            "-0.0e-9",
            "0." + DIGITS,
            DIGITS + "e-10000",
            "1.0000000000000002220446049250313080847263336181640625"
        }) {
            valid("value " + brief(number), e -> e.set("value", number));
        }
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

    private void missingAndWrongTypes() {
        raw("empty object", MISSING_FIELD, "/event_id", "{}");
        raw("object of unknown fields", MISSING_FIELD, "/event_id", "{\"a\":{\"event_id\":1}}");
        String[] required = {
            "event_id",
            "device_id",
            "device_type",
            "timestamp",
            "event_duration",
            "value",
            "status",
            "metadata",
            "metadata.location",
            "metadata.firmware"
        };
        for (String path : required) {
            String pointer = "/" + path.replace('.', '/');
            rejected("without " + path, MISSING_FIELD, pointer, e -> e.remove(path));
            rejected(
                    "name in other case: " + path,
                    MISSING_FIELD,
                    pointer,
                    e -> path.startsWith("metadata.") ? e.remove(path) : e.rename(path, path.toUpperCase(Locale.ROOT)));
            for (String other : new String[] {"null", "{}", "[]", "true", "17", "\"1\"", "[[]]", "{\"a\":1}"}) {
                if (isOfOtherType(path, other)) {
                    rejected(path + " is " + other, WRONG_TYPE, pointer, e -> e.set(path, other));
                }
            }
        }
        rejected("group without its gateway", MISSING_FIELD, "/network/gateway", e -> e.set("network", "{}"));
        for (String other :
                new String[] {"1.5", "\"1\"", "true", "[1]", "{}", "1e-400", "0.1e-99999999999", "12.0001"}) {
            rejected("sequence is " + other, WRONG_TYPE, "/sequence", e -> e.set("sequence", other));
        }
        rejected("sequence is null", WRONG_TYPE, "/sequence", e -> e.set("sequence", "null"));
        rejected("rack is 1.5", WRONG_TYPE, "/metadata/rack", e -> e.set("metadata.rack", "1.5"));
        rejected("calibrated is 0", WRONG_TYPE, "/calibrated", e -> e.set("calibrated", "0"));
        rejected("calibrated is text", WRONG_TYPE, "/calibrated", e -> e.set("calibrated", "\"true\""));
        rejected("note is null", WRONG_TYPE, "/note", e -> e.set("note", "null"));
        rejected("tags is an object", WRONG_TYPE, "/tags", e -> e.set("tags", "{}"));
        rejected("tags is text", WRONG_TYPE, "/tags", e -> e.set("tags", "\"[]\""));
        rejected("network is an array", WRONG_TYPE, "/network", e -> e.set("network", "[{\"gateway\":\"g\"}]"));
        rejected("gateway is null", WRONG_TYPE, "/network/gateway", e -> e.set("network", "{\"gateway\":null}"));
        rejected("the first of two faults", WRONG_TYPE, "/value", e -> e.set("status", "1")
                .set("value", "null"));
        rejected("a fault in a group before the next", WRONG_TYPE, "/metadata/location", e -> e.set("sequence", "1.5")
                .set("metadata.location", "5"));
    }

    private static boolean isOfOtherType(String path, String json) {
        boolean number = path.equals("event_duration") || path.equals("value");
        boolean object = path.equals("metadata");
        return number ? !json.equals("17") : object ? !json.startsWith("{") : !json.startsWith("\"");
    }

    private void failedChecks() {
        for (String type :
                new String[] {"Temperature", "temperature ", "", "temp", "temperatur\\u00e9", "normal", "null"}) {
            rejected(
                    "device type " + type,
                    NOT_IN_ENUM,
                    "/device_type",
                    e -> e.set("device_type", EventText.quoted(type)));
            rejected(
                    "status " + type,
                    type.equals("normal") ? MISSING_FIELD : NOT_IN_ENUM,
                    type.equals("normal") ? "/metadata" : "/status",
                    e -> e.set("status", EventText.quoted(type)).remove("metadata"));
        }
        rejected("mode null, which its values lack", NOT_IN_ENUM, "/mode", e -> e.set("mode", "null"));
        rejected("mode other", NOT_IN_ENUM, "/mode", e -> e.set("mode", "\"AUTO\""));
        for (String id : new String[] {
            "device-12",
            "device-1234",
            "Device-001",
            " device-001",
            "device-001 ",
            "device-001\\n",
            "\\ndevice-001",
            "device-\uff10\uff10\uff11",
            "device-\u0660\u0660\u0661",
            "",
            "device-00a",
            "device-001\\u0000"
        }) {
            rejected(
                    "device id " + brief(id),
                    PATTERN_MISMATCH,
                    "/device_id",
                    e -> e.set("device_id", EventText.quoted(id)));
        }
        for (String location : new String[] {"zone-F", "zone-AA", "zone-", "zone-a", "zone-A\\n", "\u200bzone-A"}) {
            rejected(
                    "location " + brief(location),
                    PATTERN_MISMATCH,
                    "/metadata/location",
                    e -> e.set("metadata.location", EventText.quoted(location)));
        }
        for (String firmware :
                new String[] {"v1.2", "v1.2.10", "1.2.3", "v1,2,3", "v1.2.3\\r\\n", "v\u0967.\u0968.\u0969"}) {
            rejected(
                    "firmware " + brief(firmware),
                    PATTERN_MISMATCH,
                    "/metadata/firmware",
                    e -> e.set("metadata.firmware", EventText.quoted(firmware)));
        }
        rejected("note too short", WRONG_LENGTH, "/note", e -> e.set("note", "\"\""));
        rejected("note too long", WRONG_LENGTH, "/note", e -> e.set("note", "\"123456789\""));
        rejected(
                "note of nine astral characters",
                WRONG_LENGTH,
                "/note",
                e -> e.set("note", EventText.quoted("\\ud83d\\ude00".repeat(9))));
        for (String id : new String[] {
            "6ec85f1f85474c0cacf63afcc21a470a",
            "{6ec85f1f-8547-4c0c-acf6-3afcc21a470a}",
            "urn:uuid:6ec85f1f-8547-4c0c-acf6-3afcc21a470a",
            "6ec85f1f-8547-4c0c-acf6-3afcc21a470",
            "6ec85f1f-8547-4c0c-acf6-3afcc21a470a0",
            "6ec85f1f-8547-4c0c-acf6-3afcc21a470g",
            "6ec85f1f8-547-4c0c-acf6-3afcc21a470a",
            "6ec85f1f-8547-4c0c-acf6_3afcc21a470a",
            "",
            " 6ec85f1f-8547-4c0c-acf6-3afcc21a470a",
            "6ec85f1f-8547-4c0c-acf6-3afcc21a470a\\n",
            "1-1-1-1-1",
            "\uff16ec85f1f-8547-4c0c-acf6-3afcc21a470a",
            "6ec85f1f-8547-4c0c-acf6-3afcc21a470\u0661"
        }) {
            rejected("id " + brief(id), BAD_FORMAT, "/event_id", e -> e.set("event_id", EventText.quoted(id)));
        }
        rejected("unexpected in a group", UNEXPECTED_FIELD, "/metadata/zone", e -> e.add("metadata.zone", "\"A\""));
        rejected(
                "unexpected, name to be escaped",
                UNEXPECTED_FIELD,
                "/metadata/a~1b~0c",
                e -> e.add("metadata.a/b~c", "1"));
        rejected("first of two unexpected", UNEXPECTED_FIELD, "/metadata/z", e -> e.add("metadata.z", "1")
                .add("metadata.a", "1"));
        rejected(
                "unexpected, name in escapes",
                UNEXPECTED_FIELD,
                "/metadata/r?ck",
                e -> e.add("metadata.\\u0072\\nck", "1"));
        rejected(
                "unexpected, long name",
                UNEXPECTED_FIELD,
                "/metadata/" + "n".repeat(80) + "...",
                e -> e.add("metadata." + "n".repeat(200), "1"));
        rejected("unexpected only in its case", UNEXPECTED_FIELD, "/metadata/Rack", e -> e.add("metadata.Rack", "1"));
        rejected("unexpected after a failing sibling", PATTERN_MISMATCH, "/metadata/firmware", e -> e.add(
                        "metadata.zone", "1")
                .set("metadata.firmware", "\"x\""));
        rejected("unexpected before a later failure", UNEXPECTED_FIELD, "/metadata/zone", e -> e.add(
                        "metadata.zone", "1")
                .set("sequence", "\"x\""));
    }

    private void brokenNumbers() {
        for (String number : new String[] {
            "-0.001",
            "1000.0001",
            "1e4",
            "1e400",
            "-1e400",
            "1000.00000000000000000000001",
            "-1e-400",
            DIGITS,
            "1e99999999999",
            "-1e99999999999",
            "-1e-99999999999",
            "10000000000000000001e-16"
        }) {
            rejected(
                    "duration " + brief(number), OUT_OF_RANGE, "/event_duration", e -> e.set("event_duration", number));
        }
        for (String number : new String[] {
            "1e400",
            "-1e400",
            "1e309",
            "1.8e308",
            "1.7976931348623159e308",
            DIGITS,
            "-" + DIGITS,
            "1e2147483648",
            "0.1e99999999999999999999",
            DIGITS + ".5"
        }) {
            rejected("value " + brief(number), OUT_OF_RANGE, "/value", e -> e.set("value", number));
        }
        for (String number : new String[] {"-1", "-1.0", "3", "1e400", "9223372036854775810", "1e19", DIGITS, "-5"}) {
            rejected("sequence " + brief(number), OUT_OF_RANGE, "/sequence", e -> e.set("sequence", number));
        }
        for (String number : new String[] {"1.5", "1.51", "0.005", "0.2900000000000000001", "1e-400", "1.4999"}) {
            rejected("battery " + brief(number), OUT_OF_RANGE, "/battery", e -> e.set("battery", number));
        }
        for (String number : new String[] {"0", "43", "-9223372036854775809", "1e300"}) {
            rejected("rack " + brief(number), OUT_OF_RANGE, "/metadata/rack", e -> e.set("metadata.rack", number));
        }
        for (String number : new String[] {"9223372036854775808", "-9223372036854775809", "9223372036854775807.0e1"}) {
            rejected(
                    "signal " + number,
                    OUT_OF_RANGE,
                    "/network/signal",
                    e -> e.set("network", "{\"gateway\":\"g\",\"signal\":" + number + "}"));
        }
    }

    private void brokenTimes() {
        for (String time : HostileTimes.BROKEN) {
            rejected("time " + brief(time), BAD_FORMAT, "/timestamp", e -> e.set("timestamp", EventText.quoted(time)));
            rejected(
                    "seen " + brief(time),
                    BAD_FORMAT,
                    "/network/seen",
                    e -> e.set("network", "{\"gateway\":\"g\",\"seen\":\"" + time + "\"}"));
        }
        for (String time : HostileTimes.ODD) {
            valid("seen " + time, e -> e.set("network", "{\"gateway\":\"g\",\"seen\":\"" + time + "\"}"));
        }
    }

    private void notInLines() {
        bytes("null value", EMPTY, (e, r) -> null);
        all.add(new Variant("over several lines", null, "", (e, r) -> utf8(e.writeOverLines(r))));
        malformed("raw newline in text", e -> e.add("extra", "\"a\nb\""));
        malformed("raw carriage return in text", e -> e.set("status", "\"normal\r\""));
        text("two events on two lines", MALFORMED_JSON, "", e -> e.write() + "\n" + e.write());
        raw("only a newline", MALFORMED_JSON, "\n");
    }

    private interface Change {
        EventText apply(EventText event);
    }

    private interface ToText {
        String apply(EventText event);
    }

    private static byte[] upperCaseId(String text) {
        int id = text.indexOf("\"event_id\":\"") + 12;
        String upper = text.substring(id, id + 36).toUpperCase(Locale.ROOT);
        return utf8(text.substring(0, id) + upper + text.substring(id + 36));
    }

    private void valid(String name, Change change) {
        all.add(new Variant(name, null, "", (e, r) -> {
            EventText changed = change.apply(e).shuffle(r);
            return utf8(r.nextBoolean() ? changed.write() : changed.writeLoosely(r));
        }));
    }

    private void valid(String name, Rewrite rewrite) {
        all.add(new Variant(name, null, "", rewrite));
    }

    private void rejected(String name, RejectionReason reason, String pointer, Change change) {
        all.add(new Variant(name, reason, pointer, (e, r) -> {
            EventText changed = change.apply(e);
            // Order must not matter, but which of several unexpected fields comes first does.
            return utf8(
                    reason == UNEXPECTED_FIELD
                            ? changed.writeLoosely(r)
                            : changed.shuffle(r).writeLoosely(r));
        }));
    }

    private void malformed(String name, Change change) {
        rejected(name, MALFORMED_JSON, "", change);
    }

    private void text(String name, RejectionReason reason, String pointer, ToText rewrite) {
        all.add(new Variant(name, reason, pointer, (e, r) -> utf8(rewrite.apply(e))));
    }

    private void bytes(String name, RejectionReason reason, Rewrite rewrite) {
        all.add(new Variant(name, reason, "", rewrite));
    }

    private void raw(String name, RejectionReason reason, String text) {
        raw(name, reason, "", text);
    }

    private void raw(String name, RejectionReason reason, String pointer, String text) {
        all.add(new Variant(name, reason, pointer, (e, r) -> utf8(text)));
    }

    private static byte[] padded(EventText event, int length) {
        int room = length - utf8(event.copy().add("pad", "\"\"").write()).length;
        return utf8(event.add("pad", EventText.quoted("p".repeat(room))).write());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String brief(String text) {
        StringBuilder out = new StringBuilder();
        for (char c : (text.length() > 40 ? text.substring(0, 40) + "..." + text.length() : text).toCharArray()) {
            out.append(c < 0x20 || c > 0x7e ? String.format("<%x>", (int) c) : String.valueOf(c));
        }
        return out.toString();
    }
}
