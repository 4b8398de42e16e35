package io.sluice.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.sluice.standalone.e2e.SluiceProcess.Finished;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code sluice query} through the jar, over one lake of two days. */
@Tag("e2e")
class QuestionTest {
    /** As the JVM's log of classes has them. */
    private static final List<String> OTHERS = List.of(
            " org.apache.kafka.",
            " org.apache.hadoop.fs.FileSystem ",
            " org.apache.hadoop.conf.Configuration ",
            " org.apache.logging.log4j.core.LoggerContext ",
            " org.apache.parquet.column.impl.ColumnReaderImpl ");

    @TempDir
    private static Path dir;

    @BeforeAll
    static void makeALake() {
        Finished produced = sluice(
                "produce",
                "--events",
                "30000",
                "--late",
                "0.01",
                "--start",
                "2026-01-05T23:30:00Z",
                "--out",
                "p0.ndjson");
        assertThat(produced.exitCode()).as(produced.err()).isZero();
        Finished run = sluice("run", "--drain", "--set", "source.files=p0.ndjson", "--set", "lake.uri=lake");
        assertThat(run.exitCode()).as(run.err()).isZero();
    }

    private static Finished sluice(String... arguments) {
        return SluiceProcess.run(dir, arguments);
    }

    @Test
    void aStoredAnswerIsATest() throws IOException {
        Finished stored = sluice("query", "--lake", "lake", "--output", "csv", "--out", "answer.csv");
        assertThat(stored.exitCode()).as(stored.err()).isZero();
        assertThat(stored.out()).isEmpty();

        Finished same = sluice("query", "--lake", "lake", "--check", "answer.csv");
        assertThat(same.exitCode()).as(same.err()).isZero();
        assertThat(same.err()).contains("The same as answer.csv, 10 rows");

        String answer = Files.readString(dir.resolve("answer.csv"));
        String row = answer.lines().skip(1).findFirst().orElseThrow();
        String[] cells = row.split(",");
        cells[2] = "1";
        Files.writeString(dir.resolve("other.csv"), answer.replace(row, String.join(",", cells)));
        Finished other = sluice("query", "--lake", "lake", "--check", "other.csv");
        assertThat(other.exitCode()).isEqualTo(1);
        assertThat(other.err())
                .contains("Not the same as other.csv", cells[0] + " " + cells[1] + ": events was 1, is ");

        Finished question = sluice("query", "--lake", "lake", "--check", "answer.csv", "--period", "hour");
        assertThat(question.exitCode()).isEqualTo(2);
        Finished missing = sluice("query", "--lake", "lake", "--check", "nowhere.csv");
        assertThat(missing.exitCode()).isNotZero().isNotEqualTo(1);
        assertThat(missing.err()).contains("nowhere.csv");
    }

    @Test
    void theReportStandsAlone() throws IOException {
        Finished asked = sluice("query", "--lake", "lake", "--exact", "--report", "answer.html");
        assertThat(asked.exitCode()).as(asked.err()).isZero();
        assertThat(asked.out()).contains("device_type");
        assertThat(Files.readString(dir.resolve("answer.html")))
                .contains("<svg", "temperature", "2026-01-05", "2026-01-06", "duplicates", "name=\"viewport\"")
                .doesNotContain("<script", "src=", "<link", "@import");

        Finished hours = sluice("query", "--lake", "lake", "--period", "hour", "--report", "hours.html");
        assertThat(hours.exitCode()).as(hours.err()).isZero();
        assertThat(Files.readString(dir.resolve("hours.html"))).contains("p95 by hour", "01-05 23h");
    }

