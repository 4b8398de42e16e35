package io.sluice.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.app.failure.ExitCodes;
import io.sluice.app.report.ResultFormat;
import io.sluice.core.query.OutlierRule;
import io.sluice.core.query.Period;
import io.sluice.core.query.QueryResult;
import io.sluice.core.query.QuerySpec;
import io.sluice.lake.scan.ParquetEventScan;
import io.sluice.lake.store.S3Server;
import io.sluice.lake.store.StoreLocation;
import io.sluice.spark.batch.LocalSpark;
import io.sluice.spark.command.SparkQueryCommand;
import io.sluice.spark.query.SampleLakes;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stands behind the jar, and the exit codes. */
@Tag("integration")
class PercentileQueryTest {
    @TempDir
    static Path folder;

    private static StoreLocation lake;

    @BeforeAll
    static void write() {
        lake = new StoreLocation(folder.resolve("lake").toString(), Map.of(), false);
        SampleLakes.write(lake);
    }

    /** What a run gave. */
    private record Run(int code, String out, String err) {}

    private static Run run(String... arguments) {
        return run(Map.of(), arguments);
    }

    private static Run run(Map<String, String> environment, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = new SparkQueryCommand(LocalSpark::session, environment)
                .execute(new PrintWriter(out), new PrintWriter(err), arguments);
        return new Run(code, out.toString(), err.toString());
    }

    @Test
    void theAnswerGoesToStandardOutput() throws IOException {
        Run run = run("--lake", lake.uri(), "--output", "csv", "--verbose");
        assertThat(run.err).contains("late events of these days stand outside", "Rows scanned: ");
        assertThat(run.out).isEqualTo(csv(QuerySpec.DEFAULT));
        assertThat(run.code).isEqualTo(ExitCodes.OK);
    }

    @Test
    void everyOptionIsAPartOfTheQuestion() throws IOException {
        QuerySpec question = QuerySpec.DEFAULT
                .withDays(LocalDate.parse("2026-01-05"), LocalDate.parse("2026-01-06"))
                .withQuantiles(List.of(0.5, 0.999))
                .withOutliers(OutlierRule.parse("percentile", 5.0))
                .withField("value")
                .withBy(List.of("status", "metadata.location"))
                .withMinEvents(3)
                .withExact(true)
                .withDistinct(true)
                .withPeriod(Period.ALL);
        Path file = folder.resolve("answer.csv");
        Run run = run(
                Map.of("SLUICE_LAKE_URI", lake.uri()),
                ("--from 2026-01-05 --to 2026-01-06 --quantile 0.5 --quantile 0.999 --outliers percentile --threshold 5"
                                + " --field value --by status,metadata.location --min-events 3 --exact --distinct"
                                + " --period all --zone UTC --output csv --out " + file)
                        .split(" "));
        assertThat(run.out).isEmpty();
        assertThat(run.code).as(run.err).isEqualTo(ExitCodes.OK);
        assertThat(file).hasContent(csv(question));
    }

    private static String csv(QuerySpec question) throws IOException {
        StringBuilder csv = new StringBuilder();
        try (ParquetEventScan scan = ParquetEventScan.open(lake.open())) {
            QueryResult standalone = io.sluice.core.query.ScanQuery.run(scan, question);
            ResultFormat.CSV.write(standalone, csv);
        }
        return csv.toString();
    }

    @Test
    void lakesAndAnswersMayBeOnS3() throws IOException {
        try (S3Server server = S3Server.start(folder.resolve("s3"))) {
            String place = S3Server.newRoot().toString();
            StoreLocation location = new StoreLocation(place, server.properties(), false);
            SampleLakes.write(location);
            Path config = Files.createFile(folder.resolve("s3.properties"));
            for (Map.Entry<String, String> property : server.properties().entrySet()) {
                Files.writeString(
                        config,
                        Files.readString(config) + "sluice.hadoop." + property.getKey() + "=" + property.getValue()
                                + "\n");
            }
            Run run = run("--config", config.toString(), "--lake", place, "--output", "csv", "--out", place + "/a.csv");
            assertThat(run.code).as(run.err).isEqualTo(ExitCodes.OK);
            assertThat(location.open().read("a.csv").orElseThrow()).asString().isEqualTo(csv(QuerySpec.DEFAULT));
        }
    }

