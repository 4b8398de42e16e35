package io.sluice.core.pattern;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads the grammar of ECMA-262, section 22.2.1, with the {@code u} flag. Of Annex B it takes what schemas are full of and
 * what has one meaning only: braces and brackets that close or open nothing, a backslash before any ASCII character that is
 * no letter or digit, and a hyphen before or after a class in a class. Used once.
 */
final class PatternParser {
    /** Groups in groups; here and in {@link Automaton} each takes a few frames of the stack. */
    static final int MAX_DEPTH = 200;

    /** So many parts of a character class are joined before more are read, which bounds the memory that they take. */
    private static final int CLASS_PARTS = 64;

    private static final CodePointSet DIGIT = CodePointSet.range('0', '9');
    static final CodePointSet WORD =
            CodePointSet.union(DIGIT, CodePointSet.range('A', 'Z'), CodePointSet.range('a', 'z'), CodePointSet.of('_'));
    private static final CodePointSet LINE_ENDS =
            CodePointSet.union(CodePointSet.of('\n'), CodePointSet.of('\r'), CodePointSet.range(0x2028, 0x2029));
    /** WhiteSpace and LineTerminator, sections 12.2 and 12.3. */
    private static final CodePointSet SPACE = CodePointSet.union(
            LINE_ENDS,
            CodePointSet.of('\t'),
            CodePointSet.range(0x0b, 0x0c),
            CodePointSet.of(' '),
            CodePointSet.of(0xa0),
            CodePointSet.of(0x1680),
            CodePointSet.range(0x2000, 0x200a),
            CodePointSet.of(0x202f),
            CodePointSet.of(0x205f),
            CodePointSet.of(0x3000),
            CodePointSet.of(0xfeff));

    private static final PatternNode EMPTY = new PatternNode.Sequence(List.of());
    private static final PatternNode DOT = new PatternNode.OneOf(LINE_ENDS.complement());
    private static final int END = -1;

    private final String source;
    private final Set<String> groupNames = new HashSet<>();
    private final Map<String, CodePointSet> properties = new HashMap<>();
    private int at;
    private int depth;
    /** Whether the last atom was an assertion, which nothing may repeat. */
    private boolean assertion;

    PatternParser(String source) {
        this.source = source;
    }

    PatternNode parse() {
        PatternNode root = choice();
        if (at < source.length()) {
            throw refuse("a ) without its (");
        }
        return root;
    }

    private PatternNode choice() {
        List<PatternNode> branches = new ArrayList<>();
        do {
            branches.add(sequence());
        } while (take("|"));
        return branches.size() == 1 ? branches.get(0) : new PatternNode.Choice(List.copyOf(branches));
    }

    private PatternNode sequence() {
        List<PatternNode> parts = new ArrayList<>();
        while (peek() != END && peek() != '|' && peek() != ')') {
            parts.add(quantified(atom()));
        }
        return parts.size() == 1
                ? parts.get(0)
                : parts.isEmpty() ? EMPTY : new PatternNode.Sequence(List.copyOf(parts));
    }

    private PatternNode atom() {
        int c = next();
        assertion = c == '^' || c == '$';
        return switch (c) {
            case '^' -> PatternNode.Boundary.START;
            case '$' -> PatternNode.Boundary.END;
            case '.' -> DOT;
            case '[' -> new PatternNode.OneOf(characterClass());
            case '(' -> group();
            case '*', '+', '?' -> throw refuse("a quantifier without anything to repeat");
            case '{' -> {
                at--;
                if (braces() != null) {
                    throw refuse("a quantifier without anything to repeat");
                }
                at++;
                yield one('{');
            }
            case '\\' -> {
                assertion = peek() == 'b' || peek() == 'B';
                yield assertion
                        ? next() == 'b' ? PatternNode.Boundary.WORD : PatternNode.Boundary.NO_WORD
                        : new PatternNode.OneOf(escape(false));
            }
            default -> one(c);
        };
    }

    private static PatternNode one(int codePoint) {
        return new PatternNode.OneOf(CodePointSet.of(codePoint));
    }

