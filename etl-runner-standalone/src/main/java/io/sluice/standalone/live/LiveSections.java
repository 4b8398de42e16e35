package io.sluice.standalone.live;

import io.sluice.app.text.DisplayText;
import io.sluice.core.engine.Tally;
import io.sluice.core.event.RejectionReason;
import io.sluice.core.port.RecordCounter;
import io.sluice.core.window.WindowRow;
import io.sluice.standalone.live.LiveState.CommitLine;
import io.sluice.standalone.live.LiveState.Example;
import io.sluice.standalone.live.LiveState.Sighting;
import io.sluice.standalone.live.LiveState.Snapshot;
import io.sluice.standalone.report.Html;
import io.sluice.standalone.report.Numbers;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** The part of the live page that changes. */
final class LiveSections {
    private static final int GROUPS_DRAWN = 12;
    /** Over which the throughput of now is averaged. */
    private static final int RECENT_SECONDS = 10;

    private final Snapshot now;
    private final List<String> problems;
    private final LivePage.About about;
    private final Html page;

    /** @param problems what keeps the run from being ready */
    LiveSections(Snapshot now, List<String> problems, LivePage.About about, Html page) {
        this.now = now;
        this.problems = problems;
        this.about = about;
        this.page = page;
    }

    void write() {
        status();
        tiles();
        throughput();
        windows();
        partitions();
        outcomes();
        commits();
    }

    private void status() {
        page.raw("<p><span class=\"pill " + (problems.isEmpty() ? "good\">ready" : "bad\">not ready"))
                .raw("</span> <span class=\"soft\">");
        page.text(now.now().truncatedTo(ChronoUnit.SECONDS)).raw("</span></p>\n");
        if (!problems.isEmpty()) {
            page.raw("<div class=\"note\">");
            problems.forEach(problem -> page.raw("<p>").text(problem).raw("</p>"));
            page.raw("</div>\n");
        }
    }

    private void tiles() {
        Tally totals = now.totals();
        page.raw("<div class=\"tiles\">");
        tile("rate", Numbers.brief(recentRate()), "records/s now");
        tile("records", Numbers.count(totals.count(RecordCounter.RECORDS)), "records committed");
        tile("lag", now.logEnds().isEmpty() ? "\u2013" : Numbers.count(totalLag()), "records of lag");
        tile("watermark", watermarkAge(), "watermark behind now");
        tile("commit", age(now.commits().isEmpty() ? null : now.commits().get(0).time()), "since the last commit");
        tile(
                "open",
                Numbers.count(now.openWindows()),
                "open windows; " + Numbers.count(now.dedupEntries()) + " ids remembered");
        page.raw("</div>\n");
    }

    private void tile(String id, String figure, String label) {
        page.raw("<div><b id=\"" + id + "\">")
                .text(figure)
                .raw("</b><span>")
                .text(label)
                .raw("</span></div>");
    }

    private double recentRate() {
        long[] series = now.perSecond();
        long sum = 0;
        for (int i = series.length - RECENT_SECONDS; i < series.length; i++) {
            sum += series[i];
        }
        return (double) sum / RECENT_SECONDS;
    }

    private long totalLag() {
        return now.logEnds().keySet().stream().mapToLong(this::lag).sum();
    }

    private long lag(int partition) {
        return Math.max(0, now.logEnds().get(partition) - now.positions().getOrDefault(partition, 0L));
    }

    private String watermarkAge() {
        return now.watermark() == Long.MIN_VALUE ? "\u2013" : age(time(now.watermark()));
    }

    private String age(Instant time) {
        return time == null ? "\u2013" : words(Duration.between(time, now.now()));
    }

