package io.sluice.spark.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.app.report.ResultFormat;
import io.sluice.core.port.EventScan;
import io.sluice.core.query.OutlierRule;
import io.sluice.core.query.Period;
import io.sluice.core.query.QueryPlan;
import io.sluice.core.query.QueryResult;
import io.sluice.core.query.QuerySpec;
import io.sluice.core.query.ScanQuery;
import io.sluice.core.query.ScanWithLate;
import io.sluice.lake.compact.CompactionRequest;
import io.sluice.lake.compact.Compactor;
import io.sluice.lake.scan.ParquetEventScan;
import io.sluice.lake.store.StoreLocation;
import io.sluice.spark.batch.LocalSpark;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The question on Spark, held to be the standalone one's digit for digit. */
@Tag("integration")
class SparkQuestionTest {
    private static final QuerySpec ALL =
            QuerySpec.DEFAULT.withMinEvents(1).withQuantiles(List.of(0.001, 0.5, 0.95, 0.999));

    @TempDir
    static Path folder;

    private static SparkSession spark;
    private static StoreLocation plain;
    private static StoreLocation lake;

    @BeforeAll
    static void start() {
        spark = LocalSpark.session();
        plain = new StoreLocation(folder.resolve("plain").toString(), Map.of(), false);
        lake = new StoreLocation(folder.resolve("lake").toString(), Map.of(), false);
        SampleLakes.writeFolder(plain.folder());
        SampleLakes.write(lake);
    }

    static Stream<Arguments> questions() {
        QuerySpec question = QuerySpec.DEFAULT;
        return Stream.of(
                Arguments.of("the question", question),
                Arguments.of("exact", ALL.withExact(true)),
                Arguments.of("sketched", ALL),
                Arguments.of("distinct", question.withDistinct(true)),
                Arguments.of("interquartile", ALL.withOutliers(OutlierRule.parse("iqr", null))),
                Arguments.of(
                        "percentile, exact",
                        ALL.withOutliers(OutlierRule.parse("percentile", 2.0)).withExact(true)),
                Arguments.of("everything", ALL.withOutliers(OutlierRule.parse("none", null))),
                Arguments.of("one group", question.withBy(List.of()).withDistinct(true)),
                Arguments.of(
                        "nested",
                        question.withBy(List.of("metadata.location", "device_type"))
                                .withMinEvents(20)),
                Arguments.of("one day", question.withDays(LocalDate.parse("2026-01-06"), null)),
                Arguments.of("no day", question.withDays(null, LocalDate.parse("2025-12-31"))),
                Arguments.of("another zone", question.withZone(ZoneId.of("America/New_York"))),
                Arguments.of("hours", ALL.withPeriod(Period.HOUR).withDistinct(true)),
                Arguments.of("all days", question.withPeriod(Period.ALL).withDistinct(true)),
                Arguments.of("nobody qualifies", question.withMinEvents(1_000_000)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("questions")
    void theAnswerIsTheStandaloneOne(String name, QuerySpec question) throws IOException {
        assertSame(plain, question, 5);
    }

    @Test
    void aLakeOfThePipelineIsReadByItsRecords() throws IOException {
        assertSame(lake, ALL.withDistinct(true), 5);
        try (ParquetEventScan scan = ParquetEventScan.open(lake.open())) {
            QueryResult result = SparkQuestion.ask(spark, lake, scan, QuerySpec.DEFAULT);
            assertThat(result.rows()).hasSize(10);
            assertThat(result.partialDays()).containsExactly(LocalDate.parse("2026-01-06"));
            assertThat(result.lateRows()).isPositive();
            assertThat(result.scan().filesRead()).isGreaterThan(50);
        }
    }

    @Test
    void lateEventsMayBeTakenIn() throws IOException {
        QuerySpec question = ALL.withDistinct(true);
        try (ParquetEventScan scan = ParquetEventScan.open(lake.open())) {
            ScanWithLate late = new ScanWithLate(scan);
            QueryResult standalone = ScanQuery.run(late, question);
            SparkQuestion.Answer onSpark = SparkQuestion.askWithLate(spark, lake, scan, question);
            assertSame(onSpark.result(), standalone);
            assertThat(onSpark.late()).isEqualTo(late.counts());
            assertThat(onSpark.late().taken()).isPositive();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1000})
    void theNumberOfTasksDoesNotShow(int tasks) throws IOException {
        assertSame(plain, ALL.withOutliers(OutlierRule.parse("iqr", 1.0)).withDistinct(true), tasks);
    }

    @Test
    void groupsMayBeOfAnyType() throws IOException {
        assertSame(plain, ALL.withBy(List.of("even", "count", "half")), 5);
        assertSame(plain, ALL.withBy(List.of("nothing")), 5);
    }

    @Test
    void aFieldThatIsNoNumberIsNamed() throws IOException {
        QuerySpec question = QuerySpec.DEFAULT.withField("nothing");
        try (ParquetEventScan scan = ParquetEventScan.open(plain.open())) {
            assertThatThrownBy(() -> SparkQuestion.ask(spark, plain, scan, question))
                    .hasStackTraceContaining("Cannot take");
        }
    }

    @Test
    void aCompactionSinceTheDriverListedTheFilesDoesNotShow() throws IOException {
        StoreLocation location = new StoreLocation(folder.resolve("compacted").toString(), Map.of(), false);
        SampleLakes.write(location);
        try (ParquetEventScan before = ParquetEventScan.open(location.open())) {
            String answer = csv(ScanQuery.run(before, ALL));
            Compactor compactor = Compactor.open(location.open(), () -> Instant.EPOCH);
            compactor.run(CompactionRequest.ALL, () -> false, compacted -> {});
            List<String> replaced = before.hours().stream()
                    .map(EventScan.Hour::files)
                    .filter(files -> files.size() > 1)
                    .findFirst()
                    .orElseThrow();
            assertThat(location.open().size(replaced.get(0)))
                    .as("size of a replaced file")
                    .isNegative();
            QueryPlan plan = QueryPlan.of(before, ALL);
            assertThat(csv(SparkQuestion.ask(spark, location, before, plan, 5).result()))
                    .isEqualTo(answer);
        }
    }

    private static void assertSame(StoreLocation location, QuerySpec question, int tasks) throws IOException {
        try (ParquetEventScan scan = ParquetEventScan.find(location).orElseThrow()) {
            QueryResult standalone = ScanQuery.run(scan, question);
            QueryPlan plan = QueryPlan.of(scan, question);
            assertSame(SparkQuestion.ask(spark, location, scan, plan, tasks).result(), standalone);
        }
    }

    private static void assertSame(QueryResult onSpark, QueryResult standalone) throws IOException {
        assertThat(csv(onSpark)).isEqualTo(csv(standalone));
        assertThat(onSpark.rows()).isEqualTo(standalone.rows());
        assertThat(onSpark.dropped()).isEqualTo(standalone.dropped());
        assertThat(onSpark.partialDays()).isEqualTo(standalone.partialDays());
        assertThat(onSpark.lateRows()).isEqualTo(standalone.lateRows());
        assertThat(onSpark.scan())
                .usingRecursiveComparison()
                .ignoringFields("rowsWithIdsRead")
                .isEqualTo(standalone.scan());
    }

    private static String csv(QueryResult result) throws IOException {
        StringBuilder csv = new StringBuilder();
        ResultFormat.CSV.write(result, csv);
        return csv.toString();
    }
}
