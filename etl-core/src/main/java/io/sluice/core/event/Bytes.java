package io.sluice.core.event;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Reads and compares eight bytes of an array at once. */
final class Bytes {
    /** Little-endian on every machine, so that hashes of stored values never depend on it. */
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private Bytes() {}

    /** Whether two ranges hold the same bytes. For the short ranges here, faster than the general method of the JDK. */
    static boolean equal(byte[] a, int fromA, byte[] b, int fromB, int length) {
        if (length < 8) {
            return few(a, fromA, length) == few(b, fromB, length);
        }
        int last = length - 8;
        for (int i = 0; i < last; i += 8) {
            if (eight(a, fromA + i) != eight(b, fromB + i)) {
                return false;
            }
        }
        return eight(a, fromA + last) == eight(b, fromB + last);
    }

    /** Eight bytes from a place on, the first of them lowest. */
    static long eight(byte[] array, int at) {
        return (long) LONGS.get(array, at);
    }

    /** Up to seven bytes from a place on, the first of them lowest, zeros above them. */
    static long few(byte[] array, int at, int count) {
        if (array.length - at >= 8) {
            return eight(array, at) & (1L << 8 * count) - 1;
        }
        long word = 0;
        for (int i = count - 1; i >= 0; i--) {
            word = word << 8 | array[at + i] & 0xff;
        }
        return word;
    }
}
