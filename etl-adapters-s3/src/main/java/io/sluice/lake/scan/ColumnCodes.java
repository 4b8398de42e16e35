package io.sluice.lake.scan;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.column.values.ValuesReader;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.PrimitiveType;

/**
 * The values of one by-column as small codes, the same for equal values over all files of an hour. Where pages are
 * dictionary-encoded, as columns with few values are, a row costs one look-up in an array by its dictionary id.
 */
final class ColumnCodes {
    private static final int ABSENT = -1;

    private final Map<Object, Integer> codes = new HashMap<>();
    /** By their bytes, as a column of the current type has them. */
    private final Map<Binary, Integer> codesOfBytes = new HashMap<>();

    private final List<Object> values = new ArrayList<>();

    /** Null while the file has no such column. */
    private ColumnPages pages;

    private PrimitiveType type;
    private Function<ValuesReader, Object> groups;
    private final SingleValue single = new SingleValue();
    private int[] codesOfDictionary = new int[0];

    /** What a code stands for. */
    Object value(int valueCode) {
        return values.get(valueCode);
    }

    /**
     * Checks that the values of a column can make groups.
     *
     * @param path names the file in messages
     * @throws IllegalArgumentException if they cannot
     */
    static void requireGroups(ColumnDescriptor column, String path) {
        if (column.getMaxRepetitionLevel() > 0 || ColumnTypes.groups(column) == null) {
            throw ColumnTypes.refused(
                    "group by", column, path, "groups are made by texts, uuids, dates, numbers and booleans");
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
        if (!column.get().getPrimitiveType().equals(type)) {
            type = column.get().getPrimitiveType();
            groups = ColumnTypes.groups(column.get());
            codesOfBytes.clear();
        }
        pages = new ColumnPages(column.get(), rowGroup);
        if (pages.dictionary() != null) {
            decode(new DictionaryValues(pages.dictionary()));
        }
    }

    private void decode(DictionaryValues dictionary) {
        codesOfDictionary = new int[dictionary.count()];
        for (int id = 0; id < codesOfDictionary.length; id++) {
            codesOfDictionary[id] = codeOf(groups.apply(dictionary));
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
            into[i] = doubles != null ? codeOf(doubles.getDouble() + 0.0) : codeOfNext(pages.values());
        }
    }

    /** Columns that make groups are dictionary-coded nearly always; the others may cost a look-up per row. */
    private int codeOfNext(ValuesReader reader) {
        return switch (type.getPrimitiveTypeName()) {
            case BINARY, FIXED_LEN_BYTE_ARRAY -> codeOfBytes(reader.readBytes());
            default -> codeOf(groups.apply(reader));
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
        Integer code = codesOfBytes.get(bytes);
        if (code == null) {
            single.value = bytes;
            code = codeOf(groups.apply(single));
            codesOfBytes.put(bytes.copy(), code);
        }
        return code;
    }

    private int codeOf(Object value) {
        Integer known = codes.putIfAbsent(value, values.size());
        if (known != null) {
            return known;
        }
        values.add(value);
        return values.size() - 1;
    }

    /** A value that is read already, to be read as those of a page are. */
    private static final class SingleValue extends ValuesReader {
        private Binary value;

        @Override
        public Binary readBytes() {
            return value;
        }

        @Override
        public void skip() {
            throw new IllegalStateException("There is one value only");
        }
    }
}
