package io.sluice.core.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.core.pattern.EcmaPattern;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PatternSamplerTest {

    private static Set<String> samples(String source, int count) {
        PatternSampler sampler = new PatternSampler(EcmaPattern.compile(source));
        SeededRandom random = new SeededRandom();
        random.reseed(7);
        Set<String> samples = new HashSet<>();
        for (int i = 0; i < count; i++) {
            StringBuilder out = new StringBuilder();
            sampler.sample(random, out);
            samples.add(out.toString());
        }
        return samples;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "^device-\\d{3}$",
                "^zone-[A-E]$",
                "^v\\d\\.\\d\\.\\d$",
                "^[A-Z]{2}-\\d{4,8}(-[a-f0-9]{2})?$",
                "^(cat|dog|(bird|fish)es)$",
                "^a*b+c?d{2}e{1,3}f{2,}$",
                "^a+?b*?c??$",
                "^[^a-z]{5}$",
                "^[\\w.-]+@[\\w-]+\\.[a-z]{2,3}$",
                "^\\D\\W\\S\\s.$",
                "^[\\d\\s_]$",
                "^(?:x|y)(?<name>z)$",
                "^\\x41\\u0042\\u{1F600}\\uD83D\\uDE00\\t\\.$",
                "^[\\]\\\\-]$",
                "^a{,2}$",
                "^\\bword\\b$",
                "literal",
                "",
                "^(|a)$",
                "^\\p{Lu}\\p{Nd}\\p{sc=Han}\\cJ$",
            })
    void makesWhatThePatternMatches(String source) {
        EcmaPattern pattern = EcmaPattern.compile(source);

        assertThat(samples(source, 200))
                .allSatisfy(sample ->
                        assertThat(pattern.isFoundIn(sample)).as(sample).isTrue());
    }

    @Test
    void reachesEveryBranchAndLength() {
        assertThat(samples("^(a|b|c)$", 200)).containsExactlyInAnyOrder("a", "b", "c");
        assertThat(samples("^a{1,3}$", 200)).containsExactlyInAnyOrder("a", "aa", "aaa");
        assertThat(samples("^[x-z]?$", 200)).containsExactlyInAnyOrder("", "x", "y", "z");
    }

    @ParameterizedTest
    @ValueSource(strings = {"(?=a)a", "(?!a)b", "(?<=a)b", "(?<!a)b", "\\uD800", "[]", "[^\\s\\S]"})
    void saysWhatItCannotMake(String source) {
        EcmaPattern pattern = EcmaPattern.compile(source);

        assertThatThrownBy(() -> new PatternSampler(pattern))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Cannot make strings for pattern \"" + source + "\": it has ");
    }
}
