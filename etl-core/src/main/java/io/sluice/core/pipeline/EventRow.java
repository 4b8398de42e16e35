package io.sluice.core.pipeline;

import io.sluice.core.event.EventBatch;
import io.sluice.core.schema.Field;
import io.sluice.core.schema.FieldType;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The values of one event as objects.
 *
 * @param time event time
 * @param values by field path, in the schema's order: String, UUID, Instant, Double, Long, Boolean, or null where absent
 */
public record EventRow(Instant time, Map<String, Object> values) {
    public EventRow {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    static EventRow of(EventBatch batch, int row) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (Field field : batch.schema().columns()) {
            Object value = batch.column(field).value(row);
            boolean instant = field.type() == FieldType.TIMESTAMP && value != null;
            values.put(field.path(), instant ? instant((Long) value) : value);
        }
        return new EventRow(instant(batch.eventTime(row)), values);
    }

    private static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    /** The value of a field by its path, such as {@code metadata.location}. */
    public Object get(String path) {
        if (!values.containsKey(path)) {
            throw new IllegalArgumentException("No field " + path + "; there are " + values.keySet());
        }
        return values.get(path);
    }

    /** The value of a number field. */
    public double number(String path) {
        return get(path) instanceof Number number ? number.doubleValue() : Double.NaN;
    }

    /** The value of a string field, or null. */
    public String text(String path) {
        return (String) get(path);
    }
}
