package io.sluice.lake.scan;

import java.util.List;
import java.util.Optional;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.schema.MessageType;

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

    static String path(ColumnDescriptor column) {
        return String.join(".", column.getPath());
    }
}
