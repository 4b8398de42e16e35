package io.sluice.lake.parquet;

import static org.apache.parquet.schema.LogicalTypeAnnotation.stringType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.timestampType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.uuidType;

import io.sluice.core.schema.EventSchema;
import io.sluice.core.schema.Field;
import io.sluice.core.schema.FieldType;
import io.sluice.core.window.Aggregate;
import io.sluice.core.window.WindowSpec;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;
import org.apache.parquet.schema.Types;

/** The Parquet schemas of the tables. */
public final class TableSchemas {
    /** The column of {@code events/}, {@code late/} and {@code rejected/} that holds the source partition. */
    public static final String SOURCE_PARTITION = "source_partition";

    /** The column of {@code events/}, {@code late/} and {@code rejected/} that holds the offset in it. */
    public static final String SOURCE_OFFSET = "source_offset";

    private TableSchemas() {}

    /**
     * {@code events/} and {@code late/}: the schema's columns, none of which has a name that the table needs, and where a
     * row came from.
     */
    public static MessageType events(EventSchema schema, UuidFormat uuid) {
        List<Type> columns = new ArrayList<>();
        for (Field field : schema.fields()) {
            columns.add(column(field, uuid));
        }
        columns.add(Types.required(PrimitiveTypeName.INT32).named(SOURCE_PARTITION));
        columns.add(Types.required(PrimitiveTypeName.INT64).named(SOURCE_OFFSET));
        return new MessageType("event", columns);
    }

    private static Type column(Field field, UuidFormat uuid) {
        Repetition repetition = field.isOptional() ? Repetition.OPTIONAL : Repetition.REQUIRED;
        if (!field.isGroup()) {
            return leaf(field.type(), repetition, field.name(), uuid);
        }
        List<Type> children = new ArrayList<>();
        for (Field child : field.children()) {
            children.add(column(child, uuid));
        }
        return new GroupType(repetition, field.name(), children);
    }

    private static PrimitiveType leaf(FieldType type, Repetition repetition, String name, UuidFormat uuid) {
        return switch (type) {
            case STRING, JSON ->
                Types.primitive(PrimitiveTypeName.BINARY, repetition)
                        .as(stringType())
                        .named(name);
            case UUID ->
                uuid == UuidFormat.STRING
                        ? Types.primitive(PrimitiveTypeName.BINARY, repetition)
                                .as(stringType())
                                .named(name)
                        : Types.primitive(PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY, repetition)
                                .length(16)
                                .as(uuidType())
                                .named(name);
            case TIMESTAMP -> timestamp(repetition, name);
            case DOUBLE -> Types.primitive(PrimitiveTypeName.DOUBLE, repetition).named(name);
            case LONG -> Types.primitive(PrimitiveTypeName.INT64, repetition).named(name);
            case BOOLEAN ->
                Types.primitive(PrimitiveTypeName.BOOLEAN, repetition).named(name);
            case GROUP -> throw new IllegalArgumentException("A group has no column: " + name);
        };
    }

    private static PrimitiveType timestamp(Repetition repetition, String name) {
        return Types.primitive(PrimitiveTypeName.INT64, repetition)
                .as(timestampType(true, TimeUnit.MICROS))
                .named(name);
    }

    /**
     * {@code windows/}: bounds, by-columns, aggregates, and when the row was written.
     *
     * @throws IllegalArgumentException if a by-field is an object
     */
    public static MessageType windows(WindowSpec windows, UuidFormat uuid) {
        List<Type> columns = new ArrayList<>();
        columns.add(timestamp(Repetition.REQUIRED, "window_start"));
        columns.add(timestamp(Repetition.REQUIRED, "window_end"));
        for (Field field : windows.by()) {
            if (field.isGroup()) {
                throw new IllegalArgumentException("windows.by names " + field.path()
                        + ", which is an object; name the fields in it that are meant");
            }
            String name = WindowSpec.columnName(field);
            Repetition repetition = field.maxDefinitionLevel() > 0 ? Repetition.OPTIONAL : Repetition.REQUIRED;
            columns.add(leaf(field.type(), repetition, name, uuid));
        }
        for (Aggregate aggregate : windows.aggregates()) {
            Repetition repetition = aggregate.isOptional() ? Repetition.OPTIONAL : Repetition.REQUIRED;
            columns.add(leaf(aggregate.type(), repetition, aggregate.name(), uuid));
        }
        columns.add(timestamp(Repetition.REQUIRED, "processing_time"));
        return new MessageType("window", columns);
    }

    /** {@code rejected/}. */
    public static MessageType rejected() {
        return new MessageType(
                "rejection",
                leaf(FieldType.STRING, Repetition.REQUIRED, "reason", UuidFormat.STRING),
                leaf(FieldType.STRING, Repetition.REQUIRED, "field", UuidFormat.STRING),
                leaf(FieldType.STRING, Repetition.REQUIRED, "detail", UuidFormat.STRING),
                leaf(FieldType.STRING, Repetition.REQUIRED, "source_topic", UuidFormat.STRING),
                Types.required(PrimitiveTypeName.INT32).named(SOURCE_PARTITION),
                Types.required(PrimitiveTypeName.INT64).named(SOURCE_OFFSET),
                timestamp(Repetition.OPTIONAL, "record_time"),
                Types.optional(PrimitiveTypeName.BINARY).named("payload"),
                Types.required(PrimitiveTypeName.INT64).named("payload_bytes"));
    }
}
