package io.sluice.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.core.conformance.HostileLog;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A good lake is found good; damaged in whatever way, the audit names the hole. */
@Tag("integration")
class AuditCommandTest {
    /** One lake for all tests, which damage copies of it. */
    @TempDir
    static Path good;

    private static List<String> settings;
    private static HostileLog log;

    @TempDir
    Path dir;

    private Path lake;

    private record Finished(int exitCode, String out, String err) {}

    private static Finished sluice(List<String> arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Main.commandLine(
                        Map.of("SLUICE_HTTP_PORT", "off"),
                        Signals.none(),
                        new PrintWriter(out, true),
                        new PrintWriter(err, true))
                .execute(arguments.toArray(String[]::new));
        return new Finished(code, out.toString(), err.toString());
    }

    @BeforeAll
    static void fill() throws IOException {
        log = HostileLog.of(HostileLog.Options.standard().withRecords(6000));
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
        Finished run = sluice(with("run", "--drain", "--set", "lake.uri=" + good.resolve("lake")));
        assertThat(run.exitCode).as(run.err).isZero();
    }

    @AfterAll
    static void forget() {
        log = null;
    }

    private static List<String> with(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(settings);
        return all;
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

    private Finished audit(String... more) {
        List<String> arguments = new ArrayList<>(List.of("audit", "--lake", lake.toString()));
        arguments.addAll(List.of(more));
        return sluice(arguments);
    }

    private List<Path> files(String folder) {
        try (Stream<Path> files = Files.walk(lake.resolve(folder))) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private String relative(Path file) {
        return lake.relativize(file).toString();
    }

    /** The last record that counted anything. */
    private Path lastWithCounts() throws IOException {
        List<Path> records = files("_sluice/commits");
        for (int i = records.size() - 1; i >= 0; i--) {
            if (Files.readString(records.get(i)).contains("first_position")) {
                return records.get(i);
            }
        }
        throw new AssertionError("No record counted anything");
    }

    private static void edit(Path record, UnaryOperator<String> change) throws IOException {
        String text = Files.readString(record);
        String changed = change.apply(text);
        assertThat(changed).isNotEqualTo(text);
        Files.writeString(record, changed);
    }

    private static long number(Path record) {
        return Long.parseLong(record.getFileName().toString().replace(".json", ""));
    }

    /** Adds to the first number of that name. */
    private static String plus(String json, String name, long more) {
        Matcher matcher = Pattern.compile("\"" + name + "\":(-?\\d+)").matcher(json);
        assertThat(matcher.find()).isTrue();
        long value = Long.parseLong(matcher.group(1)) + more;
        return json.substring(0, matcher.start(1)) + value + json.substring(matcher.end(1));
    }

    @Test
    void aGoodLakeHolds() {
        Finished audit = audit("--checksums");

        assertThat(audit.exitCode).as(audit.out + audit.err).isZero();
        assertThat(audit.out).contains("the accounting holds").containsPattern("\\| 0 +\\| +\\d+");
        assertThat(audit.err).isEmpty();
        assertThat(audit("--output", "json").out).contains("\"holds\" : true").contains("\"holes\" : [ ]");
    }

    @Test
    void aDeletedFileIsMissing() throws IOException {
        Path file = files("events").get(3);
        Files.delete(file);

        Finished audit = audit();

        assertThat(audit.exitCode).isEqualTo(1);
        assertThat(audit.out)
                .containsPattern(
                        "file_missing: commit \\d+, file " + relative(file) + ": it is gone with its \\d+ rows")
                .contains(", 1 hole");
    }

    @Test
    void aTruncatedFileHasTheWrongSize() throws IOException {
        Path file = files("late").get(0);
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length - 1));

        Finished audit = audit();

        assertThat(audit.exitCode).isEqualTo(1);
        assertThat(audit.out)
                .contains("file_size: commit ")
                .contains(
                        relative(file) + ": it should have " + bytes.length + " bytes, but has " + (bytes.length - 1));
    }

    @Test
    void aFileThatIsNoneIsDamage() throws IOException {
        Path file = files("rejected").get(0);
        Files.write(file, new byte[(int) Files.size(file)]);

        Finished audit = audit();

        assertThat(audit.exitCode).isEqualTo(65);
        assertThat(audit.out).contains("file_unreadable: commit ").contains(relative(file));
    }

