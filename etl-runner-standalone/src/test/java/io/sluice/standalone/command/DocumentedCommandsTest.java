package io.sluice.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.sluice.app.config.ConfigKey;
import io.sluice.app.failure.ExitCodes;
import io.sluice.standalone.Sources;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** The pages for users name commands, options, keys and exit codes that exist. */
class DocumentedCommandsTest {
    private static final Set<ConfigKey> FROM_THE_HEAP =
            EnumSet.of(ConfigKey.DEDUP_MAX_IDS, ConfigKey.WINDOWS_MAX_GROUPS, ConfigKey.BUFFER_BYTES);

    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    private static final Pattern INLINE_COMMAND = Pattern.compile("`([^`\n]*\\./sluice[^`\n]*)`");
    private static final Pattern CODE = Pattern.compile("`([^`\n]+)`");
    private static final Pattern FULL_KEY = Pattern.compile("(?<![\\w./-])sluice\\.([a-z][a-z0-9.*-]*[a-z0-9*])");
    private static final Pattern VARIABLE = Pattern.compile("SLUICE_[A-Z0-9_]+");
    private static final Pattern TABLE_ROW = Pattern.compile("^\\| `([^`]+)` \\|(.*?)\\|", Pattern.MULTILINE);
    private static final Pattern EXIT_CODE = Pattern.compile("^\\| (\\d+) \\|", Pattern.MULTILINE);

    /** A line of a shell block, or a command in the middle of a sentence. */
    private record Command(Path page, String line) {
        /** The words after {@code ./sluice}, without comments, redirections and what a shell would run around it. */
        String[] words() {
            String own = line.substring(line.indexOf("./sluice") + "./sluice".length());
            String bare = own.replaceFirst("\\s#.*", "").replaceFirst("[)>|&].*", "");
            return bare.isBlank() ? new String[0] : bare.strip().split("\\s+");
        }

        @Override
        public String toString() {
            return ROOT.relativize(page) + ": " + line;
        }
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> top = Files.list(ROOT);
                Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            return Stream.concat(top, docs)
                    .filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }

    private static List<Command> commands() throws IOException {
        List<Command> commands = new ArrayList<>();
        for (Path page : pages()) {
            String text = Files.readString(page).replace("\\\n", " ");
            text.lines()
                    .map(String::strip)
                    .filter(line -> line.matches("(\\w+=\\S+ )*\\./sluice( .*)?"))
                    .forEach(line -> commands.add(new Command(page, line)));
            matches(INLINE_COMMAND, text).forEach(line -> commands.add(new Command(page, line)));
        }
        return commands;
    }

    private static List<String> matches(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map((MatchResult match) -> match.group(match.groupCount()))
                .toList();
    }

