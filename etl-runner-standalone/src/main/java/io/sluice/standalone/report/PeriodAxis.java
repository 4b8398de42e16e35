package io.sluice.standalone.report;

import io.sluice.core.query.Period;
import io.sluice.core.query.QueryRow;
import io.sluice.core.query.QuerySpec;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * The days or hours from the first row of an answer to the last, counted from 0, so that a gap is as wide as what is
 * missing.
 */
final class PeriodAxis {
    /** As many labels of days, or of hours, have room beside each other. */
    private static final int DAY_LABELS = 5;

    private static final int HOUR_LABELS = 4;
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("MM-dd", Locale.ROOT);
    private static final DateTimeFormatter HOUR = DateTimeFormatter.ofPattern("MM-dd HH'h'", Locale.ROOT);

    private final boolean hours;
    private final ZoneId zone;
    private final long first;
    private final long last;

    /** @param rows of days or hours, in their order; at least one */
    PeriodAxis(QuerySpec spec, List<QueryRow> rows) {
        this.hours = spec.period() == Period.HOUR;
        this.zone = spec.zone();
        this.first = count(rows.get(0));
        this.last = count(rows.get(rows.size() - 1));
    }

    private long count(QueryRow row) {
        return hours
                ? TimeUnit.SECONDS.toHours(OffsetDateTime.parse(row.period()).toEpochSecond())
                : row.date().toEpochDay();
    }

    /** Which of the periods a row is of. */
    long of(QueryRow row) {
        return count(row) - first;
    }

    /** The last period; 0 if there is only one. */
    long end() {
        return last - first;
    }

    /** How many periods lie between two labels. */
    long step() {
        int labels = hours ? HOUR_LABELS : DAY_LABELS;
        return Math.max(1, (end() + labels - 1) / labels);
    }

    /** What a period is called below the axis: short, without the year. */
    String label(long period) {
        return hours
                ? HOUR.format(Instant.ofEpochSecond(TimeUnit.HOURS.toSeconds(first + period))
                        .atZone(zone))
                : DAY.format(LocalDate.ofEpochDay(first + period));
    }
}
