package io.sluice.lake.store;

import java.net.URI;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Finds the store for a configured {@code lake.uri}. */
public final class ObjectStores {
    /** A scheme has two letters at least: one is a drive. */
    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:.*");

    private ObjectStores() {}

    /**
     * The store at a folder, given as a path or a {@code file:} URI. Nothing is read or written yet.
     *
     * @param uri {@code ./lake}, {@code /data/lake} or {@code file:///data/lake}
     * @param singleWriter see {@link LocalStore}
     * @throws IllegalArgumentException if it is of another kind, or no URI
     */
    public static ObjectStore open(String uri, boolean singleWriter) {
        if (uri.isBlank()) {
            throw new IllegalArgumentException("lake.uri must name a folder, such as ./lake or file:///data/lake");
        }
        if (!SCHEME.matcher(uri).matches()) {
            return new LocalStore(Path.of(uri), singleWriter);
        }
        if (!uri.regionMatches(true, 0, "file:", 0, 5)) {
            throw new IllegalArgumentException("lake.uri " + uri + " has the scheme "
                    + uri.substring(0, uri.indexOf(':')) + ", which is not supported; name a folder, such as ./lake or"
                    + " file:///data/lake");
        }
        try {
            return new LocalStore(Path.of(URI.create(uri)), singleWriter);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "lake.uri " + uri + " is no file: URI (" + e.getMessage() + "); write file:///data/lake", e);
        }
    }
}
