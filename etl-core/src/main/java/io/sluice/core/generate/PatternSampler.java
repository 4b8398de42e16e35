package io.sluice.core.generate;

import io.sluice.core.schema.EcmaPattern;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Makes strings that match an ECMA-262 pattern. It knows literals, classes, {@code . \d \w \s} and their opposites,
 * groups, alternatives, all quantifiers and anchors; opposites and the dot draw from printable ASCII. Look-around and
 * back-references are refused. Anchors and word boundaries draw nothing: the caller checks the string with the pattern
 * itself and draws again where it does not match.
 */
final class PatternSampler {
    /** How far above its minimum an open-ended quantifier goes. */
    private static final int OPEN_ENDED = 4;

    private static final BitSet PRINTABLE = range(' ', '~');
    private static final BitSet DIGITS = range('0', '9');
    private static final BitSet WORD = union(range('0', '9'), range('A', 'Z'), range('a', 'z'), range('_', '_'));
    private static final BitSet SPACES = union(range(' ', ' '), range('\t', '\t'));

    private sealed interface Node permits Characters, Sequence, Choice, Repeat {}

    private record Characters(int[] codePoints) implements Node {}

    private record Sequence(List<Node> parts) implements Node {}

    private record Choice(List<Node> branches) implements Node {}

    private record Repeat(Node part, int least, int most) implements Node {}

    private final String source;
    private final Node root;
    private int at;

    /**
     * @throws IllegalArgumentException if the pattern uses what cannot be sampled, with the reason
     */
    PatternSampler(EcmaPattern pattern) {
        source = pattern.toString();
        root = choice();
        if (at < source.length()) {
            throw unsupported("a ) without its (");
        }
    }

    void sample(SeededRandom random, StringBuilder out) {
        sample(root, random, out);
    }

    private static void sample(Node node, SeededRandom random, StringBuilder out) {
        if (node instanceof Characters characters) {
            out.appendCodePoint(characters.codePoints[random.nextInt(characters.codePoints.length)]);
        } else if (node instanceof Sequence sequence) {
            for (Node part : sequence.parts) {
                sample(part, random, out);
            }
        } else if (node instanceof Choice choice) {
            sample(choice.branches.get(random.nextInt(choice.branches.size())), random, out);
        } else if (node instanceof Repeat repeat) {
            int times = repeat.least + random.nextInt(repeat.most - repeat.least + 1);
            for (int i = 0; i < times; i++) {
                sample(repeat.part, random, out);
            }
        }
    }

    private Node choice() {
        List<Node> branches = new ArrayList<>();
        branches.add(sequence());
        while (peek('|')) {
            at++;
            branches.add(sequence());
        }
        return branches.size() == 1 ? branches.get(0) : new Choice(branches);
    }

    private Node sequence() {
        List<Node> parts = new ArrayList<>();
        while (at < source.length() && !peek('|') && !peek(')')) {
            Node part = atom();
            if (part != null) {
                parts.add(quantified(part));
            }
        }
        return new Sequence(parts);
    }

    /** The next atom, or null for one that stands for no character. */
    private Node atom() {
        int c = source.codePointAt(at);
        at += Character.charCount(c);
        return switch (c) {
            case '^', '$' -> null;
            case '.' -> of(PRINTABLE);
            case '[' -> characterClass();
            case '(' -> group();
            case '\\' -> {
                if (peek('b') || peek('B')) {
                    at++;
                    yield null;
                }
                yield of(escape(false));
            }
            default -> new Characters(new int[] {c});
        };
    }

    private Node group() {
        if (peek('?')) {
            if (source.startsWith("?:", at)) {
                at += 2;
            } else if (source.startsWith("?<", at) && !source.startsWith("?<=", at) && !source.startsWith("?<!", at)) {
                at = source.indexOf('>', at) + 1;
            } else {
                throw unsupported("look-around");
            }
        }
        Node inner = choice();
        if (!peek(')')) {
            throw unsupported("a ( without its )");
        }
        at++;
        return inner;
    }

