package io.sluice.core.schema.evaluate;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Resolves references to addresses (RFC 3986, section 5). Addresses are names here: nothing is ever opened by them. */
final class UriReference {
    /** Appendix B of RFC 3986; matches any text. */
    private static final Pattern PARTS =
            Pattern.compile("(?s)(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?://([^/?#]*))?([^?#]*)(\\?[^#]*)?(?:#(.*))?");

    private final String scheme;
    private final String authority;
    private final String path;
    private final String query;
    private final String fragment;

    private UriReference(String text) {
        Matcher matcher = PARTS.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalStateException("Any text has the parts of an address, but not " + text);
        }
        scheme = matcher.group(1);
        authority = matcher.group(2);
        path = matcher.group(3);
        query = matcher.group(4) == null ? "" : matcher.group(4);
        fragment = matcher.group(5);
    }

    /** The address that a reference means where {@code base} is the address of what holds it, without its fragment. */
    static String resolve(String base, String reference) {
        UriReference there = new UriReference(reference);
        if (there.scheme != null) {
            return there.build(there.scheme, there.authority, normal(there.path), there.query);
        }
        UriReference here = new UriReference(base);
        if (there.authority != null) {
            return there.build(here.scheme, there.authority, normal(there.path), there.query);
        }
        if (there.path.isEmpty()) {
            String query = there.query.isEmpty() ? here.query : there.query;
            return here.build(here.scheme, here.authority, here.path, query);
        }
        if (there.path.startsWith("/")) {
            return here.build(here.scheme, here.authority, normal(there.path), there.query);
        }
        String folder = here.authority != null && here.path.isEmpty()
                ? "/"
                : here.path.substring(0, here.path.lastIndexOf('/') + 1);
        return here.build(here.scheme, here.authority, normal(folder + there.path), there.query);
    }

    /** An address without its fragment. */
    static String withoutFragment(String uri) {
        int hash = uri.indexOf('#');
        return hash < 0 ? uri : uri.substring(0, hash);
    }

    /** The decoded fragment of a reference; "" where it has none. */
    static String fragment(String reference) {
        String fragment = new UriReference(reference).fragment;
        return fragment == null ? "" : decode(fragment);
    }

    private String build(String newScheme, String newAuthority, String newPath, String newQuery) {
        return (newScheme == null ? "" : newScheme + ":")
                + (newAuthority == null ? "" : "//" + newAuthority)
                + newPath
                + newQuery;
    }

    private static String normal(String path) {
        if (!path.contains("/.") && !path.startsWith(".")) {
            return path;
        }
        List<String> kept = new ArrayList<>();
        List<String> segments = new ArrayList<>();
        Collections.addAll(segments, path.split("/", -1));
        for (int i = 0; i < segments.size(); i++) {
            String segment = segments.get(i);
            boolean last = i == segments.size() - 1;
            if (segment.equals("..")) {
                if (kept.size() > 1 || (kept.size() == 1 && !kept.get(0).isEmpty())) {
                    kept.remove(kept.size() - 1);
                }
            } else if (!segment.equals(".")) {
                kept.add(segment);
            }
            if (last && (segment.equals(".") || segment.equals(".."))) {
                kept.add("");
            }
        }
        return String.join("/", kept);
    }

    private static String decode(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        byte[] in = text.getBytes(StandardCharsets.UTF_8);
        byte[] out = new byte[in.length];
        int length = 0;
        for (int i = 0; i < in.length; i++) {
            int high = in[i] == '%' && i + 2 < in.length ? Character.digit(in[i + 1], 16) : -1;
            int low = high < 0 ? -1 : Character.digit(in[i + 2], 16);
            if (low < 0) {
                out[length++] = in[i];
            } else {
                out[length++] = (byte) (high << 4 | low);
                i += 2;
            }
        }
        return new String(out, 0, length, StandardCharsets.UTF_8);
    }
}
