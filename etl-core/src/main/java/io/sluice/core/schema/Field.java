package io.sluice.core.schema;

import io.sluice.core.schema.evaluate.JsonSchema;
import java.util.List;
import java.util.Objects;

/**
 * One property of the schema, compiled: a leaf with a column, or a group with children.
 *
 * @param name the column's name: the property's, escaped where no column can have it
 * @param property the property's name in an event
 * @param path the names from the top, joined by dots ({@code metadata.location}): how configuration names a field
 * @param pointer the JSON pointer of the property in an event ({@code /metadata/location})
 * @param type what it holds
 * @param declaredType the type as JSON Schema names it ({@code integer}), without {@code null}; {@code any} for several
 * @param required whether the enclosing object must have it
 * @param nullable whether JSON null is a value of it
 * @param checks the checks on its values, where {@code judge} is null
 * @param judge what its values are judged by, where checks on the way are not enough; for a group, in addition to those of its
 *     children
 * @param children the properties of a group in the schema's order; empty for a leaf
 * @param additionalProperties for a group: whether properties the schema doesn't name are allowed, as far as the decoder
 *     has to look
 * @param column the index of its column among {@link EventSchema#columns()}; -1 for a group
 * @param maxDefinitionLevel how many of the enclosing groups and itself are optional: the level at which a value is
 *     present, as Parquet counts it
 * @param groupDefinitionLevel the level of the enclosing group when that is present
 */
public record Field(
        String name,
        String property,
        String path,
        String pointer,
        FieldType type,
        String declaredType,
        boolean required,
        boolean nullable,
        Checks checks,
        JsonSchema judge,
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

    /** The same field with another name for its column, at the top of an event. */
    Field renamed(String column) {
        return relocated(column, path, column);
    }

    private Field relocated(String newName, String before, String after) {
        return new Field(
                newName,
                property,
                after + path.substring(before.length()),
                pointer,
                type,
                declaredType,
                required,
                nullable,
                checks,
                judge,
                children.stream()
                        .map(child -> child.relocated(child.name, before, after))
                        .toList(),
                additionalProperties,
                column,
                maxDefinitionLevel,
                groupDefinitionLevel);
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
