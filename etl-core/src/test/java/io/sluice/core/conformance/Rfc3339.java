package io.sluice.core.conformance;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Date-times as RFC 3339 writes them, by a regular expression and java.time. */
final class Rfc3339 {
    private static final Pattern SYNTAX = Pattern.compile("([0-9]{4})-([0-9]{2})-([0-9]{2})[Tt]"
            + "([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\\.([0-9]+))?(?:[Zz]|([+-])([0-9]{2}):([0-9]{2}))");
    private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");
    private static final Instant AFTER_LAST = Instant.parse("+10000-01-01T00:00:00Z");

    private Rfc3339() {}

    /** The instant, cut to microseconds, or null where the text is no date-time or its year in UTC not 0000 to 9999. */
    static Instant parse(String text) {
        Matcher m = SYNTAX.matcher(text);
        if (!m.matches()) {
            return null;
        }
        try {
            String fraction = m.group(7) == null ? "" : m.group(7);
            int micros = Integer.parseInt((fraction + "000000").substring(0, 6));
            LocalDateTime local = LocalDateTime.of(
                    number(m, 1), number(m, 2), number(m, 3), number(m, 4), number(m, 5), number(m, 6), micros * 1000);
            Instant instant = local.toInstant(ZoneOffset.UTC);
            if (m.group(8) != null) {
                int hours = number(m, 9);
                int minutes = number(m, 10);
                if (hours > 23 || minutes > 59) {
                    return null;
                }
                long ahead = (hours * 60L + minutes) * (m.group(8).equals("-") ? -1 : 1);
                instant = instant.minus(ahead, ChronoUnit.MINUTES);
            }
            return instant.isBefore(FIRST) || !instant.isBefore(AFTER_LAST) ? null : instant;
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static int number(Matcher matcher, int group) {
        return Integer.parseInt(matcher.group(group));
    }

    static long micros(Instant instant) {
        // ChronoUnit.MICROS.between overflows three centuries from 1970: it counts nanoseconds.
        return instant.getEpochSecond() * 1_000_000L + instant.getNano() / 1000;
    }

    /** Whether an integer time lies in the years that a date-time can. */
    static boolean hasFourDigitYear(long time, TimeUnit unit) {
        long first = unit.convert(micros(FIRST), TimeUnit.MICROSECONDS);
        long afterLast = unit.convert(micros(AFTER_LAST), TimeUnit.MICROSECONDS);
        return time >= first && time < afterLast;
    }
}
