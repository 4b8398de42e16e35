package io.sluice.core.schema.evaluate;

import io.sluice.core.schema.EcmaPattern;

/** A regular expression of a schema. Immutable. */
final class Regex {
    private final EcmaPattern pattern;

    private Regex(EcmaPattern pattern) {
        this.pattern = pattern;
    }

    /**
     * Compiles one.
     *
     * @throws IllegalArgumentException if it is none, or one that is not supported
     */
    static Regex compile(String source) {
        return new Regex(EcmaPattern.compile(source));
    }

    /** Whether a text is a regular expression at all. */
    static boolean isValid(String source) {
        try {
            EcmaPattern.compile(source);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    boolean isFoundIn(String text) {
        return pattern.isFoundIn(text);
    }

    @Override
    public String toString() {
        return pattern.toString();
    }
}
