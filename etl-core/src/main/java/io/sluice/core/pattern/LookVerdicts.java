package io.sluice.core.pattern;

import java.util.Arrays;

/** What each look-around of a pattern says of each position of a text: one number for a position, one bit for each. */
final class LookVerdicts {
    private long[] verdicts = new long[0];

    /** Forgets all, for a text of so many bytes. */
    void reset(int length) {
        if (verdicts.length <= length) {
            verdicts = new long[length + 1];
        } else {
            Arrays.fill(verdicts, 0, length + 1, 0);
        }
    }

    void set(int look, int position) {
        verdicts[position] |= 1L << look;
    }

    long at(int position) {
        return verdicts[position];
    }
}
