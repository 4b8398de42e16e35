package io.sluice.standalone.live;

import io.sluice.standalone.report.Html;
import io.sluice.standalone.report.Numbers;
import io.sluice.standalone.report.Scale;
import io.sluice.standalone.report.Svg;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/** One aggregate of one group over the last windows: a bar for each window that has the group. */
final class WindowChart {
    private static final int WIDTH = 340;
    private static final int HEIGHT = 130;
    private static final int LEFT = 52;
    private static final int TOP = 10;
    private static final int BOTTOM = 24;
    private static final int WIDEST = 24;

    private WindowChart() {}

    /**
     * Draws the bars, which begin at 0.
     *
     * @param starts of all windows, ascending, microseconds since the epoch
     * @param values by the start of their window
     * @param label says what is drawn to those who do not see it
     */
    static void draw(Html page, List<Long> starts, Map<Long, Double> values, String label) {
        double least = 0;
        double greatest = 0;
        for (double value : values.values()) {
            if (Double.isFinite(value)) {
                least = Math.min(least, value);
                greatest = Math.max(greatest, value);
            }
        }
        Scale y = Scale.around(least, greatest == least ? least + 1 : greatest, HEIGHT - BOTTOM, TOP, 3);
        page.raw("<svg viewBox=\"0 0 " + WIDTH + " " + HEIGHT + "\" role=\"img\" aria-label=\"")
                .text(label)
                .raw("\">");
        for (double tick : y.ticks()) {
            Svg.line(page, tick == 0 ? "axis" : "grid", LEFT, y.at(tick), WIDTH, y.at(tick));
            Svg.text(page, "", LEFT - 6, y.at(tick) + 4, "end", y.label(tick));
        }
        double step = Math.min(WIDEST, (double) (WIDTH - LEFT) / starts.size());
        for (int i = 0; i < starts.size(); i++) {
            Double value = values.get(starts.get(i));
            if (value != null && Double.isFinite(value)) {
                bar(page, y, LEFT + i * step, step, value, clock(starts.get(i)));
            }
        }
        Svg.text(page, "", LEFT, HEIGHT - 6, "start", clock(starts.get(0)));
        if (starts.size() > 1) {
            Svg.text(page, "", WIDTH, HEIGHT - 6, "end", clock(starts.get(starts.size() - 1)));
        }
        page.raw("</svg>");
    }

    private static void bar(Html page, Scale y, double left, double step, double value, String window) {
        double top = Math.min(y.at(value), y.at(0));
        page.raw(
                "<rect class=\"kept\" x=\"" + Numbers.place(left + 0.5) + "\" y=\"" + Numbers.place(top) + "\" width=\""
                        + Numbers.place(Math.max(step - 1, 0.5)) + "\" height=\""
                        + Numbers.place(Math.abs(y.at(value) - y.at(0)))
                        + "\"><title>");
        page.text(window + ": " + LiveSections.brief(value)).raw("</title></rect>");
    }

    /** Hour and minute in UTC. */
    private static String clock(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).toString().substring(11, 16);
    }
}
