package io.sluice.core.pattern;

import java.util.List;

/**
 * What a pattern is compiled to. Immutable.
 *
 * @param classes the alphabet of all automata
 * @param looks one automaton for each look-around, those inside another before it
 * @param search the pattern itself
 */
record Program(CharacterClasses classes, List<Automaton> looks, Automaton search) {
    static Program of(String source, PatternNode root) {
        return new AutomatonBuilder(source).build(root);
    }
}
