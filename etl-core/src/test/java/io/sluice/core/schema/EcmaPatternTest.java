package io.sluice.core.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Expectations are those of a JavaScript engine with the u flag. */
class EcmaPatternTest {

    private static boolean found(String pattern, String text) {
        return EcmaPattern.compile(pattern).isFoundIn(text);
    }

    @Test
    void searchesAnywhere() {
        assertThat(found("b", "abc")).isTrue();
        assertThat(found("^b", "abc")).isFalse();
        assertThat(found("c$", "abc")).isTrue();
        assertThat(found("", "")).isTrue();
    }

    @Test
    void anchorsMeetTheEndsOfTheTextOnly() {
        assertThat(found("^device-\\d{3}$", "device-001\n")).isFalse();
        assertThat(found("^a$", "b\na\nc")).isFalse();
        assertThat(found("a$", "a\r\n")).isFalse();
        assertThat(found("^$", "\n")).isFalse();
    }

    @Test
    void dotStopsAtTheFourLineTerminatorsAndTakesCodePoints() {
        for (String end : new String[] {"\n", "\r", "\u2028", "\u2029"}) {
            assertThat(found("^.$", end)).isFalse();
        }
        assertThat(found("^.$", "\u0085")).isTrue();
        assertThat(found("^.$", "\uD83D\uDE00")).isTrue();
        assertThat(found("^.$", "ab")).isFalse();
    }

    @Test
    void digitsAndWordCharactersAreAscii() {
        assertThat(found("^\\d$", "\u0661")).isFalse();
        assertThat(found("^\\w$", "\u00e9")).isFalse();
        assertThat(found("^\\w+$", "aZ_09")).isTrue();
        assertThat(found("^\\D\\W$", "\u0661\u00e9")).isTrue();
    }

    @Test
    void spacesAreUnicode() {
        for (String space :
                new String[] {" ", "\t", "\u000b", "\u00a0", "\u1680", "\u2003", "\u3000", "\ufeff", "\u2028"}) {
            assertThat(found("^\\s$", space))
                    .as("U+%04X", (int) space.charAt(0))
                    .isTrue();
            assertThat(found("^[\\s]$", space)).isTrue();
            assertThat(found("\\S", space)).isFalse();
            assertThat(found("[\\S]", space)).isFalse();
            assertThat(found("^[^\\S]$", space)).isTrue();
        }
        assertThat(found("\\s", "\u0085\u200b\u180e")).isFalse();
    }

    @Test
    void wordBoundariesKnowAsciiLettersOnly() {
        assertThat(found("\\bx", "\u00e9x")).isTrue();
        assertThat(found("a\\b", "a\u00e9")).isTrue();
        assertThat(found("a\\b", "a_")).isFalse();
        assertThat(found("a\\Bb", "ab")).isTrue();
        assertThat(found("\\b", "")).isFalse();
        assertThat(found("\\B", "")).isTrue();
        assertThat(found("^[\\b]$", "\b")).isTrue();
    }

    @Test
    void classesHaveNoNestingAndNoIntersection() {
        assertThat(found("^[[]$", "[")).isTrue();
        assertThat(found("^[a&&b]+$", "a&b")).isTrue();
        assertThat(found("^[a&&b]+$", "c")).isFalse();
        assertThat(found("^[a^]+$", "^a")).isTrue();
        assertThat(found("^[\\]]$", "]")).isTrue();
        assertThat(found("^[a-c-]+$", "a-c")).isTrue();
        assertThat(found("^[^a-c]$", "d")).isTrue();
        assertThat(found("[]", "a")).isFalse();
        assertThat(found("^[^]$", "\n")).isTrue();
        assertThat(found("^[\uD83D\uDE00-\uD83D\uDE02]$", "\uD83D\uDE01")).isTrue();
    }

    @Test
    void bracesThatAreNoQuantifierStandForThemselves() {
        assertThat(found("^a{$", "a{")).isTrue();
        assertThat(found("^a{,2}$", "a{,2}")).isTrue();
        assertThat(found("^{}$", "{}")).isTrue();
        assertThat(found("^a{2,}$", "aaa")).isTrue();
        assertThat(found("^a{2}?$", "aa")).isTrue();
        assertThat(found("^x}]$", "x}]")).isTrue();
    }

