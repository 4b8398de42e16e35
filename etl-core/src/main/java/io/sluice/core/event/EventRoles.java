package io.sluice.core.event;

import io.sluice.core.schema.EventSchema;
import io.sluice.core.schema.Field;
import io.sluice.core.schema.FieldType;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * Which field of a schema identifies an event and which says when it happened. Roles are configuration, not schema.
 *
 * @param id a required uuid, string or integer field
 * @param time a required date-time field, or a required integer field counting {@code unit} since the epoch
 * @param unit seconds, milliseconds or microseconds; null for a date-time field
 */
public record EventRoles(Field id, Field time, TimeUnit unit) {
    /** The field that has the role where nothing else is configured. */
    public static final String DEFAULT_ID = "event_id";

    /** As {@link #DEFAULT_ID}. */
    public static final String DEFAULT_TIME = "timestamp";

    public EventRoles {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(time, "time");
        require(
                !id.isOptional() && id.maxDefinitionLevel() == 0,
                "event.id",
                id,
                "a field every event has (required, not nullable)");
        require(
                id.type() == FieldType.UUID || id.type() == FieldType.STRING || id.type() == FieldType.LONG,
                "event.id",
                id,
                "a uuid, a string or an integer");
        require(
                !time.isOptional() && time.maxDefinitionLevel() == 0,
                "event.time",
                time,
                "a field every event has (required, not nullable)");
        require(
                time.type() == FieldType.TIMESTAMP || time.type() == FieldType.LONG,
                "event.time",
                time,
                "a date-time or an integer");
        if (time.type() == FieldType.LONG && unit == null) {
            throw new IllegalArgumentException("event.time-unit must say what the integer field " + time.path()
                    + " counts: seconds, millis or micros");
        }
    }

    private static void require(boolean condition, String key, Field field, String expected) {
        if (!condition) {
            throw new IllegalArgumentException(
                    key + " must name " + expected + ", but " + field.path() + " is " + field);
        }
    }

    /** The roles of the built-in event. */
    public static EventRoles builtIn() {
        return of(EventSchema.builtIn(), DEFAULT_ID, DEFAULT_TIME, null);
    }

    /**
     * The roles by field path.
     *
     * @throws IllegalArgumentException if a field is missing or cannot have the role
     */
    public static EventRoles of(EventSchema schema, String idPath, String timePath, TimeUnit unit) {
        return new EventRoles(find(schema, "event.id", idPath), find(schema, "event.time", timePath), unit);
    }

    private static Field find(EventSchema schema, String key, String path) {
        Field field = schema.field(path);
        if (field == null) {
            throw new IllegalArgumentException(key + " names " + path + ", which schema " + schema.name()
                    + " does not have; its fields are " + schema.columnPaths());
        }
        return field;
    }

    /** Microseconds in one unit of the time field; 1 for a date-time. */
    public long microsPerUnit() {
        return time.type() == FieldType.TIMESTAMP ? 1 : unit.toMicros(1);
    }
}
