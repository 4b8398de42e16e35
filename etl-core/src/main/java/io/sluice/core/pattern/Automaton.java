package io.sluice.core.pattern;

/**
 * A nondeterministic automaton as arrays, one entry for each state. It reads towards the end of a text or, for what looks
 * ahead, towards its beginning; {@code START} is where reading begins, {@code END} where it ends.
 *
 * @param kinds what each state is, see the constants
 * @param sets for {@link #ONE_OF}: what it reads
 * @param nexts the state that follows
 * @param others for {@link #SPLIT}: the other state that follows; for the looks: the number of the look-around
 * @param start the first state
 * @param forward whether it reads towards the end of the text
 * @param looks the look-arounds that it asks for, a bit for each
 */
record Automaton(byte[] kinds, CodePointSet[] sets, int[] nexts, int[] others, int start, boolean forward, long looks) {
    static final byte ONE_OF = 0;
    static final byte ACCEPT = 1;
    static final byte SPLIT = 2;
    static final byte START = 3;
    static final byte END = 4;
    static final byte WORD = 5;
    static final byte NO_WORD = 6;
    static final byte LOOK = 7;
    static final byte NO_LOOK = 8;

    int states() {
        return kinds.length;
    }

    /** Whether it has a state of a kind. */
    boolean has(byte kind) {
        for (byte each : kinds) {
            if (each == kind) {
                return true;
            }
        }
        return false;
    }
}
