package io.sluice.spark;

import io.sluice.core.schema.EventSchema;
import io.sluice.core.schema.Field;
import java.util.List;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** The events of a schema in Spark's words: the type of a row of {@code events/} without its source columns. */
public final class EventStructType {
    private EventStructType() {}

    /** The columns in the schema's order; optional ones are nullable. */
    public static StructType of(EventSchema schema) {
        return struct(schema.fields());
    }

    private static StructType struct(List<Field> fields) {
        StructType struct = new StructType();
        for (Field field : fields) {
            struct = struct.add(new StructField(field.name(), type(field), field.isOptional(), Metadata.empty()));
        }
        return struct;
    }

    private static DataType type(Field field) {
        return switch (field.type()) {
            case STRING, UUID, JSON -> DataTypes.StringType;
            case TIMESTAMP -> DataTypes.TimestampType;
            case DOUBLE -> DataTypes.DoubleType;
            case LONG -> DataTypes.LongType;
            case BOOLEAN -> DataTypes.BooleanType;
            case GROUP -> struct(field.children());
        };
    }
}
