package io.sluice.core.event;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Reads and compares eight bytes of an array at once. */
final class Bytes {
    /** Little-endian on every machine, so that hashes of stored values never depend on it. */
    static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private Bytes() {}

    /** Whether two ranges hold the same bytes. For the short ranges here, faster than the general method of the JDK. */
    static boolean equal(byte[] a, int fromA, byte[] b, int fromB, int length) {
        int i = 0;
        for (; i + 8 <= length; i += 8) {
            if ((long) LONGS.get(a, fromA + i) != (long) LONGS.get(b, fromB + i)) {
                return false;
            }
        }
        for (; i < length; i++) {
            if (a[fromA + i] != b[fromB + i]) {
                return false;
            }
        }
        return true;
    }
}
