package io.sluice.app.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.core.query.QueryResult;
import io.sluice.core.query.QueryRow;
import io.sluice.core.query.QuerySpec;
import java.io.IOException;
import java.time.LocalDate;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ResultFormatTest {
    private static final LocalDate DAY = LocalDate.parse("2026-01-05");

    @Test
    void csvHasTheHeaderOfTheContractAndDoublesThatRoundTrip() throws IOException {
        QueryResult result = result(QuerySpec.DEFAULT, row(List.of("pressure"), 1.0 / 3, 0.1, List.of(7.5), null));
        assertThat(write("csv", result))
                .isEqualTo("date,device_type,events,mean,stddev,outliers,kept,p95\n"
                        + "2026-01-05,pressure,600,0.3333333333333333,0.1,4,596,7.5\n");
    }

    @Test
    void severalQuantilesAndDistinctEventsAreColumns() throws IOException {
        QuerySpec spec = QuerySpec.DEFAULT
                .withQuantiles(List.of(0.5, 0.95, 0.999))
                .withDistinct(true)
                .withBy(List.of("device_type", "metadata.location"));
        QueryResult result = result(spec, row(List.of("light", "zone-A"), 2, 1, List.of(1.0, 2.0, 3.0), 599L));
        assertThat(write("csv", result))
                .isEqualTo("date,device_type,metadata_location,events,mean,stddev,outliers,kept,p50,p95,p99.9,"
                        + "distinct_events\n"
                        + "2026-01-05,light,zone-A,600,2.0,1.0,4,596,1.0,2.0,3.0,599\n");
    }

    @Test
    void csvQuotesAndDisarmsTextsOnly() throws IOException {
        List<String> texts =
                List.of("=1+1", "+x", "-x", "@x", "\tx", "\rx", "a,b", "say \"hi\"", "two\nlines", "", "plain", "a=b");
        QueryRow[] rows = texts.stream()
                .map(text -> row(List.of(text), -1, 1, List.of(-2.0), null))
                .toArray(QueryRow[]::new);
        String csv = write("csv", result(QuerySpec.DEFAULT, rows));
        String rest = ",600,-1.0,1.0,4,596,-2.0\n";
        List<String> cells = List.of(
                "'=1+1",
                "'+x",
                "'-x",
                "'@x",
                "'\tx",
                "\"'\rx\"",
                "\"a,b\"",
                "\"say \"\"hi\"\"\"",
                "\"two\nlines\"",
                "\"\"",
                "plain",
                "a=b");
        StringBuilder expected = new StringBuilder("date,device_type,events,mean,stddev,outliers,kept,p95\n");
        cells.forEach(cell -> expected.append("2026-01-05,").append(cell).append(rest));
        assertThat(csv).isEqualTo(expected.toString());
    }

    @Test
    void anUndefinedDeviationIsEmpty() throws IOException {
        QueryResult result = result(
                QuerySpec.DEFAULT, new QueryRow(DAY, List.of("a"), 1, 5, Double.NaN, 0, 1, List.of(5.0), null, false));
        assertThat(write("csv", result)).endsWith("2026-01-05,a,1,5.0,,0,1,5.0\n");
        assertThat(new ObjectMapper()
                        .readTree(write("json", result))
                        .get(0)
                        .get("stddev")
                        .isNull())
                .isTrue();
        assertThat(write("markdown", result)).contains("| - |");
    }

    @Test
    void jsonKeepsTypesAndDigits() throws IOException {
        QuerySpec spec = QuerySpec.DEFAULT.withBy(List.of("text", "number", "flag"));
        QueryResult result = result(
                spec,
                row(List.of("a\"\u0007", 42L, true), 1.0 / 3, 1e-300, List.of(Math.PI), null),
                row(List.of("b", 43L, false), 1, 1, List.of(1.0), null));
        JsonNode rows = new ObjectMapper().readTree(write("json", result));
        assertThat(rows).hasSize(2);
        JsonNode first = rows.get(0);
        assertThat(first.get("date").textValue()).isEqualTo("2026-01-05");
        assertThat(first.get("text").textValue()).isEqualTo("a\"\u0007");
        assertThat(first.get("number").longValue()).isEqualTo(42);
        assertThat(first.get("flag").booleanValue()).isTrue();
        assertThat(first.get("mean").doubleValue()).isEqualTo(1.0 / 3);
        assertThat(first.get("stddev").doubleValue()).isEqualTo(1e-300);
        assertThat(first.get("p95").doubleValue()).isEqualTo(Math.PI);
        assertThat(first.get("partial").booleanValue()).isFalse();
    }

    @Test
    void tablesRoundAndMarkPartialDays() throws IOException {
        QueryRow row =
                new QueryRow(DAY, List.of("li|ght\u001b[31m"), 600, 1.0 / 3, 1e-7, 4, 596, List.of(7.5), null, true);
        QueryResult result = result(QuerySpec.DEFAULT, row);
        assertThat(write("table", result).lines()).hasSize(5).anySatisfy(line -> assertThat(line)
                .containsSubsequence("2026-01-05 (partial)", "li|ght\ufffd[31m", "600", "0.333", "1.00000e-07"));
        assertThat(write("markdown", result).lines())
                .containsExactly(
                        "| date | device_type | events | mean | stddev | outliers | kept | p95 |",
                        "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |",
                        "| 2026-01-05 (partial) | li\\|ght\ufffd[31m | 600 | 0.333 | 1.00000e-07 | 4 | 596 | 7.500 |");
    }

    @Test
    void noRowsLeaveAHeader() throws IOException {
        QueryResult result = result(QuerySpec.DEFAULT);
        assertThat(write("csv", result).lines()).hasSize(1);
        assertThat(write("markdown", result).lines()).hasSize(2);
        assertThat(write("table", result)).contains("device_type");
        assertThat(new ObjectMapper().readTree(write("json", result))).isEmpty();
    }

    @Test
    void namesTheFormatsThereAre() {
        assertThat(ResultFormat.of("CSV")).isEqualTo(ResultFormat.CSV);
        assertThatThrownBy(() -> ResultFormat.of("xml"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("xml")
                .hasMessageContaining("[table, csv, json, markdown]");
    }

    @Test
    void notesSayWhatStandsOutsideAndWhatWasDropped() {
        QueryResult result = new QueryResult(
                QuerySpec.DEFAULT,
                List.of(),
                List.of(new QueryResult.DroppedGroup(DAY, List.of("light"), 501, "499 distinct events, 500 needed")),
                new TreeSet<>(List.of(DAY)),
                3,
                new QueryResult.Scan(504, 2, 4, 1, 504, 7, 35, true));
        assertThat(ResultNotes.of(result))
                .containsExactly(
                        "Partial, more events may come: [2026-01-05]",
                        "3 late events of these days stand outside the answer, in late/",
                        "2 events without event_duration stand outside the answer",
                        "4 events whose event_duration is NaN or infinite stand outside the answer",
                        "1 event without device_type stand outside the answer",
                        "No group qualified of 1 group with 508 events; --min-events is 500, --verbose says more");
        assertThat(ResultNotes.verbose(result))
                .contains(
                        "Rows scanned: 504, with ids: 504, in two passes for lack of memory",
                        "Files read: 7, pruned: 35",
                        "Dropped 2026-01-05 [light] of 501 events: 499 distinct events, 500 needed");
    }

    @Test
    void notesSayWhyADeviationIsMissing() {
        QueryResult result = result(
                QuerySpec.DEFAULT,
                new QueryRow(DAY, List.of("far"), 2, 0, Double.NaN, 0, 2, List.of(1.7e308), null, false),
                new QueryRow(DAY, List.of("one"), 1, 5, Double.NaN, 0, 1, List.of(5.0), null, false));
        assertThat(ResultNotes.of(result))
                .containsExactly(
                        "The values of 2026-01-05 [far] are too far apart for a standard deviation that a double"
                                + " can hold: it is left empty, and no value is an outlier by it");
    }

    private static String write(String format, QueryResult result) throws IOException {
        StringBuilder out = new StringBuilder();
        ResultFormat.of(format).write(result, out);
        return out.toString();
    }

    private static QueryRow row(List<Object> by, double mean, double stddev, List<Double> quantiles, Long distinct) {
        return new QueryRow(DAY, by, 600, mean, stddev, 4, 596, quantiles, distinct, false);
    }

    private static QueryResult result(QuerySpec spec, QueryRow... rows) {
        SortedSet<LocalDate> partial = new TreeSet<>();
        return new QueryResult(
                spec, List.of(rows), List.of(), partial, 0, new QueryResult.Scan(1200, 0, 0, 0, 1000, 2, 0, false));
    }

    @Test
    void markdownHasNoMarkupButItsTable() throws IOException {
        List<String> texts = List.of(
                "<script>alert(1)</script>",
                "[click](https://evil.example)",
                "https://evil.example",
                "www.evil.example",
                "![x](y)",
                "*a* _b_ `c` ~~d~~ &lt;");
        for (String text : texts) {
            QueryResult result = result(
                    QuerySpec.DEFAULT, new QueryRow(DAY, List.of(text), 1, 5, 1, 0, 1, List.of(5.0), null, false));
            String cell = write("markdown", result).lines().toList().get(2).split(" \\| ")[1];
            assertThat(cell.replaceAll("\\\\[^a-z]", "")).as(cell).doesNotContainPattern("[<>&*_`\\]~]|://|www[.]");
            assertThat(cell.replace("\\", "")).isEqualTo(text);
        }
    }
}
