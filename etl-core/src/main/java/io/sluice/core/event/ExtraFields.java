package io.sluice.core.event;

import java.util.Arrays;

/** Gathers the fields of one record that the schema does not name, as the text of one JSON object. One thread. */
final class ExtraFields {
    private byte[] bytes = new byte[256];
    private int length;

    void clear() {
        length = 0;
    }

    boolean isEmpty() {
        return length == 0;
    }

    /** Begins the object of a known group, which stays only if something is added before {@link #close}. */
    int open(byte[] quotedName) {
        int mark = length;
        begin();
        append(quotedName, 0, quotedName.length);
        append('{');
        return mark;
    }

    /** Ends the object begun at the mark. */
    void close(int mark) {
        if (bytes[length - 1] == '{') {
            // Nothing was added: an unknown object ends in a brace of the other kind.
            length = mark;
        } else {
            append('}');
        }
    }

    /** Adds a member, from its name's opening quote to its value's end. */
    void add(byte[] source, int start, int end) {
        begin();
        append(source, start, end - start);
    }

    /** Closes the outer braces; the text is the first {@link #length()} of {@link #bytes()}. */
    void finish() {
        append('}');
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    private void begin() {
        if (length == 0) {
            append('{');
        } else if (bytes[length - 1] != '{') {
            append(',');
        }
    }

    private void append(int b) {
        room(1);
        bytes[length++] = (byte) b;
    }

    private void append(byte[] source, int start, int count) {
        room(count);
        System.arraycopy(source, start, bytes, length, count);
        length += count;
    }

    private void room(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + more, bytes.length * 2));
        }
    }
}
