package io.sluice.core.pattern;

/** Code points in well-formed UTF-8. */
final class Utf8 {
    private Utf8() {}

    /** How many bytes the code point has that begins with a byte. */
    static int length(int first) {
        return first >= 0 ? 1 : first < (byte) 0xe0 ? 2 : first < (byte) 0xf0 ? 3 : 4;
    }

    static int codePoint(byte[] text, int at) {
        int first = text[at];
        if (first >= 0) {
            return first;
        }
        int second = text[at + 1] & 0x3f;
        if (first < (byte) 0xe0) {
            return (first & 0x1f) << 6 | second;
        }
        int third = text[at + 2] & 0x3f;
        if (first < (byte) 0xf0) {
            return (first & 0xf) << 12 | second << 6 | third;
        }
        return (first & 7) << 18 | second << 12 | third << 6 | text[at + 3] & 0x3f;
    }

    /** Where the code point before a position begins; the position itself at the beginning of the text. */
    static int before(byte[] text, int at, int from) {
        int before = at;
        do {
            before--;
        } while (before >= from && (text[before] & 0xc0) == 0x80);
        return Math.max(before, from);
    }
}