    @Test
    void anAnswerIsHeldToAnEarlierOne() throws IOException {
        Path earlier = Files.writeString(folder.resolve("earlier.csv"), csv(QuerySpec.DEFAULT));
        Run same = run("--lake", lake.uri(), "--check", earlier.toString());
        assertThat(same.err).contains("The same as " + earlier + ", 10 rows");
        assertThat(same.code).isEqualTo(ExitCodes.OK);

        Run other = run("--lake", lake.uri(), "--include-late", "--check", earlier.toString());
        assertThat(other.err)
                .contains("Of the late events of these days ", "Not the same as " + earlier)
                .contains(": events was ")
                .doesNotContain("stand outside the answer");
        assertThat(other.code).isEqualTo(ExitCodes.NO);

        assertUsage("it has the columns", "--lake", lake.uri(), "--period", "hour", "--check", earlier.toString());
        Run none = run("--lake", lake.uri(), "--check", folder.resolve("no.csv").toString());
        assertThat(none.err).contains("Cannot read the earlier answer " + folder.resolve("no.csv"));
        assertThat(none.code).isEqualTo(ExitCodes.IO);
    }

    @Test
    void whatOnlyTheStandaloneQueryDoesIsSaid() {
        assertUsage("sluice query --lake URI --report", "--lake", lake.uri(), "--fast");
        assertUsage("sluice query --lake URI --report", "--lake", lake.uri(), "--report", "answer.html");
    }

    @Test
    void nobodyQualifying() {
        Run run = run("--lake", lake.uri(), "--min-events", "100000");
        assertThat(run.code).isEqualTo(ExitCodes.NO);
        assertThat(run.err).contains("No group qualified");
    }

    @Test
    void questionsThatMakeNoSense() {
        assertUsage("'--quantiles'", "--quantiles", "0.5");
        assertUsage("above 0 and below 1", "--lake", lake.uri(), "--quantile", "2");
        assertUsage("Unknown outlier rule", "--lake", lake.uri(), "--outliers", "none-such");
        assertUsage("has no column nothing", "--lake", lake.uri(), "--field", "nothing");
        assertUsage("device_type", "--lake", lake.uri(), "--by", "status", "--field", "device_type");
    }

    private static void assertUsage(String message, String... arguments) {
        Run run = run(arguments);
        assertThat(run.err).contains(message);
        assertThat(run.code).isEqualTo(ExitCodes.USAGE);
        assertThat(run.out).isEmpty();
    }

    @Test
    void configurationsThatAreNone() {
        Run noLake = run("--lake", folder.resolve("none").toString());
        assertThat(noLake.err).contains("There is no lake at " + folder.resolve("none"));
        assertThat(noLake.code).isEqualTo(ExitCodes.CONFIGURATION);
        Run noKey = run("--lake", lake.uri(), "--set", "event.idd=x");
        assertThat(noKey.err).contains("unknown key sluice.event.idd");
        assertThat(noKey.code).isEqualTo(ExitCodes.CONFIGURATION);
    }

    @Test
    void aFileThatIsGoneIsNamed() throws IOException {
        StoreLocation damaged = new StoreLocation(folder.resolve("damaged").toString(), Map.of(), false);
        SampleLakes.write(damaged);
        String path = damaged.open().list("events").get(0).path();
        Files.delete(damaged.folder().resolve(path));
        Run run = run("--lake", damaged.uri());
        assertThat(run.err).contains(path);
        assertThat(run.code).isEqualTo(ExitCodes.DATA_GAP);
    }

    @Test
    void helpDoesNotStartSpark() {
        StringWriter out = new StringWriter();
        SparkQueryCommand command = new SparkQueryCommand(
                () -> {
                    throw new IllegalStateException("Spark was started");
                },
                Map.of());
        assertThat(command.execute(new PrintWriter(out), new PrintWriter(out), "--help"))
                .isEqualTo(ExitCodes.OK);
        assertThat(out.toString()).contains("--min-events", "spark-submit --class io.sluice.spark.PercentileQuery");
    }
}
