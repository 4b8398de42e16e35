package io.sluice.lake.parquet;

import io.sluice.core.port.Table;
import io.sluice.core.schema.EventSchema;
import io.sluice.core.window.WindowSpec;
import java.util.EnumMap;
import java.util.Map;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.compression.CompressionCodecFactory.BytesInputCompressor;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.schema.MessageType;

/** What the files of every table look like: their schemas, encodings and compression. Immutable. */
public final class TableWriters {
    private final Compression compression;
    private final UuidFormat uuid;
    private final Map<Table, MessageType> schemas = new EnumMap<>(Table.class);
    private final Map<Table, ParquetProperties> encodings = new EnumMap<>(Table.class);

    /** @throws IllegalArgumentException if a column has a name that the tables need for themselves */
    public TableWriters(EventSchema schema, WindowSpec windows, Compression compression, UuidFormat uuid) {
        this.compression = compression;
        this.uuid = uuid;
        MessageType events = TableSchemas.events(schema, uuid);
        schemas.put(Table.EVENTS, events);
        schemas.put(Table.LATE, events);
        schemas.put(Table.WINDOWS, TableSchemas.windows(windows, uuid));
        schemas.put(Table.REJECTED, TableSchemas.rejected());
        for (Table table : Table.values()) {
            MessageType columns = schemas.get(table);
            encodings.put(
                    table,
                    columns == events ? ColumnEncodings.ofEvents(columns, schema) : ColumnEncodings.ofTable(columns));
        }
    }

    public UuidFormat uuid() {
        return uuid;
    }

    /** A compressor for files that are written by one thread at a time. */
    public BytesInputCompressor newCompressor() {
        return new PageCodecs().getCompressor(compression.codec);
    }

    /** About what an open file of a table takes of memory, however few its rows are. */
    public long openFileBytes(Table table) {
        return ColumnEncodings.openFileBytes(schemas.get(table), encodings.get(table));
    }

    /** Begins a file of a table. */
    public DataFileWriter begin(Table table, OutputFile file, BytesInputCompressor compressor) {
        return new DataFileWriter(file, schemas.get(table), encodings.get(table), compressor);
    }
}
