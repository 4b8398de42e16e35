package io.sluice.lake.scan;

import io.sluice.core.port.EventScan.Projection;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.parquet.schema.MessageType;

/**
 * The columns of the newest file, which has all that the table ever had, since fields are only ever added. An older file
 * may lack a column; a column that the newest lacks is a wrong question.
 */
final class TableColumns {
    private final Supplier<MessageType> newest;
    private MessageType schema;

    TableColumns(Supplier<MessageType> newest) {
        this.newest = newest;
    }

    /**
     * Checks that the table has the columns.
     *
     * @throws IllegalArgumentException naming the one it has not, and those it has
     */
    synchronized void require(Projection projection) {
        if (schema == null) {
            schema = newest.get();
        }
        List<String> paths = new ArrayList<>(projection.by());
        paths.add(projection.value());
        paths.add(projection.id());
        for (String path : paths) {
            if (ColumnPaths.find(schema, path).isEmpty()) {
                throw new IllegalArgumentException(
                        "The events table has no column " + path + "; it has " + ColumnPaths.all(schema));
            }
        }
    }
}
