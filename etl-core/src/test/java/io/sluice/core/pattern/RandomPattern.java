package io.sluice.core.pattern;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.function.IntPredicate;

/**
 * A random pattern with a judge of its own, which shares nothing with the engine: it follows the definition of each
 * construct, with sets of end positions, in whatever time that takes.
 */
final class RandomPattern {
    private static final int[] LETTERS = "aabbcA0_-. ,\n\u2028\u00e9\u20ac\uD83D\uDE00\uD835\uDD18"
            .codePoints()
            .toArray();

    /** A part of the pattern: how it is written, where its matches end, and a text that it may match. */
    interface Part {
        String source();

        BitSet ends(int[] text, int from);

        default void sample(Random random, List<Integer> out) {}
    }

    private record One(String source, IntPredicate members) implements Part {
        @Override
        public BitSet ends(int[] text, int from) {
            BitSet ends = new BitSet();
            if (from < text.length && members.test(text[from])) {
                ends.set(from + 1);
            }
            return ends;
        }

        @Override
        public void sample(Random random, List<Integer> out) {
            for (int attempt = 0; attempt < 20; attempt++) {
                int letter = LETTERS[random.nextInt(LETTERS.length)];
                if (members.test(letter)) {
                    out.add(letter);
                    return;
                }
            }
        }
    }

    private interface Holds {
        boolean at(int[] text, int position);
    }

    private record Assertion(String source, Holds holds) implements Part {
        @Override
        public BitSet ends(int[] text, int from) {
            BitSet ends = new BitSet();
            ends.set(from, from + (holds.at(text, from) ? 1 : 0));
            return ends;
        }
    }

    private record Concatenation(List<Part> parts) implements Part {
        @Override
        public String source() {
            return String.join("", parts.stream().map(Part::source).toList());
        }

        @Override
        public BitSet ends(int[] text, int from) {
            BitSet ends = new BitSet();
            ends.set(from);
            for (Part part : parts) {
                ends = step(part, text, ends);
            }
            return ends;
        }

        @Override
        public void sample(Random random, List<Integer> out) {
            parts.forEach(part -> part.sample(random, out));
        }
    }

    private record Group(String open, List<Part> branches) implements Part {
        @Override
        public String source() {
            return open + String.join("|", branches.stream().map(Part::source).toList()) + ")";
        }

        @Override
        public BitSet ends(int[] text, int from) {
            BitSet ends = new BitSet();
            branches.forEach(branch -> ends.or(branch.ends(text, from)));
            return ends;
        }

        @Override
        public void sample(Random random, List<Integer> out) {
            branches.get(random.nextInt(branches.size())).sample(random, out);
        }
    }

    private record Repetition(Part part, String quantifier, int least, int most) implements Part {
        @Override
        public String source() {
            return part.source() + quantifier;
        }

        @Override
        public BitSet ends(int[] text, int from) {
            BitSet reached = new BitSet();
            reached.set(from);
            for (int i = 0; i < least; i++) {
                reached = step(part, text, reached);
            }
            BitSet all = (BitSet) reached.clone();
            for (int i = least; i < most && !reached.isEmpty(); i++) {
                reached = step(part, text, reached);
                reached.andNot(all);
                all.or(reached);
            }
            return all;
        }

        @Override
        public void sample(Random random, List<Integer> out) {
            int times = least + random.nextInt(Math.min(most - least, 2) + 1);
            for (int i = 0; i < times; i++) {
                part.sample(random, out);
            }
        }
    }

    private static BitSet step(Part part, int[] text, BitSet from) {
        BitSet ends = new BitSet();
        from.stream().forEach(each -> ends.or(part.ends(text, each)));
        return ends;
    }

    private final Random random;
    private final Part root;
    private int groups;

    RandomPattern(long seed) {
        random = new Random(seed);
        List<Part> branches = new ArrayList<>();
        do {
            branches.add(concatenation(3));
        } while (random.nextInt(6) == 0);
        root = new Group("(", branches);
    }

    /** The pattern as it is written. */
    String source() {
        String grouped = root.source();
        return grouped.substring(1, grouped.length() - 1);
    }

    /** What the definition of its parts says. */
    boolean isFoundIn(String text) {
        int[] codePoints = text.codePoints().toArray();
        for (int from = 0; from <= codePoints.length; from++) {
            if (!root.ends(codePoints, from).isEmpty()) {
                return true;
            }
        }
        return false;
    }

    /** A short text; half of them may well match. */
    String text() {
        List<Integer> out = new ArrayList<>();
        if (random.nextBoolean()) {
            root.sample(random, out);
        }
        int more = out.isEmpty() ? random.nextInt(8) : random.nextInt(3);
        for (int i = 0; i < more; i++) {
            out.add(random.nextInt(out.size() + 1), LETTERS[random.nextInt(LETTERS.length)]);
        }
        StringBuilder text = new StringBuilder();
        out.stream().limit(9).forEach(text::appendCodePoint);
        return text.toString();
    }

    private Part concatenation(int depth) {
        List<Part> parts = new ArrayList<>();
        int count = random.nextInt(4);
        for (int i = 0; i <= count; i++) {
            parts.add(term(depth));
        }
        return new Concatenation(parts);
    }

