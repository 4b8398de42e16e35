package io.sluice.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.core.conformance.HostileLog;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a commit record is missing, every command says so with 65, and writes and deletes nothing. */
@Tag("integration")
class MissingRecordTest {
    private static final String COMMITS = "_sluice/commits/000/";

    /** One lake for all tests, which damage copies of it. */
    @TempDir
    static Path good;

    private static List<String> settings;

    @TempDir
    Path dir;

    private Path lake;

    private record Finished(int exitCode, String out, String err) {}

    private static Finished sluice(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Main.commandLine(
                        Map.of("SLUICE_HTTP_PORT", "off"),
                        Signals.none(),
                        new PrintWriter(out, true),
                        new PrintWriter(err, true))
                .execute(arguments);
        return new Finished(code, out.toString(), err.toString());
    }

    @BeforeAll
    static void fill() throws IOException {
        HostileLog log = HostileLog.of(HostileLog.Options.standard().withRecords(2000));
        String files = log.writeFiles(good).stream().map(Path::toString).collect(Collectors.joining(","));
        Path schema = Files.writeString(good.resolve("hostile.schema.json"), HostileLog.schemaJson());
        settings = new ArrayList<>();
        for (String setting : List.of(
                "schema=" + schema,
                "source.files=" + files,
                "source.max-record-bytes=" + log.spec().maxRecordBytes(),
                "log.level=error",
                "commit.interval=1ms",
                "commit.bytes=16KB")) {
            settings.add("--set");
            settings.add(setting);
        }
        Finished run = run("run --drain", good.resolve("lake"));
        assertThat(run.exitCode).as(run.err).isZero();
    }

    private static Finished run(String command, Path lake) {
        List<String> arguments = new ArrayList<>(List.of(command.split(" ")));
        arguments.addAll(settings);
        arguments.add("--set");
        arguments.add("lake.uri=" + lake);
        return sluice(arguments.toArray(String[]::new));
    }

    @BeforeEach
    void copy() throws IOException {
        lake = dir.resolve("lake");
        try (Stream<Path> files = Files.walk(good.resolve("lake"))) {
            for (Path file : files.toList()) {
                Files.copy(
                        file, lake.resolve(good.resolve("lake").relativize(file).toString()));
            }
        }
    }

    private Map<String, Long> contents() throws IOException {
        try (Stream<Path> files = Files.walk(lake)) {
            Map<String, Long> contents = new TreeMap<>();
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                contents.put(lake.relativize(file).toString(), Files.size(file));
            }
            return contents;
        }
    }

    private List<Path> records() throws IOException {
        try (Stream<Path> files = Files.list(lake.resolve(COMMITS))) {
            return files.sorted().toList();
        }
    }

    private void assertRefused(String command, String named) throws IOException {
        Map<String, Long> before = contents();
        Finished finished = run(command, lake);
        assertThat(finished.exitCode).as(finished.out + finished.err).isEqualTo(65);
        assertThat(finished.out + finished.err).contains(named);
        assertThat(contents()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "run --drain",
                "run --drain --take-over",
                "query --field value --by kind --min-events 1",
                "status",
                "compact",
                "compact --dry-run",
                "explain 0b5c2a0e-6a4b-4a1c-9d5e-2f3a4b5c6d7e",
                "replay-rejected --from 2020-01-01T00:00:00Z --to 2030-01-01T00:00:00Z",
                "audit"
            })
    void isRefusedByEveryCommand(String command) throws IOException {
        assertThat(records()).hasSizeGreaterThan(4);
        Path dropped = records().get(2);
        Files.delete(dropped);
        assertRefused(command, command.equals("audit") ? "record_missing: commit 3" : "0000000003.json");
    }

    /** Of a lake that lost its last records, only files say so. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "run --drain",
                "run --drain --take-over",
                "query --field value --by kind --min-events 1",
                "status",
                "compact",
                "compact --dry-run",
                "explain 0b5c2a0e-6a4b-4a1c-9d5e-2f3a4b5c6d7e",
                "replay-rejected --from 2020-01-01T00:00:00Z --to 2030-01-01T00:00:00Z",
                "audit"
            })
    void filesOfACommitBehindTheLastAreNamed(String command) throws IOException {
        List<Path> records = records();
        for (Path last : records.subList(records.size() - 2, records.size())) {
            Files.delete(last);
        }
        assertRefused(command, "the last record is " + (records.size() - 2));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"run --drain", "query --field value --by kind --min-events 1", "status", "compact", "audit"})
    void allRecordsMissingIsNoEmptyLake(String command) throws IOException {
        for (Path record : records()) {
            Files.delete(record);
        }
        assertRefused(command, "no commit record");
    }
}