    @Test
    void aDayThatIsOverIsAnsweredFromItsSummary() {
        String[] question = {"query", "--lake", "lake", "--output", "csv", "--to", "2026-01-05"};
        Finished rows = sluice(question);
        Finished without = sluice(with(question, "--fast"));
        assertThat(without.out()).isEqualTo(rows.out());
        assertThat(without.err()).contains("Rows were read, since no day has a summary");

        assertThat(sluice("compact", "--lake", "lake").out()).contains("Summarised 1 day");
        Finished fast = sluice(with(question, "--fast"));
        assertThat(fast.exitCode()).as(fast.err()).isZero();
        assertThat(fast.err()).contains("Approximate: 1 of 1 days answered from summaries");
        assertThat(columns(fast.out(), 0, 5)).isEqualTo(columns(rows.out(), 0, 5));
        List<String> approximate = columns(fast.out(), 7, 8);
        List<String> digested = columns(rows.out(), 7, 8);
        for (int row = 1; row < digested.size(); row++) {
            assertThat(Double.parseDouble(approximate.get(row)))
                    .isCloseTo(Double.parseDouble(digested.get(row)), withinPercentage(1));
        }
        assertThat(sluice("query", "--lake", "lake", "--fast").err()).contains("Approximate: 1 of 2 days");
        assertThat(sluice(with(question, "--fast", "--exact")).exitCode()).isEqualTo(2);
    }

    @Test
    void lateEventsAreTakenInWhereTheyAreAskedFor() {
        String[] question = {"query", "--lake", "lake", "--output", "csv", "--period", "all", "--min-events", "1"};
        Finished without = sluice(question);
        Finished with = sluice(with(question, "--include-late"));
        assertThat(with.exitCode()).as(with.err()).isZero();
        assertThat(without.err()).containsPattern("\\d+ late events of these days stand outside");

        Matcher taken = Pattern.compile("Of the late events of these days (\\d+) are included; (\\d+) are left out")
                .matcher(with.err());
        assertThat(taken.find()).as(with.err()).isTrue();
        assertThat(Long.parseLong(taken.group(1))).isPositive();
        assertThat(events(with.out())).isEqualTo(events(without.out()) + Long.parseLong(taken.group(1)));
    }

    private static String[] with(String[] arguments, String... more) {
        return Stream.concat(Arrays.stream(arguments), Arrays.stream(more)).toArray(String[]::new);
    }

    /** Some columns of a CSV without quotes, a text per line. */
    private static List<String> columns(String csv, int from, int to) {
        return csv.lines()
                .map(line -> String.join(",", Arrays.asList(line.split(",")).subList(from, to)))
                .toList();
    }

    private static long events(String csv) {
        return columns(csv, 2, 3).stream().skip(1).mapToLong(Long::parseLong).sum();
    }

    @Test
    void periodsOtherThanDays() {
        Finished hours = sluice("query", "--lake", "lake", "--period", "hour", "--output", "csv", "--min-events", "1");
        assertThat(hours.out()).startsWith("hour,device_type,events").contains("\n2026-01-05T23:00Z,light,");
        Finished all = sluice("query", "--lake", "lake", "--period", "all", "--output", "csv");
        assertThat(all.out().lines()).hasSize(6);
        assertThat(all.out()).startsWith("range,device_type,events").contains("\n2026-01-05/2026-01-06,light,");
    }

    /** The table's folder by itself is a folder like any other. */
    @Test
    void theFilesAnswerWithoutTheirLakeToo() throws IOException {
        Path copy = dir.resolve("copy");
        try (Stream<Path> files = Files.walk(dir.resolve("lake/events"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path to =
                        copy.resolve(dir.resolve("lake/events").relativize(file).toString());
                Files.createDirectories(to.getParent());
                Files.copy(file, to);
            }
        }
        assertThat(sluice("query", "--lake", "copy", "--output", "csv").out())
                .isNotEmpty()
                .isEqualTo(sluice("query", "--lake", "lake", "--output", "csv").out());
    }

    @Test
    void aFolderIsAskedWithoutLoadingWhatOnlyOthersNeed() throws IOException {
        Path classes = dir.resolve("classes");
        try (SluiceProcess process = SluiceProcess.start(
                dir, List.of("-Xlog:class+load:file=" + classes), "query", "--lake", "lake", "--output", "json")) {
            assertThat(process.await().exitCode()).isZero();
        }
        List<String> loaded = Files.readAllLines(classes);
        assertThat(loaded).anyMatch(line -> line.contains("io.sluice.core.query.ScanQuery "));
        assertThat(loaded.stream().filter(line -> OTHERS.stream().anyMatch(line::contains)))
                .isEmpty();
    }
}
