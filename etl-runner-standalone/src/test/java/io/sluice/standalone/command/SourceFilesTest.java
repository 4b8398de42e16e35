package io.sluice.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs over files one after the other: every line goes into the lake once, whatever became of the files meanwhile. */
class SourceFilesTest {
    private static final String SCHEMA = """
            {"type":"object","required":["event_id","timestamp"],"properties":{
             "event_id":{"type":"integer"},"timestamp":{"type":"string","format":"date-time"}}}
            """;

    @TempDir
    Path dir;

    private record Finished(int exitCode, String out, String err) {}

    private Finished sluice(List<String> arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Main.commandLine(Map.of(), Signals.none(), new PrintWriter(out, true), new PrintWriter(err, true))
                .execute(arguments.toArray(String[]::new));
        return new Finished(code, out.toString(), err.toString());
    }

    private Finished sluice(String command, List<Path> files, String... more) {
        try {
            List<String> arguments = new ArrayList<>(List.of(command));
            arguments.addAll(List.of(more));
            Path schema = Files.writeString(dir.resolve("s.json"), SCHEMA);
            for (String setting : List.of(
                    "schema=" + schema,
                    "lake.uri=" + dir.resolve("lake"),
                    "windows.by=",
                    "windows.aggregates=count(*) as n",
                    "source.files=" + files.stream().map(Path::toString).collect(Collectors.joining(",")))) {
                arguments.addAll(List.of("--set", setting));
            }
            if (command.equals("run")) {
                arguments.addAll(List.of("--set", "http.port=off"));
            }
            return sluice(arguments);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private Finished run(List<Path> files, String... more) {
        return sluice("run", files, more);
    }

    private static String event(int id) {
        return "{\"event_id\":" + id + ",\"timestamp\":\"2026-01-05T07:%02d:%02dZ\"}".formatted(id / 60 % 60, id % 60);
    }

    private static String events(int from, int to) {
        return IntStream.range(from, to).mapToObj(id -> event(id) + "\n").collect(Collectors.joining());
    }

    private Path file(String name, String text) throws IOException {
        Path file = dir.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private static void append(Path file, String text) throws IOException {
        Files.writeString(file, text, StandardOpenOption.APPEND);
    }

    /** The accounting is proved by the audit; what went where, by the sums of its table. */
    private void assertRead(Finished run, int records, int events) {
        assertThat(run.exitCode).as(run.err).isZero();
        assertThat(run.err.lines().filter(line -> line.startsWith("| all ")).findFirst())
                .as(run.err)
                .hasValueSatisfying(
                        total -> assertThat(total.replaceAll("[| ]+", " ").trim())
                                .startsWith("all " + records + " " + events + " "));
    }

    private void assertRefused(Finished run, int exitCode, String... words) throws IOException {
        assertThat(run.exitCode).as(run.err).isEqualTo(exitCode);
        assertThat(run.err).contains(words);
    }

    private void assertAuditHolds(List<Path> files) {
        Finished audit = sluice("audit", files, "--replay");
        assertThat(audit.exitCode).as(audit.out + audit.err).isZero();
    }

    @Test
    void aReplacedFileIsRefusedAndReadAnewIfThatIsAccepted() throws IOException {
        Path file = file("a.ndjson", events(0, 3));
        assertRead(run(List.of(file)), 3, 3);
        Files.writeString(file, events(100, 108));

        assertRefused(run(List.of(file)), 78, "a.ndjson", "source partition 0", "--accept-change");
        assertThat(sluice("status", List.of(file)).out + sluice("status", List.of(file)).err)
                .contains("a.ndjson");
        assertRead(run(List.of(file), "--accept-change"), 8, 8);
        append(file, events(108, 110));
        assertRead(run(List.of(file)), 2, 2);
        assertAuditHolds(List.of(file));
    }

    @Test
    void aFileThatGrewGoesOn() throws IOException {
        Path file = file("a.ndjson", events(0, 3));
        assertRead(run(List.of(file)), 3, 3);
        assertRead(run(List.of(file)), 0, 0);
        append(file, events(3, 5));
        assertRead(run(List.of(file)), 2, 2);
        assertAuditHolds(List.of(file));
    }

    @Test
    void aRenamedFileGoesOn() throws IOException {
        Path file = file("a.ndjson", events(0, 3));
        assertRead(run(List.of(file)), 3, 3);
        Path renamed = Files.move(file, dir.resolve("b.ndjson"));
        append(renamed, events(3, 4));
        assertRead(run(List.of(renamed)), 1, 1);
        assertAuditHolds(List.of(renamed));
    }

    @Test
    void anotherFileBehindTheOthersIsRead() throws IOException {
        Path first = file("a.ndjson", events(0, 3));
        assertRead(run(List.of(first)), 3, 3);
        Path second = file("b.ndjson", events(10, 14));
        assertRead(run(List.of(first, second)), 4, 4);
        assertAuditHolds(List.of(first, second));
    }

    @Test
    void swappedFilesOfOneNameAreRefusedAcceptedOrNot() throws IOException {
        Path x = file("x/p.ndjson", events(0, 4));
        Path y = file("y/p.ndjson", events(100, 102));
        assertRead(run(List.of(x, y)), 6, 6);
        append(x, events(4, 6));
        append(y, events(102, 106));

        assertRefused(run(List.of(y, x)), 78, "y/p.ndjson", "order of before");
        assertRefused(run(List.of(y, x), "--accept-change"), 78, "would be read twice");
        assertRefused(run(List.of(x)), 78, "source partition 1", "has no file now");
        assertRefused(run(List.of(x), "--accept-change"), 78, "would be read twice");
        assertRead(run(List.of(x, y)), 6, 6);
        assertAuditHolds(List.of(x, y));
    }

    @Test
    void aFileChangedInWhatWasReadIsAGap() throws IOException {
        Path file = file("a.ndjson", events(0, 300));
        assertRead(run(List.of(file)), 300, 300);
        Files.writeString(file, events(0, 299) + events(700, 702));
        assertRefused(run(List.of(file), "--accept-change"), 65, "a.ndjson", "was changed since it was read");
        Files.writeString(file, events(0, 200));
        assertRefused(run(List.of(file), "--accept-change"), 65, "a.ndjson", "was changed since it was read");
    }

    @Test
    void halfALineWaitsForItsRest() throws IOException {
        String half = event(1);
        Path file = file("a.ndjson", events(0, 1) + half.substring(0, 20));
        Finished first = run(List.of(file));
        assertRead(first, 1, 1);
        append(file, half.substring(20) + "\n" + events(2, 3));
        assertRead(run(List.of(file)), 2, 2);
        assertAuditHolds(List.of(file));
    }

    @Test
    void aWholeLastLineIsTakenAndItsLineEndMayFollow() throws IOException {
        Path file = file("a.ndjson", events(0, 1) + event(1));
        assertRead(run(List.of(file)), 2, 2);
        append(file, "\n");
        assertRead(run(List.of(file)), 0, 0);
        append(file, event(2));
        assertRead(run(List.of(file)), 1, 1);
        append(file, "\r\n" + events(3, 4));
        assertRead(run(List.of(file)), 1, 1);
        assertAuditHolds(List.of(file));
    }

    @Test
    void drainTakesHalfALineAsItIs() throws IOException {
        Path file = file("a.ndjson", events(0, 1) + event(1).substring(0, 20));
        assertRead(run(List.of(file), "--drain"), 2, 1);
        assertRead(run(List.of(file)), 0, 0);
        assertAuditHolds(List.of(file));
        append(file, event(1).substring(20) + "\n");
        assertRefused(run(List.of(file)), 65, "its last line was continued");
    }

    @Test
    void aPipeIsReadToItsEndAndGoesOnByItsContent() throws Exception {
        assertRead(runPiped(events(0, 3)), 3, 3);
        assertRead(runPiped(events(0, 5)), 2, 2);
        assertRefused(runPiped(events(100, 102)), 78, "does not begin with");
        assertRead(runPiped(events(100, 102), "--accept-change"), 2, 2);
        assertThat(sluice("audit", List.of(dir.resolve("pipe"))).exitCode).isZero();
        assertThat(sluice("status", List.of(dir.resolve("pipe"))).exitCode).isZero();
    }

    private Finished runPiped(String text, String... more) throws Exception {
        Path pipe = dir.resolve("pipe");
        if (!Files.exists(pipe)) {
            assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                    .isZero();
        }
        Thread writer = new Thread(() -> {
            try (OutputStream out = Files.newOutputStream(pipe)) {
                out.write(text.getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        writer.start();
        Finished run = run(List.of(pipe), more);
        writer.join();
        return run;
    }

    @Test
    void aLakeOfTheVersionBeforeGoesOnByName() throws IOException {
        Path file = file("a.ndjson", events(0, 3));
        assertRead(run(List.of(file)), 3, 3);
        forgetContents();
        append(file, events(3, 4));
        Path renamed = Files.copy(file, dir.resolve("b.ndjson"), StandardCopyOption.REPLACE_EXISTING);
        assertRefused(run(List.of(renamed)), 78, "a.ndjson", "b.ndjson");
        assertRead(run(List.of(file)), 1, 1);
        append(file, events(4, 5));
        assertRead(run(List.of(renamed)), 0, 0);
        assertRead(run(List.of(file)), 1, 1);
        assertAuditHolds(List.of(file));
    }

    @Test
    void explainShowsNoOtherEvents() throws IOException {
        Path file = file(
                "a.ndjson",
                events(1, 3) + "{\"event_id\":30,\"timestamp\":\"2026-01-05T07:00:77Z\"}\n{\"event_id\":40,\n"
                        + "{\"timestamp\":NaN,\"event_id\":50}\n");
        assertRead(run(List.of(file)), 5, 2);

        assertThat(sluice("explain", List.of(file), "7").exitCode).isEqualTo(1);
        assertThat(sluice("explain", List.of(file), "77").exitCode).isEqualTo(1);
        assertThat(sluice("explain", List.of(file), "5").exitCode).isEqualTo(1);
        assertThat(sluice("explain", List.of(file), "").exitCode).isEqualTo(2);
        assertThat(sluice("explain", List.of(file), "30").out)
                .contains("offset 2: rejected")
                .doesNotContain("guess");
        assertThat(sluice("explain", List.of(file), "40").out)
                .contains("offset 3: rejected")
                .doesNotContain("guess");
        assertThat(sluice("explain", List.of(file), "50").out)
                .contains("offset 4: rejected")
                .contains("guess");
        assertThat(sluice("explain", List.of(file), "2").out).contains("offset 1: event of");
    }

    private void forgetContents() throws IOException {
        try (Stream<Path> records = Files.walk(dir.resolve("lake/_sluice/commits"))) {
            for (Path record : records.filter(Files::isRegularFile).toList()) {
                String text = Files.readString(record);
                Files.writeString(
                        record,
                        text.replaceAll(",\"(content|previous)\":\"[^\"]*\"", "")
                                .replaceAll("\"id\":\"files:\\d+\"", "\"id\":\"\""));
            }
        }
    }
}
