package io.sluice.core.schema.evaluate;

/** Dates, times and durations as RFC 3339 has them: ASCII digits, real dates, leap seconds where they can be. */
final class Times {
    private static final int[] DAYS = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    private static final int DATE_LENGTH = 10;
    private static final int MINUTES_OF_DAY = 24 * 60;

    private Times() {}

    static boolean isDateTime(String text) {
        return text.length() > DATE_LENGTH
                && (text.charAt(DATE_LENGTH) | 0x20) == 't'
                && isDate(text.substring(0, DATE_LENGTH))
                && isTime(text.substring(DATE_LENGTH + 1));
    }

    static boolean isDate(String text) {
        if (text.length() != DATE_LENGTH || text.charAt(4) != '-' || text.charAt(7) != '-') {
            return false;
        }
        int high = two(text, 0);
        int low = two(text, 2);
        int month = two(text, 5);
        int day = two(text, 8);
        if (high < 0 || low < 0 || month < 1 || month > 12 || day < 1) {
            return false;
        }
        int year = high * 100 + low;
        boolean leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        return day <= DAYS[month - 1] + (leap && month == 2 ? 1 : 0);
    }

    static boolean isTime(String text) {
        if (text.length() < 9 || text.charAt(2) != ':' || text.charAt(5) != ':') {
            return false;
        }
        int hour = two(text, 0);
        int minute = two(text, 3);
        int second = two(text, 6);
        if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60) {
            return false;
        }
        int at = 8;
        if (text.charAt(at) == '.') {
            int digits = digits(text, at + 1);
            if (digits == 0) {
                return false;
            }
            at += 1 + digits;
        }
        int offset = offset(text, at);
        if (offset == Integer.MIN_VALUE) {
            return false;
        }
        int utc = Math.floorMod(hour * 60 + minute - offset, MINUTES_OF_DAY);
        return second < 60 || utc == MINUTES_OF_DAY - 1;
    }

    /** Minutes east of Greenwich of the offset that ends a text; the least int for none. */
    private static int offset(String text, int at) {
        if (at + 1 == text.length() && (text.charAt(at) | 0x20) == 'z') {
            return 0;
        }
        if (at + 6 != text.length() || text.charAt(at + 3) != ':') {
            return Integer.MIN_VALUE;
        }
        int sign = text.charAt(at) == '+' ? 1 : text.charAt(at) == '-' ? -1 : 0;
        int hours = two(text, at + 1);
        int minutes = two(text, at + 4);
        return sign == 0 || hours < 0 || hours > 23 || minutes < 0 || minutes > 59
                ? Integer.MIN_VALUE
                : sign * (hours * 60 + minutes);
    }

    /** {@code P3Y6M4DT12H30M5S}, or weeks alone (RFC 3339, appendix A): units in order, none left out between two. */
    static boolean isDuration(String text) {
        if (text.length() < 3 || text.charAt(0) != 'P') {
            return false;
        }
        int time = text.indexOf('T');
        String date = text.substring(1, time < 0 ? text.length() : time);
        if (time < 0 && units(date, "W")) {
            return true;
        }
        return (units(date, "YMD") || (date.isEmpty() && time >= 0))
                && (time < 0 || units(text.substring(time + 1), "HMS"));
    }

    private static boolean units(String text, String units) {
        int at = 0;
        int previous = -1;
        while (at < text.length()) {
            int digits = digits(text, at);
            at += digits;
            int unit = at < text.length() ? units.indexOf(text.charAt(at)) : -1;
            if (digits == 0 || unit < 0 || (previous >= 0 && unit != previous + 1)) {
                return false;
            }
            previous = unit;
            at++;
        }
        return previous >= 0;
    }

    private static int digits(String text, int from) {
        int at = from;
        while (at < text.length() && Addresses.isDigit(text.charAt(at))) {
            at++;
        }
        return at - from;
    }

    private static int two(String text, int at) {
        char high = text.charAt(at);
        char low = text.charAt(at + 1);
        return Addresses.isDigit(high) && Addresses.isDigit(low) ? (high - '0') * 10 + low - '0' : -1;
    }
}
