package io.sluice.core.event;

import java.util.Arrays;

/**
 * Reads one JSON text (RFC 8259) in UTF-8 (RFC 3629) from a byte range, strictly: no byte order mark, no overlong or
 * surrogate encodings, no lone surrogate escapes, no control characters in strings, nothing nested deeper than
 * {@value #MAX_DEPTH}. Strings and numbers come as slices, so nothing is allocated. One thread.
 */
final class JsonScanner {
    /** Arrays and objects within one another, the outermost included. */
    static final int MAX_DEPTH = 64;

    /** For each byte: 0 = plain character of a string, 1 = needs a look. */
    private static final byte[] SPECIAL = new byte[256];

    static {
        Arrays.fill(SPECIAL, 0, 0x20, (byte) 1);
        SPECIAL['"'] = 1;
        SPECIAL['\\'] = 1;
        Arrays.fill(SPECIAL, 0x80, 0x100, (byte) 1);
    }

    private static final long ONES = 0x0101010101010101L;
    private static final long TOP_BITS = ONES << 7;
    private static final long QUOTES = ONES * '"';
    private static final long BACKSLASHES = ONES * '\\';
    private static final long SPACES = ONES * ' ';

    private final MalformedJsonException malformed = new MalformedJsonException();

    private byte[] in;
    private int at;
    private int end;

    private byte[] scratch = new byte[256];

    private byte[] stringArray;
    private int stringStart;
    private int stringLength;

    private boolean negative;
    private long mantissa;
    private int digits;
    private int fractionDigits;
    private boolean hasExponent;

    void reset(byte[] array, int start, int length) {
        in = array;
        at = start;
        end = start + length;
    }

    /** The array being read. */
    byte[] array() {
        return in;
    }

    /** Index in the array of the next byte. */
    int position() {
        return at;
    }

    void skip(int bytes) {
        at += bytes;
    }

    /** Goes back to a byte that was passed. */
    void rewind(int index) {
        at = index;
    }

    /** Whether these bytes come next. */
    boolean nextIs(byte[] bytes) {
        int length = bytes.length;
        return end - at >= length && Bytes.equal(in, at, bytes, 0, length);
    }

    /** Whether there is a quote at an index of the array, within the text. */
    boolean isQuoteAt(int index) {
        return index < end && in[index] == '"';
    }

    /** Passes white space and returns the byte that follows, or -1 at the end. */
    int peekToken() {
        while (at < end) {
            byte b = in[at];
            if (b > ' ' || (b != ' ' && b != '\n' && b != '\r' && b != '\t')) {
                return b & 0xff;
            }
            at++;
        }
        return -1;
    }

    /** Passes white space and the one byte expected, or fails. */
    void expect(int wanted) {
        int found = peekToken();
        if (found != wanted) {
            throw unexpected(found, "'" + (char) wanted + "'");
        }
        at++;
    }

    /** Fails unless only white space is left. */
    void expectEnd() {
        int found = peekToken();
        if (found != -1) {
            throw malformed.at(at, "characters after the JSON text");
        }
    }

    MalformedJsonException unexpected(int found, String wanted) {
        return found == -1
                ? malformed.at(at, "the text ends where " + wanted + " was expected")
                : malformed.at(at, show(found) + " where " + wanted + " was expected");
    }

    private static String show(int b) {
        return b > ' ' && b < 0x7f ? "'" + (char) b + "'" : String.format("byte 0x%02x", b);
    }

    MalformedJsonException fail(String what) {
        return malformed.at(at, what);
    }

    // ---- strings

    byte[] stringArray() {
        return stringArray;
    }

    int stringStart() {
        return stringStart;
    }

    int stringLength() {
        return stringLength;
    }

    /**
     * Reads the string whose opening quote is next. Its UTF-8 bytes are a slice of the input where it has no escapes,
     * else of scratch memory that the next string overwrites.
     */
    void string() {
        int start = ++at;
        byte[] bytes = in;
        int limit = end;
        int i = plainUntil(bytes, start, limit);
        if (i < limit && bytes[i] == '"') {
            stringArray = bytes;
            stringStart = start;
            stringLength = i - start;
            at = i + 1;
            return;
        }
        at = i;
        unusualString(start);
    }

    /**
     * The index of the first byte that is a quote, a backslash, a control character or not ASCII, or the limit. Looks at
     * eight bytes at a time: a byte's top bit is set where the byte itself has it, or where subtracting borrows from it
     * (Warren, Hacker's Delight, section 6-1). A borrow may also mark a byte above a marked one, never below.
     */
    private static int plainUntil(byte[] bytes, int start, int limit) {
        int i = start;
        for (; i + 8 <= limit; i += 8) {
            long word = Bytes.eight(bytes, i);
            long quotes = word ^ QUOTES;
            long backslashes = word ^ BACKSLASHES;
            long marked = word
                    | ((quotes - ONES) & ~quotes)
                    | ((backslashes - ONES) & ~backslashes)
                    | ((word - SPACES) & ~word);
            marked &= TOP_BITS;
            if (marked != 0) {
                return i + (Long.numberOfTrailingZeros(marked) >>> 3);
            }
        }
        while (i < limit && SPECIAL[bytes[i] & 0xff] == 0) {
            i++;
        }
        return i;
    }

