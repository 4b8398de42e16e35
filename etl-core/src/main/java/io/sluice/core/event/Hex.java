package io.sluice.core.event;

/** Hexadecimal digits in bytes, eight at a time. */
final class Hex {
    private static final long ONES = 0x0101010101010101L;

    private Hex() {}

    /**
     * The value of eight digits of any case, the first of which is the lowest byte; negative if one of them is none.
     *
     * <p>Every byte by itself gives a number as a digit would (its low four bits, and 9 more if it is a letter), which is
     * then written as a digit again: only digits come out as they went in.
     */
    static long parse(long digits) {
        long letters = digits >>> 6 & ONES;
        long values = (digits & 0x0f * ONES) + letters * 9;
        long aboveNine = values + 6 * ONES >>> 4 & ONES;
        long written = values + '0' * ONES + aboveNine * ('a' - '0' - 10);
        long lowerCase = digits | letters << 5;
        if (written != lowerCase || (values & 0xf0f0f0f0f0f0f0f0L) != 0) {
            return -1;
        }
        long nibbles = Long.reverseBytes(values);
        long pairs = (nibbles | nibbles >>> 4) & 0x00ff00ff00ff00ffL;
        long fours = (pairs | pairs >>> 8) & 0x0000ffff0000ffffL;
        return (fours | fours >>> 16) & 0xffffffffL;
    }
}
