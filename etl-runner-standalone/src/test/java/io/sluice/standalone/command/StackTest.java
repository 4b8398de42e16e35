package io.sluice.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.app.config.Settings;
import io.sluice.standalone.Sources;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The stack of docker-compose.yml names variables, keys, ports, files and services that exist. */
class StackTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Path COMPOSE = ROOT.resolve("docker-compose.yml");
    private static final Path EXAMPLE = ROOT.resolve(".env.example");
    private static final Path DOCKER_COMPOSE = Path.of("/usr/bin/docker-compose");

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z_]+)(:?[-?][^}]*)?}");
    private static final Pattern ASSIGNMENT = Pattern.compile("^([A-Z_]+)=(.*)$", Pattern.MULTILINE);
    private static final Pattern SETTING = Pattern.compile("^ +(SLUICE_\\w+): \"?([^\"\n]*)\"?$", Pattern.MULTILINE);
    private static final Pattern SERVICE = Pattern.compile("^  ([a-z-]+):\n((?:    .*\n|\n)+)", Pattern.MULTILINE);
    private static final Pattern FILE = Pattern.compile("[\"\\s-](\\./[\\w./-]+)");
    private static final Pattern TARGET = Pattern.compile("targets: \\[\"([a-z-]+):(\\d+)\"]");
    private static final Pattern COMMAND = Pattern.compile("command: \\[(.*)]");

    private static String compose() throws IOException {
        return Files.readString(COMPOSE);
    }

    private static Set<String> names(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Map<String, String> example() throws IOException {
        Map<String, String> values = new HashMap<>();
        Matcher matcher = ASSIGNMENT.matcher(Files.readString(EXAMPLE));
        while (matcher.find()) {
            values.put(matcher.group(1), matcher.group(2));
        }
        return values;
    }

    /** As docker-compose puts values in. */
    private static String resolved(String text) throws IOException {
        Map<String, String> values = example();
        return VARIABLE.matcher(text).replaceAll(match -> Matcher.quoteReplacement(values.get(match.group(1))));
    }

    private static Map<String, String> services() throws IOException {
        String text = compose();
        Map<String, String> services = new LinkedHashMap<>();
        Matcher matcher =
                SERVICE.matcher(text.substring(text.indexOf("\nservices:\n"), text.indexOf("\nvolumes:\n") + 1));
        while (matcher.find()) {
            services.put(matcher.group(1), matcher.group(2));
        }
        assertThat(services).hasSizeGreaterThanOrEqualTo(11);
        return services;
    }

    @Test
    void theExampleHasExactlyTheVariablesThatAreUsed() throws IOException {
        assertThat(example().keySet()).isEqualTo(names(VARIABLE, compose()));
    }

    @Test
    void noSecretHasADefault() throws IOException {
        Matcher matcher = VARIABLE.matcher(compose());
        while (matcher.find()) {
            if (matcher.group(1).matches(".*(PASSWORD|USER)")) {
                assertThat(matcher.group(2)).as(matcher.group()).startsWith(":?");
            }
        }
        example().forEach((name, value) -> {
            if (name.endsWith("PASSWORD")) {
                assertThat(value).as(name).startsWith("change-me");
            }
        });
        assertThat(Files.readAllLines(ROOT.resolve(".gitignore"))).contains(".env");
    }

    @Test
    void everySettingOfTheRunnersIsAccepted() throws IOException {
        Map<String, String> environment = new HashMap<>();
        Matcher matcher = SETTING.matcher(resolved(compose()));
        while (matcher.find()) {
            environment.put(matcher.group(1), matcher.group(2));
        }
        assertThat(environment).hasSizeGreaterThan(8);

        Settings settings = new Sources(null, environment, List.of()).load();

        assertThat(settings.hadoop())
                .containsEntry("fs.s3a.endpoint", "http://minio:9000")
                .containsEntry("fs.s3a.path.style.access", "true");
    }

    @Test
    void everyCommandOfTheRunnerParses() throws IOException {
        services().forEach((name, text) -> {
            if (!text.contains("sluice-standalone:local")) {
                return;
            }
            Matcher command = COMMAND.matcher(text);
            assertThat(command.find()).as(name).isTrue();
            assertThatCode(() -> {
                        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
                        String[] words = Arrays.stream(
                                        resolved(command.group(1)).split(","))
                                .map(word -> word.strip().replace("\"", ""))
                                .toArray(String[]::new);
                        Main.commandLine(Map.of(), Signals.none(), nowhere, nowhere)
                                .parseArgs(words);
                    })
                    .as(name)
                    .doesNotThrowAnyException();
        });
    }

    @Test
    void everyServiceIsCheckedLimitedAndPinned() throws IOException {
        services().forEach((name, text) -> {
            assertThat(text)
                    .as(name)
                    .contains("deploy: {resources:", "logging:")
                    .containsPattern("image: |build: ");
            boolean endsByItself = Set.of("topics", "buckets").contains(name);
            assertThat(text.contains("healthcheck:") || endsByItself).as(name).isTrue();
            assertThat(text.contains("restart: unless-stopped")).as(name).isEqualTo(!endsByItself);
        });
        example().forEach((name, value) -> {
            if (name.endsWith("_IMAGE")) {
                assertThat(value).as(name).containsPattern(":[^:]*\\d").doesNotContain("latest");
            }
        });
    }

    @Test
    void everyFileThatIsMountedOrBuiltFromExists() throws IOException {
        Set<String> files = names(FILE, compose());
        assertThat(files).hasSizeGreaterThan(3);
        for (String file : files) {
            assertThat(ROOT.resolve(file)).exists();
        }
        for (String dockerfile : names(Pattern.compile("dockerfile: ([\\w./-]+)"), compose())) {
            assertThat(ROOT.resolve(dockerfile)).exists();
            String text = Files.readString(ROOT.resolve(dockerfile));
            for (String copied : names(Pattern.compile("^COPY (deploy/\\S+)", Pattern.MULTILINE), text)) {
                assertThat(ROOT.resolve(copied)).exists();
            }
            assertThat(text)
                    .containsPattern("(?m)^USER \\d+$")
                    .contains("\nHEALTHCHECK ")
                    .doesNotContain(":latest");
        }
    }

    @Test
    void prometheusScrapesServicesAtPortsTheyHave() throws IOException {
        Map<String, String> services = services();
        String config = Files.readString(ROOT.resolve("monitoring/prometheus/prometheus.yml"));
        Matcher targets = TARGET.matcher(config.replace("localhost:9090", "prometheus:9090"));
        int found = 0;
        while (targets.find()) {
            found++;
            assertThat(services).containsKey(targets.group(1));
            assertThat(services.get(targets.group(1))).as(targets.group(1)).contains(":" + targets.group(2));
        }
        assertThat(found).isEqualTo(7);
        assertThat(config).contains("names: [sluice-spark]", "port: 8083");
        assertThat(services.get("sluice-spark")).contains("SLUICE_HTTP_PORT: \"8083\"");
    }

    @Test
    @Tag("integration")
    void dockerComposeResolvesIt() throws Exception {
        assumeTrue(Files.isExecutable(DOCKER_COMPOSE), "docker-compose is not installed: scripts/install-test-tools");

        Process process = new ProcessBuilder(
                        DOCKER_COMPOSE.toString(), "--env-file", EXAMPLE.toString(), "--profile", "spark", "config")
                .directory(ROOT.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said).contains("SLUICE_LAKE_URI: s3a://sluice-lake/lake").doesNotContain("WARNING");
    }

    @Test
    void everyGoalOfTheMakefileIsListed() throws IOException {
        String makefile = Files.readString(ROOT.resolve("Makefile"));
        Set<String> goals = names(Pattern.compile("^([a-z0-9-]+):(?!=).*", Pattern.MULTILINE), makefile);

        assertThat(goals)
                .contains(
                        "up", "down", "restart", "health", "logs", "test", "test-unit", "test-integration", "test-e2e")
                .contains("test-query", "query", "monitoring", "topics", "spark-shell", "clean", "build", "bench");
        assertThat(names(Pattern.compile("^([a-z0-9-]+):.*## \\S", Pattern.MULTILINE), makefile))
                .isEqualTo(goals);
        try (Stream<Path> scripts = Files.list(ROOT.resolve("scripts"))) {
            Set<String> there =
                    scripts.map(script -> script.getFileName().toString()).collect(Collectors.toSet());
            assertThat(there).containsAll(names(Pattern.compile("scripts/([a-z-]+)"), makefile));
        }
    }
}
