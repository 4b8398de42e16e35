package io.sluice.core.conformance;

import static io.sluice.core.event.RejectionReason.BAD_FORMAT;
import static io.sluice.core.event.RejectionReason.MISSING_FIELD;
import static io.sluice.core.event.RejectionReason.NOT_IN_ENUM;
import static io.sluice.core.event.RejectionReason.OUT_OF_RANGE;
import static io.sluice.core.event.RejectionReason.PATTERN_MISMATCH;
import static io.sluice.core.event.RejectionReason.UNEXPECTED_FIELD;
import static io.sluice.core.event.RejectionReason.WRONG_LENGTH;
import static io.sluice.core.event.RejectionReason.WRONG_TYPE;

import java.util.Locale;

/** Objects of which some property is missing, of another type, or fails a check. */
final class BrokenFields extends VariantList {

    BrokenFields(int maxRecordBytes) {
        super(maxRecordBytes);
        missingAndWrongTypes();
        failedChecks();
        brokenNumbers();
        brokenTimes();
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
}