    @Test
    void aChangedByteIsSeenByItsChecksum() throws IOException {
        Path file = files("windows").get(0);
        byte[] bytes = Files.readAllBytes(file);
        bytes[10] ^= 1;
        Files.write(file, bytes);

        Finished audit = audit("--checksums");

        assertThat(audit.exitCode).isEqualTo(1);
        assertThat(audit.out).contains("file_checksum: commit ").contains(relative(file) + ": its bytes have the CRC");
    }

    @Test
    void aCopyUnderAnotherNameIsAStray() throws IOException {
        Path file = files("events").get(0);
        Path copy = file.resolveSibling("copy.parquet");
        Files.copy(file, copy);
        Files.writeString(file.resolveSibling("_SUCCESS"), "");

        Finished audit = audit();

        assertThat(audit.exitCode).isEqualTo(1);
        assertThat(audit.out).contains("stray_file: file " + relative(copy)).contains(", 1 hole");
        assertThat(audit.err).contains("_SUCCESS");
    }

    @Test
    void rowsOfAnotherFileAreTwiceOrOutside() throws IOException {
        // The bytes of one file in the place of another, and a record that says so.
        List<Path> events = files("events");
        Path from = events.get(0);
        Path to = events.get(events.size() - 1);
        for (Path record : files("_sluice/commits")) {
            String text = Files.readString(record);
            if (text.contains(relative(to))) {
                Files.writeString(record, withFile(text, relative(to), fileObject(relative(from))));
            }
        }
        Files.copy(from, to, java.nio.file.StandardCopyOption.REPLACE_EXISTING);

        Finished audit = audit("--checksums");

        assertThat(audit.exitCode).as(audit.out).isEqualTo(1);
        assertThat(audit.out)
                .containsPattern("(offset_outside|offset_twice): commit \\d+, file " + relative(to)
                        + ", source partition \\d, offsets? \\d+")
                .containsPattern("row_count: commit \\d+, source partition \\d, offsets \\d+ to \\d+: it counted \\d+"
                        + " rows of events/, but \\d+ are there");
    }

    private String fileObject(String path) throws IOException {
        for (Path record : files("_sluice/commits")) {
            Matcher file = fileObjectOf(path).matcher(Files.readString(record));
            if (file.find()) {
                return file.group();
            }
        }
        throw new AssertionError(path);
    }

    private static Pattern fileObjectOf(String path) {
        return Pattern.compile("\\{[^{}]*" + Pattern.quote("\"path\":\"" + path + "\"") + "[^{}]*\\}");
    }

    private static String withFile(String record, String path, String other) {
        Matcher file = fileObjectOf(path).matcher(record);
        assertThat(file.find()).isTrue();
        String renamed = other.replaceAll("\"path\":\"[^\"]*\"", "\"path\":\"" + path + "\"");
        return record.substring(0, file.start()) + renamed + record.substring(file.end());
    }

    @Test
    void countsThatDoNotAddUpAreNamed() throws IOException {
        Path record = lastWithCounts();
        edit(record, text -> plus(text, "duplicates", 1));

        Finished audit = audit();

        assertThat(audit.exitCode).as(audit.out).isEqualTo(1);
        assertThat(audit.out)
                .contains("accounting: commit " + number(record) + ": ")
                .contains("Records must add up");
    }

    @Test
    void countsThatAddUpButAreWrongAreNamed() throws IOException {
        Path record = lastWithCounts();
        edit(record, text -> plus(plus(text, "duplicates", 1), "events", -1));

        Finished audit = audit();

        assertThat(audit.exitCode).isEqualTo(1);
        assertThat(audit.out)
                .containsPattern("row_count: commit " + number(record)
                        + ", source partition \\d, offsets \\d+ to \\d+: it counted \\d+ rows of events/")
                .contains(", 1 hole");
    }

    @Test
    void positionsThatDoNotJoinUpAreNamed() throws IOException {
        Path record = lastWithCounts();
        edit(record, text -> plus(plus(text, "first_position", 1), "gaps", -1));

        Finished audit = audit();

        assertThat(audit.exitCode).as(audit.out).isEqualTo(1);
        assertThat(audit.out)
                .containsPattern("accounting: commit " + number(record)
                        + ", source partition \\d, offsets \\d+ to \\d+: it begins at \\d+, but the commit before ended"
                        + " at \\d+")
                .contains("it counted -1 gaps");
    }

