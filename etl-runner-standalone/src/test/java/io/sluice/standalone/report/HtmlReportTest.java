package io.sluice.standalone.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.core.query.DataQuality;
import io.sluice.core.query.Distribution;
import io.sluice.core.query.Histogram;
import io.sluice.core.query.Interval;
import io.sluice.core.query.QueryResult;
import io.sluice.core.query.QueryRow;
import io.sluice.core.query.QuerySpec;
import java.io.IOException;
import java.io.StringReader;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class HtmlReportTest {
    private static final LocalDate DAY = LocalDate.parse("2026-01-05");
    private static final String HOSTILE = "</title><script>alert(1)</script>\"' onload='x'&\u0000\ud800\u202e";

    @Test
    void whateverIsInTheDataStaysText() throws Exception {
        String page = page(List.of(HOSTILE, "light"), HOSTILE);

        assertThat(page).doesNotContain("<script").contains("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;");
        Document document = parsed(page);
        assertThat(document.getElementsByTagName("script").getLength()).isZero();
        assertThat(document.getElementsByTagName("title").item(0).getTextContent())
                .isEqualTo("p95 of event_duration per device_type per day");
    }

    @Test
    void nothingIsLoadedFromAnywhere() throws IOException {
        assertThat(page(List.of("light"), "lake"))
                .contains("default-src 'none'")
                .doesNotContain("http:", "https:", "url(", "@import", "src=\"", "href=");
    }

    @Test
    void everyRowHasItsDayGroupAndDrawings() throws Exception {
        Document document = parsed(page(List.of("light", "motion"), "lake"));

        assertThat(document.getElementsByTagName("svg").getLength()).isEqualTo(2 + 4);
        assertThat(document.getElementsByTagName("circle").getLength()).isEqualTo(4);
        String text = document.getElementsByTagName("body").item(0).getTextContent();
        assertThat(text)
                .contains("+3σ 9.000", "mean 2.000", "p95 7.500", "1 of them beyond the drawing")
                .contains("499 distinct events, 500 needed", "3 late events of these days")
                .contains("rejected: out_of_range", "10.00 %", "had other values");
    }

    @Test
    void anAnswerWithoutRowsIsAPageToo() throws Exception {
        Document document = parsed(page(List.of(), "lake"));

        assertThat(document.getElementsByTagName("svg").getLength()).isZero();
        assertThat(document.getElementsByTagName("body").item(0).getTextContent())
                .contains("No group qualified", "0.00 %");
    }

    @Test
    void extremeValuesStayWithinTheDrawing() throws Exception {
        for (double value : new double[] {0, -0.0, 1e-300, Double.MAX_VALUE, -Double.MAX_VALUE, 0.1, 1e15}) {
            QueryRow row = new QueryRow(DAY, List.of("a"), 1, value, Double.NaN, 0, 1, List.of(value), null, false);
            Distribution distribution =
                    new Distribution(value, value, Interval.ALL, new Histogram(value, value, new long[] {0, 1}, 0, 0));
            String page = written(QuerySpec.DEFAULT, List.of(row), List.of(distribution), "lake");
            parsed(page);
            assertThat(page.substring(page.indexOf("<svg"))).as("%s", value).doesNotContain("NaN", "Infinity\"");
        }
    }

    private static String page(List<String> types, String lake) throws IOException {
        List<QueryRow> rows = new ArrayList<>();
        List<Distribution> distributions = new ArrayList<>();
        for (int day = 0; day < 2; day++) {
            for (String type : types) {
                rows.add(new QueryRow(
                        DAY.plusDays(day), List.of(type), 600, 2, 1, 4, 596, List.of(7.5), null, day == 1));
                Histogram histogram = new Histogram(0, 10, new long[] {5, 500, 90, 4}, 0, 1);
                distributions.add(new Distribution(0, 11, new Interval(-1, 9), histogram));
            }
        }
        return written(QuerySpec.DEFAULT, rows, distributions, lake);
    }

    private static String written(QuerySpec spec, List<QueryRow> rows, List<Distribution> distributions, String lake)
            throws IOException {
        QueryResult result = new QueryResult(
                spec,
                rows,
                List.of(new QueryResult.DroppedGroup(DAY, List.of(lake), 501, "499 distinct events, 500 needed")),
                new TreeSet<>(List.of(DAY.plusDays(1))),
                3,
                new QueryResult.Scan(1200, 2, 1, 1000, 2, 0, false),
                distributions);
        DataQuality quality = new DataQuality(2, 1000, 800, 90, 9, 10, new TreeMap<>(Map.of("out_of_range", 100L)));
        StringBuilder out = new StringBuilder();
        HtmlReport.write(result, new HtmlReport.Origin(lake, Instant.EPOCH, Optional.of(quality)), out);
        return out.toString();
    }

    /** The page is well-formed XML but for its heading, which strict parsing proves of whatever it holds. */
    private static Document parsed(String page) throws Exception {
        String xml = page.replace("<!DOCTYPE html>\n", "").replaceAll("(<meta [^>]*)>", "$1/>");
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(xml)));
    }
}
