package io.sluice.core.event;

import static io.sluice.core.event.Records.GOOD;
import static io.sluice.core.event.Records.decode;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.core.pipeline.PipelineSpec;
import io.sluice.core.schema.EventSchema;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonEventDecoderTest {

    @Test
    void readsEveryValueOfAGoodRecord() {
        EventBatch batch = decode(GOOD);

        assertThat(batch.rejections()).isEmpty();
        assertThat(batch.rows()).isEqualTo(1);
        assertThat(batch.column("event_id").value(0))
                .isEqualTo(UUID.fromString("6ec85f1f-8547-4c0c-acf6-3afcc21a470a"));
        assertThat(batch.column("device_id").value(0)).isEqualTo("device-032");
        assertThat(batch.column("timestamp").value(0)).isEqualTo(micros("2026-01-05T07:08:09.123456Z"));
        assertThat(batch.column("event_duration").value(0)).isEqualTo(23.434);
        assertThat(batch.column("value").value(0)).isEqualTo(27.99);
        assertThat(batch.column("metadata.location").value(0)).isEqualTo("zone-B");
        assertThat(batch.eventTime(0)).isEqualTo(micros("2026-01-05T07:08:09.123456Z"));
        assertThat(batch.idHigh(0)).isEqualTo(0x6ec85f1f85474c0cL);
    }

    @Test
    void doesNotCareAboutOrderSpaceOrEscapes() {
        String shuffled = " {\n\"metadata\" : {\"firmware\":\"v3.2.3\", \"location\":\"\\u007aone-B\"} ,\t"
                + "\"st\\u0061tus\":\"normal\",\"value\":2799e-2,\"event_duration\":0.023434E3,"
                + "\"timestamp\":\"2026-01-05T12:38:09.123456999+05:30\",\"device_type\":\"humidity\","
                + "\"device_id\":\"device-032\",\"unknown\":[{}],"
                + "\"event_id\":\"6EC85F1F-8547-4C0C-ACF6-3AFCC21A470A\"}\r\n";
        EventBatch batch = decode(GOOD, shuffled);

        assertThat(batch.rejections()).isEmpty();
        assertThat(batch.valueHash(1)).isEqualTo(batch.valueHash(0));
        assertThat(batch.idLow(1)).isEqualTo(batch.idLow(0));
        assertThat(batch.eventTime(1)).isEqualTo(batch.eventTime(0));
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '~', textBlock = """
            "device-032" , null          , wrong_type       , /device_id
            "device-032" , 7             , wrong_type       , /device_id
            "device-032" , "device-32"   , pattern_mismatch , /device_id
            "device-032" , "device-0321" , pattern_mismatch , /device_id
            "device-032" , "device-032\\n", pattern_mismatch , /device_id
            "humidity"   , "Humidity"    , not_in_enum      , /device_type
            "normal"     , {"a":[1]}     , wrong_type       , /status
            23.434       , -0.0000001    , out_of_range     , /event_duration
            23.434       , 1000.00000000000000000000000001, out_of_range, /event_duration
            23.434       , 1e400         , out_of_range     , /event_duration
            23.434       , "23"          , wrong_type       , /event_duration
            27.99        , -1e309        , out_of_range     , /value
            27.99        , true          , wrong_type       , /value
            "zone-B"     , "zone-F"      , pattern_mismatch , /metadata/location
            "6ec85f1f-8547-4c0c-acf6-3afcc21a470a", "6ec85f1f-8547-4c0c-acf6-3afcc21a470g", bad_format, /event_id
            "6ec85f1f-8547-4c0c-acf6-3afcc21a470a", "{6ec85f1f-8547-4c0c-acf6-3afcc21a470}", bad_format, /event_id
            "2026-01-05T07:08:09.123456Z", "2026-02-29T07:08:09Z", bad_format, /timestamp
            "2026-01-05T07:08:09.123456Z", "2026-01-05T07:08:60Z", bad_format, /timestamp
            "2026-01-05T07:08:09.123456Z", "2026-01-05T24:00:00Z", bad_format, /timestamp
            "2026-01-05T07:08:09.123456Z", "2026-01-05T07:08:09" , bad_format, /timestamp
            "2026-01-05T07:08:09.123456Z", "2026-01-05 07:08:09Z", bad_format, /timestamp
            "2026-01-05T07:08:09.123456Z", "2026-01-05T07:08:09.Z", bad_format, /timestamp
            "2026-01-05T07:08:09.123456Z", "0000-01-01T00:00:00+00:01", bad_format, /timestamp
            "2026-01-05T07:08:09.123456Z", "9999-12-31T23:59:59-00:01", bad_format, /timestamp
            """)
    void namesTheReasonAndTheField(String original, String replacement, String reason, String pointer) {
        assertThat(GOOD).contains(original);

        Rejection rejection = onlyRejection(GOOD.replace(original, replacement));

        assertThat(rejection.reason().label()).isEqualTo(reason);
        assertThat(rejection.field()).isEqualTo(pointer);
        assertThat(rejection.detail()).isNotEmpty().doesNotContain("\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2024-02-29T07:08:09Z",
                "2026-01-05t07:08:09z",
                "2026-01-05T07:08:09.1+18:00",
                "2026-01-05T07:08:09.123456789012-00:00",
                "0000-01-01T00:00:00Z",
                "9999-12-31T23:59:59.999999Z"
            })
    void readsDateTimesAsJavaDoes(String text) {
        EventBatch batch = decode(GOOD.replace("2026-01-05T07:08:09.123456Z", text));

        assertThat(batch.rejections()).isEmpty();
        String forJava = text.toUpperCase().replaceAll("(\\.\\d{9})\\d+", "$1");
        assertThat(batch.eventTime(0))
                .isEqualTo(micros(
                        java.time.OffsetDateTime.parse(forJava).toInstant().toString()));
    }

    @Test
    void readsOffsetsThatJavaDoesNot() {
        EventBatch batch = decode(GOOD.replace("2026-01-05T07:08:09.123456Z", "2026-01-05T23:59:00+23:59"));

        assertThat(batch.eventTime(0)).isEqualTo(micros("2026-01-05T00:00:00Z"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "{}}",
                "{}{}",
                "{\"a\":1,}",
                "{\"a\"}",
                "{a:1}",
                "{'a':1}",
                "[1,]",
                "[1 2]",
                "01",
                "1.",
                ".5",
                "+1",
                "-",
                "1e",
                "1e+",
                "NaN",
                "Infinity",
                "nul",
                "truee",
                "\"\\x\"",
                "\"\\u12g4\"",
                "\"\\ud800\"",
                "\"\\udc00\\ud800\"",
                "\"\\ud800\\u0041\"",
                "\"a\tb\"",
                "\"abc",
                "// {}",
                "{} #",
                "\uFEFF{}",
                "{\"metadata\":{},\"metadata\":{}}",
                "{\"status\":1,\"st\\u0061tus\":1}",
                "{\"metadata\":{\"location\":1,\"location\":1}}"
            })
    void refusesWhatIsNotOneJsonText(String text) {
        Rejection rejection = onlyRejection(text);

        assertThat(rejection.reason())
                .isEqualTo(text.isEmpty() ? RejectionReason.EMPTY : RejectionReason.MALFORMED_JSON);
        assertThat(rejection.field()).isEmpty();
    }

    @Test
    void refusesInvalidUtf8AnywhereInTheText() {
        int[][] sequences = {
            {0x80},
            {0xc0, 0x80},
            {0xc1, 0xbf},
            {0xc2},
            {0xe0, 0x80, 0x80},
            {0xed, 0xa0, 0x80},
            {0xe2, 0x82},
            {0xf0, 0x80, 0x80, 0x80},
            {0xf4, 0x90, 0x80, 0x80},
            {0xf5, 0x80, 0x80, 0x80},
            {0xff}
        };
        for (int[] sequence : sequences) {
            byte[] text =
                    GOOD.replace("device-032", "X".repeat(sequence.length)).getBytes(StandardCharsets.US_ASCII);
            int at = new String(text, StandardCharsets.US_ASCII).indexOf('X');
            for (int i = 0; i < sequence.length; i++) {
                text[at + i] = (byte) sequence[i];
            }
            PipelineSpec spec = PipelineSpec.builtIn();
            EventBatch batch = Records.decode(spec.schema(), spec.roles(), text);
            assertThat(batch.rejections())
                    .extracting(Rejection::reason)
                    .as("%s", (Object) sequence)
                    .containsExactly(RejectionReason.MALFORMED_JSON);
        }
    }

    @Test
    void judgesByTheFirstFailureInTheSchemasOrderWhateverTheOrderOfTheText() {
        String reversed = "{\"metadata\":{\"firmware\":1,\"location\":1},\"status\":\"odd\",\"value\":\"x\","
                + "\"device_id\":\"wrong\",\"event_id\":\"6ec85f1f-8547-4c0c-acf6-3afcc21a470a\"}";

        assertThat(onlyRejection(reversed).field()).isEqualTo("/device_id");
        assertThat(onlyRejection(reversed.replace("wrong", "device-001")).field())
                .isEqualTo("/device_type");
    }

    @Test
    void aTopLevelThatIsNoObjectIsAWrongTypeOnlyIfItIsJson() {
        for (String text : new String[] {"[]", "1", "\"x\"", "null", " true "}) {
            assertThat(onlyRejection(text).reason()).as(text).isEqualTo(RejectionReason.WRONG_TYPE);
        }
    }

    @Test
    void limitsDepthToSixtyFour() {
        String deepest = "[".repeat(63) + "]".repeat(63);
        String tooDeep = "[".repeat(64) + "]".repeat(64);

        assertThat(decode(withExtra(deepest)).rows()).isEqualTo(1);
        assertThat(onlyRejection(withExtra(tooDeep)).reason()).isEqualTo(RejectionReason.MALFORMED_JSON);
    }

    @Test
    void survivesHostileSizes() {
        byte[] brackets = "[".repeat(100_000_000).getBytes(StandardCharsets.US_ASCII);
        byte[] digits = GOOD.replace("23.434", "9".repeat(10_000)).getBytes(StandardCharsets.US_ASCII);
        byte[] longButEqual =
                GOOD.replace("23.434", "1000." + "0".repeat(900_000)).getBytes(StandardCharsets.US_ASCII);
        byte[] good = GOOD.getBytes(StandardCharsets.US_ASCII);
        PipelineSpec spec = PipelineSpec.builtIn();

        EventBatch batch = Records.decode(spec.schema(), spec.roles(), brackets, digits, null, longButEqual, good);

        assertThat(batch.rejections())
                .extracting(Rejection::reason)
                .containsExactly(RejectionReason.TOO_LARGE, RejectionReason.OUT_OF_RANGE, RejectionReason.EMPTY);
        assertThat(batch.rejections().get(0).payload()).hasSize(Rejection.MAX_PAYLOAD_BYTES);
        assertThat(batch.rejections().get(0).payloadBytes()).isEqualTo(100_000_000);
        assertThat(batch.rows()).isEqualTo(2);
        assertThat(batch.offset(1)).isEqualTo(4);
    }

    @Test
    void anImplausibleRecordTimeJudgesNothing() {
        PipelineSpec spec = PipelineSpec.builtIn();
        JsonEventDecoder decoder = new JsonEventDecoder(spec.schema(), spec.roles(), 1 << 20, Duration.ofMinutes(10));
        byte[] value = GOOD.getBytes(StandardCharsets.US_ASCII);
        long millis = Instant.parse("2026-01-05T07:08:09Z").toEpochMilli();
        long[] times = {
            0,
            -1,
            RecordBatch.NO_TIME,
            millis / 1000,
            millis * 1000,
            millis * 1_000_000,
            Long.MAX_VALUE,
            Instant.parse("1999-12-31T23:59:59.999Z").toEpochMilli(),
            Instant.parse("9999-12-31T23:59:59.999Z").toEpochMilli() + 1
        };
        RecordBatch records = new RecordBatch(0, times.length);
        for (int i = 0; i < times.length; i++) {
            records.add(i, times[i], value, 0, value.length);
        }
        EventBatch batch = new EventBatch(spec.schema(), spec.roles(), 16);

        decoder.decode(records, batch);

        assertThat(batch.rejections()).isEmpty();
        assertThat(batch.rows()).isEqualTo(times.length);
        assertThat(records.implausibleTimes()).isEqualTo(times.length);
        assertThat(records.lastPlausibleTime()).isEqualTo(RecordBatch.NO_TIME);
    }

    @Test
    void aRejectionIsFiledByTheLastPlausibleTimeOfItsPartition() {
        PipelineSpec spec = PipelineSpec.builtIn();
        JsonEventDecoder decoder = new JsonEventDecoder(spec.schema(), spec.roles(), 1 << 20, Duration.ofMinutes(10));
        long before = Instant.parse("2026-01-05T07:00:00Z").toEpochMilli();
        long own = Instant.parse("2026-01-05T09:00:00Z").toEpochMilli();
        RecordBatch records = new RecordBatch(0, 4);
        records.follow(before);
        for (long time : new long[] {own * 1_000_000, own, 0}) {
            records.add(records.size(), time, new byte[0], 0, 0);
        }
        EventBatch batch = new EventBatch(spec.schema(), spec.roles(), 16);

        decoder.decode(records, batch);

        assertThat(batch.rejections()).extracting(Rejection::filedTime).containsExactly(before, own, own);
        assertThat(batch.rejections()).extracting(Rejection::recordTime).containsExactly(own * 1_000_000, own, 0L);
        assertThat(records.lastPlausibleTime()).isEqualTo(own);
    }

    @Test
    void judgesFutureTimesLastAndOnlyWhereRecordsAreStamped() {
        PipelineSpec spec = PipelineSpec.builtIn();
        JsonEventDecoder decoder = new JsonEventDecoder(spec.schema(), spec.roles(), 1 << 20, Duration.ofMinutes(10));
        byte[] value = GOOD.getBytes(StandardCharsets.US_ASCII);
        byte[] broken = GOOD.replace("zone-B", "zone-X").getBytes(StandardCharsets.US_ASCII);
        long atBound = Instant.parse("2026-01-05T06:58:09.124Z").toEpochMilli();
        RecordBatch records = new RecordBatch(3, 4);
        records.add(10, atBound, value, 0, value.length);
        records.add(11, atBound - 1, value, 0, value.length);
        records.add(12, atBound - 1, broken, 0, broken.length);
        records.add(13, RecordBatch.NO_TIME, value, 0, value.length);
        EventBatch batch = new EventBatch(spec.schema(), spec.roles(), 16);

        decoder.decode(records, batch);

        assertThat(batch.rows()).isEqualTo(2);
        assertThat(batch.rejections())
                .extracting(Rejection::reason)
                .containsExactly(RejectionReason.FUTURE_TIMESTAMP, RejectionReason.PATTERN_MISMATCH);
        assertThat(batch.rejections().get(0).offset()).isEqualTo(11);
    }

    @Test
    void readsNestedNullableAndOptionalFieldsOfAnotherSchema() {
        EventSchema schema = EventSchema.parse("test", """
                {"type": "object", "required": ["id", "at", "n"], "additionalProperties": false, "properties": {
                  "id": {"type": "string", "minLength": 1, "maxLength": 3},
                  "at": {"type": "integer"},
                  "n": {"type": ["integer", "null"], "multipleOf": 5},
                  "flag": {"type": "boolean", "const": true},
                  "step": {"type": "number", "multipleOf": 0.1},
                  "tags": {"type": "array"},
                  "order": {"type": "object", "required": ["total"], "additionalProperties": false,
                            "properties": {"total": {"type": "number"}, "note": {"type": ["string", "null"]}}}
                }}
                """);
        EventRoles roles = EventRoles.of(schema, "id", "at", java.util.concurrent.TimeUnit.MILLISECONDS);
        EventBatch batch = Records.decode(
                schema,
                roles,
                Records.bytes(
                        "{\"id\":\"a\",\"at\":1.0,\"n\":1e1,\"step\":0.3,\"tags\":[ 1 ],\"order\":{\"total\":1,\"note\":null}}",
                        "{\"id\":\"\\ud83d\\ude00bc\",\"at\":2,\"n\":null,\"flag\":true}",
                        "{\"id\":\"abcd\",\"at\":2,\"n\":5}",
                        "{\"id\":\"a\",\"at\":2,\"n\":7}",
                        "{\"id\":\"a\",\"at\":2,\"n\":5,\"flag\":false}",
                        "{\"id\":\"a\",\"at\":2,\"n\":5,\"step\":0.35}",
                        "{\"id\":\"a\",\"at\":2,\"n\":5,\"tags\":{}}",
                        "{\"id\":\"a\",\"at\":2,\"n\":5,\"order\":{\"total\":1,\"x\":1}}",
                        "{\"id\":\"a\",\"at\":2,\"n\":5,\"order\":{}}",
                        "{\"id\":\"a\",\"at\":9223372036854775808,\"n\":5}",
                        "{\"id\":\"a\",\"at\":253402300800000,\"n\":5}",
                        "{\"id\":\"a\",\"at\":1.5,\"n\":5}",
                        "{\"id\":\"a\",\"at\":2,\"n\":5,\"y\":1}"));

        assertThat(batch.rows()).isEqualTo(2);
        assertThat(batch.eventTime(0)).isEqualTo(1000);
        assertThat(batch.column("n").value(0)).isEqualTo(10L);
        assertThat(batch.column("n").value(1)).isNull();
        assertThat(batch.column("tags").value(0)).isEqualTo("[ 1 ]");
        assertThat(batch.column("order.total").definitionLevel(0)).isEqualTo(1);
        assertThat(batch.column("order.note").definitionLevel(0)).isEqualTo(1);
        assertThat(batch.column("order.note").definitionLevel(1)).isZero();
        assertThat(batch.rejections())
                .extracting(rejection -> rejection.reason().label() + " " + rejection.field())
                .containsExactly(
                        "wrong_length /id",
                        "out_of_range /n",
                        "not_in_enum /flag",
                        "out_of_range /step",
                        "wrong_type /tags",
                        "unexpected_field /order/x",
                        "missing_field /order/total",
                        "out_of_range /at",
                        "out_of_range /at",
                        "wrong_type /at",
                        "unexpected_field /y");
    }

    @Test
    void keepsUnknownFieldsAsOneObjectWhereAsked() {
        EventSchema schema = EventSchema.builtIn().keepingUnknown();
        EventRoles roles = EventRoles.of(schema, "event_id", "timestamp", null);
        String record = GOOD.replace("{\"location\"", "{\"deep\" : {\"x\":[]},\"location\"")
                .replace("\"status\"", "\"new\\u0031\":1,\"status\"");
        EventBatch batch = Records.decode(schema, roles, Records.bytes(record, GOOD));

        assertThat(batch.column("extra").value(0)).isEqualTo("{\"new\\u0031\":1,\"metadata\":{\"deep\" : {\"x\":[]}}}");
        assertThat(batch.column("extra").value(1)).isNull();
    }

    @Test
    void countsDroppedFieldsOfEventsOnly() {
        PipelineSpec spec = PipelineSpec.builtIn();
        JsonEventDecoder decoder = new JsonEventDecoder(spec.schema(), spec.roles(), 1 << 20, null);
        String more = GOOD.replace("\"status\"", "\"a\":1,\"b\":2,\"status\"");

        decoder.decode(
                Records.batch(Records.bytes(more, more.replace("zone-B", "x"), GOOD)),
                new EventBatch(spec.schema(), spec.roles(), 4));

        assertThat(decoder.unknownFields()).isEqualTo(2);
    }

    private static String withExtra(String value) {
        return GOOD.replace("{\"event_id\"", "{\"unknown\":" + value + ",\"event_id\"");
    }

    private static Rejection onlyRejection(String text) {
        EventBatch batch = decode(text);
        assertThat(batch.rows()).as(text).isZero();
        assertThat(batch.rejections()).as(text).hasSize(1);
        return batch.rejections().get(0);
    }

    private static long micros(String instant) {
        Instant parsed = Instant.parse(instant);
        return parsed.getEpochSecond() * 1_000_000 + parsed.getNano() / 1000;
    }

    @Test
    void anIntegerTimeBeyondTheYearsThereAreSaysSo() {
        EventSchema schema = EventSchema.parse(
                "own",
                "{\"type\": \"object\", \"required\": [\"id\", \"ts\"], \"properties\": {\"id\": {\"type\": \"string\"},"
                        + " \"ts\": {\"type\": \"integer\"}}}");
        EventRoles roles = EventRoles.of(schema, "id", "ts", TimeUnit.MILLISECONDS);
        JsonEventDecoder decoder = new JsonEventDecoder(schema, roles, 1 << 20, null);
        EventBatch batch = new EventBatch(schema, roles, 1);
        byte[] text = "{\"id\":\"a\",\"ts\":253402300800000}".getBytes(StandardCharsets.UTF_8);
        RecordBatch records = new RecordBatch(0, 1);
        records.add(0, 0, text, 0, text.length);
        decoder.decode(records, batch);

        assertThat(batch.rejections().get(0).detail())
                .contains("the years 0 to 9999", "to 253402300799999 by event.time-unit", "found 253402300800000");
    }
}
