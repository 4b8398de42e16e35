package io.sluice.core.event;

import java.util.Arrays;

/** Hexadecimal digits in bytes. */
final class Hex {
    private static final byte[] VALUE = new byte[256];

    static {
        Arrays.fill(VALUE, (byte) -1);
        for (int i = 0; i < 16; i++) {
            VALUE["0123456789abcdef".charAt(i)] = (byte) i;
            VALUE["0123456789ABCDEF".charAt(i)] = (byte) i;
        }
    }

    private Hex() {}

    /** The value of up to eight digits; negative if one of them is none. */
    static long parse(byte[] text, int start, int count) {
        long value = 0;
        int bad = 0;
        for (int i = start; i < start + count; i++) {
            int digit = VALUE[text[i] & 0xff];
            bad |= digit;
            value = value << 4 | digit & 0xf;
        }
        return bad < 0 ? -1 : value;
    }
}
