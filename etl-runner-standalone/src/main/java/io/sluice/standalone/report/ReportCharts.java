package io.sluice.standalone.report;

import io.sluice.app.text.DisplayText;
import io.sluice.core.query.Period;
import io.sluice.core.query.QueryResult;
import io.sluice.core.query.QueryRow;
import io.sluice.core.query.QuerySpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The drawings of a report: quantiles over the periods, and the distribution of every group and period. */
final class ReportCharts {
    /** More drawings would make a page that browsers are slow to open; the table has all rows. */
    private static final int MAX_DRAWINGS = 300;

    private final QueryResult result;
    private final QuerySpec spec;
    private final Html page;

    ReportCharts(QueryResult result, Html page) {
        this.result = result;
        this.spec = result.spec();
        this.page = page;
    }

    /** The quantile of each group over the periods; side by side where there is but one for all. */
    void quantiles() {
        if (result.rows().isEmpty()) {
            return;
        }
        int quantile = headline();
        String name = HtmlReport.quantileNames(spec).get(quantile);
        page.raw("<section>\n<h2>")
                .text(name + " by " + (spec.period() == Period.ALL ? "group" : HtmlReport.nameOf(spec.period())))
                .raw("</h2>\n");
        if (spec.period() == Period.ALL) {
            groups(quantile, name);
        } else {
            periods(quantile, name);
        }
        page.raw("</section>\n");
    }

    private void groups(int quantile, String name) {
        double greatest = Double.MIN_NORMAL;
        for (QueryRow row : result.rows()) {
            greatest = Math.max(greatest, Math.abs(row.quantiles().get(quantile)));
        }
        page.raw("<div class=\"scroll\"><table class=\"bars\">\n<thead><tr><th scope=\"col\" class=\"text\">group</th>"
                        + "<th scope=\"col\">")
                .text(name)
                .raw("</th><td></td></tr></thead>\n<tbody>\n");
        for (QueryRow row :
                result.rows().subList(0, Math.min(MAX_DRAWINGS, result.rows().size()))) {
            double value = row.quantiles().get(quantile);
            double share = 100 * (Math.abs(value) / greatest);
            page.raw("<tr><td class=\"text\">").isolated(groupName(row.by())).raw("</td><td>");
            page.text(DisplayText.rounded(value))
                    .raw("</td><td class=\"bar\"><i" + (value < 0 ? "" : " class=\"good\"") + " style=\"width:"
                            + Numbers.place(share) + "%\"></i></td></tr>\n");
        }
        page.raw("</tbody></table></div>\n");
        leftOut(result.rows().size(), "groups");
    }

    private void periods(int quantile, String name) {
        Map<List<Object>, List<QueryRow>> groups = new LinkedHashMap<>();
        result.rows().forEach(row -> groups.computeIfAbsent(row.by(), by -> new ArrayList<>())
                .add(row));
        PeriodAxis axis = new PeriodAxis(spec, result.rows());
        String period = HtmlReport.nameOf(spec.period());
        page.raw("<p class=\"soft\">");
        page.text("Each axis spans the values of its group. A hollow dot is " + (period.equals("hour") ? "an " : "a ")
                + period + " that is not complete.");
        page.raw("</p>\n<div class=\"cards\">\n");
        groups.entrySet().stream().limit(MAX_DRAWINGS).forEach(group -> {
            List<QueryRow> rows = group.getValue();
            QueryRow latest = rows.get(rows.size() - 1);
            head(
                    groupName(group.getKey()),
                    name + " " + Numbers.brief(latest.quantiles().get(quantile)));
            new PeriodChart(rows, quantile, axis)
                    .draw(page, name + " of " + spec.field() + " of " + groupName(group.getKey()) + " by " + period);
            page.raw("<figcaption>")
                    .text(name + " of " + spec.field() + (rows.size() == 1 ? ", " : ", last ") + latest.period());
            page.raw("</figcaption></figure>\n");
        });
        page.raw("</div>\n");
        leftOut(groups.size(), "groups");
    }

    /** The 95th percentile if it was asked for, else the greatest. */
    private int headline() {
        List<Double> quantiles = spec.quantiles();
        int greatest = 0;
        for (int i = 0; i < quantiles.size(); i++) {
            if (quantiles.get(i) == 0.95) {
                return i;
            }
            greatest = quantiles.get(i) > quantiles.get(greatest) ? i : greatest;
        }
        return greatest;
    }

    private static String groupName(List<Object> by) {
        return by.isEmpty()
                ? "all events"
                : String.join(", ", by.stream().map(Object::toString).toList());
    }

    private void head(String name, String figure) {
        page.raw("<figure><div class=\"head\"><h3>").isolated(name).raw("</h3>");
        if (!figure.isEmpty()) {
            page.raw("<b>").text(figure).raw("</b>");
        }
        page.raw("</div>");
    }

    void distributions() {
        if (result.distributions().isEmpty()) {
            return;
        }
        Map<String, List<Integer>> periods = new LinkedHashMap<>();
        for (int i = 0; i < result.rows().size(); i++) {
            periods.computeIfAbsent(result.rows().get(i).period(), period -> new ArrayList<>())
                    .add(i);
        }
        List<String> latestFirst = new ArrayList<>(periods.keySet());
        Collections.reverse(latestFirst);
        page.raw("<section>\n<h2>How the values lie</h2>\n<p class=\"legend\">"
                + "<span><i style=\"background:var(--kept)\"></i>kept</span>"
                + "<span><i style=\"background:var(--outlier)\"></i>outliers</span>"
                + "<span><i class=\"line\" style=\"color:var(--mean)\"></i>mean</span>"
                + "<span><i class=\"line\" style=\"color:var(--outlier)\"></i>fences of the outlier rule</span>"
                + "<span><i class=\"line\" style=\"color:var(--quantile)\"></i>quantiles of the kept</span></p>\n"
                + "<p class=\"soft\">How many events have a value of about so much, a bar per 60th of the axis.</p>\n");
        int drawn = 0;
        for (String period : latestFirst) {
            if (drawn >= MAX_DRAWINGS) {
                break;
            }
            page.raw(drawn == 0 ? "<details open=\"\">" : "<details>");
            page.raw("<summary>").text(HtmlReport.readable(period)).raw("</summary>\n<div class=\"cards\">\n");
            for (int i : periods.get(period)) {
                if (drawn++ < MAX_DRAWINGS) {
                    distribution(i);
                }
            }
            page.raw("</div></details>\n");
        }
        leftOut(result.rows().size(), "distributions");
        page.raw("</section>\n");
    }

    private void distribution(int i) {
        QueryRow row = result.rows().get(i);
        DistributionChart chart =
                new DistributionChart(spec, row, result.distributions().get(i));
        head(groupName(row.by()), "");
        chart.draw(
                page,
                "Distribution of " + spec.field() + " of " + groupName(row.by()) + ", "
                        + HtmlReport.readable(row.period()));
        page.raw("<figcaption>").text(chart.caption()).raw("</figcaption></figure>\n");
    }

    private void leftOut(int count, String what) {
        if (count > MAX_DRAWINGS) {
            page.raw("<p class=\"soft\">")
                    .text(MAX_DRAWINGS + " of " + Numbers.count(count) + " " + what
                            + " are drawn; the table has all. Ask for fewer days or groups to see others.")
                    .raw("</p>\n");
        }
    }
}
