package io.sluice.core.pattern;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Searches for one pattern. Which positions a look-around holds at depends on nothing else, so each is run over the whole
 * text once, those inside another first; then the pattern itself needs only their verdicts.
 *
 * <p>Mutable, one thread: keeps the states that texts have led to, for the pattern and each look-around up to about 2 MB,
 * and where there are look-arounds 8 bytes for each byte of the longest text. Allocates while these grow, which ends.
 */
public final class PatternMatcher {
    private final LazyDfa[] looks;
    private final LazyDfa search;
    private final LookVerdicts verdicts = new LookVerdicts();
    private long characters;

    PatternMatcher(Program program) {
        List<Automaton> automata = program.looks();
        looks = new LazyDfa[automata.size()];
        for (int i = 0; i < looks.length; i++) {
            looks[i] = new LazyDfa(automata.get(i), program.classes(), false);
        }
        search = new LazyDfa(program.search(), program.classes(), true);
    }

    /**
     * Whether the pattern is found anywhere in a text.
     *
     * @param text holds the text in well-formed UTF-8
     * @param start its first byte
     * @param length in bytes
     */
    public boolean isFoundIn(byte[] text, int start, int length) {
        characters += (long) length * (looks.length + 1);
        if (looks.length == 0) {
            return search.accepts(text, start, start + length);
        }
        verdicts.reset(length);
        for (int i = 0; i < looks.length; i++) {
            looks[i].run(text, start, start + length, verdicts, i);
        }
        return search.run(text, start, start + length, verdicts, -1);
    }

    /** Whether the pattern is found anywhere in a text. */
    public boolean isFoundIn(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return isFoundIn(bytes, 0, bytes.length);
    }

    /** What all searches cost at most: bytes read, and states visited to make transitions. */
    long steps() {
        long steps = characters + search.work();
        for (LazyDfa look : looks) {
            steps += look.work();
        }
        return steps;
    }
}
