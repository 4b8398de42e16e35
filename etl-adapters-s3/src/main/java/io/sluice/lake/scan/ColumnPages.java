package io.sluice.lake.scan;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.parquet.bytes.ByteBufferInputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Dictionary;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.ValuesType;
import org.apache.parquet.column.page.DataPage;
import org.apache.parquet.column.page.DataPageV1;
import org.apache.parquet.column.page.DataPageV2;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.column.values.ValuesReader;
import org.apache.parquet.io.ParquetDecodingException;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/**
 * The pages of one column of one row group, front to back, a run of rows at a time: which of the rows have a value, and
 * where the values stand. Dictionary ids and plain doubles are handed out many at a time; whatever else there is comes
 * from the library's readers value by value.
 *
 * <p>Every step is {@link #next}, then exactly {@link #present()} values from whichever of {@link #readIds},
 * {@link #doubles()} and {@link #values()} the page has.
 */
final class ColumnPages {
    private final ColumnDescriptor column;
    private final PageReader pages;
    private final int maxLevel;
    private final Dictionary dictionary;

    private int rowsLeft;
    private int rows;
    private int present;
    /** Null where every row has a value. */
    private HybridValues levels;

    private int[] levelsOfRows = new int[0];
    private HybridValues ids;
    private ByteBuffer doubles;
    private ValuesReader values;

    /** @param column not repeated */
    ColumnPages(ColumnDescriptor column, PageReadStore rowGroup) throws IOException {
        this.column = column;
        this.pages = rowGroup.getPageReader(column);
        this.maxLevel = column.getMaxDefinitionLevel();
        DictionaryPage page = pages.readDictionaryPage();
        this.dictionary = page == null ? null : page.getEncoding().initDictionary(column, page);
    }

    /** What dictionary ids stand for; null if there is no dictionary. */
    Dictionary dictionary() {
        return dictionary;
    }

    /** Goes on to the next rows, all of one page and at most so many. Returns how many they are, at least one. */
    int next(int atMost) throws IOException {
        while (rowsLeft == 0) {
            nextPage();
        }
        rows = Math.min(atMost, rowsLeft);
        rowsLeft -= rows;
        present = rows;
        if (levels != null) {
            readLevels();
        }
        return rows;
    }

    /** How many of the rows have a value. */
    int present() {
        return present;
    }

    /** Whether one of the rows, counted from 0, has a value. */
    boolean isPresent(int row) {
        return present == rows || levelsOfRows[row] == maxLevel;
    }

    /** Whether the values are ids of the dictionary's. */
    boolean hasIds() {
        return ids != null;
    }

    /** Reads the next dictionary ids. */
    void readIds(int[] into, int from, int count) {
        ids.read(into, from, count);
    }

    /** The doubles of the page from the next one on, little-endian, or null if they are not there like that. */
    ByteBuffer doubles() {
        return doubles;
    }

    /** The reader of all other values. */
    ValuesReader values() {
        return values;
    }

    private void readLevels() {
        if (levelsOfRows.length < rows) {
            levelsOfRows = new int[rows];
        }
        levels.read(levelsOfRows, 0, rows);
        int count = 0;
        for (int row = 0; row < rows; row++) {
            count += levelsOfRows[row] == maxLevel ? 1 : 0;
        }
        present = count;
    }

    private void nextPage() throws IOException {
        DataPage page = pages.readPage();
        if (page == null) {
            throw new ParquetDecodingException(
                    "Column " + ColumnPaths.path(column) + " has fewer rows than its row group");
        }
        rowsLeft = page.getValueCount();
        if (page instanceof DataPageV1 first) {
            begin(first);
        } else {
            begin((DataPageV2) page);
        }
    }

    private void begin(DataPageV1 page) throws IOException {
        ByteBuffer bytes = buffer(page.getBytes());
        if (maxLevel > 0) {
            if (page.getDlEncoding() != Encoding.RLE) {
                throw new ParquetDecodingException(
                        "Definition levels in encoding " + page.getDlEncoding() + ", which writers gave up in 2013");
            }
            int length = bytes.getInt();
            ByteBuffer ofLevels = bytes.slice();
            ofLevels.limit(length);
            beginLevels(ofLevels);
            bytes.position(bytes.position() + length);
        }
        beginValues(page.getValueEncoding(), bytes);
    }

    private void begin(DataPageV2 page) throws IOException {
        if (maxLevel > 0) {
            beginLevels(buffer(page.getDefinitionLevels()));
        }
        beginValues(page.getDataEncoding(), buffer(page.getData()));
    }

    private void beginLevels(ByteBuffer bytes) {
        levels = new HybridValues(bytes, Integer.SIZE - Integer.numberOfLeadingZeros(maxLevel));
    }

    private void beginValues(Encoding encoding, ByteBuffer bytes) throws IOException {
        ids = null;
        doubles = null;
        values = null;
        if (encoding.usesDictionary()) {
            if (dictionary == null) {
                throw new ParquetDecodingException(
                        "Column " + ColumnPaths.path(column) + " has no dictionary for its ids");
            }
            // A page without any value may lack the width of its ids, too.
            ids = new HybridValues(bytes, bytes.hasRemaining() ? bytes.get() : 0);
        } else if (encoding == Encoding.PLAIN
                && column.getPrimitiveType().getPrimitiveTypeName() == PrimitiveTypeName.DOUBLE) {
            doubles = bytes;
        } else {
            values = encoding.getValuesReader(column, ValuesType.VALUES);
            values.initFromPage(rowsLeft, ByteBufferInputStream.wrap(bytes));
        }
    }

    private static ByteBuffer buffer(BytesInput input) throws IOException {
        ByteBufferInputStream bytes = input.toInputStream();
        return bytes.slice(bytes.available()).order(ByteOrder.LITTLE_ENDIAN);
    }
}