    private void unusualString(int start) {
        while (true) {
            int b = byteInString();
            if (b == '"') {
                stringArray = in;
                stringStart = start;
                stringLength = at - start;
                at++;
                return;
            }
            if (b == '\\') {
                escapedString(start);
                return;
            }
            if (b < 0x80) {
                at++;
            } else {
                at += multibyte(b);
            }
        }
    }

    private void escapedString(int start) {
        int length = at - start;
        room(0, length);
        System.arraycopy(in, start, scratch, 0, length);
        while (true) {
            int b = byteInString();
            if (b == '"') {
                at++;
                break;
            }
            room(length, 4);
            if (b == '\\') {
                length = escape(length);
            } else {
                int bytes = b < 0x80 ? 1 : multibyte(b);
                for (int i = 0; i < bytes; i++) {
                    scratch[length++] = in[at++];
                }
            }
        }
        stringArray = scratch;
        stringStart = 0;
        stringLength = length;
    }

    private int byteInString() {
        if (at >= end) {
            throw malformed.at(at, "the text ends inside a string");
        }
        int b = in[at] & 0xff;
        if (b < 0x20) {
            throw malformed.at(at, String.format("control character 0x%02x in a string", b));
        }
        return b;
    }

    /** The length of the well-formed multi-byte sequence that starts here (RFC 3629, section 4). */
    private int multibyte(int first) {
        if (first >= 0xc2 && first <= 0xdf && continues(1, 0x80, 0xbf)) {
            return 2;
        }
        if (first >= 0xe0 && first <= 0xef) {
            int low = first == 0xe0 ? 0xa0 : 0x80;
            int high = first == 0xed ? 0x9f : 0xbf;
            if (continues(1, low, high) && continues(2, 0x80, 0xbf)) {
                return 3;
            }
        }
        if (first >= 0xf0 && first <= 0xf4) {
            int low = first == 0xf0 ? 0x90 : 0x80;
            int high = first == 0xf4 ? 0x8f : 0xbf;
            if (continues(1, low, high) && continues(2, 0x80, 0xbf) && continues(3, 0x80, 0xbf)) {
                return 4;
            }
        }
        throw malformed.at(at, String.format("invalid UTF-8 (byte 0x%02x)", first));
    }

    private boolean continues(int ahead, int low, int high) {
        if (at + ahead >= end) {
            return false;
        }
        int b = in[at + ahead] & 0xff;
        return b >= low && b <= high;
    }

    private int escape(int length) {
        at++;
        if (at >= end) {
            throw malformed.at(at, "the text ends inside an escape");
        }
        int plain =
                switch (in[at]) {
                    case '"' -> '"';
                    case '\\' -> '\\';
                    case '/' -> '/';
                    case 'b' -> '\b';
                    case 'f' -> '\f';
                    case 'n' -> '\n';
                    case 'r' -> '\r';
                    case 't' -> '\t';
                    case 'u' -> -1;
                    default -> throw malformed.at(at, "bad escape \\" + show(in[at] & 0xff));
                };
        at++;
        if (plain >= 0) {
            scratch[length] = (byte) plain;
            return length + 1;
        }
        return encode(unicodeEscape(), length);
    }

    private int unicodeEscape() {
        int unit = hex4();
        if (unit < 0xd800 || unit > 0xdfff) {
            return unit;
        }
        if (unit <= 0xdbff && at + 1 < end && in[at] == '\\' && in[at + 1] == 'u') {
            at += 2;
            int low = hex4();
            if (low >= 0xdc00 && low <= 0xdfff) {
                return Character.toCodePoint((char) unit, (char) low);
            }
        }
        throw malformed.at(at, String.format("bad escape: \\u%04x is half a surrogate pair", unit));
    }

    private int hex4() {
        if (at + 4 > end) {
            throw malformed.at(end, "the text ends inside an escape");
        }
        int value = 0;
        for (int i = 0; i < 4; i++) {
            int digit = Character.digit(in[at], 16);
            if (digit < 0) {
                throw malformed.at(at, "bad escape: \\u needs four hex digits");
            }
            value = value << 4 | digit;
            at++;
        }
        return value;
    }

