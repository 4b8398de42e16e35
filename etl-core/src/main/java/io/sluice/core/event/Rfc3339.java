package io.sluice.core.event;

/**
 * Reads date-times of RFC 3339 (section 5.6) from bytes, without garbage: {@code 2026-01-05T07:08:09.123456+05:30}. The
 * calendar is the proleptic Gregorian one; digits beyond microseconds are cut; second 60 is refused. One thread.
 */
final class Rfc3339 {
    /** Returned for what is no date-time. */
    static final long INVALID = Long.MIN_VALUE;

    /** 0000-01-01T00:00:00Z in microseconds since the epoch. */
    static final long MIN_MICROS = -62_167_219_200_000_000L;

    /** 9999-12-31T23:59:59.999999Z in microseconds since the epoch. */
    static final long MAX_MICROS = 253_402_300_799_999_999L;

    private static final int[] DAYS_IN_MONTH = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    /** The date, hour and minute read last, which in a log mostly comes again: its text, and the time it begins. */
    private long knownDate;

    private long knownMinute;
    private long knownMicros = INVALID;

    /** Microseconds since the epoch, or {@link #INVALID}; also where the instant leaves the years 0000 to 9999 in UTC. */
    long parse(byte[] text, int start, int length) {
        // The shortest is 2026-01-05T07:08:09Z.
        if (length < 20 || text[start + 16] != ':') {
            return INVALID;
        }
        long date = Bytes.eight(text, start);
        long minute = Bytes.eight(text, start + 8);
        if (date != knownDate || minute != knownMinute || knownMicros == INVALID) {
            knownMicros = minute(text, start);
            knownDate = date;
            knownMinute = minute;
        }
        int second = two(text, start + 17);
        if (knownMicros == INVALID || second < 0 || second > 59) {
            return INVALID;
        }
        return fractionAndOffset(text, start + 19, start + length, knownMicros + second * 1_000_000L);
    }

    /** Microseconds from the epoch to the start of a minute given as 2026-01-05T07:08, or {@link #INVALID}. */
    private static long minute(byte[] text, int start) {
        if (text[start + 4] != '-'
                || text[start + 7] != '-'
                || (text[start + 10] | 0x20) != 't'
                || text[start + 13] != ':') {
            return INVALID;
        }
        int year = two(text, start) * 100 + two(text, start + 2);
        int month = two(text, start + 5);
        int day = two(text, start + 8);
        int hour = two(text, start + 11);
        int minute = two(text, start + 14);
        // two() is -10000 or less for anything but digits, which no lower bound lets pass.
        if (year < 0
                || month < 1
                || month > 12
                || day < 1
                || day > daysIn(month, year)
                || hour < 0
                || hour > 23
                || minute < 0
                || minute > 59) {
            return INVALID;
        }
        return (epochDay(year, month, day) * 86_400 + hour * 3600 + minute * 60) * 1_000_000;
    }

    private static long fractionAndOffset(byte[] text, int from, int end, long micros) {
        int i = from;
        long fraction = 0;
        if (text[i] == '.') {
            i++;
            int first = i;
            int unit = 100_000;
            for (; i < end && text[i] >= '0' && text[i] <= '9'; i++) {
                fraction += (long) (text[i] - '0') * unit;
                unit /= 10;
            }
            if (i == first) {
                return INVALID;
            }
        }
        long offset = offset(text, i, end);
        if (offset == INVALID) {
            return INVALID;
        }
        long instant = micros + fraction - offset;
        return instant < MIN_MICROS || instant > MAX_MICROS ? INVALID : instant;
    }

    private static long offset(byte[] text, int i, int end) {
        if (i + 1 == end && (text[i] | 0x20) == 'z') {
            return 0;
        }
        if (i + 6 != end || (text[i] != '+' && text[i] != '-') || text[i + 3] != ':') {
            return INVALID;
        }
        int hours = two(text, i + 1);
        int minutes = two(text, i + 4);
        if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) {
            return INVALID;
        }
        long micros = (hours * 60 + minutes) * 60_000_000L;
        return text[i] == '-' ? -micros : micros;
    }

    /** The value of two digits, or a number so negative that no sum with it is positive. */
    private static int two(byte[] text, int i) {
        int tens = text[i] - '0';
        int ones = text[i + 1] - '0';
        return tens < 0 || tens > 9 || ones < 0 || ones > 9 ? -10_000 : tens * 10 + ones;
    }

    private static int daysIn(int month, int year) {
        boolean leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        return month == 2 && leap ? 29 : DAYS_IN_MONTH[month - 1];
    }

    /** Days since 1970-01-01, for years from 0 on (Howard Hinnant, "chrono-compatible low-level date algorithms"). */
    private static long epochDay(int year, int month, int day) {
        int y = month <= 2 ? year - 1 : year;
        int era = Math.floorDiv(y, 400);
        int yearOfEra = y - era * 400;
        int dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
        int dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
        return era * 146_097L + dayOfEra - 719_468;
    }
}
