package io.sluice.core.pattern;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class PatternJudgeTest {

    @Property(tries = 4000)
    void findsWhatTheDefinitionsOfItsPartsSay(@ForAll long seed) {
        RandomPattern pattern = new RandomPattern(seed);
        PatternMatcher matcher = EcmaPattern.compile(pattern.source()).matcher();
        for (int i = 0; i < 8; i++) {
            String text = pattern.text();
            assertThat(matcher.isFoundIn(text))
                    .as("pattern %s, text %s", pattern.source(), text)
                    .isEqualTo(pattern.isFoundIn(text));
        }
    }
}
