package io.sluice.lake.scan;

import io.sluice.core.port.DataGapException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Dictionary;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.column.values.ValuesReader;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/** The numbers of one column of one row group, front to back. */
final class ColumnValues {
    private final ColumnDescriptor column;
    private final PrimitiveTypeName type;
    private final String path;
    private final ColumnPages pages;
    private final double[] ofDictionary;
    private int[] ids = new int[0];

    /** @param column holds numbers */
    ColumnValues(ColumnDescriptor column, PageReadStore rowGroup, String path) throws IOException {
        this.column = column;
        this.type = column.getPrimitiveType().getPrimitiveTypeName();
        this.path = path;
        this.pages = new ColumnPages(column, rowGroup);
        this.ofDictionary = pages.dictionary() == null ? null : decode(pages.dictionary());
    }

    /**
     * Checks that a column holds numbers.
     *
     * @throws IllegalArgumentException if it does not
     */
    static void requireNumbers(ColumnDescriptor column) {
        PrimitiveType type = column.getPrimitiveType();
        boolean plain = type.getLogicalTypeAnnotation() == null
                || type.getLogicalTypeAnnotation() instanceof IntLogicalTypeAnnotation;
        boolean number =
                switch (type.getPrimitiveTypeName()) {
                    case DOUBLE, FLOAT, INT64, INT32 -> true;
                    default -> false;
                };
        if (!plain || !number || column.getMaxRepetitionLevel() > 0) {
            throw new IllegalArgumentException(
                    "Cannot take quantiles of " + ColumnPaths.path(column) + ": it is no number but " + type);
        }
    }

    private double[] decode(Dictionary dictionary) {
        double[] decoded = new double[dictionary.getMaxId() + 1];
        for (int id = 0; id < decoded.length; id++) {
            decoded[id] = switch (type) {
                case DOUBLE -> dictionary.decodeToDouble(id);
                case FLOAT -> dictionary.decodeToFloat(id);
                case INT64 -> dictionary.decodeToLong(id);
                case INT32 -> dictionary.decodeToInt(id);
                default -> throw refusedBefore();
            };
        }
        return decoded;
    }

    private IllegalStateException refusedBefore() {
        return new IllegalStateException("Refused before: " + column);
    }

    /**
     * Reads the next rows; NaN where there is no value.
     *
     * @throws DataGapException if a value is infinite
     */
    void read(double[] into, int rows) throws IOException {
        for (int done = 0; done < rows; ) {
            int count = pages.next(rows - done);
            readPresent(into, done, pages.present());
            if (pages.present() < count) {
                spread(into, done, count);
            }
            done += count;
        }
        requireFinite(into, rows);
    }

    private void readPresent(double[] into, int from, int count) {
        ByteBuffer doubles = pages.doubles();
        if (doubles != null) {
            doubles.asDoubleBuffer().get(into, from, count);
            doubles.position(doubles.position() + Double.BYTES * count);
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
            into[i] = switch (type) {
                case DOUBLE -> values.readDouble();
                case FLOAT -> values.readFloat();
                case INT64 -> values.readLong();
                case INT32 -> values.readInteger();
                default -> throw refusedBefore();
            };
        }
    }

    /** Moves the values of a run of rows, which stand at its front, to their rows; from behind, so that none is lost. */
    private void spread(double[] into, int from, int count) {
        int next = from + pages.present();
        for (int row = count - 1; row >= 0; row--) {
            into[from + row] = pages.isPresent(row) ? into[--next] : Double.NaN;
        }
    }

    private void requireFinite(double[] read, int rows) {
        for (int row = 0; row < rows; row++) {
            if (Double.isInfinite(read[row])) {
                throw new DataGapException(
                        "Data file " + path + " holds " + read[row] + " in column " + ColumnPaths.path(column)
                                + "; events can only hold finite numbers, so somebody else wrote it");
            }
        }
    }

    /** Of a file that has no such column. */
    static void readAbsent(double[] into, int rows) {
        Arrays.fill(into, 0, rows, Double.NaN);
    }
}
