package io.sluice.lake.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.core.TestPython;
import io.sluice.lake.Duck;
import io.sluice.lake.scan.ParquetJudge.Finding;
import io.sluice.lake.scan.ParquetJudge.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every logical type on every physical type in every encoding, as DuckDB, parquet-java and pyarrow write them: read as
 * DuckDB reads them, or refused by name. Each column is taken for the field, for a group and for the id.
 */
@Tag("integration")
class LogicalTypesTest {
    private static final Set<String> NO_NUMBERS_OF_DUCKDB = Set.of(
            "b",
            "s",
            "blob",
            "d",
            "t",
            "ts",
            "ts_s",
            "ts_ms",
            "ts_ns",
            "tstz",
            "u",
            "iv",
            "e",
            "j",
            "l.list.element",
            "m.key_value.key",
            "m.key_value.value",
            "st.y");

    private static final Set<String> NO_GROUPS_OF_DUCKDB = Set.of(
            "t",
            "ts",
            "ts_s",
            "ts_ms",
            "ts_ns",
            "tstz",
            "iv",
            "l.list.element",
            "m.key_value.key",
            "m.key_value.value");

    private static final Set<Object> EXPECTED = Set.of(Verdict.SAME, Verdict.REFUSED, Verdict.NULL_IDS);

    @TempDir
    private Path dir;

    private ParquetJudge judge;

    @BeforeEach
    void setUp() {
        judge = new ParquetJudge();
    }

    @AfterEach
    void close() {
        judge.close();
    }

    @ParameterizedTest
    @CsvSource({"V1, snappy", "V1, uncompressed", "V1, zstd", "V2, gzip", "V2, lz4_raw", "V2, snappy"})
    void areReadFromDuckDb(String version, String codec) {
        Path file = dir.resolve("duckdb.parquet");
        try (Duck duck = new Duck()) {
            duck.run("CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy')");
            // Rows that differ all, so that pages of either kind come; the first ones are the edges.
            duck.run("""
                    CREATE TABLE t AS SELECT n AS id,
                      (n %% 251 - 125)::TINYINT i8, (n * 21 - 31500)::SMALLINT i16, (n * 1431655 - 2147483648)::INTEGER i32,
                      (n::HUGEINT * 6148914691236517 - 9223372036854775808)::BIGINT i64,
                      (n %% 256)::UTINYINT u8, (65535 - n * 21)::USMALLINT u16, (4294967295 - n * 1431655)::UINTEGER u32,
                      (18446744073709551615 - n::HUGEINT * 6148914691236517)::UBIGINT u64, (n * 3)::HUGEINT huge,
                      CASE n WHEN 1 THEN 'nan'::FLOAT WHEN 2 THEN 'inf'::FLOAT ELSE (n / 7)::FLOAT END f32,
                      CASE n WHEN 1 THEN 'nan'::DOUBLE WHEN 2 THEN '-inf'::DOUBLE WHEN 3 THEN -0.0 ELSE n / 7 END f64,
                      (n / 10 - 100)::DECIMAL(4, 1) d4, (n * 3331.17 - 5e6)::DECIMAL(9, 2) d9,
                      (n * 333333333333.333 - 5e14)::DECIMAL(18, 3) d18,
                      (n::DECIMAL(12, 0) * 9000000000000000.0000000001 - 13000000000000000000)::DECIMAL(38, 10) d38,
                      n %% 2 = 0 b, 'text ' || n %% 700 s, ('b' || n)::BLOB blob, DATE '1969-01-01' + (n * 37)::INT d,
                      TIME '00:00:00' + to_seconds(n) t, TIMESTAMP '2026-01-05' + to_seconds(n) ts,
                      (TIMESTAMP '2026-01-05' + to_seconds(n))::TIMESTAMP_S ts_s,
                      (TIMESTAMP '2026-01-05' + to_seconds(n))::TIMESTAMP_MS ts_ms,
                      (TIMESTAMP '2026-01-05' + to_seconds(n))::TIMESTAMP_NS ts_ns,
                      TIMESTAMPTZ '2026-01-05 00:00:00Z' + to_seconds(n) tstz,
                      ('00000000-0000-4000-8000-' || lpad(hex(n), 12, '0'))::UUID u, to_days(n::INT) iv,
                      ['sad', 'ok', 'happy'][1 + n %% 3]::mood e, ('{"a": ' || n || '}')::JSON j,
                      {'x': n * 2, 'y': 'zone-' || n %% 5, 'z': {'deep': CASE WHEN n %% 5 > 0 THEN n / 2 END}} st,
                      [n, n + 1] l, MAP {'k': n} m
                    FROM range(3000) r(n)""".formatted());
            for (String column : duck.rows("SELECT column_name FROM (DESCRIBE t) WHERE column_name <> 'id'")) {
                duck.run("UPDATE t SET \"" + column + "\" = NULL WHERE id % 11 = 5");
            }
            duck.run("COPY (SELECT * FROM t ORDER BY id) TO '" + file + "' (FORMAT parquet, ROW_GROUP_SIZE 2048, CODEC "
                    + codec + ", PARQUET_VERSION " + version + ")");
        }
        List<Finding> found = judge.judge(file);
        assertNothingIsWrong(found);
        assertThat(refused(found, "value")).isEqualTo(new TreeSet<>(NO_NUMBERS_OF_DUCKDB));
        assertThat(refused(found, "by")).isEqualTo(new TreeSet<>(NO_GROUPS_OF_DUCKDB));
    }