    private Node quantified(Node part) {
        if (at >= source.length()) {
            return part;
        }
        int least;
        int most;
        switch (source.charAt(at)) {
            case '?' -> {
                least = 0;
                most = 1;
                at++;
            }
            case '*' -> {
                least = 0;
                most = OPEN_ENDED;
                at++;
            }
            case '+' -> {
                least = 1;
                most = 1 + OPEN_ENDED;
                at++;
            }
            case '{' -> {
                int close = source.indexOf('}', at);
                String body = close < 0 ? "" : source.substring(at + 1, close);
                if (!body.matches("\\d{1,6}(,\\d{0,6})?")) {
                    return part;
                }
                String[] bounds = body.split(",", 2);
                least = Integer.parseInt(bounds[0]);
                most = bounds.length == 1
                        ? least
                        : bounds[1].isEmpty() ? least + OPEN_ENDED : Integer.parseInt(bounds[1]);
                at = close + 1;
            }
            default -> {
                return part;
            }
        }
        if (peek('?')) {
            at++;
        }
        return new Repeat(part, least, most);
    }

    private Node characterClass() {
        boolean negated = peek('^');
        if (negated) {
            at++;
        }
        BitSet set = new BitSet();
        while (!peek(']')) {
            if (at >= source.length()) {
                throw unsupported("a character class that is not closed");
            }
            BitSet first = classAtom();
            if (peek('-') && at + 1 < source.length() && source.charAt(at + 1) != ']' && first.cardinality() == 1) {
                at++;
                set.set(first.nextSetBit(0), classAtom().length());
            } else {
                set.or(first);
            }
        }
        at++;
        if (negated) {
            set = minus(PRINTABLE, set);
        }
        if (set.isEmpty()) {
            throw unsupported("a character class without a printable member");
        }
        return of(set);
    }

    private BitSet classAtom() {
        int c = source.codePointAt(at);
        at += Character.charCount(c);
        return c == '\\' ? escape(true) : range(c, c);
    }

    private BitSet escape(boolean inClass) {
        char c = source.charAt(at++);
        return switch (c) {
            case 'd' -> DIGITS;
            case 'D' -> minus(PRINTABLE, DIGITS);
            case 'w' -> WORD;
            case 'W' -> minus(PRINTABLE, WORD);
            case 's' -> SPACES;
            case 'S' -> minus(PRINTABLE, SPACES);
            case 't' -> range('\t', '\t');
            case 'n' -> range('\n', '\n');
            case 'r' -> range('\r', '\r');
            case 'f' -> range('\f', '\f');
            case 'v' -> range(0x0b, 0x0b);
            case '0' -> range(0, 0);
            case 'x' -> hex(2);
            case 'u' -> peek('{') ? braced() : hex(4);
            default -> {
                if (c == 'b' && inClass) {
                    yield range('\b', '\b');
                }
                if (Character.isLetterOrDigit(c)) {
                    throw unsupported("\\" + c);
                }
                yield range(c, c);
            }
        };
    }

    private BitSet hex(int digits) {
        int value = Integer.parseInt(source.substring(at, at + digits), 16);
        at += digits;
        return range(value, value);
    }

    private BitSet braced() {
        int close = source.indexOf('}', at);
        int value = Integer.parseInt(source.substring(at + 1, close), 16);
        at = close + 1;
        return range(value, value);
    }

    private boolean peek(char c) {
        return at < source.length() && source.charAt(at) == c;
    }

    private static Node of(BitSet set) {
        return new Characters(set.stream().toArray());
    }

    private static BitSet range(int from, int to) {
        BitSet set = new BitSet();
        set.set(from, to + 1);
        return set;
    }

    private static BitSet union(BitSet... sets) {
        BitSet all = new BitSet();
        for (BitSet set : sets) {
            all.or(set);
        }
        return all;
    }

    private static BitSet minus(BitSet set, BitSet without) {
        BitSet rest = (BitSet) set.clone();
        rest.andNot(without);
        return rest;
    }

    private IllegalArgumentException unsupported(String what) {
        return new IllegalArgumentException("Cannot make strings for pattern \"" + source + "\": it has " + what);
    }
}
