package io.sluice.core.query;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** What a row of an answer is over, together with its group. */
public enum Period {
    DAY("date"),
    HOUR("hour"),
    /** All days asked for in one. */
    ALL("range");

    private final String column;

    Period(String column) {
        this.column = column;
    }

    /** The first column of the result. */
    public String column() {
        return column;
    }

    /** The period that begins an hour or has it in it, as an instant that all of its hours share. */
    Instant of(Instant hour, ZoneId zone) {
        return switch (this) {
            case DAY -> hour.atZone(zone).toLocalDate().atStartOfDay(zone).toInstant();
            case HOUR -> hour;
            case ALL -> Instant.EPOCH;
        };
    }

    /** The first instant behind the period that ends with an hour. */
    Instant endAfter(Instant lastHour, ZoneId zone) {
        return this == HOUR
                ? lastHour.plus(1, ChronoUnit.HOURS)
                : lastHour.atZone(zone)
                        .toLocalDate()
                        .plusDays(1)
                        .atStartOfDay(zone)
                        .toInstant();
    }

    /** A date; an hour with its offset, since an hour may come twice where clocks are put back; or two dates. */
    String name(Instant firstHour, Instant lastHour, ZoneId zone) {
        LocalDate last = lastHour.atZone(zone).toLocalDate();
        return switch (this) {
            case DAY -> last.toString();
            case HOUR -> firstHour.atZone(zone).toOffsetDateTime().toString();
            case ALL -> firstHour.atZone(zone).toLocalDate() + "/" + last;
        };
    }

    /**
     * Reads a period as the command line has it: {@code day}, {@code hour} or {@code all}.
     *
     * @throws IllegalArgumentException if there is no such period
     */
    public static Period parse(String name) {
        for (Period period : values()) {
            if (period.name().equals(name.strip().toUpperCase(Locale.ROOT))) {
                return period;
            }
        }
        throw new IllegalArgumentException("Unknown period " + name + "; there are day, hour, all");
    }
}
