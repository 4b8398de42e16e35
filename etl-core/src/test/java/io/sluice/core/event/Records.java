package io.sluice.core.event;

import io.sluice.core.pipeline.PipelineSpec;
import io.sluice.core.schema.EventSchema;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Decodes texts in tests the way a pipeline does. */
public final class Records {
    /** A record of the built-in schema that is an event. */
    public static final String GOOD =
            "{\"event_id\":\"6ec85f1f-8547-4c0c-acf6-3afcc21a470a\",\"device_id\":\"device-032\","
                    + "\"device_type\":\"humidity\",\"timestamp\":\"2026-01-05T07:08:09.123456Z\",\"event_duration\":23.434,"
                    + "\"value\":27.99,\"status\":\"normal\",\"metadata\":{\"location\":\"zone-B\",\"firmware\":\"v3.2.3\"}}";

    private Records() {}

    /** Records at offsets from 0 in source partition 0, without timestamps. */
    public static RecordBatch batch(byte[]... values) {
        RecordBatch records = new RecordBatch(0, values.length);
        for (int i = 0; i < values.length; i++) {
            records.add(i, RecordBatch.NO_TIME, values[i], 0, values[i] == null ? 0 : values[i].length);
        }
        return records;
    }

    /** Decodes texts by the built-in schema. */
    public static EventBatch decode(String... texts) {
        PipelineSpec spec = PipelineSpec.builtIn();
        return decode(spec.schema(), spec.roles(), bytes(texts));
    }

    /** Decodes values by any schema. */
    public static EventBatch decode(EventSchema schema, EventRoles roles, byte[]... values) {
        EventBatch batch = new EventBatch(schema, roles, 16);
        new JsonEventDecoder(schema, roles, 1 << 20, Duration.ofMinutes(10)).decode(batch(values), batch);
        return batch;
    }

    /** The texts in UTF-8. */
    public static byte[][] bytes(String... texts) {
        byte[][] values = new byte[texts.length][];
        for (int i = 0; i < texts.length; i++) {
            values[i] = texts[i].getBytes(StandardCharsets.UTF_8);
        }
        return values;
    }
}