    private int encode(int codePoint, int length) {
        int i = length;
        if (codePoint < 0x80) {
            scratch[i++] = (byte) codePoint;
        } else if (codePoint < 0x800) {
            scratch[i++] = (byte) (0xc0 | codePoint >> 6);
            scratch[i++] = (byte) (0x80 | codePoint & 0x3f);
        } else if (codePoint < 0x10000) {
            scratch[i++] = (byte) (0xe0 | codePoint >> 12);
            scratch[i++] = (byte) (0x80 | codePoint >> 6 & 0x3f);
            scratch[i++] = (byte) (0x80 | codePoint & 0x3f);
        } else {
            scratch[i++] = (byte) (0xf0 | codePoint >> 18);
            scratch[i++] = (byte) (0x80 | codePoint >> 12 & 0x3f);
            scratch[i++] = (byte) (0x80 | codePoint >> 6 & 0x3f);
            scratch[i++] = (byte) (0x80 | codePoint & 0x3f);
        }
        return i;
    }

    private void room(int used, int more) {
        if (used + more > scratch.length) {
            scratch = Arrays.copyOf(scratch, Math.max(used + more, scratch.length * 2));
        }
    }

    // ---- numbers

    boolean numberIsNegative() {
        return negative;
    }

    /** The digits as an integer, the decimal point left out; meaningful while {@link #digits()} is at most 18. */
    long mantissa() {
        return mantissa;
    }

    /** Digits in the mantissa, leading zeros counted. */
    int digits() {
        return digits;
    }

    int fractionDigits() {
        return fractionDigits;
    }

    boolean hasExponent() {
        return hasExponent;
    }

    /** Reads the number that starts here; its text ends at {@link #position()}. */
    void number() {
        byte[] bytes = in;
        int limit = end;
        int i = at;
        negative = bytes[i] == '-';
        if (negative) {
            i++;
        }
        long value = 0;
        int count = 0;
        int first = i;
        for (; i < limit && bytes[i] >= '0' && bytes[i] <= '9'; i++) {
            value = value * 10 + (bytes[i] - '0');
            count++;
        }
        if (count == 0) {
            at = i;
            throw unexpected(i < limit ? bytes[i] & 0xff : -1, "a digit");
        }
        if (count > 1 && bytes[first] == '0') {
            at = first;
            throw fail("a number with a leading zero");
        }
        int fraction = 0;
        if (i < limit && bytes[i] == '.') {
            i++;
            for (; i < limit && bytes[i] >= '0' && bytes[i] <= '9'; i++) {
                value = value * 10 + (bytes[i] - '0');
                fraction++;
            }
            if (fraction == 0) {
                at = i;
                throw unexpected(i < limit ? bytes[i] & 0xff : -1, "a digit");
            }
        }
        hasExponent = i < limit && (bytes[i] | 0x20) == 'e';
        if (hasExponent) {
            i = exponent(i + 1);
        }
        mantissa = value;
        digits = count + fraction;
        fractionDigits = fraction;
        at = i;
    }

    private int exponent(int from) {
        int i = from;
        if (i < end && (in[i] == '+' || in[i] == '-')) {
            i++;
        }
        int first = i;
        while (i < end && in[i] >= '0' && in[i] <= '9') {
            i++;
        }
        if (i == first) {
            at = i;
            throw unexpected(i < end ? in[i] & 0xff : -1, "a digit");
        }
        return i;
    }

    // ---- anything

    /** Reads true, false or null. */
    void literal(byte[] word) {
        if (!nextIs(word)) {
            throw fail("a word that is no JSON value");
        }
        at += word.length;
    }

    static final byte[] TRUE = {'t', 'r', 'u', 'e'};
    static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};
    static final byte[] NULL = {'n', 'u', 'l', 'l'};

    /**
     * Passes one value of any kind, checking it as strictly as any other.
     *
     * @param depth how many arrays and objects enclose it
     */
    void skipValue(int depth) {
        int token = peekToken();
        switch (token) {
            case '"' -> string();
            case '{' -> skipObject(depth + 1);
            case '[' -> skipArray(depth + 1);
            case 't' -> literal(TRUE);
            case 'f' -> literal(FALSE);
            case 'n' -> literal(NULL);
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number();
            default -> throw unexpected(token, "a value");
        }
    }

    void checkDepth(int depth) {
        if (depth > MAX_DEPTH) {
            throw fail("nested deeper than " + MAX_DEPTH);
        }
    }

    private void skipObject(int depth) {
        checkDepth(depth);
        at++;
        if (peekToken() == '}') {
            at++;
            return;
        }
        while (true) {
            if (peekToken() != '"') {
                throw unexpected(peekToken(), "a property name");
            }
            string();
            expect(':');
            skipValue(depth);
            if (endsAfterMember('}')) {
                return;
            }
        }
    }

    private void skipArray(int depth) {
        checkDepth(depth);
        at++;
        if (peekToken() == ']') {
            at++;
            return;
        }
        do {
            skipValue(depth);
        } while (!endsAfterMember(']'));
    }

    /** Passes the comma (false) or the closing byte (true) that follows a member. */
    boolean endsAfterMember(int close) {
        int token = peekToken();
        if (token == ',') {
            at++;
            return false;
        }
        if (token == close) {
            at++;
            return true;
        }
        throw unexpected(token, close == '}' ? "',' or '}'" : "',' or ']'");
    }
}