    @Test
    void escapesMeanCharacters() {
        assertThat(found("^\\x41\\u0042\\u{43}\\u{1F600}$", "ABC\uD83D\uDE00")).isTrue();
        assertThat(found("^\\uD83D\\uDE00$", "\uD83D\uDE00")).isTrue();
        assertThat(found("^\\t\\n\\v\\f\\r\\0$", "\t\n\u000b\f\r\0")).isTrue();
        assertThat(found("^\\cJ\\cj$", "\n\n")).isTrue();
        assertThat(found("^\\.\\*\\/\\-\\$\\^\\\\$", ".*/-$^\\")).isTrue();
        assertThat(found("^#a b$", "#a b")).isTrue();
    }

    @Test
    void groupsAndLookAroundWork() {
        assertThat(found("^(?:ab|c)+$", "abcab")).isTrue();
        assertThat(found("^(?<name>a)$", "a")).isTrue();
        assertThat(found("^(?=.*\\d)(?!.*x).+$", "a1")).isTrue();
        assertThat(found("^(?=.*\\d)(?!.*x).+$", "a1x")).isFalse();
        assertThat(found("(?<=a)b", "ab")).isTrue();
        assertThat(found("(?<!a)b", "ab")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "L,\u00e9,1",
        "Lu,\u00c9,\u00e9",
        "Letter,\u00e9,1",
        "Script=Greek,\u03b1,a",
        "sc=Greek,\u03b1,a",
        "gc=Nd,\u0661,a",
        "General_Category=Decimal_Number,\u0661,a",
        "Alphabetic,\u00e9,1",
        "Alpha,\u00e9,1",
        "White_Space,\u00a0,a"
    })
    void unicodePropertiesAreThoseOfEcma(String property, String in, String out) {
        assertThat(found("^\\p{" + property + "}$", in)).isTrue();
        assertThat(found("^\\p{" + property + "}$", out)).isFalse();
        assertThat(found("^\\P{" + property + "}$", out)).isTrue();
        assertThat(found("^[\\p{" + property + "}_]+$", in + "_")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(?i)a",
                "(?>a)",
                "(?<1>a)",
                "a++",
                "a*+",
                "a?+",
                "a{2}+",
                "a{2}{3}",
                "a**",
                "a???",
                "\\A",
                "\\z",
                "\\Z",
                "\\Q",
                "\\E",
                "\\h",
                "\\R",
                "\\X",
                "\\G",
                "\\e",
                "\\a",
                "\\p{javaLowerCase}",
                "\\p{InGreek}",
                "\\p{IsLatin}",
                "\\p{Punct}",
                "\\p{XDigit}",
                "\\pL",
                "\\p{",
                "(a)\\1",
                "(?<n>a)\\k<n>",
                "\\00",
                "\\x4",
                "\\u12",
                "\\u{110000}",
                "\\u{xyz}",
                "\\c1",
                "[a",
                "(a",
                "a)",
                "*a",
                "a{2,1}",
                "[b-a]",
                "a\\",
                "[\\B]",
                "\\u{12"
            })
    void refusesWhatJavaAloneKnowsAndWhatIsNoPattern(String pattern) {
        assertThatThrownBy(() -> EcmaPattern.compile(pattern))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("pattern \"" + pattern + "\"");
    }

    @Test
    void aTextThatExceedsTheStackDoesNotMatch() {
        assertThat(found("^(a|b)*$", "ab".repeat(1_000_000))).isFalse();
        assertThat(found("^(a|b)*$", "ab".repeat(100))).isTrue();
    }

    @Test
    void isItsSource() {
        assertThat(EcmaPattern.compile("^a$"))
                .isEqualTo(EcmaPattern.compile("^a$"))
                .hasToString("^a$");
        assertThat(EcmaPattern.compile("^a$")).isNotEqualTo(EcmaPattern.compile("a"));
    }
}
