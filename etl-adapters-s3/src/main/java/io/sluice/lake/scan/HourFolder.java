package io.sluice.lake.scan;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the hour that a data file belongs to in its path. */
final class HourFolder {
    private static final Pattern PATH = Pattern.compile(
            "(?:.*/)?year=(-?\\d{1,6})/month=(\\d{1,2})/day=(\\d{1,2})/hour=(\\d{1,2})/([^/._][^/]*\\.parquet)");

    private HourFolder() {}

    /** The hour of a path {@code .../year=Y/month=M/day=D/hour=H/NAME.parquet}; nothing if it is not of that form. */
    static Optional<Instant> of(String path) {
        Matcher matcher = PATH.matcher(path);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            LocalDateTime hour = LocalDateTime.of(
                    Integer.parseInt(matcher.group(1)),
                    Integer.parseInt(matcher.group(2)),
                    Integer.parseInt(matcher.group(3)),
                    Integer.parseInt(matcher.group(4)),
                    0);
            return Optional.of(hour.toInstant(ZoneOffset.UTC));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