    @ParameterizedTest
    @CsvSource({
        "V1, true, false",
        "V1, false, false",
        "V2, true, false",
        "V2, false, false",
        "V1, false, true",
        "V2, false, true"
    })
    void areReadFromParquetJava(String version, boolean dictionary, boolean split) throws IOException {
        Path file = dir.resolve("java.parquet");
        EveryType.write(file, EveryType.schema(), version.equals("V2"), dictionary, split);
        List<Finding> found = judge.judge(file);
        assertNothingIsWrong(found);
        assertThat(refused(found, "value")).isEqualTo(new TreeSet<>(EveryType.NO_NUMBERS));
        assertThat(refused(found, "by")).isEqualTo(new TreeSet<>(EveryType.NO_GROUPS));
        assertThat(refused(found, "id")).isEqualTo(new TreeSet<>(EveryType.NO_IDS));
    }

    /** As Arrow writes a table without rows, with a dictionary of nothing in it. */
    @Test
    void aRowGroupWithoutRowsIsNoDamage() throws Exception {
        Path file = Path.of(
                getClass().getResource("/foreign/empty-row-group.parquet").toURI());
        assertNothingIsWrong(judge.judge(file));
    }

    /** The library fails without a message there. */
    @Test
    void aFileThatEndsEarlyIsTold() throws Exception {
        Path file =
                Path.of(getClass().getResource("/foreign/ends-early.parquet").toURI());
        assertThat(judge.judge(file)).extracting(Finding::verdict).containsOnly(Verdict.UNREADABLE, Verdict.REFUSED);
    }

    @Test
    void bsonIsRefused() throws IOException {
        Path file = dir.resolve("bson.parquet");
        EveryType.write(file, EveryType.BSON, false, true, false);
        assertThat(judge.judge(file))
                .filteredOn(finding -> finding.column().equals("bson"))
                .hasSize(3)
                .allSatisfy(finding -> assertThat(finding.verdict()).isEqualTo(Verdict.REFUSED));
    }

    @Test
    void areReadFromPyarrow() throws Exception {
        Path script = Path.of("src/test/python/every_type.py").toAbsolutePath();
        TestPython.with("pyarrow").run(script, dir.toString());
        List<Path> files;
        try (Stream<Path> all = Files.list(dir)) {
            files = all.filter(Files::isRegularFile).sorted().toList();
        }
        assertThat(files).hasSizeGreaterThan(12);
        List<String> unreadable = new ArrayList<>();
        for (Path file : files) {
            Path twin = dir.resolve("plain").resolve(file.getFileName());
            List<Finding> found = judge.judge(file, Files.exists(twin) ? twin : file);
            boolean supported = !file.toString().contains("brotli");
            if (supported) {
                assertNothingIsWrong(found);
            } else {
                assertThat(found).extracting(Finding::verdict).doesNotContain(Verdict.FAULT, Verdict.DIFFERENT);
                unreadable.add(file.getFileName().toString());
                assertThat(found)
                        .filteredOn(finding -> finding.verdict() == Verdict.UNREADABLE)
                        .isNotEmpty()
                        .allSatisfy(finding -> assertThat(finding.detail()).contains("BROTLI", "write it anew"));
            }
        }
        assertThat(unreadable).hasSize(1);
    }

    private static void assertNothingIsWrong(List<Finding> found) {
        assertThat(found)
                .isNotEmpty()
                .extracting(Finding::toString, Finding::verdict)
                .filteredOn(finding -> !EXPECTED.contains(finding.toList().get(1)))
                .isEmpty();
    }

    private static Set<String> refused(List<Finding> found, String role) {
        Set<String> columns = new TreeSet<>();
        for (Finding finding : found) {
            if (finding.role().equals(role) && finding.verdict() == Verdict.REFUSED) {
                columns.add(finding.column());
            }
        }
        return columns;
    }
}
