package io.sluice.core.event;

/**
 * Leaves the scanner where a text stops being JSON. Control flow inside the decoder, never seen outside: each scanner
 * reuses one instance without a stack trace, so a malformed record costs no more than a good one.
 */
final class MalformedJsonException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private String what = "";
    private int position;

    MalformedJsonException() {
        super(null, null, false, false);
    }

    MalformedJsonException at(int newPosition, String newWhat) {
        position = newPosition;
        what = newWhat;
        return this;
    }

    /** What was wrong, in words. */
    String what() {
        return what;
    }

    /** Index of the offending byte in the array scanned. */
    int position() {
        return position;
    }
}
