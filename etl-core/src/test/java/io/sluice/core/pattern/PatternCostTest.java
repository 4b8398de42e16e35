package io.sluice.core.pattern;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a text costs, in steps that the matcher counts. */
class PatternCostTest {
    private static final int SHORT = 100_000;

    private static long steps(EcmaPattern pattern, String unit, int bytes) {
        byte[] once = unit.getBytes(StandardCharsets.UTF_8);
        byte[] text = Arrays.copyOf(once, bytes / once.length * once.length);
        for (int i = once.length; i < text.length; i++) {
            text[i] = text[i - once.length];
        }
        PatternMatcher matcher = pattern.matcher();
        matcher.isFoundIn(text, 0, text.length);
        return matcher.steps();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "^(.*,){5}[0-9]+$ ,",
                "^(.*?,){11}P 1,",
                "[a-z]+$ aaaaaaa!",
                "\\S+@\\S+ a",
                "^(?:[a-z]|-)*$ a",
                "^(a+)+$ aaaaaaaaaaaaaaaaaaaaaaaaaaaaab",
                "^(a|aa)+$ a",
                "^(a|a?)+$ a",
                "(x+x+)+y x",
                "^(([a-z])+.)+[A-Z]([a-z])+$ a",
                "(?=.*b)(?!.*c)a$ a",
                "(?<=a+)(?<!b.*)c a",
                "(?=(?:(?!b).)*c) a",
                "(?:a|b)*a(?:a|b){12}c ababbbaabab",
                "(a{0,300}){0,20}b a",
                "[a-z]{5000}! a",
                "^.{1,9000}$ \u00e9",
                "\\p{L}+\\p{N}$ \u00e9\u20ac",
                "(?:(?:a{97})*|(?:a{89})*|(?:a{83})*)$ a",
                "\\b\\w+\\b\\B@ ab_",
            })
    void aTextTenTimesAsLongCostsAboutTenTimesAsMuch(String source, String unit) {
        EcmaPattern pattern = EcmaPattern.compile(source);
        long few = steps(pattern, unit, SHORT);
        long many = steps(pattern, unit, 10 * SHORT);

        assertThat(many).isLessThanOrEqualTo(12 * few);
    }

    @Test
    void noPatternCostsMoreThanItsStatesForACharacter() {
        String text = "ababbbaababbaaabbbabaaabb";
        for (int repeats : new int[] {10, 100, 1000}) {
            EcmaPattern pattern = EcmaPattern.compile("(?:a|b)*a(?:a|b){" + repeats + "}c");

            // Three states each, walked through at most twice, and one for every word of the set of them.
            assertThat(steps(pattern, text, SHORT)).isLessThan(7L * (repeats + 10) * SHORT);
        }
    }

    @Test
    void whatWasSeenCostsOneStepForAByte() {
        PatternMatcher matcher = EcmaPattern.compile("^device-\\d{3}$").matcher();
        byte[] text = "device-123".getBytes(StandardCharsets.UTF_8);
        matcher.isFoundIn(text, 0, text.length);
        long before = matcher.steps();

        assertThat(matcher.isFoundIn(text, 0, text.length)).isTrue();
        assertThat(matcher.steps() - before).isEqualTo(text.length);
    }

    /** 2 to the power of 18 sets, each with a text that leads to it: far more than are kept. */
    @Test
    void answersStayRightWhenTheCacheIsEmptied() {
        for (String source : new String[] {"a(?:a|b){17}c", "a(?:(?!x)[ab]){17}c", "a(?:a|b){17}(?=c)"}) {
            PatternMatcher matcher = EcmaPattern.compile(source).matcher();
            StringBuilder text = new StringBuilder();
            java.util.Random random = new java.util.Random(1);
            for (int i = 0; i < 300_000; i++) {
                text.append(random.nextBoolean() ? 'a' : 'b');
            }
            assertThat(matcher.isFoundIn(text.toString())).isFalse();
            assertThat(matcher.isFoundIn(text + "a" + "b".repeat(17) + "c")).isTrue();
            assertThat(matcher.isFoundIn(text + "b".repeat(18) + "c")).isFalse();
        }
    }
}
