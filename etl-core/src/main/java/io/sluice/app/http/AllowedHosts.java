package io.sluice.app.http;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The names of this server that a request may carry in its header {@code Host}. A page of a stranger can have its own name
 * resolve to this machine (DNS rebinding) and would then read what is served here through the browser of a person who
 * looks at it; the header still has the stranger's name. Addresses, {@code localhost} and names without a dot cannot be a
 * stranger's.
 *
 * @param listensAt the address or name to listen at
 * @param allowed further names, such as those of a proxy or a service
 */
public record AllowedHosts(String listensAt, List<String> allowed) {
    private static final Pattern PORT = Pattern.compile(":\\d*$");
    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final Pattern IPV6 = Pattern.compile("\\[[0-9a-f:.]+(%[\\w.~-]+)?]");

    public AllowedHosts {
        allowed = allowed.stream().map(AllowedHosts::normalized).toList();
    }

    /** Only what cannot be a stranger's name. */
    public static AllowedHosts of(String listensAt) {
        return new AllowedHosts(listensAt, List.of());
    }

    private static String normalized(String name) {
        String lower = name.strip().toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    /** @param header the value of {@code Host}; null where the request has none, which no browser leaves out */
    boolean allows(String header) {
        if (header == null) {
            return true;
        }
        String name = normalized(PORT.matcher(header.strip()).replaceFirst(""));
        return IPV4.matcher(name).matches()
                || IPV6.matcher(name).matches()
                || name.indexOf('.') < 0 && name.indexOf(':') < 0 && !name.isEmpty()
                || name.endsWith(".localhost")
                || name.equals(normalized(listensAt))
                || allowed.contains(name);
    }

    String refusal(String header) {
        return "This server is not known as '" + header.replaceAll("[^\\x21-\\x7e]", "?")
                + "'; expected an address, localhost, a name without dots, or one listed in sluice.http.allowed-hosts";
    }
}
