package io.sluice.standalone.report;

import io.sluice.core.engine.Tally;
import io.sluice.core.port.RecordCounter;
import io.sluice.core.query.DataQuality;
import io.sluice.core.query.QueryResult;
import io.sluice.core.query.QueryResult.DroppedGroup;
import io.sluice.core.query.QueryRow;
import java.util.Locale;

/** What an answer leaves out and why, and what became of the records behind it. */
final class ReportQuality {
    private static final int MAX_DROPPED = 1000;

    private final QueryResult result;
    private final HtmlReport.Origin origin;
    private final Html page;

    ReportQuality(QueryResult result, HtmlReport.Origin origin, Html page) {
        this.result = result;
        this.origin = origin;
        this.page = page;
    }

    void write() {
        outside();
        origin.quality().ifPresent(this::quality);
    }

    private void outside() {
        long outliers = result.rows().stream().mapToLong(QueryRow::outliers).sum();
        page.raw("<section>\n<h2>What is left out</h2>\n<div class=\"scroll\"><table>\n<thead><tr>"
                + "<th scope=\"col\" class=\"text\">what</th><th scope=\"col\">events</th>"
                + "<th scope=\"col\" class=\"text\">why</th></tr></thead>\n<tbody>\n");
        left(
                "outliers",
                outliers,
                "by rule " + result.spec().outliers() + "; in mean and stddev, not in the quantiles");
        left(
                "events of dropped groups",
                result.dropped().stream().mapToLong(DroppedGroup::events).sum(),
                "the groups are listed below");
        left("late events", result.lateRows(), "they came after their window was closed and stand in late/");
        left(
                "events without a value",
                result.scan().rowsWithoutValue(),
                "no " + result.spec().field());
        left(
                "events without a finite value",
                result.scan().rowsNotFinite(),
                result.spec().field() + " is not a finite number");
        left(
                "events without a group",
                result.scan().rowsWithoutGroup(),
                "no " + String.join(" or ", result.spec().by()));
        page.raw("</tbody></table></div>\n");
        dropped();
        page.raw("</section>\n");
    }

    private void left(String what, long events, String why) {
        if (events > 0 || what.equals("outliers")) {
            page.raw("<tr><td class=\"text\">" + what + "</td><td>" + Numbers.count(events)
                            + "</td><td class=\"text\">")
                    .isolated(why)
                    .raw("</td></tr>\n");
        }
    }

    private void dropped() {
        if (result.dropped().isEmpty()) {
            page.raw("<p class=\"soft\">No group was dropped.</p>\n");
            return;
        }
        page.raw("<details" + (result.dropped().size() <= 20 ? " open=\"\"" : "") + "><summary>")
                .text(Numbers.counted(result.dropped().size(), "dropped group"))
                .raw("</summary>\n<div class=\"scroll\"><table>\n<thead><tr><th scope=\"col\" class=\"text\">"
                        + result.spec().period().column()
                        + "</th><th scope=\"col\" class=\"text\">group</th><th scope=\"col\">events</th>"
                        + "<th scope=\"col\" class=\"text\">why</th></tr></thead>\n<tbody>\n");
        result.dropped().stream().limit(MAX_DROPPED).forEach(group -> {
            page.raw("<tr><td class=\"text\">").text(group.period()).raw("</td><td class=\"text\">");
            page.isolated(
                    String.join(", ", group.by().stream().map(Object::toString).toList()));
            page.raw("</td><td>" + Numbers.count(group.events()) + "</td><td class=\"text\">")
                    .isolated(group.reason());
            page.raw("</td></tr>\n");
        });
        page.raw("</tbody></table></div>\n");
        if (result.dropped().size() > MAX_DROPPED) {
            page.raw("<p class=\"soft\">The first " + Numbers.count(MAX_DROPPED) + " are listed.</p>\n");
        }
        page.raw("</details>\n");
    }

    private void quality(DataQuality quality) {
        page.raw("<section>\n<h2>Data quality</h2>\n<p class=\"soft\">");
        Tally tally = quality.tally();
        long records = tally.count(RecordCounter.RECORDS);
        page.text("What became of " + Numbers.counted(records, "record") + " read by "
                + Numbers.counted(quality.commits(), "commit")
                + " that wrote rows of these days. Commits are counted whole, with what they read of other days.");
        page.raw(
                "</p>\n<div class=\"scroll\"><table class=\"bars\">\n<thead><tr><th scope=\"col\" class=\"text\">records</th>"
                        + "<th scope=\"col\">count</th><th scope=\"col\">share</th><td></td></tr></thead>\n<tbody>\n");
        for (RecordCounter counter : RecordCounter.values()) {
            if (counter.isOutcome() && counter != RecordCounter.REJECTED) {
                boolean good = counter == RecordCounter.EVENTS;
                bar(good ? "accepted events" : counter.title(), tally.count(counter), records, good);
            }
        }
        tally.rejected().forEach((reason, count) -> bar("rejected: " + reason, count, records, false));
        page.raw("</tbody></table></div>\n");
        long conflicting = tally.count(RecordCounter.CONFLICTING);
        if (conflicting > 0) {
            page.raw("<p class=\"soft\">")
                    .text("Of the duplicates, " + Numbers.count(conflicting)
                            + " had other values than the event accepted first.")
                    .raw("</p>\n");
        }
        page.raw("</section>\n");
    }

    private void bar(String what, long count, long all, boolean good) {
        double share = all == 0 ? 0 : 100.0 * count / all;
        page.raw("<tr><td class=\"text\">")
                .isolated(what)
                .raw("</td><td>" + Numbers.count(count) + "</td><td>" + Numbers.percent(count, all)
                        + "</td><td class=\"bar\"><i" + (good ? " class=\"good\"" : "") + " style=\"width:"
                        + String.format(Locale.ROOT, "%.2f", share) + "%\"></i></td></tr>\n");
    }
}
