package io.sluice.lake.parquet;

import io.sluice.core.schema.EventSchema;
import io.sluice.core.schema.Field;
import io.sluice.core.schema.FieldType;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.column.values.ValuesWriter;
import org.apache.parquet.column.values.delta.DeltaBinaryPackingValuesWriterForInteger;
import org.apache.parquet.column.values.delta.DeltaBinaryPackingValuesWriterForLong;
import org.apache.parquet.column.values.factory.DefaultV1ValuesWriterFactory;
import org.apache.parquet.column.values.factory.ValuesWriterFactory;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/**
 * How the columns of a table are encoded: integers and times as packed differences (offsets, partitions and times are
 * nearly sorted), texts by a dictionary until it is too large, the rest plainly. Ids and JSON get neither dictionary nor
 * statistics: nearly every value is another one, so both cost much and tell nothing.
 */
final class ColumnEncodings {
    private static final int PAGE_BYTES = 1 << 20;
    private static final int PAGE_ROWS = 20_000;
    private static final int DICTIONARY_BYTES = 256 << 10;
    private static final int LEAST_DICTIONARY_BYTES = 1 << 10;

    /** Bound on the dictionaries of a file together, which take up to ten times as much while they are built. */
    private static final long DICTIONARIES_BYTES =
            Math.min(4 << 20, Runtime.getRuntime().maxMemory() / 128);

    /** What a column of a file takes as soon as it has a value: a dictionary's codes, a block of integers, the rest. */
    private static final int OPEN_DICTIONARY_BYTES = 20_000;

    private static final int OPEN_INTEGERS_BYTES = 5_500;
    private static final int OPEN_COLUMN_BYTES = 3_500;

    private ColumnEncodings() {}

    static ParquetProperties ofTable(MessageType table) {
        return dictionaries(table).build();
    }

    static ParquetProperties ofEvents(MessageType table, EventSchema schema) {
        ParquetProperties.Builder properties = dictionaries(table);
        for (Field field : schema.columns()) {
            if (field.type() == FieldType.UUID || field.type() == FieldType.JSON) {
                properties.withDictionaryEncoding(field.path(), false).withStatisticsEnabled(field.path(), false);
            }
        }
        return properties.build();
    }

    /**
     * Encodings for a file that takes over the rows of another.
     *
     * @param rowGroup of the other; null if it has none
     */
    static ParquetProperties like(MessageType table, BlockMetaData rowGroup) {
        ParquetProperties.Builder properties = dictionaries(table);
        if (rowGroup != null) {
            for (ColumnChunkMetaData chunk : rowGroup.getColumns()) {
                // A column has no statistics only where it was given neither these nor a dictionary.
                if (chunk.getStatistics() == null || chunk.getStatistics().isEmpty()) {
                    String path = chunk.getPath().toDotString();
                    properties.withDictionaryEncoding(path, false).withStatisticsEnabled(path, false);
                }
            }
        }
        return properties.build();
    }

    private static ParquetProperties.Builder dictionaries(MessageType table) {
        ParquetProperties.Builder properties = ParquetProperties.builder()
                .withWriterVersion(ParquetProperties.WriterVersion.PARQUET_1_0)
                .withValuesWriterFactory(new DeltaForIntegers())
                .withPageSize(PAGE_BYTES)
                .withPageRowCountLimit(PAGE_ROWS)
                .withDictionaryEncoding(false)
                .withSizeStatisticsEnabled(false);
        int dictionaries = 0;
        for (ColumnDescriptor column : table.getColumns()) {
            PrimitiveType type = column.getPrimitiveType();
            if (type.getPrimitiveTypeName() == PrimitiveTypeName.BINARY && type.getLogicalTypeAnnotation() != null) {
                properties.withDictionaryEncoding(String.join(".", column.getPath()), true);
                dictionaries++;
            }
        }
        return properties.withDictionaryPageSize(dictionaryBytes(dictionaries));
    }

    private static int dictionaryBytes(int dictionaries) {
        long share = DICTIONARIES_BYTES / Math.max(1, dictionaries);
        return (int) Math.max(Math.min(share, DICTIONARY_BYTES), LEAST_DICTIONARY_BYTES);
    }

    /** About what an open file takes of memory as soon as every column has a value; measured. */
    static long openFileBytes(MessageType table, ParquetProperties properties) {
        long bytes = 0;
        for (ColumnDescriptor column : table.getColumns()) {
            if (properties.isDictionaryEnabled(column)) {
                bytes += OPEN_DICTIONARY_BYTES;
            } else {
                bytes += switch (column.getPrimitiveType().getPrimitiveTypeName()) {
                    case INT32, INT64 -> OPEN_INTEGERS_BYTES;
                    default -> OPEN_COLUMN_BYTES;
                };
            }
        }
        return bytes;
    }

    /** Parquet's own choice but for integers, which it packs only in data pages of version 2. */
    private static final class DeltaForIntegers implements ValuesWriterFactory {
        private final DefaultV1ValuesWriterFactory others = new DefaultV1ValuesWriterFactory();
        private ParquetProperties properties;

        @Override
        public void initialize(ParquetProperties parquetProperties) {
            properties = parquetProperties;
            others.initialize(parquetProperties);
        }

        @Override
        public ValuesWriter newValuesWriter(ColumnDescriptor column) {
            int slabBytes = properties.getInitialSlabSize();
            int pageBytes = properties.getPageSizeThreshold();
            return switch (column.getPrimitiveType().getPrimitiveTypeName()) {
                case INT32 ->
                    new DeltaBinaryPackingValuesWriterForInteger(slabBytes, pageBytes, properties.getAllocator());
                case INT64 ->
                    new DeltaBinaryPackingValuesWriterForLong(slabBytes, pageBytes, properties.getAllocator());
                default -> others.newValuesWriter(column);
            };
        }
    }
}
