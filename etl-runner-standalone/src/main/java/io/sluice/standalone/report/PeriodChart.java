package io.sluice.standalone.report;

import io.sluice.app.text.DisplayText;
import io.sluice.core.query.QueryRow;
import java.util.List;

/** One quantile of one group over days or hours: dots, and lines between those that follow each other. */
final class PeriodChart {
    private static final int WIDTH = 340;
    private static final int HEIGHT = 170;
    private static final int LEFT = 52;
    private static final int RIGHT = 16;
    private static final int TOP = 12;
    private static final int BOTTOM = 26;
    private static final int MANY = 40;

    private final List<QueryRow> rows;
    private final int quantile;
    private final PeriodAxis axis;
    private final Scale y;

    /**
     * @param rows of one group, in the order of their periods
     * @param quantile the index of the one drawn
     */
    PeriodChart(List<QueryRow> rows, int quantile, PeriodAxis axis) {
        this.rows = rows;
        this.quantile = quantile;
        this.axis = axis;
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (QueryRow row : rows) {
            low = Math.min(low, value(row));
            high = Math.max(high, value(row));
        }
        this.y = Scale.around(low, high, HEIGHT - BOTTOM, TOP, 4);
    }

    private double value(QueryRow row) {
        return row.quantiles().get(quantile);
    }

    /** @param label says what is drawn to those who do not see it */
    void draw(Html page, String label) {
        page.raw("<svg viewBox=\"0 0 " + WIDTH + " " + HEIGHT + "\" role=\"img\" aria-label=\"")
                .text(label)
                .raw("\">");
        for (double tick : y.ticks()) {
            Svg.line(page, "grid", LEFT, y.at(tick), WIDTH - RIGHT, y.at(tick));
            Svg.text(page, "", LEFT - 6, y.at(tick) + 4, "end", y.label(tick));
        }
        drawPeriods(page);
        drawLines(page);
        drawDots(page);
        page.raw("</svg>");
    }

    private void drawDots(Html page) {
        boolean many = axis.end() >= MANY;
        for (QueryRow row : rows) {
            page.raw("<circle r=\"" + (many ? "1.5" : "4") + "\" cx=\"" + Numbers.place(x(axis.of(row))) + "\" cy=\""
                            + Numbers.place(y.at(value(row))) + "\""
                            + (row.partial() ? " class=\"partial\"" : many ? " class=\"many\"" : "")
                            + "><title>")
                    .text(row.period() + (row.partial() ? " (partial): " : ": ") + DisplayText.rounded(value(row)))
                    .raw("</title></circle>");
        }
    }

    private double x(long period) {
        double width = WIDTH - RIGHT - LEFT - 24;
        double share = axis.end() == 0 ? 0.5 : (double) period / axis.end();
        return LEFT + 12 + width * share;
    }

    /** As many labels as have room. */
    private void drawPeriods(Html page) {
        Svg.line(page, "axis", LEFT, HEIGHT - BOTTOM, WIDTH - RIGHT, HEIGHT - BOTTOM);
        for (long period = 0; period <= axis.end(); period += axis.step()) {
            Svg.line(page, "axis", x(period), HEIGHT - BOTTOM, x(period), HEIGHT - BOTTOM + 4);
            Svg.text(page, "", x(period), HEIGHT - 8, "middle", axis.label(period));
        }
    }

    private void drawLines(Html page) {
        StringBuilder points = new StringBuilder();
        QueryRow previous = null;
        for (QueryRow row : rows) {
            if (previous != null && axis.of(previous) + 1 != axis.of(row)) {
                polyline(page, points);
            }
            points.append(Numbers.place(x(axis.of(row))))
                    .append(',')
                    .append(Numbers.place(y.at(value(row))))
                    .append(' ');
            previous = row;
        }
        polyline(page, points);
    }

    private static void polyline(Html page, StringBuilder points) {
        page.raw("<polyline points=\"" + points.toString().strip() + "\"/>");
        points.setLength(0);
    }
}
