package io.sluice.app.text;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Numbers and texts as people read them. */
public final class DisplayText {
    /** The smallest magnitude of which three decimals still say something. */
    public static final double SMALL = 0.001;

    /** From here on digits would be counted rather than read. */
    public static final double LARGE = 1e9;

    private DisplayText() {}

    /** Three decimals, or an exponent where they would say nothing or too much. */
    public static String rounded(double number) {
        double magnitude = Math.abs(number);
        boolean plain = magnitude == 0 || (magnitude >= SMALL && magnitude < LARGE);
        return String.format(Locale.ROOT, plain ? "%.3f" : "%.5e", number);
    }

    /** A number of things: {@code 1 event}, {@code 2 events}. */
    public static String counted(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }

    /** Microseconds since the epoch as text; the start of time is no time yet. */
    public static String time(long micros) {
        return micros == Long.MIN_VALUE
                ? "none"
                : Instant.EPOCH.plus(micros, ChronoUnit.MICROS).toString();
    }

    /** The text without control characters, which would break lines or drive the terminal. */
    public static String printable(String text) {
        StringBuilder printable = new StringBuilder(text.length());
        text.codePoints()
                .map(character -> Character.isISOControl(character) ? '\ufffd' : character)
                .forEach(printable::appendCodePoint);
        return printable.toString();
    }
}
