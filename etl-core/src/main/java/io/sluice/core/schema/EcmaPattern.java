package io.sluice.core.schema;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A regular expression as JSON Schema means it: ECMA-262 (with Unicode code points), searched anywhere in the text.
 *
 * <p>It is run by {@link Pattern} after a translation of what the two dialects write alike but mean differently:
 * {@code $} matches at the very end only (Java: also before a final newline), {@code .} stops at the four line
 * terminators of ECMA-262, {@code \s} knows Unicode spaces, and inside a class {@code [} and {@code &&} are plain
 * characters, and {@code \b} knows the letters of ASCII only. What only Java knows (inline flags, possessive quantifiers,
 * {@code \A}, {@code \Q}) is refused, and so is what cannot be translated. Immutable.
 */
public final class EcmaPattern {
    /** WhiteSpace and LineTerminator of ECMA-262, section 12. */
    private static final String SPACE =
            "\\t\\n\\x0B\\f\\r \\u00A0\\u1680\\u2000-\\u200A\\u2028\\u2029\\u202F\\u205F\\u3000\\uFEFF";

    private static final String NEITHER_DOT = "[^\\n\\r\\u2028\\u2029]";
    private static final String PASSED_ON = "dDwWfnrt";
    private static final String BOUNDARY = "(?:(?<=\\w)(?!\\w)|(?<!\\w)(?=\\w))";
    private static final String NO_BOUNDARY = "(?:(?<=\\w)(?=\\w)|(?<!\\w)(?!\\w))";
    private static final String QUANTIFIER = "\\{\\d{1,9}(,\\d{0,9})?}";

    private final String source;
    private final Pattern pattern;

    private EcmaPattern(String source, Pattern pattern) {
        this.source = source;
        this.pattern = pattern;
    }

    /**
     * Compiles a pattern.
     *
     * @throws IllegalArgumentException if it is no ECMA-262 pattern, or uses what is not supported, with the reason
     */
    public static EcmaPattern compile(String source) {
        try {
            return new EcmaPattern(source, Pattern.compile(new Translation(source).translate()));
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "pattern \"" + source + "\" is not a regular expression: " + e.getDescription(), e);
        }
    }

    /**
     * Whether the pattern is found in the text. A text so long that matching it exceeds the thread's stack (repeated
     * groups over many thousands of characters) is taken not to match: one record must not stop a pipeline.
     */
    public boolean isFoundIn(CharSequence text) {
        try {
            return pattern.matcher(text).find();
        } catch (StackOverflowError e) {
            return false;
        }
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

    /** One pass over the source, writing Java's dialect. */
    private static final class Translation {
        private final String source;
        private final StringBuilder out = new StringBuilder();
        private int at;

        Translation(String source) {
            this.source = source;
        }

        String translate() {
            while (at < source.length()) {
                char c = source.charAt(at++);
                switch (c) {
                    case '\\' -> escape(false);
                    case '[' -> characterClass();
                    case '$' -> out.append("\\z");
                    case '^' -> out.append("\\A");
                    case '.' -> out.append(NEITHER_DOT);
                    case '(' -> group();
                    case '*', '+', '?' -> quantifier(c);
                    case '{' -> braces();
                    case '}', ']' -> out.append('\\').append(c);
                    default -> out.append(c);
                }
            }
            return out.toString();
        }

        private void quantifier(char c) {
            out.append(c);
            lazyMark();
        }

        private void lazyMark() {
            if (at < source.length() && source.charAt(at) == '?') {
                out.append('?');
                at++;
            }
            if (atQuantifier()) {
                throw unsupported("a quantifier after a quantifier");
            }
        }

        private boolean atQuantifier() {
            return at < source.length()
                    && ("+*?".indexOf(source.charAt(at)) >= 0
                            || source.substring(at).matches("(?s)" + QUANTIFIER + ".*"));
        }

        private void braces() {
            int close = source.indexOf('}', at);
            String body = close < 0 ? "" : source.substring(at, close);
            if (("{" + body + "}").matches(QUANTIFIER)) {
                out.append('{').append(body).append('}');
                at = close + 1;
                lazyMark();
            } else {
                // Annex B of ECMA-262: braces that are no quantifier stand for themselves.
                out.append("\\{");
            }
        }

        private void group() {
            out.append('(');
            if (at < source.length() && source.charAt(at) == '?') {
                String rest = source.substring(at);
                boolean shared = rest.startsWith("?:")
                        || rest.startsWith("?=")
                        || rest.startsWith("?!")
                        || rest.startsWith("?<=")
                        || rest.startsWith("?<!")
                        || rest.matches("(?s)\\?<[A-Za-z][A-Za-z0-9]*>.*");
                if (!shared) {
                    throw unsupported("the group (" + rest.substring(0, Math.min(rest.length(), 3)));
                }
                out.append('?');
                at++;
            }
        }

        private void characterClass() {
            boolean negated = at < source.length() && source.charAt(at) == '^';
            if (negated) {
                at++;
            }
            if (at < source.length() && source.charAt(at) == ']') {
                // [] matches nothing, [^] anything.
                at++;
                out.append(negated ? "[\\x{0}-\\x{10FFFF}]" : "(?!)");
                return;
            }
            out.append(negated ? "[^" : "[");
            while (true) {
                if (at >= source.length()) {
                    throw unsupported("a character class that is not closed");
                }
                char c = source.charAt(at++);
                if (c == ']') {
                    break;
                } else if (c == '\\') {
                    escape(true);
                } else if (c == '[' || c == '&' || c == '^') {
                    out.append('\\').append(c);
                } else {
                    out.append(c);
                }
            }
            out.append(']');
        }

        private void escape(boolean inClass) {
            if (at >= source.length()) {
                throw unsupported("a backslash at the end");
            }
            char c = source.charAt(at++);
            if (c == 's') {
                out.append(inClass ? SPACE : "[" + SPACE + "]");
            } else if (c == 'S') {
                out.append("[^").append(SPACE).append(']');
            } else if (c == 'v') {
                out.append("\\x0B");
            } else if (c == 'b' || c == 'B') {
                boundary(c, inClass);
            } else if (c == '0') {
                nul();
            } else if (c == 'c') {
                control();
            } else if (c == 'x') {
                hex(2);
            } else if (c == 'u') {
                unicode();
            } else if (c == 'p' || c == 'P') {
                property(c);
            } else if (c >= '1' && c <= '9' || c == 'k') {
                throw unsupported("a back-reference, which means something else where its group took no part");
            } else if (PASSED_ON.indexOf(c) >= 0) {
                out.append('\\').append(c);
            } else if (Character.isLetterOrDigit(c)) {
                throw unsupported("\\" + c);
            } else {
                out.append('\\').append(c);
            }
        }

        private void boundary(char c, boolean inClass) {
            if (inClass && c == 'B') {
                throw unsupported("\\B in a character class");
            }
            // Which letters Java's own \b knows differs between its versions.
            out.append(inClass ? "\\x08" : c == 'b' ? BOUNDARY : NO_BOUNDARY);
        }

        private void nul() {
            if (at < source.length() && Character.isDigit(source.charAt(at))) {
                throw unsupported("an octal escape");
            }
            out.append("\\x00");
        }

        private void property(char c) {
            int close = source.indexOf('}', at);
            if (at >= source.length() || source.charAt(at) != '{' || close < 0) {
                throw unsupported("\\" + c + " without a property in braces");
            }
            String name = source.substring(at + 1, close);
            String translated = UnicodeProperties.inJava(name);
            if (translated == null) {
                throw unsupported("the Unicode property " + name);
            }
            out.append('\\').append(c).append('{').append(translated).append('}');
            at = close + 1;
        }

        private void control() {
            char letter = at < source.length() ? source.charAt(at++) : 0;
            if (!(letter >= 'a' && letter <= 'z' || letter >= 'A' && letter <= 'Z')) {
                throw unsupported("\\c without a letter");
            }
            out.append(String.format("\\x%02x", letter & 31));
        }

        private void hex(int digits) {
            out.append(String.format("\\x{%x}", parseHex(digits)));
        }

        private void unicode() {
            if (at < source.length() && source.charAt(at) == '{') {
                int close = source.indexOf('}', at);
                if (close < 0) {
                    throw unsupported("\\u{ without }");
                }
                out.append("\\x{").append(source, at + 1, close).append('}');
                at = close + 1;
                return;
            }
            int unit = parseHex(4);
            boolean pair = Character.isHighSurrogate((char) unit) && source.startsWith("\\u", at);
            if (pair) {
                int mark = at;
                at += 2;
                int low = parseHex(4);
                if (Character.isLowSurrogate((char) low)) {
                    unit = Character.toCodePoint((char) unit, (char) low);
                } else {
                    at = mark;
                }
            }
            out.append(String.format("\\x{%x}", unit));
        }

        private int parseHex(int digits) {
            if (at + digits <= source.length()) {
                String text = source.substring(at, at + digits);
                if (text.matches("[0-9a-fA-F]+")) {
                    at += digits;
                    return Integer.parseInt(text, 16);
                }
            }
            throw unsupported("an escape without its " + digits + " hex digits");
        }

        private IllegalArgumentException unsupported(String what) {
            return new IllegalArgumentException(
                    "pattern \"" + source + "\" has " + what + ", which is not supported in ECMA-262 patterns here");
        }
    }
}
