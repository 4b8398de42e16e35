package io.sluice.core.pattern;

/**
 * A regular expression as JSON Schema means it: ECMA-262 with the {@code u} flag, searched anywhere in the text. It is run
 * in time linear in the text, and its verdict depends on nothing but pattern and text.
 *
 * <p>Back-references are refused, since what they match is no function of the position, and so is a pattern that needs more
 * than {@link #MAX_STATES} states. Immutable.
 */
public final class EcmaPattern {
    /**
     * The states of all automata of a pattern: one for each character, class and assertion, one for each branch, and those
     * of what is repeated as often as the repetition counts. What a character of a text costs at worst is proportional to it.
     */
    public static final int MAX_STATES = 25_000;

    /** The look-arounds of a pattern: their verdicts on a position are one number. */
    public static final int MAX_LOOKS = 40;

    private static final int QUOTED_CHARACTERS = 200;

    private final String source;
    private final PatternNode root;
    private final Program program;

    private EcmaPattern(String source, PatternNode root, Program program) {
        this.source = source;
        this.root = root;
        this.program = program;
    }

    /**
     * Compiles a pattern, in bounded time and depth.
     *
     * @throws IllegalArgumentException if it is no ECMA-262 pattern, or uses what is not supported, with the reason
     */
    public static EcmaPattern compile(String source) {
        PatternNode root = new PatternParser(source).parse();
        return new EcmaPattern(source, root, Program.of(source, root));
    }

    static IllegalArgumentException refusal(String source, String what) {
        String quoted = source.length() <= QUOTED_CHARACTERS ? source : source.substring(0, QUOTED_CHARACTERS) + "...";
        return new IllegalArgumentException(
                "pattern \"" + quoted + "\" cannot be used as ECMA-262 with the u flag: it has " + what);
    }

    /** The parsed pattern. */
    public PatternNode root() {
        return root;
    }

    /** Whether the pattern is found anywhere in a text. For one text; {@link #matcher()} is for many. */
    public boolean isFoundIn(String text) {
        return matcher().isFoundIn(text);
    }

    /** A new matcher, for one thread. */
    public PatternMatcher matcher() {
        return new PatternMatcher(program);
    }

    /** The pattern as the schema has it. */
    @Override
    public String toString() {
        return source;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EcmaPattern that && source.equals(that.source);
    }

    @Override
    public int hashCode() {
        return source.hashCode();
    }
}
