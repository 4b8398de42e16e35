package io.sluice.core.pattern;

import java.util.Arrays;

/**
 * A deterministic automaton that is made from a nondeterministic one while it reads. Its states are sets of states of that
 * one; a state and its transitions are computed when a text first leads there, and kept in a cache of bounded size, which is
 * emptied when it is full. So a text costs one look-up for each character while the cache has the way, and never more than
 * the nondeterministic automaton has states.
 *
 * <p>An assertion is part of a set until the next symbol is known, which decides it: the class of the next character or the
 * end and, where there are look-arounds, their verdicts on the position.
 *
 * <p>Mutable, one thread. Allocates while the cache grows, which ends.
 */
final class LazyDfa {
    /** Transitions that are kept, unless eight states need more: 1 MB. */
    static final int MAX_TRANSITIONS = 1 << 18;

    /** States of the nondeterministic automaton in all sets that are kept: 1 MB. */
    static final int MAX_MEMBERS = 1 << 18;

    private static final int LEAST_STATES = 8;
    /** Where verdicts of look-arounds are part of a symbol, so many different ones are kept. */
    private static final int SYMBOLS_WITH_LOOKS = 256;

    /** The state that nothing leads out of; its transitions are 0. */
    private static final int DEAD = 0;

    /** The state that every text begins in. */
    private static final int START = 1;

    private static final int PERMANENT_STATES = 2;

    private static final int UNKNOWN = -1;
    /** Of a transition: the position that it leaves is one at which the automaton accepts. */
    private static final int ACCEPTED = 1;

    private static final byte AT_START = 1;
    private static final byte AFTER_WORD = 2;

    private final Automaton automaton;
    private final CharacterClasses classes;
    /** Whether the first match ends the run. */
    private final boolean searches;

    private final boolean asksForWords;
    private final boolean asksForLooks;
    private final int end;
    private final int stride;
    private final int mostStates;

    /** By state times stride plus symbol: twice the target's row, plus {@link #ACCEPTED}; or {@link #UNKNOWN}. */
    private int[] transitions;

    private int states;
    /** The sets, one after the other, and where each begins. */
    private int[] members = new int[64];

    private int[] memberStarts = new int[16];
    private byte[] contexts = new byte[16];
    /** States by the hash of set and context; 0 is free. */
    private int[] index = new int[32];

    /** Class and verdicts of each symbol, where there are look-arounds; and symbols plus 1 by the hash of that. */
    private final long[] symbolKeys;

    private final int[] symbolIndex;
    private int symbols;
    private int timesEmptied;

    private final int[] stack;
    /** In which walk a state was last visited, so that none has to be forgotten. */
    private final long[] visits;

    private long visit;
    private final long[] next;
    private final int[] matching;
    private int matchingCount;
    private long work;

    LazyDfa(Automaton automaton, CharacterClasses classes, boolean searches) {
        this.automaton = automaton;
        this.classes = classes;
        this.searches = searches;
        asksForWords = automaton.has(Automaton.WORD) || automaton.has(Automaton.NO_WORD);
        end = classes.count();
        asksForLooks = automaton.looks() != 0;
        stride = asksForLooks ? SYMBOLS_WITH_LOOKS : end + 1;
        mostStates = Math.max(LEAST_STATES, MAX_TRANSITIONS / stride);
        symbolKeys = new long[asksForLooks ? stride : 0];
        symbolIndex = new int[2 * symbolKeys.length];
        transitions = new int[2 * stride];
        stack = new int[2 * automaton.states() + 1];
        visits = new long[automaton.states()];
        next = new long[(automaton.states() + 63) / 64];
        matching = new int[automaton.states()];
        // The dead state: no members, and 0 is the transition to itself.
        states = 1;
        visit++;
        enter(automaton.start(), true);
        keep(automaton.has(Automaton.START) ? AT_START : 0);
    }

    /** What was done beyond one step for each character: states of the nondeterministic automaton that were visited. */
    long work() {
        return work;
    }

    /** Whether the automaton, which must have no look-arounds and search, accepts anywhere in the text. */
    boolean accepts(byte[] text, int from, int to) {
        int[] ascii = classes.ascii();
        int[] table = transitions;
        int row = START * stride;
        int at = from;
        while (at < to) {
            int b = text[at];
            int symbol;
            if (b >= 0) {
                symbol = ascii[b];
                at++;
            } else {
                symbol = classes.of(Utf8.codePoint(text, at));
                at += Utf8.length(b);
            }
            int transition = table[row + symbol];
            if (transition <= ACCEPTED) {
                if (transition == UNKNOWN) {
                    transition = compute(row, symbol, symbol, 0);
                    table = transitions;
                }
                if (transition <= ACCEPTED) {
                    return transition == ACCEPTED;
                }
            }
            row = transition >>> 1;
        }
        int transition = table[row + end];
        return ((transition == UNKNOWN ? compute(row, end, end, 0) : transition) & ACCEPTED) != 0;
    }

