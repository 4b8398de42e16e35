package io.sluice.core.schema.evaluate;

import java.nio.charset.StandardCharsets;

/** Addresses of the internet, by their grammars: RFC 3986 and 3987, 5321 and 6531, 4291. */
final class Addresses {
    private static final String UNRESERVED = "-._~";
    private static final String SUB_DELIMITERS = "!$&'()*+,;=";
    private static final String LOCAL = "!#$%&'*+-/=?^_`{|}~";
    private static final int MAX_LOCAL_OCTETS = 64;

    private Addresses() {}

    static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    static boolean isHex(char c) {
        return isDigit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
    }

    static boolean isLetter(char c) {
        return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
    }

    // ---- IP

    static boolean isIpv4(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 4) {
            return false;
        }
        for (String part : parts) {
            boolean digits =
                    !part.isEmpty() && part.length() <= 3 && part.chars().allMatch(c -> isDigit((char) c));
            if (!digits || (part.length() > 1 && part.charAt(0) == '0') || Integer.parseInt(part) > 255) {
                return false;
            }
        }
        return true;
    }

    static boolean isIpv6(String text) {
        int gap = text.indexOf("::");
        if (gap >= 0 && text.indexOf("::", gap + 1) >= 0) {
            return false;
        }
        if (gap < 0) {
            return groups(text, true) == 8;
        }
        int before = groups(text.substring(0, gap), false);
        int after = groups(text.substring(gap + 2), true);
        return before >= 0 && after >= 0 && before + after <= 7;
    }

    /** How many groups of 16 bits a text has; a negative number where it is none. */
    private static int groups(String text, boolean mayEndInIpv4) {
        if (text.isEmpty()) {
            return 0;
        }
        String[] parts = text.split(":", -1);
        int groups = 0;
        for (int i = 0; i < parts.length; i++) {
            String part = parts[i];
            if (mayEndInIpv4 && i == parts.length - 1 && part.indexOf('.') >= 0 && isIpv4(part)) {
                groups += 2;
            } else if (part.isEmpty() || part.length() > 4 || !part.chars().allMatch(c -> isHex((char) c))) {
                return Integer.MIN_VALUE / 2;
            } else {
                groups++;
            }
        }
        return groups;
    }

    // ---- mail

    static boolean isEmail(String text, boolean international) {
        int at = text.lastIndexOf('@');
        if (at < 1) {
            return false;
        }
        String domain = text.substring(at + 1);
        return isLocalPart(text.substring(0, at), international)
                && (isLiteral(domain) || HostNames.isMailDomain(domain, international));
    }

    private static boolean isLiteral(String domain) {
        if (!domain.startsWith("[") || !domain.endsWith("]") || domain.length() < 3) {
            return false;
        }
        String address = domain.substring(1, domain.length() - 1);
        return address.regionMatches(true, 0, "IPv6:", 0, 5) ? isIpv6(address.substring(5)) : isIpv4(address);
    }

    private static boolean isLocalPart(String local, boolean international) {
        if (local.getBytes(StandardCharsets.UTF_8).length > MAX_LOCAL_OCTETS) {
            return false;
        }
        if (local.length() > 1 && local.startsWith("\"") && local.endsWith("\"")) {
            return isQuoted(local, international);
        }
        for (String atom : local.split("\\.", -1)) {
            if (atom.isEmpty()) {
                return false;
            }
            for (int i = 0; i < atom.length(); i++) {
                char c = atom.charAt(i);
                boolean allowed = isLetter(c) || isDigit(c) || LOCAL.indexOf(c) >= 0 || (international && c >= 0x80);
                if (!allowed) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean isQuoted(String local, boolean international) {
        for (int i = 1; i < local.length() - 1; i++) {
            char c = local.charAt(i);
            if (c == '\\') {
                i++;
                if (i == local.length() - 1 || local.charAt(i) < ' ' || local.charAt(i) > '~') {
                    return false;
                }
            } else if (c == '"' || c < ' ' || c == 0x7f || (c > 0x7f && !international)) {
                return false;
            }
        }
        return true;
    }

    // ---- URI and IRI

    static boolean isUri(String text, boolean absolute, boolean international) {
        int hash = text.indexOf('#');
        String rest = hash < 0 ? text : text.substring(0, hash);
        if (hash >= 0 && !isMadeOf(text.substring(hash + 1), ":@/?", international, false)) {
            return false;
        }
        int question = rest.indexOf('?');
        if (question >= 0 && !isMadeOf(rest.substring(question + 1), ":@/?", international, true)) {
            return false;
        }
        rest = question < 0 ? rest : rest.substring(0, question);
        int colon = rest.indexOf(':');
        boolean scheme = colon > 0 && isScheme(rest.substring(0, colon));
        if (!scheme && absolute) {
            return false;
        }
        rest = scheme ? rest.substring(colon + 1) : rest;
        if (rest.startsWith("//")) {
            int slash = rest.indexOf('/', 2);
            String authority = slash < 0 ? rest.substring(2) : rest.substring(2, slash);
            return isAuthority(authority, international)
                    && (slash < 0 || isMadeOf(rest.substring(slash), ":@/", international, false));
        }
        int first = rest.indexOf('/');
        boolean colonFirst = !scheme && (first < 0 ? rest : rest.substring(0, first)).indexOf(':') >= 0;
        return !colonFirst && isMadeOf(rest, ":@/", international, false);
    }

    private static boolean isScheme(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!isLetter(c) && (i == 0 || (!isDigit(c) && "+-.".indexOf(c) < 0))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isAuthority(String text, boolean international) {
        int at = text.lastIndexOf('@');
        if (at >= 0 && !isMadeOf(text.substring(0, at), ":", international, false)) {
            return false;
        }
        String host = text.substring(at + 1);
        int port = host.lastIndexOf(':');
        if (port > host.lastIndexOf(']')) {
            for (int i = port + 1; i < host.length(); i++) {
                if (!isDigit(host.charAt(i))) {
                    return false;
                }
            }
            host = host.substring(0, port);
        }
        if (host.startsWith("[")) {
            if (!host.endsWith("]")) {
                return false;
            }
            String address = host.substring(1, host.length() - 1);
            return isIpv6(address) || isFutureAddress(address);
        }
        return isMadeOf(host, "", international, false);
    }

    private static boolean isFutureAddress(String text) {
        int dot = text.indexOf('.');
        return dot > 1
                && (text.charAt(0) | 0x20) == 'v'
                && text.substring(1, dot).chars().allMatch(c -> isHex((char) c))
                && dot + 1 < text.length()
                && text.indexOf('%') < 0
                && isMadeOf(text.substring(dot + 1), ":", false, false);
    }

    /** Whether a text has unreserved characters, escapes, sub-delimiters and these others only. */
    private static boolean isMadeOf(String text, String others, boolean international, boolean query) {
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            if (c == '%') {
                if (i + 2 >= text.length() || !isHex(text.charAt(i + 1)) || !isHex(text.charAt(i + 2))) {
                    return false;
                }
                i += 3;
                continue;
            }
            boolean ascii = c < 0x80
                    && (isLetter((char) c)
                            || isDigit((char) c)
                            || UNRESERVED.indexOf(c) >= 0
                            || SUB_DELIMITERS.indexOf(c) >= 0
                            || others.indexOf(c) >= 0);
            if (!ascii && !(international && isForeign(c, query))) {
                return false;
            }
            i += Character.charCount(c);
        }
        return true;
    }

    /** The characters beyond ASCII that IRIs have (RFC 3987, section 2.2): {@code ucschar}, in queries {@code iprivate}. */
    static boolean isForeign(int c, boolean query) {
        boolean within = (c >= 0xa0 && c <= 0xd7ff)
                || (c >= 0xf900 && c <= 0xfdcf)
                || (c >= 0xfdf0 && c <= 0xffef)
                || (c >= 0x10000 && c <= 0xdfffd && (c & 0xfffe) != 0xfffe)
                || (c >= 0xe1000 && c <= 0xefffd);
        return within || (query && ((c >= 0xe000 && c <= 0xf8ff) || (c >= 0xf0000 && (c & 0xfffe) != 0xfffe)));
    }
}
