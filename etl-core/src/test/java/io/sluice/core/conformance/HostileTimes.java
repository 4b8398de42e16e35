package io.sluice.core.conformance;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Random;

/** The many ways to write one instant, and texts that look like one. */
final class HostileTimes {
    /** Texts that are no date-time by RFC 3339, or none within the years 0000 to 9999 in UTC. */
    static final String[] BROKEN = {
        "",
        "2026-01-05",
        "2026-01-05T07:00:00",
        "2026-01-05 07:00:00Z",
        "2026-01-05T07:00Z",
        "2026-01-05T07:00:00+01",
        "2026-01-05T07:00:00+0100",
        "2026-01-05T07:00:00+01:0",
        "2026-01-05T07:00:00+1:00",
        "2026-01-05T07:00:00+24:00",
        "2026-01-05T07:00:00-23:60",
        "2026-01-05T07:00:00+01:00Z",
        "2026-01-05T07:00:00ZZ",
        "2026-01-05T07:00:00 Z",
        "2026-01-05T07:00:00Z ",
        " 2026-01-05T07:00:00Z",
        "2026-01-05T07:00:00Z\\n",
        "2026-01-05T07:00:00.Z",
        "2026-01-05T07:00:00,5Z",
        "2026-01-05T07:00:00.5.5Z",
        "2026-01-05T07:00:00.5",
        "2026-01-05T07:00:00.x5Z",
        "2026-01-05T24:00:00Z",
        "2026-01-05T23:60:00Z",
        "2026-01-05T23:59:60Z",
        "2016-12-31T23:59:60Z",
        "2026-01-05T23:59:61Z",
        "2026-02-29T00:00:00Z",
        "2100-02-29T00:00:00Z",
        "2026-02-30T00:00:00Z",
        "2026-04-31T00:00:00Z",
        "2026-13-01T00:00:00Z",
        "2026-00-01T00:00:00Z",
        "2026-01-00T00:00:00Z",
        "2026-01-32T00:00:00Z",
        "26-01-05T07:00:00Z",
        "+2026-01-05T07:00:00Z",
        "-2026-01-05T07:00:00Z",
        "02026-01-05T07:00:00Z",
        "12026-01-05T07:00:00Z",
        "2026-1-5T7:00:00Z",
        "2026/01/05T07:00:00Z",
        "20260105T070000Z",
        "2026-01-05T07:00:00GMT",
        "2026-01-05T07:00:00Europe/Berlin",
        "2026-01-05T07:00:00\u221201:00",
        "2026-01-05T07:00:00+01\uff1a00",
        "202\u0666-01-05T07:00:00Z",
        "2026-01-05T07:00:\uff10\uff10Z",
        "2026-W02-1T07:00:00Z",
        "2026-005T07:00:00Z",
        "1767596400000",
        "now",
        "Mon, 05 Jan 2026 07:00:00 GMT",
        "0000-01-01T00:00:00+00:01",
        "0000-01-01T23:58:59+23:59",
        "9999-12-31T23:59:59-00:01",
        "9999-12-31T00:01:00-23:59",
    };

    /** Texts that are date-times all the same. */
    static final String[] ODD = {
        "0000-01-01T00:00:00Z",
        "0000-01-01T23:59:00+23:59",
        "0000-02-29T12:00:00z",
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59.999999999Z",
        "9999-12-31T23:59:59.9999999-00:00",
        "2000-02-29T00:00:00Z",
        "2028-02-29t23:59:59z",
        "1900-02-28T23:59:59+00:00",
        "1969-12-31T23:59:59.999999Z",
        "1969-12-31T23:59:59.9999994Z",
        "1970-01-01T00:00:00.0000009Z",
        "1582-10-10T00:00:00Z",
        "2026-01-05T07:00:00.123456789012345678901234567890Z",
        "2026-01-05T07:00:00.1+05:45",
        "2026-03-29T02:30:00+01:00",
    };

    private static final int[] OFFSETS = {0, 60, -60, 330, 345, -570, 840, -720, 1, -1, 1439, -1439};

    private HostileTimes() {}

    /** The plainest way. */
    static String plain(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1000)
                .toString();
    }

    /** Some way: any offset, one to twelve digits after the point, letters in either case. */
    static String odd(long micros, Random random) {
        long seconds = Math.floorDiv(micros, 1_000_000L);
        int offset = OFFSETS[random.nextInt(OFFSETS.length)];
        LocalDateTime local = LocalDateTime.ofEpochSecond(seconds + offset * 60L, 0, ZoneOffset.UTC);
        StringBuilder out = new StringBuilder(String.format(
                "%04d-%02d-%02d%s%02d:%02d:%02d",
                local.getYear(),
                local.getMonthValue(),
                local.getDayOfMonth(),
                random.nextInt(4) == 0 ? "t" : "T",
                local.getHour(),
                local.getMinute(),
                local.getSecond()));
        out.append(fraction((int) Math.floorMod(micros, 1_000_000L), random));
        if (offset != 0 || random.nextInt(3) == 0) {
            boolean negative = offset < 0 || (offset == 0 && random.nextBoolean());
            out.append(
                    String.format("%s%02d:%02d", negative ? "-" : "+", Math.abs(offset) / 60, Math.abs(offset) % 60));
        } else {
            out.append(random.nextInt(4) == 0 ? "z" : "Z");
        }
        return out.toString();
    }

    private static String fraction(int micros, Random random) {
        StringBuilder digits = new StringBuilder(String.format("%06d", micros));
        if (random.nextBoolean()) {
            // Further digits are cut, never rounded.
            int further = 1 + random.nextInt(6);
            for (int i = 0; i < further; i++) {
                digits.append((char) ('0' + random.nextInt(10)));
            }
        } else {
            while (digits.length() > 1 && digits.charAt(digits.length() - 1) == '0') {
                digits.setLength(digits.length() - 1);
            }
        }
        return digits.length() == 1 && digits.charAt(0) == '0' && random.nextBoolean() ? "" : "." + digits;
    }
}