    /**
     * Reads a text whose look-arounds are known, in the direction of the automaton.
     *
     * @param known what the look-arounds say of each position
     * @param look the look-around that this automaton is, whose positions are noted; or -1 to search
     * @return whether it searches and accepts anywhere
     */
    boolean run(byte[] text, int from, int to, LookVerdicts known, int look) {
        boolean forward = automaton.forward();
        int last = forward ? to : from;
        int at = forward ? from : to;
        int row = START * stride;
        while (true) {
            int before = forward ? at : Utf8.before(text, at, from);
            boolean atEnd = at == last;
            int characterClass = atEnd ? end : classOf(text, before);
            long verdicts = known.at(at - from) & automaton.looks();
            int symbol = asksForLooks ? symbol(characterClass, verdicts) : characterClass;
            if (symbol < 0) {
                row = emptyExcept(row);
                symbol = symbol(characterClass, verdicts);
            }
            int transition = transitions[row + symbol];
            if (transition == UNKNOWN) {
                transition = compute(row, symbol, characterClass, verdicts);
            }
            if ((transition & ACCEPTED) != 0) {
                if (look < 0) {
                    return true;
                }
                known.set(look, at - from);
            }
            if (atEnd || transition == DEAD) {
                return false;
            }
            row = transition >>> 1;
            at = forward ? at + Utf8.length(text[at]) : before;
        }
    }

    private int classOf(byte[] text, int at) {
        int b = text[at];
        return b >= 0 ? classes.ascii()[b] : classes.of(Utf8.codePoint(text, at));
    }

    /** The symbol of a class and the verdicts on a position, or -1 if there is no room for another. */
    private int symbol(int characterClass, long verdicts) {
        long key = verdicts << 20 | characterClass;
        int slot = slot(key * 0x9e3779b97f4a7c15L >>> 32, symbolIndex.length);
        while (symbolIndex[slot] != 0) {
            if (symbolKeys[symbolIndex[slot] - 1] == key) {
                return symbolIndex[slot] - 1;
            }
            slot = (slot + 1) % symbolIndex.length;
        }
        if (symbols == symbolKeys.length) {
            return -1;
        }
        symbolKeys[symbols] = key;
        symbolIndex[slot] = ++symbols;
        return symbols - 1;
    }

    private static int slot(long hash, int slots) {
        return (int) ((hash & Integer.MAX_VALUE) % slots);
    }

    /** The transition from a state, put into the table unless that was emptied to make room for its target. */
    private int compute(int row, int symbol, int characterClass, long verdicts) {
        boolean accepted = decide(row / stride, characterClass, verdicts);
        if (accepted && searches) {
            transitions[row + symbol] = ACCEPTED;
            return ACCEPTED;
        }
        int before = timesEmptied;
        int target = characterClass == end ? DEAD : target(characterClass);
        int transition = 2 * target + (accepted ? ACCEPTED : 0);
        if (before == timesEmptied) {
            transitions[row + symbol] = transition;
        }
        return transition;
    }

    /** Follows the assertions of a state that hold, collects what can read on, and returns whether it accepts. */
    private boolean decide(int state, int characterClass, long verdicts) {
        boolean accepted = false;
        boolean atStart = (contexts[state] & AT_START) != 0;
        boolean atEnd = characterClass == end;
        boolean atBoundary = (contexts[state] & AFTER_WORD) != 0 ^ isWord(characterClass);
        matchingCount = 0;
        visit++;
        for (int i = memberStarts[state]; i < memberStarts[state + 1]; i++) {
            int depth = 0;
            stack[depth++] = members[i];
            while (depth > 0) {
                int each = stack[--depth];
                if (visits[each] == visit) {
                    continue;
                }
                visits[each] = visit;
                work++;
                boolean holds =
                        switch (automaton.kinds()[each]) {
                            case Automaton.ONE_OF -> {
                                matching[matchingCount++] = each;
                                yield false;
                            }
                            case Automaton.ACCEPT -> {
                                accepted = true;
                                yield false;
                            }
                            case Automaton.SPLIT -> {
                                stack[depth++] = automaton.others()[each];
                                yield true;
                            }
                            case Automaton.START -> atStart;
                            case Automaton.END -> atEnd;
                            case Automaton.WORD -> atBoundary;
                            case Automaton.NO_WORD -> !atBoundary;
                            case Automaton.LOOK -> (verdicts >>> automaton.others()[each] & 1) != 0;
                            default -> (verdicts >>> automaton.others()[each] & 1) == 0;
                        };
                if (holds) {
                    stack[depth++] = automaton.nexts()[each];
                }
            }
        }
        return accepted;
    }

