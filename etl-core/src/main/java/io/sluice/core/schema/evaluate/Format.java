package io.sluice.core.schema.evaluate;

import java.util.Locale;
import java.util.function.Predicate;

/** The formats that JSON Schema defines, of all drafts: each is checked in every one of them. */
enum Format {
    DATE_TIME("a date-time (RFC 3339)", Times::isDateTime),
    DATE("a date (RFC 3339)", Times::isDate),
    TIME("a time with offset (RFC 3339)", Times::isTime),
    DURATION("a duration (ISO 8601)", Times::isDuration),
    EMAIL("an e-mail address", text -> Addresses.isEmail(text, false)),
    IDN_EMAIL("an e-mail address", text -> Addresses.isEmail(text, true)),
    HOSTNAME("a host name", text -> HostNames.isValid(text, false)),
    IDN_HOSTNAME("a host name", text -> HostNames.isValid(text, true)),
    IPV4("an IPv4 address", Addresses::isIpv4),
    IPV6("an IPv6 address", Addresses::isIpv6),
    URI("a URI", text -> Addresses.isUri(text, true, false)),
    URI_REFERENCE("a URI or a relative reference", text -> Addresses.isUri(text, false, false)),
    IRI("an IRI", text -> Addresses.isUri(text, true, true)),
    IRI_REFERENCE("an IRI or a relative reference", text -> Addresses.isUri(text, false, true)),
    URI_TEMPLATE("a URI template (RFC 6570)", UriTemplates::isValid),
    UUID("a uuid (8-4-4-4-12 hex digits)", Format::isUuid),
    JSON_POINTER("a JSON pointer", text -> isPointer(text, 0)),
    RELATIVE_JSON_POINTER("a relative JSON pointer", Format::isRelativePointer),
    REGEX("a regular expression (ECMA-262)", Regex::isValid);

    private final String label = name().toLowerCase(Locale.ROOT).replace('_', '-');
    private final String description;
    private final Predicate<String> check;

    Format(String description, Predicate<String> check) {
        this.description = description;
        this.check = check;
    }

    /** The format of that name; null where JSON Schema defines none. */
    static Format of(String label) {
        for (Format format : values()) {
            if (format.label.equals(label)) {
                return format;
            }
        }
        return null;
    }

    boolean matches(String text) {
        return check.test(text);
    }

    String description() {
        return description;
    }

    private static boolean isUuid(String text) {
        if (text.length() != 36) {
            return false;
        }
        for (int i = 0; i < 36; i++) {
            boolean hyphen = i == 8 || i == 13 || i == 18 || i == 23;
            if (hyphen ? text.charAt(i) != '-' : !Addresses.isHex(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** Whether a JSON pointer (RFC 6901) is all that follows. */
    private static boolean isPointer(String text, int from) {
        if (from < text.length() && text.charAt(from) != '/') {
            return false;
        }
        for (int i = from; i < text.length(); i++) {
            if (text.charAt(i) == '~'
                    && (i + 1 == text.length() || (text.charAt(i + 1) != '0' && text.charAt(i + 1) != '1'))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isRelativePointer(String text) {
        int digits = 0;
        while (digits < text.length() && Addresses.isDigit(text.charAt(digits))) {
            digits++;
        }
        if (digits == 0 || (digits > 1 && text.charAt(0) == '0')) {
            return false;
        }
        return text.substring(digits).equals("#") || isPointer(text, digits);
    }
}
