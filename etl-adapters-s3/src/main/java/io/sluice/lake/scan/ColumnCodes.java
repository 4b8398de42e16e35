package io.sluice.lake.scan;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.Dictionary;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.hadoop.metadata.FileMetaData;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.EnumLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.JsonLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.StringLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.UUIDLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/**
 * The values of one by-column as small codes, the same for equal values over all files of an hour. Where pages are
 * dictionary-encoded, as columns with few values are, a row costs one look-up in an array by its dictionary id.
 */
final class ColumnCodes extends PrimitiveConverter {
    private static final int UNKNOWN = -1;
    private static final int ABSENT = -1;

    private final Map<Object, Integer> codes = new HashMap<>();
    private final Map<Binary, Integer> codesOfBytes = new HashMap<>();
    private final List<Object> values = new ArrayList<>();

    private ColumnReader reader;
    private int present;
    private PrimitiveTypeName type;
    private boolean isUuid;
    private Dictionary dictionary;
    private int[] codesOfDictionary;
    private int code;

    /** What a code stands for. */
    Object value(int valueCode) {
        return values.get(valueCode);
    }

    /**
     * Checks that the values of a column can make groups.
     *
     * @throws IllegalArgumentException if they cannot
     */
    static void requireGroups(ColumnDescriptor column) {
        PrimitiveType columnType = column.getPrimitiveType();
        LogicalTypeAnnotation annotation = columnType.getLogicalTypeAnnotation();
        boolean groups =
                switch (columnType.getPrimitiveTypeName()) {
                    case BINARY ->
                        annotation == null
                                || annotation instanceof StringLogicalTypeAnnotation
                                || annotation instanceof EnumLogicalTypeAnnotation
                                || annotation instanceof JsonLogicalTypeAnnotation;
                    case FIXED_LEN_BYTE_ARRAY -> annotation instanceof UUIDLogicalTypeAnnotation;
                    case INT32, INT64 -> annotation == null || annotation instanceof IntLogicalTypeAnnotation;
                    case BOOLEAN, FLOAT, DOUBLE -> annotation == null;
                    case INT96 -> false;
                };
        if (!groups || column.getMaxRepetitionLevel() > 0) {
            throw new IllegalArgumentException("Cannot group by " + ColumnPaths.path(column) + ": it is " + columnType
                    + "; groups are made by texts, integers, numbers and booleans");
        }
    }

    /**
     * Goes on with a row group.
     *
     * @param column nothing if the file has no such column
     */
    void start(Optional<ColumnDescriptor> column, PageReadStore pages, FileMetaData metadata) {
        reader = null;
        if (column.isEmpty()) {
            return;
        }
        PrimitiveType columnType = column.get().getPrimitiveType();
        type = columnType.getPrimitiveTypeName();
        present = column.get().getMaxDefinitionLevel();
        if (isUuid != (columnType.getLogicalTypeAnnotation() instanceof UUIDLogicalTypeAnnotation)) {
            codesOfBytes.clear(); // the same bytes are another value now
            isUuid = !isUuid;
        }
        reader = ColumnReaders.of(column.get(), pages, metadata, this);
    }

    /** Reads the codes of the next rows; -1 where there is no value. */
    void read(int[] into, int rows) {
        if (reader == null) {
            Arrays.fill(into, 0, rows, ABSENT);
            return;
        }
        for (int row = 0; row < rows; row++) {
            if (reader.getCurrentDefinitionLevel() == present) {
                reader.writeCurrentValueToConverter();
                into[row] = code;
            } else {
                into[row] = ABSENT;
            }
            reader.consume();
        }
    }

    @Override
    public boolean hasDictionarySupport() {
        return true;
    }

    @Override
    public void setDictionary(Dictionary newDictionary) {
        dictionary = newDictionary;
        codesOfDictionary = new int[newDictionary.getMaxId() + 1];
        Arrays.fill(codesOfDictionary, UNKNOWN);
    }

    @Override
    public void addValueFromDictionary(int id) {
        int known = codesOfDictionary[id];
        if (known != UNKNOWN) {
            code = known;
            return;
        }
        decode(id);
        codesOfDictionary[id] = code;
    }

    private void decode(int id) {
        switch (type) {
            case BINARY, FIXED_LEN_BYTE_ARRAY -> addBinary(dictionary.decodeToBinary(id));
            case INT32 -> addInt(dictionary.decodeToInt(id));
            case INT64 -> addLong(dictionary.decodeToLong(id));
            case FLOAT -> addFloat(dictionary.decodeToFloat(id));
            case DOUBLE -> addDouble(dictionary.decodeToDouble(id));
            case BOOLEAN -> addBoolean(dictionary.decodeToBoolean(id));
            case INT96 -> throw new IllegalStateException("Refused before");
        }
    }

    @Override
    public void addBinary(Binary bytes) {
        Integer known = codesOfBytes.get(bytes);
        if (known == null) {
            known = codeOf(isUuid ? uuid(bytes) : bytes.toStringUsingUTF8());
            codesOfBytes.put(bytes.copy(), known);
        }
        code = known;
    }

    private static String uuid(Binary bytes) {
        ByteBuffer buffer = bytes.toByteBuffer();
        return new UUID(buffer.getLong(buffer.position()), buffer.getLong(buffer.position() + Long.BYTES)).toString();
    }

    @Override
    public void addInt(int value) {
        addLong(value);
    }

    @Override
    public void addLong(long value) {
        code = codeOf(value);
    }

    @Override
    public void addFloat(float value) {
        addDouble(value);
    }

    @Override
    public void addDouble(double value) {
        code = codeOf(value + 0.0); // -0.0 and 0.0 are one group
    }

    @Override
    public void addBoolean(boolean value) {
        code = codeOf(value);
    }

    private int codeOf(Object value) {
        Integer known = codes.putIfAbsent(value, values.size());
        if (known != null) {
            return known;
        }
        values.add(value);
        return values.size() - 1;
    }
}