    @Test
    void positionsOtherThanCountedAreNamed() throws IOException {
        Path record = lastWithCounts();
        edit(record, text -> plus(text, "position", 7));

        Finished audit = audit();

        assertThat(audit.exitCode).as(audit.out).isEqualTo(1);
        assertThat(audit.out).containsPattern("accounting: commit " + number(record) + ", source partition \\d.*");
    }

    @Test
    void aDroppedRecordIsAHole() throws IOException {
        List<Path> records = files("_sluice/commits");
        Path dropped = records.get(records.size() / 2);
        Files.delete(dropped);

        Finished audit = audit();

        assertThat(audit.exitCode).as(audit.out).isEqualTo(65);
        assertThat(audit.out).contains("record_missing: commit " + number(dropped));
        if (number(dropped) > 1) {
            assertThat(audit.out).contains("stray_file: ");
        }
    }

    @Test
    void aRecordThatIsNoneIsDamage() throws IOException {
        Path record = lastWithCounts();
        edit(record, text -> text.substring(0, text.length() / 2));

        Finished audit = audit();

        assertThat(audit.exitCode).isEqualTo(65);
        assertThat(audit.out)
                .contains("record_unreadable: commit " + number(record))
                .contains("damage prevents reading");
    }

    @Test
    void wrongRowCountsOfAFileAreNamed() throws IOException {
        Path record = lastWithCounts();
        edit(record, text -> plus(text, "rows", 5));

        Finished audit = audit();

        assertThat(audit.exitCode).isEqualTo(1);
        assertThat(audit.out).containsPattern("file_rows: commit " + number(record) + ", file .*: it should have");
    }

    private Finished replay(String... more) {
        List<String> arguments = with("audit", "--replay", "--lake", lake.toString());
        arguments.addAll(List.of(more));
        return sluice(arguments);
    }

    @Test
    void theSourceReadAgainGivesTheSame() {
        Finished replay = replay();

        assertThat(replay.exitCode).as(replay.out).isZero();
        assertThat(replay.err).containsPattern("Replayed 6\\d{3} records of commits 1 to \\d+\n");
    }

    @Test
    void aSourceThatSaysOtherwiseIsNamedByOffset() throws IOException {
        Path file = Path.of(settings.stream()
                .filter(setting -> setting.startsWith("source.files="))
                .findFirst()
                .orElseThrow()
                .replaceAll("source.files=|,.*", ""));
        Path changed = Files.copy(file, dir.resolve(file.getFileName()));
        String files = settings.get(3).replaceFirst("source.files=[^,]*", "source.files=" + changed);
        List<String> lines =
                new ArrayList<>(List.of(Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1)
                        .split("\n", -1)));
        String line = lines.get(20);
        lines.set(20, "no event");
        Files.writeString(changed, String.join("\n", lines), java.nio.charset.StandardCharsets.ISO_8859_1);

        Finished replay = replay("--set", files);

