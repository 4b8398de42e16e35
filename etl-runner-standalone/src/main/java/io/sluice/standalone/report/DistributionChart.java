package io.sluice.standalone.report;

import io.sluice.core.query.Distribution;
import io.sluice.core.query.Histogram;
import io.sluice.core.query.OutlierRule;
import io.sluice.core.query.QueryRow;
import io.sluice.core.query.QuerySpec;

/** How the values of one group of one day lie: a histogram, with the mean, the fences and the quantiles marked. */
final class DistributionChart {
    private static final int WIDTH = 340;
    private static final int LEFT = 44;
    private static final int RIGHT = 14;
    private static final int PLOT = 120;
    private static final int BOTTOM = 40;
    private static final int LABEL_ROW = 14;
    /** More marks would leave no room to tell them apart. */
    private static final int MAX_QUANTILES = 3;

    private final QuerySpec spec;
    private final QueryRow row;
    private final Distribution distribution;
    private final Histogram histogram;
    private final int top;
    private final Scale x;
    private final Scale y;

    DistributionChart(QuerySpec spec, QueryRow row, Distribution distribution) {
        this.spec = spec;
        this.row = row;
        this.distribution = distribution;
        this.histogram = distribution.histogram();
        this.top = LABEL_ROW * (2 + quantiles()) + 6;
        this.x = Scale.exactly(histogram.low(), histogram.high(), LEFT, WIDTH - RIGHT, 4);
        long most = 1;
        for (long count : histogram.counts()) {
            most = Math.max(most, count);
        }
        this.y = Scale.around(0, most, top + PLOT, top, 3);
    }

    private int quantiles() {
        return Math.min(MAX_QUANTILES, row.quantiles().size());
    }

    void draw(Html page, String label) {
        int height = top + PLOT + BOTTOM;
        page.raw("<svg viewBox=\"0 0 " + WIDTH + " " + height + "\" role=\"img\" aria-label=\"")
                .text(label)
                .raw("\">");
        drawAxes(page);
        drawBars(page);
        drawMarks(page);
        page.raw("</svg>");
    }

    private void drawAxes(Html page) {
        int base = top + PLOT;
        for (double tick : y.ticks()) {
            if (tick == Math.rint(tick)) {
                Svg.line(page, "grid", LEFT, y.at(tick), WIDTH - RIGHT, y.at(tick));
                Svg.text(page, "", LEFT - 6, y.at(tick) + 4, "end", y.label(tick));
            }
        }
        Svg.line(page, "axis", LEFT, base, WIDTH - RIGHT, base);
        for (double tick : x.ticks()) {
            Svg.line(page, "axis", x.at(tick), base, x.at(tick), base + 4);
            Svg.text(page, "", x.at(tick), base + 16, "middle", x.label(tick));
        }
        Svg.text(page, "", (LEFT + WIDTH - RIGHT) / 2.0, base + 33, "middle", spec.field());
    }

    private void drawBars(Html page) {
        StringBuilder kept = new StringBuilder();
        StringBuilder outliers = new StringBuilder();
        long[] counts = histogram.counts();
        for (int bin = 0; bin < counts.length; bin++) {
            if (counts[bin] == 0) {
                continue;
            }
            double left = x.at(histogram.edge(bin));
            double right = x.at(histogram.edge(bin + 1));
            double center = histogram.edge(bin) / 2 + histogram.edge(bin + 1) / 2;
            // A bar of one value among thousands would be too low to be seen.
            double barTop = Math.min(y.at(counts[bin]), top + PLOT - 1.5);
            (distribution.kept().contains(center) ? kept : outliers)
                    .append('M')
                    .append(Numbers.place(left))
                    .append(' ')
                    .append(top + PLOT)
                    .append('V')
                    .append(Numbers.place(barTop))
                    .append('H')
                    .append(Numbers.place(Math.max(left + 1, right - 0.4)))
                    .append('V')
                    .append(top + PLOT)
                    .append('z');
        }
        page.raw("<path class=\"kept\" d=\"" + kept + "\"/><path class=\"outlier\" d=\"" + outliers + "\"/>");
    }

    /** Each kind of mark has its label in a row of its own, so that no two touch. */
    private void drawMarks(Html page) {
        mark(page, "fence", distribution.kept().low(), fence("\u2212"), 0);
        mark(page, "fence", distribution.kept().high(), fence("+"), 0);
        mark(page, "mean", row.mean(), "mean", 1);
        for (int i = 0; i < quantiles(); i++) {
            mark(
                    page,
                    "quantile",
                    row.quantiles().get(i),
                    spec.columns().get(6 + spec.by().size() + i),
                    2 + i);
        }
    }

    private String fence(String sign) {
        if (spec.outliers() instanceof OutlierRule.Sigma sigma) {
            double threshold = sigma.threshold();
            String times = threshold == Math.rint(threshold) ? Long.toString((long) threshold) : threshold + "";
            return sign + times + "\u03c3";
        }
        return sign.equals("+") ? "upper fence" : "lower fence";
    }

    private void mark(Html page, String style, double value, String name, int labelRow) {
        if (!Double.isFinite(value) || !x.contains(value)) {
            return;
        }
        double place = x.at(value);
        double baseline = LABEL_ROW * (labelRow + 1);
        Svg.line(page, style, place, baseline + 3, place, top + PLOT);
        boolean leftHalf = place < (LEFT + WIDTH - RIGHT) / 2.0;
        String anchor = leftHalf ? "start" : "end";
        Svg.text(page, style, leftHalf ? place - 2 : place + 2, baseline, anchor, name + " " + Numbers.brief(value));
    }

    /** What the drawing leaves out. */
    String caption() {
        StringBuilder caption = new StringBuilder();
        caption.append(Numbers.counted(row.kept(), "value")).append(" kept, ");
        caption.append(Numbers.counted(row.outliers(), "outlier"));
        caption.append(" (")
                .append(Numbers.percent(row.outliers(), row.events()))
                .append("); from ");
        caption.append(Numbers.brief(distribution.min())).append(" to ").append(Numbers.brief(distribution.max()));
        long beyond = histogram.below() + histogram.above();
        if (beyond > 0) {
            caption.append(", ").append(Numbers.count(beyond)).append(" of them beyond the drawing");
        }
        return caption.toString();
    }
}