    private PatternNode group() {
        boolean negated = source.startsWith("?!", at) || source.startsWith("?<!", at);
        boolean behind = source.startsWith("?<=", at) || source.startsWith("?<!", at);
        boolean look = behind || negated || source.startsWith("?=", at);
        if (look) {
            at += behind ? 3 : 2;
        } else if (take("?<")) {
            groupName();
        } else if (!take("?:") && peek() == '?') {
            throw refuse("the group (" + source.substring(at, Math.min(at + 2, source.length())));
        }
        if (++depth > MAX_DEPTH) {
            throw refuse("groups nested deeper than " + MAX_DEPTH);
        }
        PatternNode inner = choice();
        depth--;
        if (!take(")")) {
            throw refuse("a ( without its )");
        }
        assertion = look;
        return look ? new PatternNode.Look(inner, behind, negated) : inner;
    }

    private void groupName() {
        StringBuilder name = new StringBuilder();
        while (!take(">")) {
            int c = next();
            if (c == '\\' && take("u")) {
                c = unicode();
            }
            String property = name.length() == 0 ? "ID_Start" : "ID_Continue";
            boolean joiner = name.length() > 0 && (c == 0x200c || c == 0x200d);
            if (c != '$' && c != '_' && !joiner && !property(property).contains(c)) {
                throw refuse("a group without a name between < and >");
            }
            name.appendCodePoint(c);
        }
        if (name.length() == 0) {
            throw refuse("a group without a name between < and >");
        }
        if (!groupNames.add(name.toString())) {
            throw refuse("two groups of the name " + name);
        }
    }

    private PatternNode quantified(PatternNode part) {
        boolean repeatable = !assertion;
        int[] limits = quantifier();
        if (limits == null) {
            return part;
        }
        take("?");
        if (!repeatable) {
            throw refuse("a quantifier after an assertion");
        }
        if (quantifier() != null) {
            throw refuse("a quantifier after a quantifier");
        }
        if (limits[0] > limits[1]) {
            throw refuse("a quantifier whose limits are in the wrong order");
        }
        if (limits[1] == 0 || limits[0] == 0 && !consumes(part)) {
            return EMPTY;
        }
        // What takes no character holds as often as it is asked.
        return consumes(part) ? new PatternNode.Repeat(part, limits[0], limits[1]) : part;
    }

    /** Whether some match of it is longer than nothing. */
    private static boolean consumes(PatternNode node) {
        if (node instanceof PatternNode.Sequence sequence) {
            return sequence.parts().stream().anyMatch(PatternParser::consumes);
        }
        if (node instanceof PatternNode.Choice choice) {
            return choice.branches().stream().anyMatch(PatternParser::consumes);
        }
        return node instanceof PatternNode.OneOf || node instanceof PatternNode.Repeat;
    }

    /** Least and most repetitions, or null where there is no quantifier. */
    private int[] quantifier() {
        if (take("*")) {
            return new int[] {0, PatternNode.UNLIMITED};
        }
        if (take("+")) {
            return new int[] {1, PatternNode.UNLIMITED};
        }
        return take("?") ? new int[] {0, 1} : braces();
    }

    private int[] braces() {
        int start = at;
        if (take("{")) {
            int least = number();
            if (least >= 0) {
                int most = least;
                if (take(",")) {
                    most = number();
                    most = most < 0 ? PatternNode.UNLIMITED : most;
                }
                if (take("}")) {
                    return new int[] {least, most};
                }
            }
        }
        at = start;
        return null;
    }

    /** Digits, or -1 where there are none; what is too large to be counted to is a limit that no automaton has room for. */
    private int number() {
        int start = at;
        long value = 0;
        while (peek() >= '0' && peek() <= '9') {
            value = Math.min(value * 10 + next() - '0', PatternNode.UNLIMITED - 1);
        }
        return at == start ? -1 : (int) value;
    }

    private CodePointSet characterClass() {
        boolean negated = take("^");
        List<CodePointSet> parts = new ArrayList<>();
        while (!take("]")) {
            CodePointSet first = classAtom();
            if (peek() == '-' && at + 1 < source.length() && source.charAt(at + 1) != ']') {
                at++;
                parts.add(range(first, classAtom()));
            } else {
                parts.add(first);
            }
            if (parts.size() == CLASS_PARTS) {
                CodePointSet joined = CodePointSet.union(parts);
                parts.clear();
                parts.add(joined);
            }
        }
        CodePointSet all = CodePointSet.union(parts);
        return negated ? all.complement() : all;
    }

