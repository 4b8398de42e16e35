package io.sluice.lake.scan;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Dictionary;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.column.values.ValuesReader;

/** The numbers of one column of one row group, front to back. */
final class ColumnValues {
    private final ToDoubleFunction<ValuesReader> numbers;
    private final ColumnPages pages;
    private final double[] ofDictionary;
    private int[] ids = new int[0];

    /** @param column holds numbers */
    ColumnValues(ColumnDescriptor column, PageReadStore rowGroup) throws IOException {
        this.numbers = ColumnTypes.numbers(column);
        this.pages = new ColumnPages(column, rowGroup);
        this.ofDictionary = pages.dictionary() == null ? null : decode(pages.dictionary());
    }

    /**
     * Checks that a column holds numbers.
     *
     * @param path names the file in messages
     * @throws IllegalArgumentException if it does not
     */
    static void requireNumbers(ColumnDescriptor column, String path) {
        if (column.getMaxRepetitionLevel() > 0 || ColumnTypes.numbers(column) == null) {
            throw ColumnTypes.refused(
                    "take quantiles of", column, path, "quantiles are taken of integers, decimals and floating point");
        }
    }

    private double[] decode(Dictionary dictionary) {
        DictionaryValues values = new DictionaryValues(dictionary);
        double[] decoded = new double[values.count()];
        readOthers(values, decoded, 0, decoded.length);
        return decoded;
    }

    /** Reads the next rows; NaN where there is no value, positive infinity where it is no finite number. */
    void read(double[] into, int rows) throws IOException {
        for (int done = 0; done < rows; ) {
            int count = pages.next(rows - done);
            readPresent(into, done, pages.present());
            if (pages.present() < count) {
                spread(into, done, count);
            }
            done += count;
        }
    }

    private void readPresent(double[] into, int from, int count) {
        ByteBuffer doubles = pages.doubles();
        if (doubles != null) {
            doubles.asDoubleBuffer().get(into, from, count);
            doubles.position(doubles.position() + Double.BYTES * count);
            markNotFinite(into, from, count);
        } else if (pages.hasIds()) {
            readFromDictionary(into, from, count);
        } else {
            readOthers(pages.values(), into, from, count);
        }
    }

    private void readFromDictionary(double[] into, int from, int count) {
        if (ids.length < count) {
            ids = new int[count];
        }
        pages.readIds(ids, 0, count);
        for (int i = 0; i < count; i++) {
            into[from + i] = ofDictionary[ids[i]];
        }
    }

    private void readOthers(ValuesReader values, double[] into, int from, int count) {
        for (int i = from; i < from + count; i++) {
            into[i] = numbers.applyAsDouble(values);
        }
        markNotFinite(into, from, count);
    }

    /** NaN is left to say that there is no value. */
    private static void markNotFinite(double[] read, int from, int count) {
        for (int i = from; i < from + count; i++) {
            read[i] = Math.abs(read[i]) <= Double.MAX_VALUE ? read[i] : Double.POSITIVE_INFINITY;
        }
    }

    /** Moves the values of a run of rows, which stand at its front, to their rows; from behind, so that none is lost. */
    private void spread(double[] into, int from, int count) {
        int next = from + pages.present();
        for (int row = count - 1; row >= 0; row--) {
            into[from + row] = pages.isPresent(row) ? into[--next] : Double.NaN;
        }
    }

    /** Of a file that has no such column. */
    static void readAbsent(double[] into, int rows) {
        Arrays.fill(into, 0, rows, Double.NaN);
    }
}
