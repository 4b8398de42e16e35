package io.sluice.lake.store;

import io.sluice.core.port.LakeOptions;
import java.io.Serializable;
import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a lake is kept, as a value that another machine can open, too. It may hold credentials; its text does not.
 *
 * @param uri a folder, {@code file:///folder}, or the URI of any Hadoop file system; a folder is made absolute, so that
 *     it does not depend on where a process runs
 * @param hadoop properties for Hadoop, such as {@code fs.s3a.endpoint}
 * @param singleWriter whether the caller vouches that nobody else writes there
 */
public record StoreLocation(String uri, Map<String, String> hadoop, boolean singleWriter) implements Serializable {
    private static final Pattern SCHEME = Pattern.compile("^([a-zA-Z][a-zA-Z0-9+.-]+):");

    /** @throws IllegalArgumentException if the URI names no folder that could be */
    public StoreLocation {
        Objects.requireNonNull(uri, "uri");
        hadoop = Map.copyOf(hadoop);
        refuseMistakes(uri);
        if (isLocal(uri)) {
            Path folder = uri.startsWith("file:") ? folder(uri) : Path.of(uri);
            uri = folder.toAbsolutePath().normalize().toString();
        }
    }

    /** What looks like an address of another tool's, and would be taken for something else here. */
    private static void refuseMistakes(String uri) {
        Matcher scheme = SCHEME.matcher(uri);
        if (scheme.find()) {
            String hint = hint(scheme.group(1), uri.substring(scheme.end()));
            if (hint != null) {
                throw refused(uri, hint);
            }
        } else if (uri.equals("~") || uri.startsWith("~/")) {
            throw refused(uri, "only a shell makes the home folder of ~; write the whole path");
        }
    }

    /** What is wrong with an address; null where nothing is. */
    private static String hint(String scheme, String rest) {
        String known = scheme.toLowerCase(Locale.ROOT);
        return switch (known) {
            case "s3", "s3n" -> "S3 is s3a://bucket/prefix here" + (rest.startsWith("//") ? "; write s3a:" + rest : "");
            case "http", "https" ->
                "a web server cannot be written; for S3 write s3a://bucket/prefix, and the server's address as"
                        + " hadoop.fs.s3a.endpoint";
            default -> {
                if (!scheme.equals(known)) {
                    yield "schemes are in lower case; write " + known + ":" + rest;
                }
                if (known.equals("s3a")) {
                    yield bucketHint(rest);
                }
                if (rest.startsWith("/")) {
                    yield null;
                }
                yield known.equals("file")
                        ? "expected file:///folder, or the folder without file:"
                        : "expected a folder, s3a://bucket/prefix, or a scheme and a path as in " + known
                                + "://host/folder; a folder with a colon in its name is ./" + known + ":" + rest;
            }
        };
    }

    private static String bucketHint(String rest) {
        if (!rest.startsWith("//")) {
            return "expected s3a://bucket/prefix";
        }
        URI address;
        try {
            address = URI.create("s3a:" + rest);
        } catch (IllegalArgumentException e) {
            return e.getMessage() + "; expected s3a://bucket/prefix";
        }
        return address.getHost() != null
                ? null
                : "'" + Objects.requireNonNullElse(address.getAuthority(), "") + "' is no bucket name; expected"
                        + " s3a://bucket/prefix with a bucket of lower-case letters, digits, '-' and '.'";
    }

    private static Path folder(String uri) {
        try {
            return Path.of(URI.create(uri));
        } catch (IllegalArgumentException e) {
            throw refused(uri, e.getMessage() + "; expected file:///folder");
        }
    }

    private static IllegalArgumentException refused(String uri, String hint) {
        return new IllegalArgumentException("lake.uri " + uri + " is no folder and no store: " + hint);
    }

    /** Where the lake is. */
    public static StoreLocation of(LakeOptions options) {
        return new StoreLocation(options.uri(), options.hadoop(), options.singleWriter());
    }

    private static boolean isLocal(String uri) {
        return uri.startsWith("file:") || !SCHEME.matcher(uri).find();
    }

    /** Whether this is a folder of a local or mounted file system. */
    public boolean isLocal() {
        return isLocal(uri);
    }

    /** The folder, of a local one. */
    public Path folder() {
        return Path.of(uri);
    }

    /**
     * Connects to the store. Hadoop's classes take a while to load, and are not touched for a folder.
     *
     * @throws IllegalArgumentException if there is no such file system, or a property has a value of no use
     * @throws io.sluice.core.port.LakeUnavailableException if it cannot be connected to
     */
    public ObjectStore open() {
        return isLocal()
                ? new LocalStore(folder(), singleWriter)
                : HadoopStore.open(URI.create(uri), hadoop, singleWriter);
    }

    @Override
    public String toString() {
        return uri;
    }
}