    private static CommandLine commandLine() {
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        return Main.commandLine(Map.of(), Signals.none(), nowhere, nowhere);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandParses(Command command) {
        assertThatCode(() -> {
                    ParseResult parsed = commandLine().parseArgs(command.words());
                    while (parsed.hasSubcommand()) {
                        parsed = parsed.subcommand();
                    }
                    List<String> assignments = parsed.matchedOptionValue("--set", List.of());
                    new Sources(null, Map.of(), assignments).load();
                })
                .doesNotThrowAnyException();
    }

    @Test
    void everyCommandIsShownSomewhere() throws IOException {
        List<String> shown = commands().stream()
                .map(command -> String.join(" ", command.words()))
                .toList();

        for (CommandLine command : commandLine().getSubcommands().values()) {
            assertThat(shown).anyMatch(line -> line.startsWith(command.getCommandName()));
        }
    }

    @Test
    void everyKeyExists() throws IOException {
        TreeSet<String> unknown = new TreeSet<>();
        for (Path page : pages()) {
            String text = Files.readString(page);
            for (String key : keysIn(text)) {
                if (ConfigKey.of(key) == null && !key.matches("(kafka|hadoop)\\..+")) {
                    unknown.add(ROOT.relativize(page) + ": " + key);
                }
            }
            for (String variable : matches(VARIABLE, text.replaceAll("SLUICE_$", ""))) {
                if (Stream.of(ConfigKey.values())
                        .noneMatch(key -> key.environmentName().equals(variable))) {
                    unknown.add(ROOT.relativize(page) + ": " + variable);
                }
            }
        }
        assertThat(unknown).isEmpty();
    }

    /** Keys with their prefix anywhere, and without it where code quotes begin like one. */
    private static List<String> keysIn(String text) {
        TreeSet<String> groups = Stream.of(ConfigKey.values())
                .map(key -> key.key().split("\\.")[0])
                // Schemas have files of such names, and Spark has keys of its own.
                .filter(group -> !group.equals("schema") && !group.equals("spark"))
                .collect(Collectors.toCollection(TreeSet::new));
        Pattern key = Pattern.compile("(?:" + String.join("|", groups) + ")\\.[a-z][a-z.-]*[a-z]");
        List<String> keys = new ArrayList<>();
        matches(FULL_KEY, text).stream()
                .filter(name -> !name.matches("properties|jar"))
                .forEach(keys::add);
        for (String code : matches(CODE, text)) {
            Matcher matcher = key.matcher(code.replaceFirst("=.*", ""));
            if (matcher.matches()) {
                keys.add(matcher.group());
            }
        }
        return keys;
    }

    @Test
    void theTableOfKeysHoldsAllThatAreAvailableWithTheirDefaults() throws IOException {
        String page = Files.readString(ROOT.resolve("docs/configuration.md"));
        Map<String, String> documented = new HashMap<>();
        Matcher rows = TABLE_ROW.matcher(page);
        while (rows.find()) {
            documented.put(rows.group(1), rows.group(2).replace("`", "").strip());
        }

        for (ConfigKey key : ConfigKey.values()) {
            assertThat(documented).containsKey(key.key());
            if (key == ConfigKey.WINDOWS_AGGREGATES) {
                assertThat(page.replaceAll("\\s+", " ")).contains("`" + key.defaultText() + "`");
            } else if (FROM_THE_HEAP.contains(key)) {
                assertThat(documented.get(key.key())).as(key.key()).isEqualTo("from the heap");
            } else {
                assertThat(documented.get(key.key())).as(key.key()).isEqualTo(key.defaultText());
            }
        }
    }

    @Test
    void theTablesOfExitCodesAreWhole() throws IOException {
        List<String> codes = Stream.of(
                        ExitCodes.OK,
                        ExitCodes.NO,
                        ExitCodes.USAGE,
                        ExitCodes.DATA_GAP,
                        ExitCodes.UNAVAILABLE,
                        ExitCodes.INTERNAL,
                        ExitCodes.IO,
                        ExitCodes.FENCED,
                        ExitCodes.CONFIGURATION)
                .map(String::valueOf)
                .toList();
        for (String page : Arrays.asList("docs/configuration.md", "docs/operations.md")) {
            assertThat(matches(EXIT_CODE, Files.readString(ROOT.resolve(page))))
                    .as(page)
                    .isEqualTo(codes);
        }
    }

    /** Runs of lines in the README that the demo prints; the end-to-end test holds the demo to the same file. */
    @Test
    void theReadmeShowsWhatTheDemoPrints() throws IOException {
        List<String> printed = Files.readAllLines(
                ROOT.resolve("etl-runner-standalone/src/test/resources/io/sluice/standalone/e2e/demo-output.txt"));
        List<String> shown = Files.readString(ROOT.resolve("README.md"))
                .lines()
                .dropWhile(line -> !line.equals("```text"))
                .skip(1)
                .takeWhile(line -> !line.equals("```"))
                .filter(line -> !line.equals("..."))
                .toList();

        assertThat(shown).hasSizeGreaterThan(10);
        assertThat(printed).containsSubsequence(shown);
        assertThat(shown).anyMatch(line -> line.startsWith("| all "));
    }
}
