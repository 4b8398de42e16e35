package io.sluice.core.generate;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A growing array of JSON text in UTF-8, written without a string in between. Not thread-safe. */
final class JsonBytes {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private byte[] bytes = new byte[512];
    private int length;

    void clear() {
        length = 0;
    }

    int length() {
        return length;
    }

    byte[] toByteArray() {
        return Arrays.copyOf(bytes, length);
    }

    /** Takes back everything after the first {@code newLength} bytes. */
    void truncate(int newLength) {
        length = newLength;
    }

    private void reserve(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }

    void raw(int oneByte) {
        reserve(1);
        bytes[length++] = (byte) oneByte;
    }

    void raw(byte[] source) {
        reserve(source.length);
        System.arraycopy(source, 0, bytes, length, source.length);
        length += source.length;
    }

    /** A JSON string with its quotes. */
    void string(String text) {
        raw(quoted(text));
    }

    /** A whole number. */
    void number(long value) {
        decimal(value, 0);
    }

    /** {@code unscaled / 10^scale} in plain notation with all its decimals. */
    void decimal(long unscaled, int scale) {
        reserve(24 + Math.max(scale, 0));
        if (unscaled < 0) {
            bytes[length++] = '-';
        }
        int digits = Math.max(digits(unscaled), scale + 1);
        int width = digits + (scale > 0 ? 1 : 0);
        int at = length + width;
        long rest = unscaled;
        for (int i = 0; i < digits; i++) {
            if (i == scale && scale > 0) {
                bytes[--at] = '.';
            }
            // The absolute value of the digit, so that Long.MIN_VALUE needs no case of its own.
            bytes[--at] = (byte) ('0' + Math.abs((int) (rest % 10)));
            rest /= 10;
        }
        length += width;
    }

    private static int digits(long value) {
        int digits = 1;
        for (long rest = value / 10; rest != 0; rest /= 10) {
            digits++;
        }
        return digits;
    }

    /** A UUID in quotes, lower case. */
    void uuid(long high, long low) {
        reserve(38);
        bytes[length++] = '"';
        hex(high >>> 32, 8);
        bytes[length++] = '-';
        hex(high >>> 16, 4);
        bytes[length++] = '-';
        hex(high, 4);
        bytes[length++] = '-';
        hex(low >>> 48, 4);
        bytes[length++] = '-';
        hex(low, 12);
        bytes[length++] = '"';
    }

    private void hex(long value, int digits) {
        for (int shift = digits * 4 - 4; shift >= 0; shift -= 4) {
            bytes[length++] = HEX[(int) (value >>> shift) & 15];
        }
    }

    /** A date-time in quotes, in UTC and to the millisecond; the year must have four digits. */
    void dateTime(long epochMicros) {
        reserve(26);
        long millis = Math.floorDiv(epochMicros, 1000);
        long day = Math.floorDiv(millis, 86_400_000);
        int millisOfDay = (int) Math.floorMod(millis, 86_400_000L);
        bytes[length++] = '"';
        date(day);
        bytes[length++] = 'T';
        padded(millisOfDay / 3_600_000, 2);
        bytes[length++] = ':';
        padded(millisOfDay / 60_000 % 60, 2);
        bytes[length++] = ':';
        padded(millisOfDay / 1000 % 60, 2);
        bytes[length++] = '.';
        padded(millisOfDay % 1000, 3);
        bytes[length++] = 'Z';
        bytes[length++] = '"';
    }

    /** Days since the epoch to year, month and day, after Howard Hinnant's civil_from_days. */
    private void date(long epochDay) {
        long shifted = epochDay + 719_468;
        long era = Math.floorDiv(shifted, 146_097);
        int dayOfEra = (int) Math.floorMod(shifted, 146_097L);
        int yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        int monthFromMarch = (5 * dayOfYear + 2) / 153;
        int month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
        padded((int) (yearOfEra + era * 400) + (month <= 2 ? 1 : 0), 4);
        bytes[length++] = '-';
        padded(month, 2);
        bytes[length++] = '-';
        padded(dayOfYear - (153 * monthFromMarch + 2) / 5 + 1, 2);
    }

    private void padded(int value, int digits) {
        int rest = value;
        for (int i = length + digits - 1; i >= length; i--) {
            bytes[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += digits;
    }

    /** A JSON string with its quotes, as bytes of their own. */
    static byte[] quoted(String text) {
        StringBuilder out = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < 0x20) {
                out.append("\\u00").append((char) HEX[c >> 4]).append((char) HEX[c & 15]);
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString().getBytes(StandardCharsets.UTF_8);
    }
}
