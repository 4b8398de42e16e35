package io.sluice.spark.query;

import java.nio.ByteBuffer;

/** Doubles as the bytes of a binary column. */
final class DoubleBytes {
    /** What one array of bytes holds. */
    private static final int MAX_VALUES = (Integer.MAX_VALUE - 8) / Double.BYTES;

    private DoubleBytes() {}

    /** @param what is named where the values are too many */
    static byte[] of(double[] values, Object what) {
        if (values.length > MAX_VALUES) {
            throw new IllegalStateException("One hour of " + what + " has " + values.length
                    + " values, and Spark moves at most " + MAX_VALUES + " at a time; ask for smaller groups");
        }
        byte[] bytes = new byte[values.length * Double.BYTES];
        ByteBuffer.wrap(bytes).asDoubleBuffer().put(values);
        return bytes;
    }

    static double[] values(byte[] bytes) {
        double[] values = new double[bytes.length / Double.BYTES];
        ByteBuffer.wrap(bytes).asDoubleBuffer().get(values);
        return values;
    }

    /** Copies the values to a place in an array, and returns the place behind them. */
    static int copy(byte[] bytes, double[] values, int at) {
        int count = bytes.length / Double.BYTES;
        ByteBuffer.wrap(bytes).asDoubleBuffer().get(values, at, count);
        return at + count;
    }
}
