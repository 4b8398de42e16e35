package io.sluice.lake.scan;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/** Columns by their dotted paths. */
final class ColumnPaths {
    private ColumnPaths() {}

    /** The column at a dotted path; nothing if there is none. */
    static Optional<ColumnDescriptor> find(MessageType schema, String path) {
        for (ColumnDescriptor column : schema.getColumns()) {
            if (path(column).equals(path)) {
                return Optional.of(column);
            }
        }
        return Optional.empty();
    }

    /** The dotted paths of all columns, for messages. */
    static List<String> all(MessageType schema) {
        return schema.getColumns().stream().map(ColumnPaths::path).toList();
    }

    /** What a schema has of some columns: in this form every version of the library takes them that Spark may bring. */
    static MessageType only(MessageType schema, List<ColumnDescriptor> columns) {
        Set<List<String>> paths = new HashSet<>();
        columns.forEach(column -> paths.add(List.of(column.getPath())));
        return new MessageType(schema.getName(), only(schema, List.of(), paths));
    }

    private static List<Type> only(GroupType group, List<String> pathOfGroup, Set<List<String>> paths) {
        List<Type> fields = new ArrayList<>();
        for (Type field : group.getFields()) {
            List<String> path = new ArrayList<>(pathOfGroup);
            path.add(field.getName());
            if (!field.isPrimitive()) {
                List<Type> inner = only(field.asGroupType(), path, paths);
                if (!inner.isEmpty()) {
                    fields.add(field.asGroupType().withNewFields(inner));
                }
            } else if (paths.contains(path)) {
                fields.add(field);
            }
        }
        return fields;
    }

    /** The group around a column that is one value together, if there is one: a list, map or variant. */
    static Optional<Type> annotatedGroup(MessageType schema, ColumnDescriptor column) {
        GroupType group = schema;
        for (int depth = 0; depth < column.getPath().length - 1; depth++) {
            group = group.getType(column.getPath()[depth]).asGroupType();
            if (group.getLogicalTypeAnnotation() != null) {
                return Optional.of(group);
            }
        }
        return Optional.empty();
    }

    static String path(ColumnDescriptor column) {
        return String.join(".", column.getPath());
    }
}
