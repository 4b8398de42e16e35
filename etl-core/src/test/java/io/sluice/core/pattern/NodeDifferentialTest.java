package io.sluice.core.pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The verdicts of Node.js, whose engine shares nothing with ours, on random patterns and texts. The long form is
 * {@code scripts/fuzz-patterns}.
 */
@Tag("integration")
class NodeDifferentialTest {
    private static final int PATTERNS = Integer.getInteger("sluice.fuzz.patterns", 2000);
    private static final long SEED = Long.getLong("sluice.fuzz.seed", 1);
    private static final int TEXTS = 10;
    private static final String SYNTAX = "()[]{}|*+?^$.\\-,:=!<>123abdDwWsSbBpPLukxnc&/~ \u00e9";

    @TempDir
    Path folder;

    private record Case(String pattern, List<String> texts) {}

    @Test
    void saysWhatNodeSaysOfRandomPatterns() throws Exception {
        compare(new Random(SEED), PATTERNS, false);
    }

    /** Mostly no patterns at all; those that are one are odd. */
    @Test
    void saysWhatNodeSaysOfRandomSyntax() throws Exception {
        compare(new Random(~SEED), PATTERNS, true);
    }

    private void compare(Random random, int patterns, boolean garbled) throws Exception {
        List<Case> cases = new ArrayList<>();
        for (int i = 0; i < patterns; i++) {
            RandomPattern pattern = new RandomPattern(random.nextLong());
            List<String> texts = new ArrayList<>();
            for (int text = 0; text < TEXTS; text++) {
                texts.add(pattern.text());
            }
            cases.add(new Case(garbled ? garble(pattern.source(), random) : pattern.source(), texts));
        }
        List<String> verdicts = verdicts(cases);
        int taken = 0;
        int takenByNode = 0;
        int takenByNodeAlone = 0;
        int found = 0;
        List<String> differences = new ArrayList<>();
        for (int i = 0; i < cases.size(); i++) {
            String ours = verdict(cases.get(i));
            String theirs = verdicts.get(i);
            taken += ours.equals("-") ? 0 : 1;
            takenByNode += theirs.equals("-") ? 0 : 1;
            if (ours.equals("-") || theirs.equals("-")) {
                takenByNodeAlone += theirs.equals("-") ? 0 : 1;
            } else if (ours.equals(theirs)) {
                found += (int) ours.chars().filter(c -> c == '1').count();
            } else {
                differences.add(cases.get(i) + ": ours " + ours + ", theirs " + theirs);
            }
        }
        System.out.printf(
                "%d %s of seed %d: Node.js takes %d, of these not taken here %d, taken here %d; texts %d each,"
                        + " found %d, differences %d%n",
                patterns,
                garbled ? "garbled patterns" : "patterns",
                SEED,
                takenByNode,
                takenByNodeAlone,
                taken,
                TEXTS,
                found,
                differences.size());
        assertThat(differences).isEmpty();
        assertThat(takenByNodeAlone).isLessThanOrEqualTo(takenByNode / 50);
    }

    /** Puts in, takes out and doubles a few characters. */
    private static String garble(String source, Random random) {
        StringBuilder out = new StringBuilder(source);
        for (int i = random.nextInt(3); i >= 0; i--) {
            int at = random.nextInt(out.length() + 1);
            if (random.nextInt(3) == 0 && at < out.length()) {
                out.deleteCharAt(at);
            } else {
                out.insert(at, SYNTAX.charAt(random.nextInt(SYNTAX.length())));
            }
        }
        // Half a surrogate pair can be put into no file.
        return out.toString().replaceAll("\\p{Cs}", "");
    }

    private static String verdict(Case each) {
        PatternMatcher matcher;
        try {
            matcher = EcmaPattern.compile(each.pattern).matcher();
        } catch (IllegalArgumentException e) {
            return "-";
        }
        StringBuilder verdicts = new StringBuilder();
        for (String text : each.texts) {
            verdicts.append(matcher.isFoundIn(text) ? '1' : '0');
        }
        return verdicts.toString();
    }

    private List<String> verdicts(List<Case> cases) throws IOException, InterruptedException {
        Path judge = folder.resolve("judge.js");
        try (InputStream script = NodeDifferentialTest.class.getResourceAsStream("judge.js")) {
            Files.copy(script, judge);
        }
        ObjectMapper mapper = new ObjectMapper();
        List<String> lines = new ArrayList<>();
        for (Case each : cases) {
            List<String> line = new ArrayList<>(each.texts);
            line.add(0, each.pattern);
            lines.add(mapper.writeValueAsString(line));
        }
        Path questions = Files.write(folder.resolve("questions"), lines);
        Path answers = folder.resolve("answers");
        Process node;
        try {
            node = new ProcessBuilder("node", judge.toString())
                    .redirectInput(questions.toFile())
                    .redirectOutput(answers.toFile())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            assumeTrue(false, "no Node.js on the PATH");
            throw e;
        }
        assertThat(node.waitFor(10, TimeUnit.MINUTES)).isTrue();
        assertThat(node.exitValue()).isZero();
        return Files.readAllLines(answers);
    }
}
