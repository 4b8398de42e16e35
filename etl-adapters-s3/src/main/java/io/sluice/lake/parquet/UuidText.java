package io.sluice.lake.parquet;

import java.nio.charset.StandardCharsets;

/** UUIDs as bytes and as text in ASCII, without objects in between. */
final class UuidText {
    /** Length of a UUID's text. */
    static final int UUID_TEXT = 36;

    private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private UuidText() {}

    /** Writes a UUID as lower-case text into the first 36 bytes. */
    static void writeText(long high, long low, byte[] into) {
        writeDigits(high >>> 32, 8, into, 0);
        into[8] = '-';
        writeDigits(high >>> 16, 4, into, 9);
        into[13] = '-';
        writeDigits(high, 4, into, 14);
        into[18] = '-';
        writeDigits(low >>> 48, 4, into, 19);
        into[23] = '-';
        writeDigits(low, 12, into, 24);
    }

    private static void writeDigits(long bits, int digits, byte[] into, int start) {
        long rest = bits;
        for (int i = start + digits - 1; i >= start; i--) {
            into[i] = DIGITS[(int) rest & 15];
            rest >>>= 4;
        }
    }

    /** Writes a long into eight bytes, the most significant first. */
    static void writeLong(long bits, byte[] into, int start) {
        for (int i = 0; i < 8; i++) {
            into[start + i] = (byte) (bits >>> (56 - 8 * i));
        }
    }

    /** Reads a long from eight bytes, the most significant first. */
    static long readLong(byte[] from, int start) {
        long bits = 0;
        for (int i = 0; i < 8; i++) {
            bits = bits << 8 | from[start + i] & 0xff;
        }
        return bits;
    }

    /** Whether these bytes are a UUID's text as {@link #writeText} makes it. */
    static boolean isUuidText(byte[] text, int start, int length) {
        if (length != UUID_TEXT) {
            return false;
        }
        for (int i = 0; i < UUID_TEXT; i++) {
            boolean hyphen = i == 8 || i == 13 || i == 18 || i == 23;
            if (hyphen ? text[start + i] != '-' : digit(text[start + i]) < 0) {
                return false;
            }
        }
        return true;
    }

    /** The most significant half of a UUID's text. */
    static long readHigh(byte[] text, int start) {
        return readDigits(text, start, 18);
    }

    /** The least significant half of a UUID's text. */
    static long readLow(byte[] text, int start) {
        return readDigits(text, start + 19, 17);
    }

    private static long readDigits(byte[] text, int start, int length) {
        long bits = 0;
        for (int i = start; i < start + length; i++) {
            if (text[i] != '-') {
                bits = bits << 4 | digit(text[i]);
            }
        }
        return bits;
    }

    private static int digit(byte c) {
        return Character.digit(c, 16);
    }
}
