package io.sluice.lake.store;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Finds the store that an address names. */
public final class Stores {
    private static final Pattern SCHEME = Pattern.compile("^[a-zA-Z][a-zA-Z0-9+.-]+:");

    private Stores() {}

    /**
     * The store at an address. Hadoop's classes take a while to load, and are not touched for a folder.
     *
     * @param uri a folder, {@code file:///folder}, or anything that a Hadoop file system serves
     * @param hadoop properties for Hadoop
     * @param singleWriter whether the caller vouches that nobody else writes there
     * @throws IllegalArgumentException if there is no such file system, or a property has a value of no use
     */
    public static ObjectStore open(String uri, Map<String, String> hadoop, boolean singleWriter) {
        Optional<Path> folder = folder(uri);
        return folder.isPresent()
                ? new LocalStore(folder.get(), singleWriter)
                : HadoopStore.open(URI.create(uri), hadoop, singleWriter);
    }

    /** The folder of this machine that an address names, if it does name one. */
    public static Optional<Path> folder(String uri) {
        if (uri.startsWith("file:")) {
            return Optional.of(Path.of(URI.create(uri)));
        }
        return SCHEME.matcher(uri).find() ? Optional.empty() : Optional.of(Path.of(uri));
    }
}
