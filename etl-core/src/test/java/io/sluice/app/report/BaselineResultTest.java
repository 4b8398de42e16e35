package io.sluice.app.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.core.query.QueryResult;
import io.sluice.core.query.QueryRow;
import io.sluice.core.query.QuerySpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BaselineResultTest {
    private static final LocalDate DAY = LocalDate.parse("2026-01-05");

    @TempDir
    Path dir;

    @Test
    void theSameAnswerHasNoDifferencesWhateverItsTextsAre() throws IOException {
        List<String> types = List.of(
                "light", "=1+1", "'=1+1", "a,\"b\"\r\nc", "", " ", "\u0007", "x\r", "\ufeff", "-1.0", "æ\u2028");
        QueryResult result = result(types.stream().map(type -> row(type, 7.5)).toArray(QueryRow[]::new));

        BaselineResult earlier = read(written(result), QuerySpec.DEFAULT);

        assertThat(earlier.size()).isEqualTo(types.size());
        assertThat(earlier.differences(result)).isEmpty();
    }

    @Test
    void everyCellThatDiffersIsTold() throws IOException {
        QueryRow before = row("light", 7.5);
        QueryRow now =
                new QueryRow(DAY, before.by(), 601, 2, Double.NaN, 5, 596, List.of(Math.nextUp(7.5)), null, false);
        BaselineResult earlier = read(written(result(before)), QuerySpec.DEFAULT);

        assertThat(earlier.differences(result(now)))
                .containsExactly(
                        "2026-01-05 light: events was 600, is 601",
                        "2026-01-05 light: stddev was 1.0, is missing",
                        "2026-01-05 light: outliers was 4, is 5",
                        "2026-01-05 light: p95 was 7.5, is 7.500000000000001");
    }

    @Test
    void rowsOfOneSideOnlyAreTold() throws IOException {
        Path file = written(result(row("light", 7.5), row("motion", 7.5)));
        BaselineResult earlier = read(file, QuerySpec.DEFAULT);

        assertThat(earlier.differences(result(row("light", 7.5), row("new", 7.5))))
                .containsExactly("2026-01-05 new: not in " + file, "2026-01-05 motion: only in " + file);
    }

    @Test
    void manyDifferencesAreCutShort() throws IOException {
        QueryResult before = result(
                IntStream.range(0, 1500).mapToObj(i -> row("type-" + i, 7.5)).toArray(QueryRow[]::new));
        BaselineResult earlier = read(written(before), QuerySpec.DEFAULT);
        List<String> told = new ArrayList<>();

        assertThat(earlier.isSame(before, told::add)).isTrue();
        assertThat(earlier.isSame(result(), told::add)).isFalse();

        assertThat(told)
                .hasSize(1003)
                .startsWith("The same as " + dir.resolve("earlier.csv") + ", 1500 rows")
                .endsWith("and 500 more differences");
    }

    @Test
    void linesMayEndAsOtherProgramsEndThem() throws IOException {
        Path file = written(result(row("light", 7.5)));
        Files.writeString(
                file, "\ufeff" + Files.readString(file).replace("\n", "\r\n").stripTrailing());

        assertThat(read(file, QuerySpec.DEFAULT).differences(result(row("light", 7.5))))
                .isEmpty();
    }

    @Test
    void filesThatAnswerAnotherQuestionAreRefused() throws IOException {
        Path file = written(result(row("light", 7.5)));
        assertRefused(file, QuerySpec.DEFAULT.withQuantiles(List.of(0.5)), "p50", "p95");
        Files.writeString(file, Files.readString(file) + "2026-01-05,light\n");
        assertRefused(file, QuerySpec.DEFAULT, "row 2 has 2 cells, expected 8");
        assertRefused(Files.writeString(file, ""), QuerySpec.DEFAULT, "the columns []");
        assertRefused(Files.writeString(file, "date\n\"x"), QuerySpec.DEFAULT, "begins in line 2 has no end");
        assertRefused(Files.writeString(file, "date\n\"x\"y"), QuerySpec.DEFAULT, "Line 2 goes on");
        assertRefused(Files.write(file, new byte[] {(byte) 0xff}), QuerySpec.DEFAULT, "no CSV in UTF-8");
    }

    private static void assertRefused(Path file, QuerySpec spec, String... parts) {
        assertThatThrownBy(() -> read(file, spec))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContainingAll(parts);
    }

    private static BaselineResult read(Path file, QuerySpec spec) throws IOException {
        return BaselineResult.read(file.toString(), Files.readAllBytes(file), spec);
    }

    private Path written(QueryResult result) throws IOException {
        StringBuilder csv = new StringBuilder();
        ResultFormat.CSV.write(result, csv);
        return Files.writeString(dir.resolve("earlier.csv"), csv);
    }

    private static QueryRow row(String type, double p95) {
        return new QueryRow(DAY, List.of(type), 600, 2, 1, 4, 596, List.of(p95), null, false);
    }

    private static QueryResult result(QueryRow... rows) {
        return new QueryResult(
                QuerySpec.DEFAULT,
                List.of(rows),
                List.of(),
                new TreeSet<>(),
                0,
                new QueryResult.Scan(1200, 0, 0, 0, 1000, 2, 0, false));
    }
}
