package io.sluice.standalone.report;

import io.sluice.core.query.QueryRow;
import io.sluice.core.text.HumanText;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** One quantile of one group over the days: dots, and lines between days that follow each other. */
final class DayChart {
    private static final int WIDTH = 340;
    private static final int HEIGHT = 170;
    private static final int LEFT = 52;
    private static final int RIGHT = 16;
    private static final int TOP = 12;
    private static final int BOTTOM = 26;

    private final List<QueryRow> rows;
    private final int quantile;
    private final LocalDate first;
    private final long days;
    private final Scale y;

    /**
     * @param rows of one group, by day
     * @param quantile the index of the one drawn
     * @param first the first day of the axis
     * @param last its last day
     */
    DayChart(List<QueryRow> rows, int quantile, LocalDate first, LocalDate last) {
        this.rows = rows;
        this.quantile = quantile;
        this.first = first;
        this.days = ChronoUnit.DAYS.between(first, last);
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
        drawDays(page);
        drawLines(page);
        for (QueryRow row : rows) {
            page.raw("<circle r=\"4\" cx=\"" + Numbers.place(x(row.date())) + "\" cy=\""
                            + Numbers.place(y.at(value(row))) + "\"" + (row.partial() ? " class=\"partial\"" : "")
                            + "><title>")
                    .text(row.date() + (row.partial() ? " (partial): " : ": ") + HumanText.rounded(value(row)))
                    .raw("</title></circle>");
        }
        page.raw("</svg>");
    }

    private double x(LocalDate day) {
        double width = WIDTH - RIGHT - LEFT - 24;
        double share = days == 0 ? 0.5 : (double) ChronoUnit.DAYS.between(first, day) / days;
        return LEFT + 12 + width * share;
    }

    /** As many days as have room, the first and the last among them where they do not touch. */
    private void drawDays(Html page) {
        Svg.line(page, "axis", LEFT, HEIGHT - BOTTOM, WIDTH - RIGHT, HEIGHT - BOTTOM);
        long step = Math.max(1, (days + 4) / 5);
        for (long day = 0; day <= days; day += step) {
            LocalDate date = first.plusDays(day);
            Svg.line(page, "axis", x(date), HEIGHT - BOTTOM, x(date), HEIGHT - BOTTOM + 4);
            Svg.text(
                    page,
                    "",
                    x(date),
                    HEIGHT - 8,
                    "middle",
                    date.toString().substring(date.toString().length() - 5));
        }
    }

    private void drawLines(Html page) {
        StringBuilder points = new StringBuilder();
        LocalDate previous = null;
        for (QueryRow row : rows) {
            if (previous != null && !previous.plusDays(1).equals(row.date())) {
                polyline(page, points);
            }
            points.append(Numbers.place(x(row.date())))
                    .append(',')
                    .append(Numbers.place(y.at(value(row))))
                    .append(' ');
            previous = row.date();
        }
        polyline(page, points);
    }

    private static void polyline(Html page, StringBuilder points) {
        page.raw("<polyline points=\"" + points.toString().strip() + "\"/>");
        points.setLength(0);
    }
}
