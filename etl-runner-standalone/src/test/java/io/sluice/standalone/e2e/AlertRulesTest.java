package io.sluice.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The alert rules: that promtool takes them, that each is tested and explained. */
class AlertRulesTest {
    private static final Path PROMTOOL = Path.of("/usr/bin/promtool");
    private static final Path FOLDER = Path.of("../monitoring/prometheus");
    private static final Pattern ALERT = Pattern.compile("- alert: (\\w+)");
    private static final Pattern TESTED = Pattern.compile("alertname: (\\w+)\\s+exp_alerts:\\s+-");

    @ParameterizedTest
    @ValueSource(strings = {"check config prometheus.yml", "test rules tests/alerts_test.yml"})
    @Tag("integration")
    void promtoolIsContent(String command) throws Exception {
        assumeTrue(Files.isExecutable(PROMTOOL), "promtool is not installed: scripts/install-test-tools");
        List<String> words = Stream.concat(Stream.of(PROMTOOL.toString()), Stream.of(command.split(" ")))
                .toList();

        Process process = new ProcessBuilder(words)
                .directory(FOLDER.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(said).isZero();
    }

    @Test
    void everyAlertHasATestInWhichItFires() throws IOException {
        assertThat(names(TESTED, FOLDER.resolve("tests/alerts_test.yml")))
                .isEqualTo(names(ALERT, FOLDER.resolve("rules/alerts.yml")));
    }

    @Test
    void everyAlertIsInTheRunbook() throws IOException {
        String rules = Files.readString(FOLDER.resolve("rules/alerts.yml"));
        String runbook = Files.readString(Path.of("../docs/operations.md"));

        for (String alert : names(ALERT, FOLDER.resolve("rules/alerts.yml"))) {
            assertThat(rules).contains("runbook: docs/operations.md#" + alert.toLowerCase(Locale.ROOT) + "\n");
            assertThat(runbook).containsPattern("(?m)^#+ " + alert + "$");
        }
    }

    private static Set<String> names(Pattern pattern, Path file) throws IOException {
        return pattern.matcher(Files.readString(file))
                .results()
                .map((MatchResult match) -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