    /** Two units at most. */
    static String words(Duration duration) {
        long seconds = Math.max(0, duration.toSeconds());
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3_600) {
            return seconds / 60 + " min " + seconds % 60 + " s";
        }
        if (seconds < 86_400) {
            return seconds / 3_600 + " h " + seconds % 3_600 / 60 + " min";
        }
        return seconds / 86_400 + " d " + seconds % 86_400 / 3_600 + " h";
    }

    private static Instant time(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    private void throughput() {
        page.raw("<section>\n<h2>Throughput</h2>\n<figure class=\"wide\">");
        ThroughputChart.draw(page, now.perSecond());
        page.raw("<figcaption>Records decided per second, over the last ")
                .text(LiveState.SECONDS / 60 + " minutes")
                .raw("</figcaption></figure>\n</section>\n");
    }

    private void partitions() {
        page.raw("<section>\n<h2>Source partitions</h2>\n");
        head("partition", "committed up to", "log end", "lag");
        TreeSet<Integer> partitions = new TreeSet<>(now.positions().keySet());
        partitions.addAll(now.logEnds().keySet());
        for (int partition : partitions) {
            boolean known = now.logEnds().containsKey(partition);
            row(
                    String.valueOf(partition),
                    Numbers.count(now.positions().getOrDefault(partition, 0L)),
                    known ? Numbers.count(now.logEnds().get(partition)) : "\u2013",
                    known ? Numbers.count(lag(partition)) : "\u2013");
        }
        tableEnd();
        page.raw(
                "<p class=\"soft\">What is read but not committed is lag too. The brokers are asked every five seconds;"
                        + " a dash where they do not answer, and for files.</p>\n</section>\n");
    }

    private void outcomes() {
        Tally totals = now.totals();
        page.raw("<section>\n<h2>What became of the records</h2>\n");
        head("outcome", "records", "share", "of them", "the last one");
        outcome(totals, RecordCounter.EVENTS, null, null);
        outcome(totals, RecordCounter.DUPLICATES, RecordCounter.CONFLICTING, now.lastDuplicate());
        outcome(totals, RecordCounter.LATE, RecordCounter.LATE_AFTER_IDLE, now.lastLate());
        outcome(totals, RecordCounter.REJECTED, null, null);
        tableEnd();
        rejections(totals);
        page.raw("</section>\n");
    }

    private void outcome(Tally totals, RecordCounter outcome, RecordCounter part, Sighting last) {
        long records = totals.count(outcome);
        String share = Numbers.percent(records, totals.count(RecordCounter.RECORDS));
        String note = part == null ? "" : Numbers.count(totals.count(part)) + " " + part.title();
        row(outcome.title(), Numbers.count(records), share, note, last == null ? "" : text(last));
    }

    private static String text(Sighting event) {
        return event.id() + " of " + time(event.time()).truncatedTo(ChronoUnit.SECONDS) + ", partition "
                + event.partition() + ", offset " + event.offset();
    }

    private void rejections(Tally totals) {
        if (now.examples().isEmpty()) {
            return;
        }
        page.raw("<h3>Rejected, by reason, with the last of each</h3>\n"
                + "<div class=\"scroll\"><table class=\"examples\">\n"
                + "<thead><tr><th scope=\"col\" class=\"text\">reason</th><th scope=\"col\">records</th><th"
                + " scope=\"col\" class=\"text\">the last one</th></tr></thead>\n"
                + "<tbody>\n");
        for (Map.Entry<RejectionReason, Example> reason : now.examples().entrySet()) {
            Example example = reason.getValue();
            String label = reason.getKey().label();
            page.raw("<tr><td class=\"text\">").text(label).raw("</td><td>");
            page.text(Numbers.count(totals.rejected().getOrDefault(label, 0L)));
            page.raw("</td><td class=\"text\">");
            if (!example.field().isEmpty()) {
                page.isolated(example.field()).raw(": ");
            }
            page.isolated(example.detail()).raw(" <span class=\"soft\">partition ");
            page.text(example.partition() + ", offset " + example.offset()).raw("</span>");
            if (example.payload() != null) {
                page.raw("<code>").isolated(example.payload()).raw("</code>");
            }
            page.raw("</td></tr>\n");
        }
        tableEnd();
    }

    private void windows() {
        page.raw("<section>\n<h2>Windows</h2>\n<p class=\"soft\">")
                .text(about.delay())
                .raw("</p>\n");
        if (now.windows().isEmpty()) {
            page.raw("<p>No window was closed since this process began.</p>\n</section>\n");
            return;
        }
        Map<String, Map<Long, Double>> groups = new TreeMap<>();
        now.windows()
                .forEach((start, rows) -> rows.forEach(row -> {
                    if (row.aggregates().get(about.counted()) instanceof Number number) {
                        groups.computeIfAbsent(name(row.by()), by -> new LinkedHashMap<>())
                                .put(start, number.doubleValue());
                    }
                }));
        List<Long> starts = List.copyOf(now.windows().keySet());
        page.raw("<div class=\"cards\">\n");
        groups.entrySet().stream()
                .limit(GROUPS_DRAWN)
                .forEach(group -> drawGroup(group.getKey(), group.getValue(), starts));
        page.raw("</div>\n");
        latestWindow(starts.get(starts.size() - 1));
        page.raw("</section>\n");
    }

    private static String name(List<Object> by) {
        return by.isEmpty() ? "all events" : String.join(", ", texts(by));
    }

    private void drawGroup(String name, Map<Long, Double> values, List<Long> starts) {
        String aggregate = about.aggregates().get(about.byColumns() + about.counted());
        page.raw("<figure><div class=\"head\"><h3>").isolated(name).raw("</h3><b>");
        page.text(brief(values.values().stream().reduce(0.0, (older, newer) -> newer)))
                .raw("</b></div>");
        WindowChart.draw(page, starts, values, aggregate + " of " + name + " by window");
        page.raw("<figcaption>")
                .text(aggregate + " of the last " + starts.size() + " windows")
                .raw("</figcaption></figure>\n");
    }

    static String brief(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15 ? Numbers.count((long) value) : Numbers.brief(value);
    }

    private static List<String> texts(List<Object> values) {
        return values.stream()
                .map(value -> value == null ? "\u2013" : value.toString())
                .toList();
    }

    private void latestWindow(long start) {
        List<WindowRow> rows = now.windows().get(start);
        page.raw("<h3>The latest, from ")
                .text(time(start) + " to " + time(rows.get(0).end()))
                .raw("</h3>\n");
        head(about.byColumns(), about.aggregates());
        for (WindowRow row : rows) {
            page.raw("<tr>");
            row.by().forEach(value -> page.raw("<td class=\"text\">")
                    .isolated(value == null ? "\u2013" : value)
                    .raw("</td>"));
            row.aggregates().forEach(value -> page.raw("<td>").text(cell(value)).raw("</td>"));
            page.raw("</tr>\n");
        }
        tableEnd();
    }

    private static String cell(Object value) {
        if (value == null) {
            return "\u2013";
        }
        return value instanceof Double number
                ? DisplayText.rounded(number)
                : value instanceof Long count ? Numbers.count(count) : value.toString();
    }

    private void commits() {
        page.raw("<section>\n<h2>Last commits</h2>\n");
        head("number", "kind", "time", "records", "files", "bytes", "took");
        for (CommitLine commit : now.commits()) {
            row(
                    String.valueOf(commit.number()),
                    commit.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                    commit.time().truncatedTo(ChronoUnit.SECONDS).toString(),
                    Numbers.count(commit.records()),
                    Numbers.count(commit.files()),
                    Numbers.count(commit.bytes()),
                    commit.took() == null ? "\u2013" : commit.took().toMillis() + " ms");
        }
        tableEnd();
        page.raw("</section>\n");
    }

    private void head(String... columns) {
        head(1, List.of(columns));
    }

    private void head(int texts, List<String> columns) {
        page.raw("<div class=\"scroll\"><table>\n<thead><tr>");
        for (int i = 0; i < columns.size(); i++) {
            page.raw(i < texts ? "<th scope=\"col\" class=\"text\">" : "<th scope=\"col\">")
                    .text(columns.get(i))
                    .raw("</th>");
        }
        page.raw("</tr></thead>\n<tbody>\n");
    }

    private void row(String... cells) {
        page.raw("<tr><td class=\"text\">").text(cells[0]).raw("</td>");
        for (int i = 1; i < cells.length; i++) {
            page.raw("<td>").text(cells[i]).raw("</td>");
        }
        page.raw("</tr>\n");
    }

    private void tableEnd() {
        page.raw("</tbody></table></div>\n");
    }
}
