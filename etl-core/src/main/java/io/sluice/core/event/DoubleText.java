package io.sluice.core.event;

import java.nio.charset.StandardCharsets;

/** Doubles from numbers' texts where the decoder's exact short cut does not apply. */
final class DoubleText {
    private DoubleText() {}

    /** The double nearest to the number, infinite where none is. */
    static double parse(byte[] text, int start, int end) {
        return Double.parseDouble(new String(text, start, end - start, StandardCharsets.ISO_8859_1));
    }
}
