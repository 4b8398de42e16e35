package io.sluice.lake.scan;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Dictionary;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.column.values.ValuesReader;
import org.apache.parquet.io.api.Binary;
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
final class ColumnCodes {
    private static final int ABSENT = -1;

    private final Map<Object, Integer> codes = new HashMap<>();
    private final Map<Binary, Integer> codesOfTexts = new HashMap<>();
    private final Map<Binary, Integer> codesOfUuids = new HashMap<>();
    private final List<Object> values = new ArrayList<>();

    /** Null while the file has no such column. */
    private ColumnPages pages;

    private PrimitiveTypeName type;
    private boolean isUuid;
    private int[] codesOfDictionary = new int[0];

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
    void start(Optional<ColumnDescriptor> column, PageReadStore rowGroup) throws IOException {
        pages = null;
        if (column.isEmpty()) {
            return;
        }
        PrimitiveType columnType = column.get().getPrimitiveType();
        type = columnType.getPrimitiveTypeName();
        isUuid = columnType.getLogicalTypeAnnotation() instanceof UUIDLogicalTypeAnnotation;
        pages = new ColumnPages(column.get(), rowGroup);
        if (pages.dictionary() != null) {
            decode(pages.dictionary());
        }
    }

    private void decode(Dictionary dictionary) {
        codesOfDictionary = new int[dictionary.getMaxId() + 1];
        for (int id = 0; id < codesOfDictionary.length; id++) {
            codesOfDictionary[id] = codeOf(
                    switch (type) {
                        case BINARY, FIXED_LEN_BYTE_ARRAY -> text(dictionary.decodeToBinary(id));
                        case INT32 -> (Object) (long) dictionary.decodeToInt(id);
                        case INT64 -> dictionary.decodeToLong(id);
                        case FLOAT -> number(dictionary.decodeToFloat(id));
                        case DOUBLE -> number(dictionary.decodeToDouble(id));
                        case BOOLEAN -> dictionary.decodeToBoolean(id);
                        case INT96 -> throw new IllegalStateException("Refused before");
                    });
        }
    }

    /** Reads the codes of the next rows; -1 where there is no value. */
    void read(int[] into, int rows) throws IOException {
        if (pages == null) {
            Arrays.fill(into, 0, rows, ABSENT);
            return;
        }
        for (int done = 0; done < rows; ) {
            int count = pages.next(rows - done);
            readPresent(into, done, pages.present());
            if (pages.present() < count) {
                spread(into, done, count);
            }
            done += count;
        }
    }

    private void readPresent(int[] into, int from, int count) {
        if (pages.hasIds()) {
            pages.readIds(into, from, count);
            for (int i = from; i < from + count; i++) {
                into[i] = codesOfDictionary[into[i]];
            }
            return;
        }
        ByteBuffer doubles = pages.doubles();
        for (int i = from; i < from + count; i++) {
            into[i] = doubles != null ? codeOf(number(doubles.getDouble())) : codeOfNext(pages.values());
        }
    }

    /** Columns that make groups are dictionary-coded nearly always; the others may cost a look-up per row. */
    private int codeOfNext(ValuesReader reader) {
        return switch (type) {
            case BINARY, FIXED_LEN_BYTE_ARRAY -> codeOfBytes(reader.readBytes());
            case INT32 -> codeOf((long) reader.readInteger());
            case INT64 -> codeOf(reader.readLong());
            case FLOAT -> codeOf(number(reader.readFloat()));
            case DOUBLE -> codeOf(number(reader.readDouble()));
            case BOOLEAN -> codeOf(reader.readBoolean());
            case INT96 -> throw new IllegalStateException("Refused before");
        };
    }

    /** Moves the codes of a run of rows, which stand at its front, to their rows; from behind, so that none is lost. */
    private void spread(int[] into, int from, int count) {
        int next = from + pages.present();
        for (int row = count - 1; row >= 0; row--) {
            into[from + row] = pages.isPresent(row) ? into[--next] : ABSENT;
        }
    }

    private int codeOfBytes(Binary bytes) {
        Map<Binary, Integer> known = isUuid ? codesOfUuids : codesOfTexts;
        Integer code = known.get(bytes);
        if (code == null) {
            code = codeOf(text(bytes));
            known.put(bytes.copy(), code);
        }
        return code;
    }

    private String text(Binary bytes) {
        return isUuid ? uuid(bytes) : bytes.toStringUsingUTF8();
    }

    /** -0.0 and 0.0 are one group. */
    private static Double number(double value) {
        return value + 0.0;
    }

    private static String uuid(Binary bytes) {
        ByteBuffer buffer = bytes.toByteBuffer();
        return new UUID(buffer.getLong(buffer.position()), buffer.getLong(buffer.position() + Long.BYTES)).toString();
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
