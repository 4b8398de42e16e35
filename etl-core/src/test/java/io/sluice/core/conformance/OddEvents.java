package io.sluice.core.conformance;

/** Events that are valid, however odd they are written. */
final class OddEvents extends VariantList {

    OddEvents(int maxRecordBytes) {
        super(maxRecordBytes);
        oddEvents();
        oddNumbers();
    }

    void oddEvents() {
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
        valid("upper-case uuid", (e, r) -> upperCaseId(e.write()));
        valid("enum in escapes", e -> e.set("status", "\"\\u006eormal\""));
        valid("critical", e -> e.set("status", "\"critical\""));
        valid("all optional fields", OddEvents::withOptionals);
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

    void oddNumbers() {
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
}