    private CodePointSet range(CodePointSet first, CodePointSet last) {
        if (first.size() != 1 || last.size() != 1) {
            return CodePointSet.union(List.of(first, last, CodePointSet.of('-')));
        }
        if (first.member(0) > last.member(0)) {
            throw refuse("a range in the wrong order");
        }
        return CodePointSet.range(first.member(0), last.member(0));
    }

    private CodePointSet classAtom() {
        if (peek() == END) {
            throw refuse("a character class that is not closed");
        }
        int c = next();
        if (c != '\\') {
            return CodePointSet.of(c);
        }
        return take("b") ? CodePointSet.of('\b') : escape(true);
    }

    private CodePointSet escape(boolean inClass) {
        if (peek() == END) {
            throw refuse("a backslash at the end");
        }
        int c = next();
        return switch (c) {
            case 'd' -> DIGIT;
            case 'D' -> DIGIT.complement();
            case 'w' -> WORD;
            case 'W' -> WORD.complement();
            case 's' -> SPACE;
            case 'S' -> SPACE.complement();
            case 'p' -> propertyInBraces();
            case 'P' -> propertyInBraces().complement();
            case 't' -> CodePointSet.of('\t');
            case 'n' -> CodePointSet.of('\n');
            case 'v' -> CodePointSet.of(0x0b);
            case 'f' -> CodePointSet.of('\f');
            case 'r' -> CodePointSet.of('\r');
            case 'c' -> control();
            case 'x' -> CodePointSet.of(hex(2));
            case 'u' -> CodePointSet.of(unicode());
            case '0' -> nul();
            default -> {
                if (!inClass && (c >= '1' && c <= '9' || c == 'k')) {
                    throw refuse("a back-reference");
                }
                if (c >= 0x80 || Character.isLetterOrDigit(c)) {
                    throw refuse("\\" + Character.toString(c));
                }
                yield CodePointSet.of(c);
            }
        };
    }

    private CodePointSet propertyInBraces() {
        int close = source.indexOf('}', at);
        if (peek() != '{' || close < 0) {
            throw refuse("\\p without a property in braces");
        }
        String name = source.substring(at + 1, close);
        at = close + 1;
        return property(name);
    }

    private CodePointSet property(String name) {
        CodePointSet members = properties.computeIfAbsent(name, UnicodeProperties::find);
        if (members == null) {
            throw refuse("the Unicode property " + name);
        }
        return members;
    }

    private CodePointSet control() {
        int letter = peek() == END ? END : next();
        if (!(letter >= 'a' && letter <= 'z' || letter >= 'A' && letter <= 'Z')) {
            throw refuse("\\c without a letter");
        }
        return CodePointSet.of(letter & 31);
    }

    private CodePointSet nul() {
        if (peek() >= '0' && peek() <= '9') {
            throw refuse("an octal escape");
        }
        return CodePointSet.of(0);
    }

    /** What follows backslash and u: four digits, two times four for a surrogate pair, or digits in braces. */
    private int unicode() {
        if (take("{")) {
            int start = at;
            int value = 0;
            while (peek() != END && peek() != '}' && value <= Character.MAX_CODE_POINT) {
                value = value * 16 + hex(1);
            }
            if (at == start || !take("}") || value > Character.MAX_CODE_POINT) {
                throw refuse("an escape \\u{ without a code point in hex digits and }");
            }
            return value;
        }
        int unit = hex(4);
        int mark = at;
        if (Character.isHighSurrogate((char) unit) && take("\\u") && peek() != '{') {
            int low = hex(4);
            if (Character.isLowSurrogate((char) low)) {
                return Character.toCodePoint((char) unit, (char) low);
            }
        }
        at = mark;
        return unit;
    }

    private int hex(int digits) {
        int value = 0;
        for (int i = 0; i < digits; i++) {
            int digit = peek() < 0x80 ? Character.digit(peek(), 16) : -1;
            if (digit < 0) {
                throw refuse("an escape without its hex digits");
            }
            at++;
            value = value * 16 + digit;
        }
        return value;
    }

    private int peek() {
        return at < source.length() ? source.codePointAt(at) : END;
    }

    private int next() {
        int c = peek();
        if (c == END) {
            throw refuse("no end");
        }
        at += Character.charCount(c);
        return c;
    }

    private boolean take(String token) {
        boolean there = source.startsWith(token, at);
        if (there) {
            at += token.length();
        }
        return there;
    }

    private IllegalArgumentException refuse(String what) {
        return EcmaPattern.refusal(source, what + " (at character " + (at + 1) + ")");
    }
}
