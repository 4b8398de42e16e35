package io.sluice.lake.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.core.query.QueryResult;
import io.sluice.core.query.QueryRow;
import io.sluice.core.query.QuerySpec;
import io.sluice.core.query.ScanQuery;
import io.sluice.lake.Duck;
import io.sluice.lake.store.LocalStore;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * DuckDB writes a table and answers the question in SQL; our scan and query must say the same. Three days: a lively one
 * with a group of 499 and one of 500 distinct events, one of equal values, one of extremes; a small one; a quiet one.
 */
class DuckJudgesQueryTest {
    private static final String ROWS = """
            CREATE TABLE rows AS
            SELECT *, ((hash(n * 7 + 1) >> 11)::DOUBLE + 1) / 9007199254740993.0 AS u,
                   ((hash(n * 7 + 2) >> 11)::DOUBLE + 1) / 9007199254740993.0 AS w
            FROM (
              SELECT 'temperature' AS device_type, n, n % 59000 AS id FROM range(60000) t(n)
              UNION ALL SELECT 'pressure', n, n % 500 FROM range(100000, 100600) t(n)
              UNION ALL SELECT 'humidity', n, n % 499 FROM range(200000, 200600) t(n)
              UNION ALL SELECT 'light', n, n FROM range(300000, 300700) t(n)
              UNION ALL SELECT 'motion', n, n FROM range(400000, 401001) t(n)
              UNION ALL SELECT 'single', n, n FROM range(500000, 500001) t(n)
            );
            CREATE TABLE events AS
            SELECT format('{:08x}-0000-4000-8000-{:012x}', (hash(device_type || id) % 4294967296)::BIGINT, id)
                       AS event_id,
                   device_type,
                   TIMESTAMP '2026-01-05 00:00:00' + to_microseconds((hash(n) % 86400000000)::BIGINT)
                       + to_days(CASE WHEN device_type <> 'temperature' OR n < 50000 THEN 0
                                      WHEN n < 59900 THEN 1 ELSE 2 END) AS "timestamp",
                   CASE device_type WHEN 'light' THEN 0.1
                        WHEN 'motion' THEN CASE WHEN n % 2 = 0 THEN 0.0 ELSE 1000.0 END
                        ELSE least(1000.0, greatest(0.0, CASE WHEN n % 251 = 0 THEN 990.0
                             ELSE 100 + 20 * sqrt(-2 * ln(u)) * cos(2 * pi() * w) END)) END AS event_duration,
                   {'location': 'zone-' || chr((65 + n % 5)::INT), 'count': n % 3} AS metadata
            FROM rows
            """;

    private static final String JUDGEMENT = """
            WITH all_rows AS (
              SELECT "timestamp"::DATE AS date, device_type, event_id, event_duration AS v FROM events),
            groups AS (
              SELECT date, device_type, count(*) AS n, favg(v) AS mean, stddev_samp(v) AS sd,
                     count(DISTINCT event_id) AS ids
              FROM all_rows GROUP BY ALL),
            kept AS (
              SELECT a.*, g.n, g.mean, g.sd, g.ids FROM all_rows a JOIN groups g USING (date, device_type)
              WHERE g.sd IS NULL OR g.sd < 1e-9 OR abs(a.v - g.mean) <= 3 * g.sd)
            SELECT date, device_type, any_value(n), any_value(mean), coalesce(any_value(sd), 'NaN'::DOUBLE), count(*),
                   any_value(ids), quantile_cont(v, 0.5), quantile_cont(v, 0.95), quantile_cont(v, 0.999)
            FROM kept GROUP BY ALL ORDER BY ALL
            """;

    private static final QuerySpec ALL =
            QuerySpec.DEFAULT.withMinEvents(1).withDistinct(true).withQuantiles(List.of(0.5, 0.95, 0.999));

    @TempDir
    private static Path lake;

    private static Duck duck;

    @BeforeAll
    static void write() {
        duck = new Duck();
        duck.run(ROWS);
        // Two files an hour, of unequal size; the hours of the first day in row groups of 2,048 rows.
        for (String hour : duck.rows("SELECT DISTINCT strftime(\"timestamp\", '%Y-%m-%d %H') FROM events")) {
            Path folder = lake.resolve(
                    "events/year=2026/month=01/day=" + hour.substring(8, 10) + "/hour=" + hour.substring(11));
            folder.toFile().mkdirs();
            for (int part = 0; part < 2; part++) {
                duck.run("COPY (SELECT * FROM events WHERE strftime(\"timestamp\", '%Y-%m-%d %H') = '" + hour
                        + "' AND (hash(event_duration) % 3 = 0) = " + (part == 0) + ") TO '"
                        + folder.resolve("part" + part + ".parquet") + "' (FORMAT parquet, ROW_GROUP_SIZE 2048"
                        + (part == 0 ? ", CODEC zstd)" : ")"));
            }
        }
    }

