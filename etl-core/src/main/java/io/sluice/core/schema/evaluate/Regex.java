package io.sluice.core.schema.evaluate;

import io.sluice.core.pattern.EcmaPattern;
import io.sluice.core.pattern.PatternMatcher;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A regular expression of a schema. Any number of threads: each has a matcher of its own. */
final class Regex {
    private static final Pattern BACK_REFERENCE = Pattern.compile("\\\\(?:k<([^>]*)>|[1-9]|(.))", Pattern.DOTALL);

    private final EcmaPattern pattern;
    private final ThreadLocal<PatternMatcher> matcher;

    private Regex(EcmaPattern pattern) {
        this.pattern = pattern;
        matcher = ThreadLocal.withInitial(pattern::matcher);
    }

    /**
     * Compiles one.
     *
     * @throws IllegalArgumentException if it is none, or one that is not supported
     */
    static Regex compile(String source) {
        return new Regex(EcmaPattern.compile(source));
    }

    /** Whether a text is a regular expression at all: one with back-references is, though none that is run here. */
    static boolean isValid(String source) {
        return compiles(source) || compiles(withoutBackReferences(source));
    }

    private static boolean compiles(String source) {
        try {
            EcmaPattern.compile(source);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String withoutBackReferences(String source) {
        return BACK_REFERENCE.matcher(source).replaceAll(found -> {
            boolean other = found.group(2) != null;
            boolean unknown = found.group(1) != null && !source.contains("(?<" + found.group(1) + ">");
            return Matcher.quoteReplacement(other || unknown ? found.group() : "(?:)");
        });
    }

    boolean isFoundIn(String text) {
        return matcher.get().isFoundIn(text);
    }

    @Override
    public String toString() {
        return pattern.toString();
    }
}
