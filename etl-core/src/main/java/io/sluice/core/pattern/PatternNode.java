package io.sluice.core.pattern;

import java.util.List;

/** A part of a parsed pattern. Capturing groups and laziness leave no trace, since they decide no match. */
public sealed interface PatternNode {
    /** Stands for no upper limit of a repetition. */
    int UNLIMITED = Integer.MAX_VALUE;

    /** One code point of a set, which may be empty. */
    record OneOf(CodePointSet codePoints) implements PatternNode {}

    /** Its parts one after the other; none match the empty text. */
    record Sequence(List<PatternNode> parts) implements PatternNode {}

    /** Any one of its branches. */
    record Choice(List<PatternNode> branches) implements PatternNode {}

    /**
     * A part over and over.
     *
     * @param most {@link #UNLIMITED} where there is no limit
     */
    record Repeat(PatternNode part, int least, int most) implements PatternNode {}

    /** {@code ^}, {@code $}, {@code \b} or {@code \B}. */
    enum Boundary implements PatternNode {
        START,
        END,
        WORD,
        NO_WORD
    }

    /** A look-around: whether the body matches what follows the position, or what precedes it. */
    record Look(PatternNode body, boolean behind, boolean negated) implements PatternNode {}
}
