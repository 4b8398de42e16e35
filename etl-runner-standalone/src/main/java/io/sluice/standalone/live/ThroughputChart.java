package io.sluice.standalone.live;

import io.sluice.standalone.report.Html;
import io.sluice.standalone.report.Numbers;
import io.sluice.standalone.report.Scale;
import io.sluice.standalone.report.Svg;

/** Records per second over the last minutes, a bar per five seconds. */
final class ThroughputChart {
    private static final int WIDTH = 900;
    private static final int HEIGHT = 170;
    private static final int LEFT = 92;
    private static final int TOP = 10;
    private static final int BOTTOM = 24;
    private static final int BAR_SECONDS = 5;

    private ThroughputChart() {}

    static void draw(Html page, long[] perSecond) {
        double[] bars = bars(perSecond);
        double greatest = 1;
        for (double bar : bars) {
            greatest = Math.max(greatest, bar);
        }
        Scale y = Scale.around(0, greatest, HEIGHT - BOTTOM, TOP, 4);
        page.raw("<svg viewBox=\"0 0 " + WIDTH + " " + HEIGHT + "\" role=\"img\" aria-label=\"Records per second\">");
        for (double tick : y.ticks()) {
            Svg.line(page, tick == 0 ? "axis" : "grid", LEFT, y.at(tick), WIDTH, y.at(tick));
            Svg.text(page, "", LEFT - 6, y.at(tick) + 4, "end", y.label(tick));
        }
        double step = (double) (WIDTH - LEFT) / bars.length;
        for (int i = 0; i < bars.length; i++) {
            double top = y.at(bars[i]);
            page.raw("<rect class=\"kept\" x=\"" + Numbers.place(LEFT + i * step + 1) + "\" y=\"" + Numbers.place(top)
                    + "\" width=\"" + Numbers.place(step - 2) + "\" height=\"" + Numbers.place(y.at(0) - top) + "\"/>");
        }
        int minutes = perSecond.length / 60;
        for (int minute = 0; minute <= minutes; minute++) {
            String anchor = minute == 0 ? "start" : minute == minutes ? "end" : "middle";
            double x = LEFT + (double) (WIDTH - LEFT) * minute / minutes;
            Svg.text(page, "", x, HEIGHT - 6, anchor, minute == minutes ? "now" : minutes - minute + " min ago");
        }
        page.raw("</svg>");
    }

    private static double[] bars(long[] perSecond) {
        double[] bars = new double[perSecond.length / BAR_SECONDS];
        for (int i = 0; i < bars.length * BAR_SECONDS; i++) {
            bars[i / BAR_SECONDS] += (double) perSecond[i] / BAR_SECONDS;
        }
        return bars;
    }
}
