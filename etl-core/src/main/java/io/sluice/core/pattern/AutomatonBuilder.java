package io.sluice.core.pattern;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Writes the automata of one pattern, from the last state to the first. Used once. */
final class AutomatonBuilder {
    private final String source;
    private final List<Automaton> looks = new ArrayList<>();
    private final Map<PatternNode.Look, Integer> numbers = new IdentityHashMap<>();
    private final Set<CodePointSet> sets = new HashSet<>();
    private int states;

    AutomatonBuilder(String source) {
        this.source = source;
    }

    Program build(PatternNode root) {
        Automaton search = new Part(true).build(root);
        CharacterClasses classes = CharacterClasses.of(sets);
        if (classes.count() > EcmaPattern.MAX_STATES) {
            throw EcmaPattern.refusal(source, "more than " + EcmaPattern.MAX_STATES + " characters to tell apart");
        }
        return new Program(classes, List.copyOf(looks), search);
    }

    private int look(PatternNode.Look look) {
        Integer known = numbers.get(look);
        if (known != null) {
            return known;
        }
        // What looks ahead is read from the end of the text: then one pass finds every position that it begins at.
        Automaton automaton = new Part(look.behind()).build(look.body());
        int number = looks.size();
        if (number == EcmaPattern.MAX_LOOKS) {
            throw EcmaPattern.refusal(source, "more than " + EcmaPattern.MAX_LOOKS + " look-arounds");
        }
        looks.add(automaton);
        numbers.put(look, number);
        return number;
    }

    /** One automaton. */
    private final class Part {
        private final boolean forward;
        private byte[] kinds = new byte[16];
        private CodePointSet[] read = new CodePointSet[16];
        private int[] nexts = new int[16];
        private int[] others = new int[16];
        private int count;
        private long asked;

        Part(boolean forward) {
            this.forward = forward;
        }

        Automaton build(PatternNode root) {
            int start = add(root, state(Automaton.ACCEPT, 0, 0));
            return new Automaton(
                    Arrays.copyOf(kinds, count),
                    Arrays.copyOf(read, count),
                    Arrays.copyOf(nexts, count),
                    Arrays.copyOf(others, count),
                    start,
                    forward,
                    asked);
        }

        private int state(byte kind, int next, int other) {
            if (++states > EcmaPattern.MAX_STATES) {
                throw EcmaPattern.refusal(
                        source,
                        "more than " + EcmaPattern.MAX_STATES + " states, with its counted repetitions written out;"
                                + " repeat less often, or leave lengths to maxLength");
            }
            if (count == kinds.length) {
                kinds = Arrays.copyOf(kinds, 2 * count);
                read = Arrays.copyOf(read, 2 * count);
                nexts = Arrays.copyOf(nexts, 2 * count);
                others = Arrays.copyOf(others, 2 * count);
            }
            kinds[count] = kind;
            nexts[count] = next;
            others[count] = other;
            return count++;
        }

        /** Adds the states of a node that is followed by a state, and returns the first of them. */
        private int add(PatternNode node, int next) {
            if (node instanceof PatternNode.OneOf oneOf) {
                int state = state(Automaton.ONE_OF, next, 0);
                read[state] = oneOf.codePoints();
                sets.add(oneOf.codePoints());
                return state;
            }
            if (node instanceof PatternNode.Sequence sequence) {
                return sequence(sequence.parts(), next);
            }
            if (node instanceof PatternNode.Choice choice) {
                int last = choice.branches().size() - 1;
                int entry = add(choice.branches().get(last), next);
                for (int i = last - 1; i >= 0; i--) {
                    entry = state(Automaton.SPLIT, add(choice.branches().get(i), next), entry);
                }
                return entry;
            }
            if (node instanceof PatternNode.Repeat repeat) {
                return repeat(repeat, next);
            }
            if (node instanceof PatternNode.Look look) {
                int number = look(look);
                asked |= 1L << number;
                return state(look.negated() ? Automaton.NO_LOOK : Automaton.LOOK, next, number);
            }
            return boundary((PatternNode.Boundary) node, next);
        }

        private int sequence(List<PatternNode> parts, int next) {
            int entry = next;
            for (int i = 0; i < parts.size(); i++) {
                entry = add(parts.get(forward ? parts.size() - 1 - i : i), entry);
            }
            return entry;
        }

        private int repeat(PatternNode.Repeat repeat, int next) {
            int entry = next;
            int copies = repeat.least();
            if (repeat.most() == PatternNode.UNLIMITED) {
                int loop = state(Automaton.SPLIT, 0, next);
                int body = add(repeat.part(), loop);
                nexts[loop] = body;
                entry = copies == 0 ? loop : body;
                copies = Math.max(0, copies - 1);
            } else {
                for (int i = repeat.least(); i < repeat.most(); i++) {
                    entry = state(Automaton.SPLIT, add(repeat.part(), entry), next);
                }
            }
            for (int i = 0; i < copies; i++) {
                entry = add(repeat.part(), entry);
            }
            return entry;
        }

        private int boundary(PatternNode.Boundary boundary, int next) {
            return switch (boundary) {
                case START -> state(forward ? Automaton.START : Automaton.END, next, 0);
                case END -> state(forward ? Automaton.END : Automaton.START, next, 0);
                case WORD, NO_WORD -> {
                    sets.add(PatternParser.WORD);
                    yield state(boundary == PatternNode.Boundary.WORD ? Automaton.WORD : Automaton.NO_WORD, next, 0);
                }
            };
        }
    }
}
