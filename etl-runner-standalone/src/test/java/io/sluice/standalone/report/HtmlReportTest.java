package io.sluice.standalone.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.core.engine.Tally;
import io.sluice.core.event.RejectionReason;
import io.sluice.core.port.RecordCounter;
import io.sluice.core.query.DataQuality;
import io.sluice.core.query.Distribution;
import io.sluice.core.query.Histogram;
import io.sluice.core.query.Interval;
import io.sluice.core.query.Period;
import io.sluice.core.query.QueryResult;
import io.sluice.core.query.QueryRow;
import io.sluice.core.query.QuerySpec;
import java.io.IOException;
import java.io.StringReader;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
    void hoursAreDrawnAsHours() throws Exception {
        QuerySpec spec = QuerySpec.DEFAULT.withPeriod(Period.HOUR).withZone(ZoneId.of("America/New_York"));
        // The hour from one to two comes twice in the night that clocks are put back; the one behind it has no row.
        String page = ofPeriods(
                spec,
                "2026-11-01T01:00-04:00",
                "2026-11-01T01:00-05:00",
                "2026-11-01T03:00-05:00",
                "2026-11-01T04:00-05:00");
        Document document = parsed(page);

        assertThat(document.getElementsByTagName("h1").item(0).getTextContent())
                .isEqualTo("p95 of event_duration per device_type per hour");
        assertThat(document.getElementsByTagName("circle").getLength()).isEqualTo(4);
        assertThat(document.getElementsByTagName("polyline").getLength()).isEqualTo(2);
        assertThat(page)
                .contains(">11-01 01h</text>", ">11-01 04h</text>", "last 2026-11-01T04:00-05:00")
                .contains("<summary>2026-11-01T01:00-05:00</summary>")
                .contains("A hollow dot is an hour", "the hour and device_type", "p95 by hour")
                .contains(">hour</th>", "<td class=\"text\">2026-11-01T00:00-04:00</td>");
    }

    @Test
    void groupsOfAllDaysAreDrawnBesideEachOther() throws Exception {
        QuerySpec spec = QuerySpec.DEFAULT.withPeriod(Period.ALL);
        String page = ofPeriods(spec, "2026-01-05/2026-02-03");
        Document document = parsed(page);

        assertThat(document.getElementsByTagName("h1").item(0).getTextContent())
                .isEqualTo("p95 of event_duration per device_type over all days");
        assertThat(document.getElementsByTagName("circle").getLength()).isZero();
        assertThat(page)
                .contains("p95 by group", "2026-01-05 to 2026-02-03 (Z)", "width:100.0%")
                .contains("<summary>2026-01-05 to 2026-02-03</summary>", "the whole range and device_type");
    }

    private static String ofPeriods(QuerySpec spec, String... periods) throws IOException {
        List<QueryRow> rows = new ArrayList<>();
        List<Distribution> distributions = new ArrayList<>();
        for (String period : periods) {
            rows.add(
                    new QueryRow(DAY, period, List.of("light"), 600, 2, 1, 4, 596, List.of(7.5), null, rows.isEmpty()));
            Histogram histogram = new Histogram(0, 10, new long[] {5, 500, 90, 4}, 0, 1);
            distributions.add(new Distribution(0, 11, new Interval(-1, 9), histogram));
        }
        QueryResult.DroppedGroup dropped =
                new QueryResult.DroppedGroup(DAY, "2026-11-01T00:00-04:00", List.of("motion"), 9, "too few");
        return written(spec, rows, distributions, "lake", dropped);
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
        QueryResult.DroppedGroup dropped =
                new QueryResult.DroppedGroup(DAY, List.of(lake), 501, "499 distinct events, 500 needed");
        return written(spec, rows, distributions, lake, dropped);
    }

    private static String written(
            QuerySpec spec,
            List<QueryRow> rows,
            List<Distribution> distributions,
            String lake,
            QueryResult.DroppedGroup dropped)
            throws IOException {
        QueryResult result = new QueryResult(
                spec,
                rows,
                List.of(dropped),
                new TreeSet<>(List.of(DAY.plusDays(1))),
                3,
                new QueryResult.Scan(1200, 2, 3, 1, 1000, 2, 0, false),
                distributions);
        Tally tally = new Tally();
        tally.add(RecordCounter.RECORDS, 1000);
        tally.add(RecordCounter.EVENTS, 800);
        tally.add(RecordCounter.DUPLICATES, 90);
        tally.add(RecordCounter.CONFLICTING, 9);
        tally.add(RecordCounter.LATE, 10);
        for (int i = 0; i < 100; i++) {
            tally.reject(RejectionReason.OUT_OF_RANGE);
        }
        DataQuality quality = new DataQuality(2, tally);
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
