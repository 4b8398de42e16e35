package io.sluice.lake.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.core.port.DataGapException;
import io.sluice.core.query.QueryResult;
import io.sluice.core.query.QueryRow;
import io.sluice.core.query.QuerySpec;
import io.sluice.core.query.ScanQuery;
import io.sluice.lake.Duck;
import io.sluice.lake.store.HadoopStore;
import io.sluice.lake.store.LocalStore;
import io.sluice.lake.store.ObjectStore;
import io.sluice.lake.store.S3Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Plain folders of Parquet files as other engines write them: partitioned by numbers without leading zeros, every column
 * optional, pages of either version, each in its own encodings and codecs, with what Spark leaves beside them.
 */
class ForeignFilesTest {
    private static final QuerySpec ASKED = QuerySpec.DEFAULT
            .withMinEvents(1)
            .withExact(true)
            .withDistinct(true)
            .withQuantiles(List.of(0.5, 0.95));

    @TempDir
    private Path dir;

    @ParameterizedTest
    @CsvSource({
        "V1, snappy, DOUBLE, VARCHAR",
        "V1, gzip, FLOAT, UUID",
        "V1, uncompressed, INTEGER, BIGINT",
        "V2, snappy, BIGINT, VARCHAR",
        "V2, zstd, DOUBLE, BIGINT",
        "V2, gzip, FLOAT, VARCHAR",
    })
    void areAskedLikeOurOwn(String version, String codec, String valueType, String idType) throws IOException {
        try (Duck duck = new Duck()) {
            write(duck, version, codec, valueType, idType);
            Files.createFile(dir.resolve("_SUCCESS"));
            assertThat(answers(new LocalStore(dir, false)))
                    .isEqualTo(judged(duck))
                    .hasSize(6);
        }
    }

    @Test
    void unsignedIntegersAreNotTakenForSigned() {
        try (Duck duck = new Duck()) {
            duck.run(oneHour("(4294967280 + n)::UINTEGER", "(18446744073709551610 + n % 2)::UBIGINT"));
        }
        QueryResult result = ask(ASKED.withField("v").withBy(List.of("g")));
        assertThat(result.rows())
                .extracting(row -> row.by().get(0) + " " + row.mean())
                .containsExactly("18446744073709551610 4.294967284E9", "18446744073709551611 4.294967285E9");
    }

    @Test
    void decimalsAreNumbersAndExactTexts() {
        try (Duck duck = new Duck()) {
            duck.run(oneHour("(n / 10)::DECIMAL(9, 2)", "(n % 2 + 0.1)::DECIMAL(38, 30)"));
        }
        QueryResult result = ask(ASKED.withField("v").withBy(List.of("g")));
        assertThat(result.rows())
                .extracting(row -> row.by().get(0) + " " + row.mean())
                .containsExactly("0.100000000000000000000000000000 0.4", "1.100000000000000000000000000000 0.5");
    }

    @Test
    void valuesThatAreNoFiniteNumbersStandOutsideAndStopNothing() {
        try (Duck duck = new Duck()) {
            duck.run(oneHour("['nan'::DOUBLE, 'inf', '-inf', NULL, 5][1 + n % 5]", "'light'"));
            QueryResult result = ask(ASKED.withField("v").withBy(List.of("g")));
            assertThat(result.rows()).extracting(QueryRow::events).containsExactly(2L);
            assertThat(result.scan().rowsNotFinite()).isEqualTo(6);
            assertThat(result.scan().rowsWithoutValue()).isEqualTo(2);
        }
    }