    private Part term(int depth) {
        int kind = random.nextInt(depth > 0 ? 14 : 9);
        if (kind == 0) {
            return boundary();
        }
        if (kind >= 12) {
            return look(depth - 1);
        }
        Part atom = kind >= 9 ? group(depth - 1) : one();
        return switch (random.nextInt(8)) {
            case 0 -> repeated(atom, "*", 0, Integer.MAX_VALUE);
            case 1 -> repeated(atom, "+", 1, Integer.MAX_VALUE);
            case 2 -> repeated(atom, "?", 0, 1);
            case 3 -> {
                int least = random.nextInt(3);
                int most = least + random.nextInt(3);
                yield switch (random.nextInt(3)) {
                    case 0 -> repeated(atom, "{" + least + "}", least, least);
                    case 1 -> repeated(atom, "{" + least + ",}", least, Integer.MAX_VALUE);
                    default -> repeated(atom, "{" + least + "," + most + "}", least, most);
                };
            }
            default -> atom;
        };
    }

    private Part repeated(Part part, String quantifier, int least, int most) {
        return new Repetition(part, quantifier + (random.nextInt(4) == 0 ? "?" : ""), least, most);
    }

    private Part group(int depth) {
        String open =
                switch (random.nextInt(4)) {
                    case 0 -> "(";
                    case 1 -> "(?<n" + groups++ + ">";
                    default -> "(?:";
                };
        return new Group(open, branches(depth));
    }

    private List<Part> branches(int depth) {
        List<Part> branches = new ArrayList<>();
        do {
            branches.add(random.nextInt(12) == 0 ? new Concatenation(List.of()) : concatenation(depth));
        } while (random.nextInt(3) == 0);
        return branches;
    }

    private Part look(int depth) {
        boolean negated = random.nextBoolean();
        boolean behind = random.nextBoolean();
        Group body = new Group("(?" + (behind ? "<" : "") + (negated ? "!" : "="), branches(depth));
        return new Assertion(body.source(), (text, position) -> {
            boolean holds = false;
            if (behind) {
                for (int from = 0; from <= position; from++) {
                    holds |= body.ends(text, from).get(position);
                }
            } else {
                holds = !body.ends(text, position).isEmpty();
            }
            return holds != negated;
        });
    }

    private Part boundary() {
        return switch (random.nextInt(4)) {
            case 0 -> new Assertion("^", (text, position) -> position == 0);
            case 1 -> new Assertion("$", (text, position) -> position == text.length);
            case 2 -> new Assertion("\\b", RandomPattern::isBoundary);
            default -> new Assertion("\\B", (text, position) -> !isBoundary(text, position));
        };
    }

    private static boolean isBoundary(int[] text, int position) {
        boolean before = position > 0 && isWord(text[position - 1]);
        boolean after = position < text.length && isWord(text[position]);
        return before != after;
    }

    private static boolean isWord(int c) {
        return c == '_' || c < 128 && Character.isLetterOrDigit(c);
    }

    private Part one() {
        return switch (random.nextInt(10)) {
            case 0 -> new One(".", c -> !isLineEnd(c));
            case 1 -> inClass(false);
            case 2 -> inClass(true);
            case 3, 4 -> shorthand();
            default -> letter(LETTERS[random.nextInt(LETTERS.length)], false);
        };
    }

    private static boolean isLineEnd(int c) {
        return c == '\n' || c == '\r' || c == 0x2028 || c == 0x2029;
    }

    private One shorthand() {
        return switch (random.nextInt(10)) {
            case 0 -> new One("\\d", c -> c >= '0' && c <= '9');
            case 1 -> new One("\\D", c -> c < '0' || c > '9');
            case 2 -> new One("\\w", RandomPattern::isWord);
            case 3 -> new One("\\W", c -> !isWord(c));
            case 4 -> new One("\\s", c -> isLineEnd(c) || c == ' ');
            case 5 -> new One("\\S", c -> !isLineEnd(c) && c != ' ');
            case 6 -> new One("\\p{L}", Character::isLetter);
            case 7 -> new One("\\P{Lu}", c -> Character.getType(c) != Character.UPPERCASE_LETTER);
            case 8 -> new One("\\p{So}", c -> Character.getType(c) == Character.OTHER_SYMBOL);
            default -> new One("\\p{sc=Latn}", c -> Character.UnicodeScript.of(c) == Character.UnicodeScript.LATIN);
        };
    }

    private One letter(int c, boolean inClass) {
        String plain = Character.toString(c);
        boolean special = inClass ? "-^]\\".contains(plain) : ".".contains(plain);
        String source =
                switch (random.nextInt(6)) {
                    case 0 -> String.format("\\u{%x}", c);
                    case 1 ->
                        c > 0xffff
                                ? String.format(
                                        "\\u%04x\\u%04x",
                                        (int) Character.highSurrogate(c), (int) Character.lowSurrogate(c))
                                : String.format("\\u%04x", c);
                    default -> special ? "\\" + plain : plain;
                };
        return new One(source, each -> each == c);
    }

    private Part inClass(boolean negated) {
        StringBuilder source = new StringBuilder(negated ? "[^" : "[");
        IntPredicate members = c -> false;
        int count = random.nextInt(4);
        for (int i = 0; i < count; i++) {
            int first = LETTERS[random.nextInt(LETTERS.length)];
            int second = LETTERS[random.nextInt(LETTERS.length)];
            int low = Math.min(first, second);
            int high = Math.max(first, second);
            One part =
                    switch (random.nextInt(3)) {
                        case 0 -> shorthand();
                        case 1 ->
                            new One(
                                    letter(low, true).source() + "-"
                                            + letter(high, true).source(),
                                    c -> c >= low && c <= high);
                        default -> letter(first, true);
                    };
            source.append(part.source());
            members = members.or(part.members());
        }
        IntPredicate all = negated ? members.negate() : members;
        return new One(source.append(']').toString(), all);
    }
}
