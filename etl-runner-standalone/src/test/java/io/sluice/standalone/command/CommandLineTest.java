package io.sluice.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CommandLineTest {
    @TempDir
    Path dir;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private CommandLine commandLine(Map<String, String> environment) {
        return Main.commandLine(environment, Signals.none(), new PrintWriter(out, true), new PrintWriter(err, true));
    }

    private int run(String... arguments) {
        return commandLine(Map.of()).execute(arguments);
    }

    private static Stream<CommandLine> commands() {
        CommandLine root =
                Main.commandLine(Map.of(), Signals.none(), new PrintWriter(System.out), new PrintWriter(System.err));
        List<CommandLine> all = new ArrayList<>(List.of(root));
        for (int i = 0; i < all.size(); i++) {
            all.addAll(all.get(i).getSubcommands().values());
        }
        return all.stream().filter(command -> !command.getCommandName().equals("generate-completion"));
    }

    /** What is not asked for is not looked at: that would take longer than many a command does. */
    @Test
    void aCommandIsFoundByItsNameAlone() {
        for (String name : commandLine(Map.of()).getSubcommands().keySet()) {
            CommandLine root =
                    Main.commandLine(Map.of(), Signals.none(), new PrintWriter(out), new PrintWriter(err), name, "-h");
            if (name.equals("generate-completion")) {
                assertThat(root.getSubcommands()).hasSizeGreaterThan(5);
            } else {
                assertThat(root.getSubcommands()).containsOnlyKeys(name);
                assertThat(root.getSubcommands().get(name).getCommandName()).isEqualTo(name);
            }
        }
        assertThat(Main.commandLine(Map.of(), Signals.none(), new PrintWriter(out), new PrintWriter(err), "--version")
                        .getSubcommands())
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandShowsExamplesOfItselfThatParse(CommandLine command) {
        List<String> examples = command.getUsageMessage()
                .lines()
                .dropWhile(line -> !line.startsWith("Example"))
                .skip(1)
                .filter(line -> !line.isBlank())
                .map(String::strip)
                .toList();

        assertThat(examples).as("examples of " + command.getCommandName()).isNotEmpty();
        String name = command.getCommandSpec().qualifiedName();
        for (String example : examples) {
            String[] words = example.split(" > ")[0].split(" ");
            assertThat(words[0]).isEqualTo("sluice");
            commandLine(Map.of()).parseArgs(Arrays.copyOfRange(words, 1, words.length));
            if (command.getSubcommands().isEmpty()) {
                assertThat(example).startsWith(name);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandTakesTheConfiguration(CommandLine command) {
        assertThat(command.getCommandSpec().optionsMap()).containsKeys("--config", "--set", "--help");
    }

    @Test
    void helpAndVersionGoToStandardOutput() {
        assertThat(run("--version")).isZero();
        assertThat(out.toString()).startsWith("sluice ");
        assertThat(run("run", "--help")).isZero();
        assertThat(out.toString()).contains("--until-caught-up");
        assertThat(err.toString()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "--from=2026-13-01 | expected a day such as 2026-01-31, got 2026-13-01",
                "--zone=Mars/X | expected a zone such as UTC, Europe/Berlin or +02:00, got Mars/X",
                "--quantile=1 | A quantile must be above 0 and below 1, got 1.0",
                "--quantile=NaN | A quantile must be above 0 and below 1, got NaN",
                "--outliers=mad | Unknown outlier rule mad",
                "--threshold=-1 | The threshold of sigma must be a number above 0, got -1.0",
                "--min-events=0 | A group needs at least 1 event",
                "--period=week | Unknown period week; there are day, hour, all",
                "--output=xml | Unknown output format xml",
            })
    void aQuestionThatCannotBeAskedIsAUsageError(String option, String message) throws IOException {
        assertThat(run("query", "--lake", lakeOfNothing(), option)).isEqualTo(2);
        assertThat(err.toString()).contains(message);
    }

    @Test
    void nobodyWaitsForAnAnswerThatHasNoPlace() throws IOException {
        String nowhere = dir.resolve("no/answer.csv").toString();
        for (String option : List.of("--out", "--report")) {
            assertThat(run("query", "--lake", lakeOfNothing(), option, nowhere)).isEqualTo(74);
            assertThat(run("query", "--lake", lakeOfNothing(), option, dir.toString()))
                    .isEqualTo(74);
        }
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).contains("there is no folder " + dir.resolve("no"), "which is a folder");
    }

    @Test
    void aFolderWithoutEventsIsAnAnswerOfNo() throws IOException {
        assertThat(run("query", "--lake", lakeOfNothing(), "--by", "")).isEqualTo(1);
        assertThat(out.toString()).contains("| date | events |");
        assertThat(err.toString()).contains("No events of the days asked for");
        assertThat(run("query", "--lake", dir.resolve("missing").toString())).isEqualTo(78);
    }

    @Test
    void aFileThatIsNoParquetIsNamed() throws IOException {
        Path file = dir.resolve("plain/year=2026/month=1/day=5/hour=7/part.parquet");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "date,value\n");
        assertThat(run("query", "--lake", dir.resolve("plain").toString())).isEqualTo(65);
        assertThat(err.toString()).contains(file + " is not a Parquet file");
    }

    private String lakeOfNothing() throws IOException {
        return Files.createDirectories(dir.resolve("nothing")).toString();
    }

    @ParameterizedTest
    @CsvSource({
        "demmo, demo",
        "schema chekc, check",
        "run --untill-caught-up, --until-caught-up",
    })
    void aTypoIsAUsageErrorThatSaysWhatWasMeant(String line, String suggestion) {
        assertThat(run(line.split(" "))).isEqualTo(2);
        assertThat(err.toString()).contains(suggestion).contains("--help'");
        assertThat(out.toString()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "schema", "config", "topic", "demo --events 0", "produce --rate -1", "produce --events -1"})
    void whatIsMissingOrImpossibleIsAUsageError(String line) {
        assertThat(run(line.isEmpty() ? new String[0] : line.split(" "))).isEqualTo(2);
        assertThat(err.toString()).contains("--help'");
    }

    @Test
    void aWrongConfigurationIsToldInOneLinePerProblem() {
        int code = run("run", "--set", "source.topc=x", "--set", "commit.bytes=lots");

        assertThat(code).isEqualTo(78);
        assertThat(err.toString().lines()).hasSize(2).allMatch(line -> line.startsWith("sluice: --set: "));
    }

    @Test
    void theEnvironmentIsReadByEveryCommand() {
        int code = commandLine(Map.of("SLUICE_NO_SUCH_KEY", "x")).execute("schema", "show");

        assertThat(code).isEqualTo(78);
        assertThat(err.toString()).contains("Unknown environment variable SLUICE_NO_SUCH_KEY");
    }

    @Test
    void verboseAddsTheStackTrace() {
        run("schema", "show", "/no/such.json");
        assertThat(err.toString().lines()).hasSize(1);

        run("schema", "show", "/no/such.json", "--verbose");
        assertThat(err.toString()).contains("\tat io.sluice.core.schema.EventSchema.load");
    }

    @Test
    void configShowPrintsValuesWithOriginsAndMasksSecrets() throws IOException {
        Path file = Files.writeString(dir.resolve("s.properties"), "sluice.kafka.ssl.key.password=hunter2\n");

        int code = commandLine(Map.of("SLUICE_SOURCE_TOPIC", "orders"))
                .execute("config", "show", "--config", file.toString(), "--set", "commit.interval=5s");

        assertThat(code).isZero();
        assertThat(out.toString())
                .containsPattern("sluice.source.topic +\\| orders +\\| SLUICE_SOURCE_TOPIC \\(environment\\)")
                .containsPattern("sluice.commit.interval +\\| 5s +\\| --set")
                .containsPattern("sluice.kafka.ssl.key.password +\\| \\*{4} +\\| .*s.properties:1")
                .containsPattern("sluice.lake.uri +\\| ./lake +\\| default")
                .doesNotContain("hunter2");
    }

    @Test
    void configTemplateIsAConfiguration() throws IOException {
        run("config", "template");
        Path file = Files.writeString(dir.resolve("s.properties"), out.toString());

        assertThat(run("config", "show", "--config", file.toString())).isZero();
    }

    @Test
    void schemaCheckAppliesTheRoles() throws IOException {
        Path schema = Files.writeString(dir.resolve("order.json"), """
            {"type": "object", "required": ["number", "placed_at"],
             "properties": {"number": {"type": "integer"},
                            "placed_at": {"type": "string", "format": "date-time"}}}
            """);

        assertThat(run("schema", "check", schema.toString())).isZero();
        assertThat(err.toString()).contains("set event.id and event.time").contains("number, placed_at");
        assertThat(run("schema", "check", schema.toString(), "--set", "event.id=no", "--set", "event.time=placed_at"))
                .isEqualTo(78);
        assertThat(err.toString()).contains("event.id names no");
        assertThat(run(
                        "schema",
                        "check",
                        schema.toString(),
                        "--set",
                        "event.id=number",
                        "--set",
                        "event.time=placed_at"))
                .isZero();
        assertThat(out.toString()).contains("good, 2 columns");
    }

    @Test
    void schemaDiffSaysNoToAnIncompatibleChange() throws IOException {
        Path before = Files.writeString(
                dir.resolve("v1.json"), "{\"type\": \"object\", \"properties\": {\"a\": {\"type\": \"string\"}}}");
        Path after = Files.writeString(
                dir.resolve("v2.json"), "{\"type\": \"object\", \"properties\": {\"a\": {\"type\": \"number\"}}}");

        assertThat(run("schema", "diff", before.toString(), after.toString())).isEqualTo(1);
        assertThat(out.toString()).contains("/a").contains("INCOMPATIBLE");
        assertThat(run("schema", "diff", before.toString(), before.toString())).isZero();
    }

    @Test
    void schemaShowListsColumnsWithTheirChecks() {
        assertThat(run("schema", "show")).isZero();
        assertThat(out.toString())
                .containsPattern("event_id +\\| UUID +\\| no")
                .containsPattern("event_duration +\\| DOUBLE +\\| no +\\| >= 0, <= 1000")
                .containsPattern("metadata.location +\\| STRING +\\| no +\\| pattern \\^zone-\\[A-E\\]\\$");
    }

    @Test
    void theDemoNeedsItsBroker() {
        assertThat(run("demo", "--dir", dir.resolve("demo").toString())).isEqualTo(78);
        assertThat(err.toString()).contains("./sluice demo");
        assertThat(dir.resolve("demo")).doesNotExist();
    }

    @Test
    void produceWritesTheSameFileForTheSameSeed() throws IOException {
        Path first = dir.resolve("a.ndjson");
        Path second = dir.resolve("b.ndjson");
        Path other = dir.resolve("c.ndjson");
        String[] options = {"produce", "--events", "500", "--late", "0.05", "--invalid", "0.05"};

        assertThat(run(with(options, "--seed", "7", "--out", first.toString()))).isZero();
        assertThat(run(with(options, "--seed", "7", "--out", second.toString())))
                .isZero();
        assertThat(run(with(options, "--seed", "8", "--out", other.toString()))).isZero();

        assertThat(Files.readAllLines(first)).hasSize(500);
        assertThat(first).hasSameBinaryContentAs(second);
        assertThat(Files.readAllBytes(other)).isNotEqualTo(Files.readAllBytes(first));
        assertThat(run(with(options, "--out", first.toString()))).isEqualTo(2);
        assertThat(err.toString()).contains("a.ndjson exists");
    }

    private static String[] with(String[] options, String... more) {
        return Stream.of(options, more).flatMap(Arrays::stream).toArray(String[]::new);
    }

    @Test
    void anAuditOfNothingIsNoProof() throws IOException {
        assertThat(run("audit", "--lake", lakeOfNothing())).isEqualTo(78);
        assertThat(run("audit", "--lake", dir.resolve("missing").toString())).isEqualTo(78);
        assertThat(err.toString()).contains("There is no lake at ");
        assertThat(out.toString()).doesNotContain("holds");
    }

    private String schema(String more) throws IOException {
        return Files.writeString(
                        dir.resolve("own.json"),
                        ("{'type': 'object', 'required': ['id', 'ts'], 'properties': {'id': {'type': 'string'}, 'ts':"
                                        + " {'type': 'string', 'format': 'date-time'}, " + more + "}}")
                                .replace('\'', '"'))
                .toString();
    }

    /** The columns of such fields have names of their own. */
    @ParameterizedTest
    @ValueSource(strings = {"year", "Hour", "source_offset", "source_partition"})
    void aFieldMayHaveANameThatTheTablesNeed(String name) throws IOException {
        String file = schema("'" + name + "': {'type': 'integer'}");
        Path events = Files.writeString(
                dir.resolve("p0.ndjson"), "{\"id\":\"a\",\"ts\":\"2026-01-05T07:00:00Z\",\"" + name + "\":7}\n");
        String[] command = {"run", "--drain", "--set", "http.port=off", "--set", "source.files=" + events};
        assertThat(run("schema", "check", file)).isZero();
        assertThat(run(with(
                        command,
                        "--set",
                        "schema=" + file,
                        "--set",
                        "event.id=id",
                        "--set",
                        "event.time=ts",
                        "--set",
                        "lake.uri=" + dir.resolve("own"))))
                .as(err.toString())
                .isZero();
        assertThat(run("explain", "a", "--lake", dir.resolve("own").toString())).isZero();
    }

    @Test
    void eventsThatNoSchemaWouldTakeAreNotProduced() throws IOException {
        String file = schema("'x': {'type': 'string', 'minLength': 5, 'maxLength': 1}")
                .toString();
        Path events = dir.resolve("events.ndjson");
        String[] command = {"produce", "--events", "9", "--out", events.toString(), "--set", "schema=" + file};
        assertThat(run(with(command, "--set", "event.id=id", "--set", "event.time=ts")))
                .isEqualTo(78);
        assertThat(events).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "windows.aggregates=count(*) as hour",
                "windows.aggregates=count(*) as n, avg(value) as N",
                "lake.uri=http://x/y",
                "lake.uri=s3://bucket/lake"
            })
    void mistakesOfConfigurationAreNoBugs(String setting) throws IOException {
        Path events = Files.createFile(dir.resolve("p0.ndjson"));
        String[] command = {"run", "--set", "http.port=off", "--set", "source.files=" + events};
        assertThat(run(with(command, "--set", "lake.uri=" + dir.resolve("lake"), "--set", setting)))
                .isEqualTo(78);
        assertThat(err.toString()).doesNotContain("internal error");
    }
}
