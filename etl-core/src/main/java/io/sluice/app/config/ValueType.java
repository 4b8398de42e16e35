package io.sluice.app.config;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What values a key takes: how they are written and what they become.
 *
 * @param expected the form of a value, for messages and documentation
 * @param parser text to value; null, or an {@link IllegalArgumentException}, where the text has another form
 */
record ValueType(String expected, Function<String, Object> parser) {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,18})\\s*(ms|s|m|h|d)");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,18})\\s*([KMGT]?B)?", Pattern.CASE_INSENSITIVE);
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private static final String OFF = "off";

    static final ValueType TEXT = new ValueType("text", text -> text.isEmpty() ? null : text);
    static final ValueType DURATION_OF_TIME =
            new ValueType("a duration such as 500ms, 30s, 10m, 1h or 2d", ValueType::duration);
    static final ValueType BYTES =
            new ValueType("a size such as 4096, 512KB, 128MB or 1GB (1KB is 1024 bytes)", ValueType::size);
    static final ValueType COUNT =
            new ValueType("a whole number from 1 to " + Long.MAX_VALUE, text -> wholeNumber(text, 1, Long.MAX_VALUE));
    static final ValueType PORT = new ValueType(
            "a port number from 0 (any free one) to 65535, or off",
            text -> text.equals(OFF) ? Long.valueOf(-1) : wholeNumber(text, 0, 65_535));
    static final ValueType FLAG = choice("false", "true");
    static final ValueType LIST = new ValueType("names separated by commas", ValueType::list);
    static final ValueType START =
            new ValueType("earliest, latest or an instant such as 2026-01-05T00:00:00Z", ValueType::startPosition);

    ValueType {
        Objects.requireNonNull(expected, "expected");
        Objects.requireNonNull(parser, "parser");
    }

    /** One of some words, in any case; the value is the word as it is given here. */
    static ValueType choice(String... words) {
        return new ValueType("one of " + String.join(", ", words), text -> Arrays.stream(words)
                .filter(word -> word.equalsIgnoreCase(text))
                .findFirst()
                .orElse(null));
    }

    /** The value, or null where the text has another form than {@link #expected}. */
    Object parse(String text) {
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static Duration duration(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        long amount = Long.parseLong(matcher.group(1));
        long unit = unitOf(matcher.group(2)).toMillis();
        return amount > LONGEST.toMillis() / unit ? null : Duration.ofMillis(amount * unit);
    }

    /** A duration in the greatest unit that divides it. */
    static String text(Duration duration) {
        return Stream.of("d", "h", "m", "s", "ms")
                .filter(suffix -> duration.toMillis() % unitOf(suffix).toMillis() == 0)
                .findFirst()
                .map(suffix -> duration.toMillis() / unitOf(suffix).toMillis() + suffix)
                .orElseThrow();
    }

    /** A size in the greatest unit that divides it. */
    static String text(long bytes) {
        int unit = Math.min(Long.numberOfTrailingZeros(bytes) / 10, 4);
        return (bytes >> unit * 10) + (unit == 0 ? "" : "BKMGT".charAt(unit) + "B");
    }

    private static Duration unitOf(String suffix) {
        return switch (suffix) {
            case "ms" -> Duration.ofMillis(1);
            case "s" -> Duration.ofSeconds(1);
            case "m" -> Duration.ofMinutes(1);
            case "h" -> Duration.ofHours(1);
            default -> Duration.ofDays(1);
        };
    }

    private static Long size(String text) {
        Matcher matcher = SIZE.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        String unit = matcher.group(2) == null ? "B" : matcher.group(2).toUpperCase(Locale.ROOT);
        int shift = "BKMGT".indexOf(unit.charAt(0)) * 10;
        BigInteger bytes = new BigInteger(matcher.group(1)).shiftLeft(shift);
        return bytes.signum() > 0 && bytes.bitLength() < Long.SIZE ? bytes.longValue() : null;
    }

    private static Long wholeNumber(String text, long least, long greatest) {
        long value = Long.parseLong(text);
        return value < least || value > greatest ? null : value;
    }

    private static List<String> list(String text) {
        if (text.isEmpty()) {
            return List.of();
        }
        List<String> items =
                Arrays.stream(text.split(",", -1)).map(String::strip).toList();
        return items.contains("") ? null : items;
    }

    private static String startPosition(String text) {
        if (text.equals("earliest") || text.equals("latest")) {
            return text;
        }
        try {
            return Instant.parse(text).toString();
        } catch (DateTimeParseException e) {
            return null;
        }
    }
}