    @Test
    void columnsOfNoUseAreNamedWithTheirFileAndType() {
        try (Duck duck = new Duck()) {
            duck.run(oneHour("[n]", "TIMESTAMP '2026-01-05' + to_seconds(n)"));
        }
        String file = "year=2026/month=1/day=5/hour=7/a.parquet";
        assertThatThrownBy(() -> ask(ASKED.withField("v.list.element").withBy(List.of())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(file, "v.list.element", "in a list", "quantiles are taken of integers");
        assertThatThrownBy(() -> ask(ASKED.withField("n").withBy(List.of("g"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(file, "group by g", "TIMESTAMP(MICROS,false)", "groups are made by texts");
    }

    @Test
    void bytesThatAreNoTextMakeNoGroup() {
        try (Duck duck = new Duck()) {
            duck.run(oneHour("n", "('\\xFF\\x0' || n)::BLOB"));
        }
        assertThatThrownBy(() -> ask(ASKED.withField("v").withBy(List.of("g"))))
                .isInstanceOf(DataGapException.class)
                .hasMessageContainingAll("a.parquet", "column g", "no text in UTF-8");
    }

    @Test
    void aCodecThatIsNotReadIsNamedAndIsNoDamage() {
        try (Duck duck = new Duck()) {
            duck.run(oneHour("n", "'light'").replace("FORMAT parquet", "FORMAT parquet, CODEC brotli"));
        }
        assertThatThrownBy(() -> ask(ASKED.withField("v").withBy(List.of("g"))))
                .isInstanceOf(DataGapException.class)
                .hasMessageContainingAll("a.parquet", "BROTLI", "write it anew with snappy")
                .hasMessageNotContaining("backup");
    }

    private String oneHour(String value, String group) {
        Path folder = dir.resolve("year=2026/month=1/day=5/hour=7");
        assertThat(folder.toFile().mkdirs()).isTrue();
        return "COPY (SELECT " + value + " AS v, " + group
                + " AS g, n, 'id ' || n AS event_id FROM range(10) t(n)) TO '" + folder.resolve("a.parquet")
                + "' (FORMAT parquet)";
    }

    private QueryResult ask(QuerySpec spec) {
        try (ParquetEventScan scan = ParquetEventScan.open(new LocalStore(dir, false))) {
            return ScanQuery.run(scan, spec);
        }
    }

    @Test
    @Tag("integration")
    void areAskedWhereTheyLieOnS3(@TempDir Path storage) throws IOException {
        try (Duck duck = new Duck();
                S3Server server = S3Server.start(storage)) {
            write(duck, "V2", "zstd", "DOUBLE", "UUID");
            ObjectStore store = HadoopStore.open(S3Server.newRoot(), server.properties(), false);
            try (Stream<Path> files = Files.walk(dir)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    store.createIfAbsent(dir.relativize(file).toString(), Files.readAllBytes(file));
                }
            }
            assertThat(answers(store)).isEqualTo(judged(duck)).hasSize(6);
        }
    }

    /** Two days of three types; one value in nine is missing, and one type in eleven. */
    private void write(Duck duck, String version, String codec, String valueType, String idType) {
        duck.run("""
            CREATE TABLE events AS
            SELECT 2026 AS year, 1 AS month, 5 + n %% 2 AS day, n // 2 %% 24 AS hour,
                   CASE WHEN n %% 11 = 0 THEN NULL ELSE ['light', 'motion', 'humidity'][1 + n %% 3] END AS device_type,
                   CASE WHEN n %% 9 = 0 THEN NULL ELSE (hash(n) %% 1000)::%s END AS event_duration,
                   %s AS event_id,
                   TIMESTAMP_NS '2026-01-05 00:00:00' AS "timestamp"
            FROM range(20000) t(n)
            """.formatted(valueType, id(idType)));
        duck.run("COPY events TO '" + dir + "' (FORMAT parquet, PARTITION_BY (year, month, day, hour),"
                + " OVERWRITE_OR_IGNORE, ROW_GROUP_SIZE 2048, CODEC " + codec + ", PARQUET_VERSION " + version + ")");
    }

    private static String id(String type) {
        return type.equals("UUID")
                ? "('00000000-0000-4000-8000-' || lpad(hex(n % 15000), 12, '0'))::UUID"
                : "(n % 15000)::" + type;
    }

    private static List<String> judged(Duck duck) {
        return duck.rows("""
            WITH g AS (SELECT day, device_type, count(*) AS n, avg(event_duration::DOUBLE) AS mean,
                              stddev_samp(event_duration::DOUBLE) AS sd, count(DISTINCT event_id) AS ids
                       FROM events WHERE device_type IS NOT NULL AND event_duration IS NOT NULL GROUP BY ALL)
            SELECT day, device_type, any_value(n), any_value(ids), count(*),
                   quantile_cont(event_duration::DOUBLE, 0.5), quantile_cont(event_duration::DOUBLE, 0.95)
            FROM events JOIN g USING (day, device_type)
            WHERE abs(event_duration::DOUBLE - mean) <= 3 * sd GROUP BY ALL ORDER BY ALL
            """);
    }

    private static List<String> answers(ObjectStore store) {
        List<String> answers = new ArrayList<>();
        try (ParquetEventScan scan = ParquetEventScan.open(store)) {
            QueryResult result = ScanQuery.run(scan, ASKED);
            for (QueryRow row : result.rows()) {
                answers.add(row.date().getDayOfMonth() + "|" + row.by().get(0) + "|" + row.events() + "|"
                        + row.distinctEvents() + "|" + row.kept() + "|"
                        + row.quantiles().get(0) + "|"
                        + row.quantiles().get(1));
            }
        }
        return answers;
    }
}
