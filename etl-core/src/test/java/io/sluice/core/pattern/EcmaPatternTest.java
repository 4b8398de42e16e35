package io.sluice.core.pattern;

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
    void aLongTextNeedsNoStack() {
        assertThat(found("^(a|b)*$", "ab".repeat(1_000_000))).isTrue();
        assertThat(found("^(?:[a-z]|-)*$", "a".repeat(8000))).isTrue();
        assertThat(found("^(?:[a-z]|-)*$", "a".repeat(8000) + "!")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "(?<=^.)x,\uD83D\uDCA9x,true",
        "(?<!\\p{L})$,\uD835\uDD18,false",
        "^.(?<!\\p{L})$,\uD835\uDD18,false",
        "(?<=\\p{C}),\uD835\uDD18,false",
        "'(?<=.{2})$',\uD835\uDD18\uD835\uDD18,true",
        "'(?<=.{3})$',\uD835\uDD18\uD835\uDD18,false",
        "(?<=a+b+)$,ab,true",
        "(?<=\\d+\\.\\d+)$,1.5,true",
        "(?<!\\d+\\.\\d+)$,1.5,false",
        "'(?<=a?b{0,2}c*)',1,true",
        "(?<=(?=ab)a)b$,ab,true",
        "(?<=(?=ac)a)b$,ab,false",
        "(?<=(?<!x)ab)c,abc,true",
        "(?<=(?<!x)ab)c,xabc,false",
        "^(?=(?:(?!b).)*c),aac,true",
        "^(?=(?:(?!b).)*c),abc,false",
        "(?<=\\bx)y,a xy,true",
        "(?<=\\bx)y,axy,false",
        "(?=^a)a,ba,false",
        "(?<=b$),b,true",
        "'(?:(?=a)|(?!b))(?:(?!c)a|b)',cb,false",
        // No position is within a character, as V8 has it in its search for the first match.
        "\\B\\B,a\uD83D\uDE00b,false",
        "'(?:(?!b)|(?<=c))b',cb,true",
        "'^(?:a(?!b)){2,3}$',aaa,true",
        "'^(?:a(?!b)){2,3}',aab,false",
        "'^(?:a(?!b)){1,3}',aab,true"
    })
    void lookAroundHoldsAtPositions(String pattern, String text, boolean found) {
        assertThat(found(pattern, text)).isEqualTo(found);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "^*",
                "$?",
                "\\b+",
                "\\B{2}",
                "(?=a)*",
                "(?!a)?",
                "(?<=a)+",
                "(?<!a){2}",
                "(?<n>a)(?<n>b)",
                "{2}",
                "a|*",
                "(?<=a)(?<=a)*",
                "(?<a-b>x)",
                "(?<>x)",
                "(?:",
                "(?",
                "(?<a",
                "(?i:a)",
                "\\p{Script=Klingon}",
                "\\p{gc=Greek}",
                "\\p{lu}",
                "\\p{ L}",
                "\\p{}",
                "\\u{}",
                "\\u{1",
                "\\k",
                "\\1",
                "[\\1]",
                "\\\u00e9"
            })
    void refusesWhatEcmaRefuses(String pattern) {
        assertThatThrownBy(() -> EcmaPattern.compile(pattern))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("pattern \"" + pattern + "\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "((a{1000}){1000})",
                "(((a{1000}){1000}){1000}){1000}",
                "a{25001}",
                "a{99999999999999999999}",
                "a{0,2147483647}",
                "(?=a{30000})",
                "(?:(?:a|b){100}(?:a|b){100}){100}"
            })
    void refusesRepetitionsThatNeedTooManyStates(String pattern) {
        assertThatThrownBy(() -> EcmaPattern.compile(pattern))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("it has more than 25000 states, with its counted repetitions written out");
    }

    @Test
    void repetitionsOfNothingNeedNoStates() {
        assertThat(found("^(?:){1000000000}$", "")).isTrue();
        assertThat(found("^(?:(?=a)|\\b){5,1000000000}a", "a")).isTrue();
        assertThat(found("^(?:(?:){0,999999999}){999999999}$", "a")).isFalse();
        assertThat(found("^(?:a{9999999}){0}$", "")).isTrue();
        assertThat(found("^a{10000}$", "a".repeat(10000))).isTrue();
        assertThat(found("^a{10000}$", "a".repeat(9999))).isFalse();
        assertThat(found("^.{1,10000}$", "\u00e9".repeat(10001))).isFalse();
    }

    @Test
    void refusesGroupsThatAreNestedTooDeep() {
        for (String open : new String[] {"(", "(?:", "(?=", "(?<!"}) {
            assertThatThrownBy(() -> EcmaPattern.compile(open.repeat(100_000) + "a" + ")".repeat(100_000)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(
                            "...\" cannot be used as ECMA-262 with the u flag: it has groups nested deeper than 200 (at character")
                    .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(500));
        }
        assertThat(found("(".repeat(200) + "a" + ")".repeat(200) + "*", "a")).isTrue();
    }

    @Test
    void refusesMoreLookAroundsThanItHasBitsFor() {
        assertThat(found("^" + "(?=a)".repeat(40), "a")).isTrue();
        assertThatThrownBy(() -> EcmaPattern.compile("(?=a)".repeat(41)))
                .hasMessageContaining("more than 40 look-arounds");
    }

    @Test
    void groupsHaveNamesOfEcma() {
        assertThat(found("^(?<\u00e9t\u00e9_1>a)(?<$>b)(?<\\u0061\\u{1d518}>c)$", "abc"))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "digit,\u0661,a",
        "gc=digit,\u0661,a",
        "punct,!,a",
        "cntrl,\u0085,a",
        "Combining_Mark,\u0301,a",
        "Spacing_Mark,\u0903,a",
        "Script_Extensions=Greek,\u0342,a",
        "scx=Deva,\u0964,a",
        "sc=Qaac,\u2c80,a",
        "Any,a,''",
        "ASCII,a,\u00e9",
        "Assigned,a,\u0378",
        "Emoji_Presentation,\uD83D\uDE00,a",
        "ID_Start,a,1",
        "Math,+,a",
        "space,\u00a0,a",
        "Cn,\u0378,a",
        // New in the version that the table is of.
        "sc=Sidetic,\uD802\uDD40,a"
    })
    void propertiesAreOfOneUnicodeVersion(String property, String in, String out) {
        assertThat(found("^\\p{" + property + "}$", in)).isTrue();
        assertThat(found("^[^\\P{" + property + "}]$", in)).isTrue();
        assertThat(found("^\\p{" + property + "}$", out)).isFalse();
        assertThat(UnicodeProperties.version()).startsWith("# Unicode 17.0,");
    }

    @Test
    void surrogatesAreInNoText() {
        assertThat(found("\\uD83D", "\uD83D\uDE00")).isFalse();
        assertThat(found("^\\u{D83D}\\u{DE00}$", "\uD83D\uDE00")).isFalse();
        assertThat(found("\\p{Cs}", "\uD83D\uDE00?")).isFalse();
        assertThat(found("^[^\\uD83D]$", "\uD83D\uDE00")).isTrue();
    }

    @Test
    void readsTheGivenPartOfTheBytes() {
        byte[] text = "xa\u00e9by".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        assertThat(EcmaPattern.compile("^a.b$").matcher().isFoundIn(text, 1, 4)).isTrue();
        assertThat(EcmaPattern.compile("(?<!x)a\u00e9(?=b$)").matcher().isFoundIn(text, 1, 4))
                .isTrue();
        assertThat(EcmaPattern.compile("x|y").matcher().isFoundIn(text, 1, 4)).isFalse();
    }

    @Test
    void isItsSource() {
        assertThat(EcmaPattern.compile("^a$"))
                .isEqualTo(EcmaPattern.compile("^a$"))
                .hasToString("^a$");
        assertThat(EcmaPattern.compile("^a$")).isNotEqualTo(EcmaPattern.compile("a"));
    }
}