    @AfterAll
    static void close() {
        duck.close();
    }

    @Test
    void exactAnswersAreTheJudges() {
        assertAgree(ask(ALL.withExact(true)).rows(), 1e-9, 1e-9);
    }

    @Test
    void sketchedAnswersAreWithinAThousandthOfTheJudges() {
        assertAgree(ask(ALL).rows(), 1e-9, 1e-3);
    }

    private static void assertAgree(List<QueryRow> rows, double error, double quantileError) {
        List<String> judged = duck.rows(JUDGEMENT);
        assertThat(rows).hasSameSizeAs(judged).hasSize(8);
        for (int i = 0; i < rows.size(); i++) {
            QueryRow row = rows.get(i);
            String[] expected = judged.get(i).split("\\|");
            assertThat(row.date()).isEqualTo(LocalDate.parse(expected[0]));
            assertThat(row.by()).isEqualTo(List.of(expected[1]));
            assertThat(row.events()).isEqualTo(Long.parseLong(expected[2]));
            assertClose(row.mean(), expected[3], error);
            if (row.events() == 1) {
                assertThat(row.stddev()).isNaN();
            } else {
                assertClose(row.stddev(), expected[4], error);
            }
            assertThat(row.kept()).isEqualTo(Long.parseLong(expected[5]));
            assertThat(row.outliers()).isEqualTo(row.events() - row.kept());
            assertThat(row.distinctEvents()).isEqualTo(Long.parseLong(expected[6]));
            for (int q = 0; q < 3; q++) {
                assertClose(row.quantiles().get(q), expected[7 + q], quantileError);
            }
        }
    }

    private static void assertClose(double actual, String expected, double error) {
        double judged = Double.parseDouble(expected);
        assertThat(actual).isCloseTo(judged, within(Math.abs(judged) * error + 1e-12));
    }

    @Test
    void fiveHundredDistinctEventsQualifyAndOneFewerDoNot() {
        QueryResult result = ask(QuerySpec.DEFAULT);
        assertThat(result.rows())
                .extracting(row -> row.date().getDayOfMonth() + " " + row.by().get(0))
                .containsExactly("5 light", "5 motion", "5 pressure", "5 temperature", "6 temperature");
        assertThat(result.dropped())
                .extracting(group -> group.by().get(0) + ": " + group.reason())
                .containsExactly(
                        "humidity: 499 distinct events, 500 needed",
                        "single: 500 distinct events needed",
                        "temperature: 500 distinct events needed");
        assertThat(result.scan().rows()).isEqualTo(62902);
        assertThat(result.scan().rowsWithIdsRead()).isLessThan(62902);
    }

    @Test
    void threadsAndMemoryDoNotShow() {
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try (ParquetEventScan scan = ParquetEventScan.open(new LocalStore(lake, false))) {
            QueryResult parallel = ScanQuery.run(scan, ALL, threads, 100_000);
            assertThat(parallel.scan().readTwice()).isTrue();
            assertThat(parallel.rows()).isEqualTo(ask(ALL).rows());
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void nestedAndIntegerFieldsMakeGroups() {
        QuerySpec spec = ALL.withBy(List.of("metadata.location", "metadata.count"))
                .withDays(LocalDate.parse("2026-01-05"), LocalDate.parse("2026-01-05"));
        List<String> groups = new ArrayList<>();
        for (QueryRow row : ask(spec).rows()) {
            groups.add(row.by().get(0) + "|" + row.by().get(1) + "|" + row.events() + "|" + row.distinctEvents());
        }
        assertThat(groups).isEqualTo(duck.rows("""
                        SELECT metadata.location, metadata.count, count(*), count(DISTINCT event_id) FROM events
                        WHERE "timestamp"::DATE = '2026-01-05' GROUP BY ALL ORDER BY ALL
                        """));
    }

    private static QueryResult ask(QuerySpec spec) {
        try (ParquetEventScan scan = ParquetEventScan.open(new LocalStore(lake, false))) {
            return ScanQuery.run(scan, spec);
        }
    }
}
