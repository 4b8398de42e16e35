package io.sluice.core.schema;

import java.util.List;
import java.util.Objects;

/**
 * One property of the schema, compiled: a leaf with a column, or a group with children.
 *
 * @param name the property's name
 * @param path the names from the top, joined by dots ({@code metadata.location}): how configuration names a field
 * @param pointer the JSON pointer of the property in an event ({@code /metadata/location})
 * @param type what it holds
 * @param declaredType the type as JSON Schema names it ({@code integer}), without {@code null}
 * @param required whether the enclosing object must have it
 * @param nullable whether JSON null is a value of it
 * @param checks the checks on its values
 * @param children the properties of a group in the schema's order; empty for a leaf
 * @param additionalProperties for a group: whether properties the schema doesn't name are allowed
 * @param column the index of its column among {@link EventSchema#columns()}; -1 for a group
 * @param maxDefinitionLevel how many of the enclosing groups and itself are optional: the level at which a value is
 *     present, as Parquet counts it
 * @param groupDefinitionLevel the level of the enclosing group when that is present
 */
public record Field(
        String name,
        String path,
        String pointer,
        FieldType type,
        String declaredType,
        boolean required,
        boolean nullable,
        Checks checks,
        List<Field> children,
        boolean additionalProperties,
        int column,
        int maxDefinitionLevel,
        int groupDefinitionLevel) {

    public Field {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(type, "type");
        children = List.copyOf(children);
    }

    /** Whether rows may lack a value: not required, or null allowed. Required columns are the others. */
    public boolean isOptional() {
        return !required || nullable;
    }

    /** Whether a {@link FieldType#JSON} field holds arrays rather than objects. */
    public boolean array() {
        return declaredType.equals("array");
    }

    public boolean isGroup() {
        return type == FieldType.GROUP;
    }

    @Override
    public String toString() {
        return path + " " + type + (isOptional() ? "?" : "");
    }
}
