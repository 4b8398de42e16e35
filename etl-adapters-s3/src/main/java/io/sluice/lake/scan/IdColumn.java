package io.sluice.lake.scan;

import io.sluice.core.event.Murmur3;
import io.sluice.core.port.DataGapException;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.LogicalTypeAnnotation.UUIDLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/**
 * The event ids of one row group as 128 bits, as the deduplicator has them: a uuid is itself, an integer too, another
 * text is hashed. The widest column of most tables, so nothing of it is read before the first rows are asked for.
 */
final class IdColumn implements AutoCloseable {
    private static final int UUID_CHARACTERS = 36;
    private static final int BLOCK_ROWS = 8192;

    private final ParquetFileReader file;
    private final int rowGroup;
    private final ColumnDescriptor column;
    private final String path;
    private final Murmur3 murmur = new Murmur3();

    private PageReadStore pages;
    private ColumnPages reader;
    private int[] ids = new int[0];
    private long nextRow;
    private long high;
    private long low;

    IdColumn(ParquetFileReader file, int rowGroup, ColumnDescriptor column, String path) {
        this.file = file;
        this.rowGroup = rowGroup;
        this.column = column;
        this.path = path;
    }

    /**
     * Checks that a column may hold ids.
     *
     * @param path names the file in messages
     * @throws IllegalArgumentException if it may not
     */
    static void requireIds(ColumnDescriptor column, String path) {
        if (column.getMaxRepetitionLevel() > 0 || !ColumnTypes.areIds(column)) {
            throw ColumnTypes.refused("tell events apart by", column, path, "ids are uuids, texts or integers");
        }
    }

    /** Reads the ids of some rows, passing over those before; rows are only asked for in ascending order. */
    void read(long firstRow, int rows, long[] highs, long[] lows) {
        Decoding.of(path, () -> {
            if (reader == null) {
                open();
            }
            decode(firstRow, rows, highs, lows);
            return null;
        });
    }

    private void open() throws IOException {
        file.setRequestedSchema(ColumnPaths.only(file.getFileMetaData().getSchema(), List.of(column)));
        pages = file.readRowGroup(rowGroup);
        reader = new ColumnPages(column, pages);
    }

    private void decode(long firstRow, int rows, long[] highs, long[] lows) throws IOException {
        while (nextRow < firstRow) {
            nextRow += reader.next((int) Math.min(firstRow - nextRow, BLOCK_ROWS));
            skip(reader.present());
        }
        for (int done = 0; done < rows; ) {
            int count = reader.next(rows - done);
            requirePresent(count);
            decode(done, count, highs, lows);
            nextRow += count;
            done += count;
        }
    }

    private void skip(int count) {
        if (reader.hasIds()) {
            readIds(count);
        } else {
            reader.values().skip(count);
        }
    }

    private void readIds(int count) {
        if (ids.length < count) {
            ids = new int[count];
        }
        reader.readIds(ids, 0, count);
    }

    private void requirePresent(int count) {
        for (int row = 0; reader.present() < count && row < count; row++) {
            if (!reader.isPresent(row)) {
                throw new DataGapException("Data file " + path + " has an event without an id in column "
                        + ColumnPaths.path(column) + ", row " + (nextRow + row) + " of row group " + rowGroup);
            }
        }
    }

    private void decode(int from, int count, long[] highs, long[] lows) {
        PrimitiveTypeName type = column.getPrimitiveType().getPrimitiveTypeName();
        boolean isUnsigned = ColumnTypes.isUnsigned(column.getPrimitiveType());
        boolean hasIds = reader.hasIds();
        if (hasIds) {
            readIds(count);
        }
        for (int i = 0; i < count; i++) {
            high = 0;
            switch (type) {
                case BINARY, FIXED_LEN_BYTE_ARRAY ->
                    decode(
                            hasIds
                                    ? reader.dictionary().decodeToBinary(ids[i])
                                    : reader.values().readBytes());
                case INT64 ->
                    low = hasIds
                            ? reader.dictionary().decodeToLong(ids[i])
                            : reader.values().readLong();
                case INT32 -> {
                    int value = hasIds
                            ? reader.dictionary().decodeToInt(ids[i])
                            : reader.values().readInteger();
                    low = isUnsigned ? Integer.toUnsignedLong(value) : value;
                }
                default -> throw new IllegalStateException("Refused before: " + column);
            }
            highs[from + i] = high;
            lows[from + i] = low;
        }
    }

    private void decode(Binary binary) {
        if (column.getPrimitiveType().getLogicalTypeAnnotation() instanceof UUIDLogicalTypeAnnotation) {
            ByteBuffer bits = binary.toByteBuffer();
            high = bits.getLong(bits.position());
            low = bits.getLong(bits.position() + Long.BYTES);
            return;
        }
        byte[] bytes = binary.getBytesUnsafe();
        if (ColumnTypes.isWholeDecimal(column.getPrimitiveType())) {
            BigInteger value = ColumnTypes.integer(binary.toByteBuffer());
            if (value.bitLength() < Long.SIZE) {
                low = value.longValue();
                return;
            }
            bytes = value.toByteArray(); // without the padding, which may differ
        }
        if (!parseUuid(bytes)) {
            murmur.hash(bytes, 0, bytes.length);
            high = murmur.high();
            low = murmur.low();
        }
    }

    /** Takes 8-4-4-4-12 lower-case hex digits, which is how uuids are written; upper case makes another text. */
    private boolean parseUuid(byte[] text) {
        if (text.length != UUID_CHARACTERS || text[8] != '-' || text[13] != '-' || text[18] != '-' || text[23] != '-') {
            return false;
        }
        long first = 0;
        long second = 0;
        int wrong = 0;
        for (int i = 0; i < UUID_CHARACTERS; i++) {
            if (i == 8 || i == 13 || i == 18 || i == 23) {
                continue;
            }
            int digit = digit(text[i]);
            wrong |= digit;
            if (i < 18) {
                first = first << 4 | digit;
            } else {
                second = second << 4 | digit;
            }
        }
        if (wrong < 0) {
            return false;
        }
        high = first;
        low = second;
        return true;
    }

    private static int digit(byte character) {
        if (character >= '0' && character <= '9') {
            return character - '0';
        }
        return character >= 'a' && character <= 'f' ? character - 'a' + 10 : -1;
    }

    @Override
    public void close() {
        if (pages != null) {
            pages.close();
        }
    }
}
