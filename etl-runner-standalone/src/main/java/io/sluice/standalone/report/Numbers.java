package io.sluice.standalone.report;

import io.sluice.app.text.DisplayText;
import java.util.Locale;

/** Numbers for people. */
public final class Numbers {
    private Numbers() {}

    /** Four digits at most behind the point, for labels. */
    public static String brief(double number) {
        double magnitude = Math.abs(number);
        if (magnitude != 0 && (magnitude < DisplayText.SMALL || magnitude >= DisplayText.LARGE)) {
            return String.format(Locale.ROOT, "%.2e", number);
        }
        return String.format(Locale.ROOT, magnitude >= 1000 ? "%,.0f" : magnitude >= 10 ? "%.1f" : "%.3f", number);
    }

    /** With commas between thousands. */
    public static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    static String counted(long count, String noun) {
        return count(count) + " " + noun + (count == 1 ? "" : "s");
    }

    /** A part of a whole in percent; nothing of nothing is none. */
    public static String percent(long part, long whole) {
        return String.format(Locale.ROOT, "%.2f %%", whole == 0 ? 0.0 : 100.0 * part / whole);
    }

    /** A place in a drawing. */
    public static String place(double place) {
        return String.format(Locale.ROOT, "%.1f", place);
    }
}
