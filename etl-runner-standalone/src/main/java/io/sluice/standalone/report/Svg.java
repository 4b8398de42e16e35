package io.sluice.standalone.report;

/** Pieces of drawings; a style is a class of the page's style sheet. */
public final class Svg {
    private Svg() {}

    /** A straight line. */
    public static void line(Html page, String style, double x1, double y1, double x2, double y2) {
        page.raw("<line class=\"" + style + "\" x1=\"" + Numbers.place(x1) + "\" y1=\"" + Numbers.place(y1) + "\" x2=\""
                + Numbers.place(x2) + "\" y2=\"" + Numbers.place(y2) + "\"/>");
    }

    /** Text whose start, middle or end stands at a place. */
    public static void text(Html page, String style, double x, double y, String anchor, String text) {
        page.raw("<text" + (style.isEmpty() ? "" : " class=\"" + style + "\"") + " x=\"" + Numbers.place(x) + "\" y=\""
                        + Numbers.place(y) + "\" text-anchor=\"" + anchor + "\">")
                .text(text)
                .raw("</text>");
    }
}
