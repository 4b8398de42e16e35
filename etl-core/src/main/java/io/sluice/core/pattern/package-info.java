/**
 * The patterns of a schema: regular expressions of ECMA-262 with the {@code u} flag, searched in UTF-8 bytes.
 *
 * <p>Only yes or no is asked of a pattern, so that a match needs no backtracking: a pattern is parsed into
 * {@link io.sluice.core.pattern.PatternNode}s, compiled into nondeterministic automata, and these are run as deterministic
 * ones whose states are made when a text first leads to them. Every text is read once, or once more for each look-around,
 * whatever the pattern. No method here recurses deeper than groups may be nested.
 *
 * <ol>
 *   <li>Ken Thompson, "Regular expression search algorithm", CACM 11 (1968): the automaton and its sets of states
 *       ({@code Automaton}).
 *   <li>Russ Cox, "Regular expression matching can be simple and fast" (2007) and "Regular expression matching in the
 *       wild" (2010), swtch.com/~rsc/regexp: states made on demand, in a bounded cache ({@code LazyDfa}).
 *   <li>Look-around without backtracking: whether an assertion holds is a function of the position alone, so one pass
 *       finds all positions where it does ({@code PatternMatcher}).
 * </ol>
 */
package io.sluice.core.pattern;
