package io.sluice.standalone.report;

import io.sluice.app.report.Cells;
import io.sluice.app.report.ResultNotes;
import io.sluice.app.text.DisplayText;
import io.sluice.core.query.DataQuality;
import io.sluice.core.query.Period;
import io.sluice.core.query.QueryResult;
import io.sluice.core.query.QueryRow;
import io.sluice.core.query.QuerySpec;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * An answer as one page for a browser: what was asked, the table, its charts, what stands outside and how good the data
 * are. It needs nothing but itself, runs no script, and says so to the browser; whatever comes from data is escaped.
 */
public final class HtmlReport {
    private final QueryResult result;
    private final QuerySpec spec;
    private final Origin origin;
    private final Html page = new Html();

    private HtmlReport(QueryResult result, Origin origin) {
        this.result = result;
        this.spec = result.spec();
        this.origin = origin;
    }

    /**
     * Where an answer comes from.
     *
     * @param lake names what was read
     * @param time when
     * @param quality what the commits say; nothing where there are none
     */
    public record Origin(String lake, Instant time, Optional<DataQuality> quality) {}

    /** Writes the page, which should be UTF-8. */
    public static void write(QueryResult result, Origin origin, Appendable out) throws IOException {
        out.append(new HtmlReport(result, origin).page());
    }

    private String page() {
        page.raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                        + "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src"
                        + " 'unsafe-inline'\">\n"
                        + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>")
                .text(title())
                .raw("</title>\n<style>\n" + style() + "</style>\n</head>\n<body>\n");
        header();
        new ReportCharts(result, page).quantiles();
        table();
        new ReportCharts(result, page).distributions();
        new ReportQuality(result, origin, page).write();
        question();
        page.raw("<p class=\"soft\">Made by Sluice at ")
                .text(origin.time.truncatedTo(ChronoUnit.SECONDS))
                .raw(" from ")
                .isolated(origin.lake)
                .raw(".</p>\n</body>\n</html>\n");
        return page.toString();
    }

    private static String style() {
        try (InputStream css = HtmlReport.class.getResourceAsStream("report.css")) {
            return new String(css.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the style of reports from the jar", e);
        }
    }

    private String title() {
        return String.join(", ", quantileNames(spec)) + " of " + spec.field() + perGroup()
                + (spec.period() == Period.ALL ? " over all days" : " per " + nameOf(spec.period()));
    }

    private String perGroup() {
        return spec.by().isEmpty() ? "" : " per " + String.join(", ", spec.by());
    }

    /** A day or an hour in a sentence. */
    static String nameOf(Period period) {
        return switch (period) {
            case DAY -> "day";
            case HOUR -> "hour";
            case ALL -> "whole range";
        };
    }

    /** A period in a sentence: that of all days is two of them. */
    static String readable(String period) {
        return period.replace("/", " to ");
    }

    static List<String> quantileNames(QuerySpec spec) {
        int first = 6 + spec.by().size();
        return spec.columns().subList(first, first + spec.quantiles().size());
    }

    private void header() {
        page.raw("<header>\n<h1>").text(title()).raw("</h1>\n<p class=\"soft\">");
        page.text(days() + " (" + spec.zone() + "), " + outliers() + "; groups of at least "
                + Numbers.counted(spec.minEvents(), "distinct event") + ".");
        page.raw("</p>\n<div class=\"tiles\">");
        long events = 0;
        long left = 0;
        for (QueryRow row : result.rows()) {
            events += row.events();
            left += row.outliers();
        }
        tile(Numbers.count(result.rows().size()), "groups answered");
        tile(Numbers.count(result.dropped().size()), "groups dropped");
        tile(Numbers.count(events), "events in the answer");
        tile(Numbers.percent(left, events), "of them outliers");
        page.raw("</div>\n");
        List<String> notes = ResultNotes.of(result);
        if (!notes.isEmpty()) {
            page.raw("<div class=\"note\">");
            notes.forEach(note -> page.raw("<p>").text(note).raw(".</p>"));
            page.raw("</div>\n");
        }
        page.raw("</header>\n");
    }

    private void tile(String figure, String label) {
        page.raw("<div><b>" + figure + "</b><span>" + label + "</span></div>");
    }

    private String days() {
        if (result.rows().isEmpty()) {
            return asked();
        }
        if (spec.period() == Period.ALL) {
            return readable(result.rows().get(0).period());
        }
        String first = result.rows().get(0).date().toString();
        String last = result.rows().get(result.rows().size() - 1).date().toString();
        return first.equals(last) ? first : first + " to " + last;
    }

    private String asked() {
        if (spec.from() == null && spec.to() == null) {
            return "All days";
        }
        return (spec.from() == null ? "All days" : spec.from().toString()) + " to "
                + (spec.to() == null ? "the last there is" : spec.to().toString());
    }

    private String outliers() {
        return switch (spec.outliers().toString().split(" ")[0]) {
            case "none" -> "with all values";
            default -> "without outliers by rule " + spec.outliers();
        };
    }

    private void table() {
        page.raw("<section>\n<h2>The answer</h2>\n");
        page.raw("<div class=\"scroll\"><table>\n<thead><tr>");
        List<String> columns = spec.columns();
        int texts = 1 + spec.by().size();
        for (int i = 0; i < columns.size(); i++) {
            page.raw(i < texts ? "<th scope=\"col\" class=\"text\">" : "<th scope=\"col\">")
                    .text(columns.get(i))
                    .raw("</th>");
        }
        page.raw("</tr></thead>\n<tbody>\n");
        for (QueryRow row : result.rows()) {
            page.raw("<tr>");
            List<Object> cells = Cells.of(row);
            for (int i = 0; i < cells.size(); i++) {
                cell(cells.get(i), i < texts);
                if (i == 0 && row.partial()) {
                    page.raw(" <span class=\"tag\">partial</span>");
                }
                page.raw("</td>");
            }
            page.raw("</tr>\n");
        }
        page.raw("</tbody></table></div>\n");
        page.raw("<p class=\"soft\">Mean and sample standard deviation are over all events of a group, ")
                .text(String.join(", ", quantileNames(spec)))
                .raw(" over those kept.</p>\n</section>\n");
    }

    private void cell(Object cell, boolean text) {
        page.raw(text ? "<td class=\"text\">" : "<td>");
        if (cell == null) {
            page.raw("\u2013");
        } else if (text) {
            page.isolated(cell);
        } else {
            page.text(cell instanceof Double number ? DisplayText.rounded(number) : Numbers.count((Long) cell));
        }
    }

    private void question() {
        page.raw("<section>\n<h2>What was asked</h2>\n<div class=\"panel\"><dl>");
        term("Days", asked() + ", in zone " + spec.zone());
        term("Field", spec.field());
        term(
                "Group",
                "the " + nameOf(spec.period()) + (spec.by().isEmpty() ? "" : " and " + String.join(", ", spec.by())));
        term(
                "Quantiles",
                String.join(", ", quantileNames(spec))
                        + (spec.exact() ? ", exact (linear interpolation, type 7)" : ", by t-digest"));
        term("Outliers", spec.outliers().toString());
        term(
                "Qualified",
                "at least " + Numbers.counted(spec.minEvents(), "distinct event") + ", told apart by " + spec.id());
        term("Lake", origin.lake);
        page.raw("</dl></div>\n</section>\n");
    }

    private void term(String name, String value) {
        page.raw("<dt>" + name + "</dt><dd>").isolated(value).raw("</dd>");
    }
}
