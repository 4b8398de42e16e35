package io.sluice.lake.store;

import io.sluice.core.port.LakeOptions;
import java.io.Serializable;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
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
    private static final Pattern SCHEME = Pattern.compile("^[a-zA-Z][a-zA-Z0-9+.-]+:");

    /** @throws IllegalArgumentException if the URI names no folder that could be */
    public StoreLocation {
        Objects.requireNonNull(uri, "uri");
        hadoop = Map.copyOf(hadoop);
        refuseMistakes(uri);
        if (isLocal(uri)) {
            Path folder = uri.startsWith("file:") ? Path.of(URI.create(uri)) : Path.of(uri);
            uri = folder.toAbsolutePath().normalize().toString();
        }
    }

    /** What looks like an address of another tool's, and would be taken for something else here. */
    private static void refuseMistakes(String uri) {
        String hint = null;
        if (uri.startsWith("s3://") || uri.startsWith("s3n://")) {
            hint = "S3 is s3a://bucket/prefix here; write s3a" + uri.substring(uri.indexOf(':'));
        } else if (uri.startsWith("http://") || uri.startsWith("https://")) {
            hint = "a web server cannot be written; for S3 write s3a://bucket/prefix, and the server's address as"
                    + " hadoop.fs.s3a.endpoint";
        } else if (uri.equals("~") || uri.startsWith("~/")) {
            hint = "only a shell makes the home folder of ~; write the whole path";
        }
        if (hint != null) {
            throw new IllegalArgumentException("lake.uri " + uri + " is no folder and no store: " + hint);
        }
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