        assertThat(replay.exitCode).as(line + replay.out + replay.err).isEqualTo(1);
        assertThat(replay.out)
                .containsPattern("replay: commit \\d+, source partition 0, offset 20: the source says it is rejected"
                        + " \\(malformed_json\\), but it is in ");
    }

    /** Events and late events of other content at the same offsets, each judged alike by its time. */
    @ParameterizedTest
    @CsvSource({
        "2, '00010002', '000100ff'", "2, ':02.000Z', ':02.001Z'", "2, '\"value\":2', '\"value\":2.5'",
        "2, 'device-002', 'device-009'", "6, '00010006', '00010fff'", "6, ':06.000Z', ':06.001Z'",
        "6, '\"value\":6', '\"value\":7'"
    })
    void aSourceWithOtherContentAtAnOffsetIsNamed(int offset, String from, String to) throws IOException {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            // The one at offset 6 is late.
            String time = i == 6 ? "2026-03-01T06:00:06.000Z" : "2026-03-01T07:00:0" + i + ".000Z";
            lines.add("{\"event_id\":\"00000000-0000-4000-8000-00000001000" + i + "\",\"device_id\":\"device-00" + i
                    + "\",\"device_type\":\"light\",\"timestamp\":\"" + time + "\",\"event_duration\":1,\"value\":" + i
                    + ",\"status\":\"normal\",\"metadata\":{\"location\":\"zone-A\",\"firmware\":\"v1.0.0\"}}");
        }
        Path file = Files.write(dir.resolve("x.ndjson"), lines);
        String[] common = {
            "--set", "source.files=" + file, "--set", "lake.uri=" + dir.resolve("x"), "--set", "log.level=error"
        };
        assertThat(sluice(joined(new String[] {"run"}, common)).exitCode).isZero();
        String before = lines.get(offset);
        String changed = before.replace(from, to);
        assertThat(changed).isNotEqualTo(before);
        lines.set(offset, changed);
        Files.write(file, lines);

        Finished replay = sluice(joined(new String[] {"audit", "--replay"}, common));

        assertThat(replay.exitCode).as(replay.out + replay.err).isEqualTo(1);
        assertThat(replay.out)
                .contains("source partition 0, offset " + offset
                        + ": the source has an event of another id, time or other" + " values there than the table");
    }

    @Test
    void aReplayBeginsWhereTheSettingsOfNowDo() throws IOException {
        List<byte[]> lines = new ArrayList<>();
        Path whole = dir.resolve("whole.ndjson");
        assertThat(sluice(List.of(
                                "produce",
                                "--events",
                                "4000",
                                "--late",
                                "0.05",
                                "--duplicates",
                                "0.1",
                                "--out",
                                whole.toString()))
                        .exitCode)
                .isZero();
        Files.readAllLines(whole)
                .forEach(line -> lines.add((line + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        Path file = dir.resolve("p0.ndjson");
        String[] common = {"--set", "source.files=" + file, "--set", "log.level=error"};
        String[] run = {"run", "--set", "lake.uri=" + dir.resolve("other")};
        append(file, lines.subList(0, 2000));
        assertThat(sluice(joined(run, common)).exitCode).isZero();
        append(file, lines.subList(2000, 4000));
        String[] changed = {"--accept-change", "--set", "watermark.lateness=5m"};
        assertThat(sluice(joined(run, common, changed)).exitCode).isZero();

        String[] replay = {"audit", "--replay", "--lake", dir.resolve("other").toString()};
        Finished after = sluice(joined(replay, common, new String[] {"--set", "watermark.lateness=5m"}));
        Finished before = sluice(joined(replay, common));

        assertThat(after.exitCode).as(after.out + after.err).isZero();
        assertThat(after.err)
                .contains("Replayed 2000 records")
                .contains("was made with watermark.lateness=PT10M, now it is PT5M");
        assertThat(before.exitCode).isZero();
        assertThat(before.err).contains("No commit was replayed");
    }

    private static List<String> joined(String[]... arguments) {
        return Stream.of(arguments).flatMap(Stream::of).toList();
    }

    private static void append(Path file, List<byte[]> lines) throws IOException {
        for (byte[] line : lines) {
            Files.write(file, line, java.nio.file.StandardOpenOption.CREATE, java.nio.file.StandardOpenOption.APPEND);
        }
    }

    @Test
    void otherSettingsCannotBeReplayed() {
        Finished replay = replay("--set", "watermark.lateness=1s");

        assertThat(replay.exitCode).isZero();
        assertThat(replay.err).contains("No commit was replayed").contains("watermark.lateness=PT");
    }

    private Finished explain(String id, String... more) {
        List<String> arguments = with("explain", id, "--lake", lake.toString());
        arguments.addAll(List.of(more));
        return sluice(arguments);
    }

    /** The first column of the first row of a query over {@code TABLE/}. */
    private String first(String query) {
        String sql = query.replaceAll("FROM (\\w+)/", "FROM '" + lake + "/$1/**/*.parquet'");
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duck.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            assertThat(result.next()).as(sql).isTrue();
            return result.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    @Test
    void anEventIsExplainedByItsFile() {
        Finished explain = explain(first("SELECT event_id FROM events/"));

        assertThat(explain.exitCode).as(explain.err).isZero();
        assertThat(explain.out)
                .containsPattern("source partition \\d, offset \\d+: event of \\S+Z, in events/year=\\S+\\.parquet"
                        + " \\(commit \\d+\\)");
    }

    @Test
    void aLateEventIsExplainedByItsDelay() {
        Finished explain = explain(first("SELECT event_id FROM late/"));

        assertThat(explain.exitCode).as(explain.err).isZero();
        assertThat(explain.out)
                .containsPattern("offset \\d+: late, its time is \\S+Z, \\S+ before the greatest seen in its source"
                        + " partition \\(\\S+Z\\), which is \\S+ more than the allowed 10m, in late/\\S+ \\(commit");
    }

    @Test
    void aRejectedEventIsExplainedByItsReason() {
        String id = first("SELECT regexp_extract(decode(payload), '\"event_id\":\"([0-9a-f-]{36})\"', 1) AS id"
                + " FROM rejected/ WHERE reason = 'out_of_range' AND id != ''");

        Finished explain = explain(id);

        assertThat(explain.exitCode).as(explain.err).isZero();
        assertThat(explain.out).contains("rejected, out_of_range /").contains("; its bytes are in rejected/");
    }

    @Test
    void aDuplicateIsExplainedByTheAcceptedCopy() {
        for (String id : repeatedIds()) {
            Finished explain = explain(id);
            assertThat(explain.exitCode).as(explain.err).isZero();
            if (explain.out.contains("duplicate of")) {
                assertThat(explain.out)
                        .containsPattern("offset \\d+: duplicate of source partition \\d, offset \\d+, \\S+ apart");
                assertThat(explain(id, "--set", "source.files=" + good.resolve("none.ndjson")).err)
                        .contains("The source was not read, so that duplicates are not known");
                return;
            }
        }
        throw new AssertionError("No duplicate was explained");
    }

    private static List<String> repeatedIds() {
        Pattern id = Pattern.compile("\"event_id\"\\s*:\\s*\"([0-9a-f-]{36})\"");
        Map<String, Integer> seen = new java.util.TreeMap<>();
        log.partitions()
                .forEach(partition -> partition.forEach(record -> {
                    Matcher matcher = id.matcher(
                            record.value() == null
                                    ? ""
                                    : new String(record.value(), java.nio.charset.StandardCharsets.UTF_8));
                    if (matcher.find()) {
                        seen.merge(matcher.group(1), 1, Integer::sum);
                    }
                }));
        return seen.entrySet().stream()
                .filter(entry -> entry.getValue() > 1)
                .map(Map.Entry::getKey)
                .toList();
    }

    @Test
    void anIdThatIsNowhereIsANo() {
        Finished explain = explain("00000000-0000-4000-8000-000000000000");
        assertThat(explain.exitCode).as(explain.err).isEqualTo(1);
        assertThat(explain.out).isEmpty();
        assertThat(explain("no-uuid").exitCode).isEqualTo(2);
    }

    @Test
    void statusOfALakeAloneAsksNoSource() {
        Finished status = sluice(List.of("status", "--lake", lake.toString(), "--set", "log.level=warn"));

        assertThat(status.exitCode).as(status.err).isZero();
        assertThat(status.out)
                .contains("The lag is not known: no source is named beside --lake; give --config FILE, or --set"
                        + " kafka.bootstrap.servers=HOST:PORT or source.files=FILES");
        assertThat(status.err).isEmpty();
    }

    @Test
    void aDayThatIsNoneIsToldWithoutTheNamesOfClasses() {
        Finished query = sluice(List.of("query", "--lake", lake.toString(), "--from", "2026-13-01"));

        assertThat(query.exitCode).isEqualTo(2);
        assertThat(query.err)
                .contains("Invalid value for option '--from': expected a day such as 2026-01-31, got 2026-13-01")
                .doesNotContain("java.");
    }

    @Test
    void statusTellsWhereTheLakeStands() {
        Finished table = sluice(with("status", "--lake", lake.toString()));
        assertThat(table.exitCode).as(table.err).isZero();
        assertThat(table.out)
                .containsPattern("Last commit +\\d+ \\(ingest\\) at ")
                .containsPattern("Writer +none; [0-9a-f]+ has ended")
                .containsPattern("\\| 0 +\\| +\\d+ \\| +0 \\|")
                .containsPattern("\\| events +\\| +\\d+ \\| +\\d+ \\|");

        Finished elsewhere = sluice(List.of(
                "status", "--lake", lake.toString(), "--set", "source.files=" + good.resolve("hostile.schema.json")));
        assertThat(elsewhere.exitCode).isZero();
        assertThat(elsewhere.out).contains("not known").contains("the lake was filled from ");

        assertThat(sluice(with("status", "--lake", lake.toString(), "--output", "json")).out)
                .contains("\"kind\" : \"ingest\"")
                .contains("\"state\" : \"ended\"")
                .contains("\"standing_by\" : [ ]")
                .contains("\"lag\" : 0");
    }
}