    private boolean isWord(int characterClass) {
        return asksForWords && characterClass != end && PatternParser.WORD.contains(classes.sample(characterClass));
    }

    /** The row of the state that a class leads to from what was collected. */
    private int target(int characterClass) {
        int sample = classes.sample(characterClass);
        visit++;
        for (int i = 0; i < matchingCount; i++) {
            if (automaton.sets()[matching[i]].contains(sample)) {
                enter(automaton.nexts()[matching[i]], false);
            }
        }
        // A match may begin anywhere.
        enter(automaton.start(), false);
        return keep(isWord(characterClass) ? AFTER_WORD : 0);
    }

    /** Adds a state to the next set, or those that it stands for. */
    private void enter(int state, boolean atStart) {
        int depth = 0;
        stack[depth++] = state;
        while (depth > 0) {
            int each = stack[--depth];
            if (visits[each] == visit) {
                continue;
            }
            visits[each] = visit;
            work++;
            switch (automaton.kinds()[each]) {
                case Automaton.SPLIT -> {
                    stack[depth++] = automaton.others()[each];
                    stack[depth++] = automaton.nexts()[each];
                }
                case Automaton.START -> {
                    if (atStart) {
                        stack[depth++] = automaton.nexts()[each];
                    }
                }
                default -> next[each >>> 6] |= 1L << each;
            }
        }
    }

    /** The row of the state that the next set is in a context, and empties that set. */
    private int keep(byte context) {
        int from = memberStarts[states];
        int to = from;
        if (members.length < from + automaton.states()) {
            members = Arrays.copyOf(members, 2 * members.length + automaton.states());
        }
        for (int word = 0; word < next.length; word++) {
            for (long bits = next[word]; bits != 0; bits &= bits - 1) {
                members[to++] = word << 6 | Long.numberOfTrailingZeros(bits);
            }
            next[word] = 0;
        }
        work += next.length;
        return to == from ? DEAD : find(from, to, context);
    }

    private int find(int from, int to, byte context) {
        int slot = slot(hash(from, to, context), index.length);
        while (index[slot] != 0) {
            int state = index[slot];
            if (contexts[state] == context
                    && Arrays.equals(members, memberStarts[state], memberStarts[state + 1], members, from, to)) {
                return state * stride;
            }
            slot = (slot + 1) % index.length;
        }
        if (states == mostStates || to > MAX_MEMBERS) {
            return emptyExcept(from, to, context);
        }
        return append(to, context);
    }

    private long hash(int from, int to, byte context) {
        long hash = context;
        for (int i = from; i < to; i++) {
            hash = (hash + members[i]) * 0x9e3779b97f4a7c15L;
        }
        return hash >>> 32;
    }

    /** Adds a state whose members are the last ones. */
    private int append(int to, byte context) {
        int state = states++;
        if (transitions.length < states * stride) {
            transitions = Arrays.copyOf(transitions, Math.min(2 * states, mostStates) * stride);
        }
        if (contexts.length < states + 1) {
            contexts = Arrays.copyOf(contexts, 2 * states);
            memberStarts = Arrays.copyOf(memberStarts, 2 * states + 1);
        }
        Arrays.fill(transitions, state * stride, states * stride, UNKNOWN);
        contexts[state] = context;
        memberStarts[states] = to;
        if (2 * states > index.length) {
            index = new int[4 * states];
            for (int each = 1; each < state; each++) {
                enlist(each);
            }
        }
        enlist(state);
        return state * stride;
    }

    private void enlist(int state) {
        int slot = slot(hash(memberStarts[state], memberStarts[state + 1], contexts[state]), index.length);
        while (index[slot] != 0) {
            slot = (slot + 1) % index.length;
        }
        index[slot] = state;
    }

    /** Forgets all states but those that every run begins with, and one more, whose new row is returned. */
    private int emptyExcept(int from, int to, byte context) {
        states = PERMANENT_STATES;
        symbols = 0;
        timesEmptied++;
        Arrays.fill(symbolIndex, 0);
        Arrays.fill(index, 0);
        enlist(START);
        Arrays.fill(transitions, START * stride, (START + 1) * stride, UNKNOWN);
        System.arraycopy(members, from, members, memberStarts[states], to - from);
        return append(memberStarts[states] + to - from, context);
    }

    private int emptyExcept(int row) {
        int state = row / stride;
        if (state < PERMANENT_STATES) {
            emptyExcept(memberStarts[START], memberStarts[START], (byte) 0);
            return row;
        }
        return emptyExcept(memberStarts[state], memberStarts[state + 1], contexts[state]);
    }
}
