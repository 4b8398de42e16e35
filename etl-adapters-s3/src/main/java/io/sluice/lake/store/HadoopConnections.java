package io.sluice.lake.store;

import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;

/**
 * The Hadoop file systems this process is connected to. Hadoop's own cache goes by the authority alone, and would hand out one
 * with the credentials of another.
 */
final class HadoopConnections {
    /** What we prefer to the defaults of Hadoop; whoever configures something wins. */
    private static final Map<String, String> DEFAULTS = Map.ofEntries(
            // Hadoop's shutdown hook closes file systems while a last commit may be under way.
            Map.entry("fs.automatic.close", "false"),
            // Keys that are configured, then the default chain of AWS: environment, web identity, profile, instance.
            Map.entry(
                    "fs.s3a.aws.credentials.provider",
                    "org.apache.hadoop.fs.s3a.TemporaryAWSCredentialsProvider,"
                            + "org.apache.hadoop.fs.s3a.SimpleAWSCredentialsProvider,"
                            + "software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider"),
            // What does not answer is known after some minutes; with Hadoop's defaults it takes half an hour, and a
            // store that turns requests away would be asked for days.
            Map.entry("fs.s3a.connection.establish.timeout", "5s"),
            Map.entry("fs.s3a.connection.timeout", "30s"),
            Map.entry("fs.s3a.attempts.maximum", "3"),
            Map.entry("fs.s3a.retry.limit", "4"),
            Map.entry("fs.s3a.retry.throttle.limit", "7"),
            // Folders are names here: no look for one before a file is made, no object that stands for an empty one.
            Map.entry("fs.s3a.performance.flags", "create,delete,mkdir"));

    /** Where files are kept until they are uploaded: ours, and those of S3A. */
    static final String BUFFER_FOLDER = "fs.s3a.buffer.dir";

    private static final Map<Key, Connection> OPEN = new HashMap<>();

    private record Key(String scheme, String authority, Map<String, String> properties) {}

    /** A connected file system and what was found out about it. */
    static final class Connection {
        final FileSystem files;
        private Boolean keepsCondition;

        private Connection(FileSystem files) {
            this.files = files;
        }

        /** Whether creation on condition is to be relied on; the probe runs once, but again after it failed. */
        synchronized boolean keepsCondition(BooleanSupplier probe) {
            if (keepsCondition == null) {
                keepsCondition = probe.getAsBoolean();
            }
            return keepsCondition;
        }
    }

    private HadoopConnections() {}

    /** The file system of a path, connected by those properties. */
    static synchronized Connection connect(Path path, Map<String, String> properties) {
        URI uri = path.toUri();
        return OPEN.computeIfAbsent(
                new Key(uri.getScheme(), uri.getAuthority(), Map.copyOf(properties)),
                key -> new Connection(open(path, properties)));
    }

    private static FileSystem open(Path path, Map<String, String> properties) {
        Configuration configuration = new Configuration();
        DEFAULTS.forEach(configuration::set);
        properties.forEach(configuration::set);
        try {
            String[] buffers = configuration.getTrimmedStrings(BUFFER_FOLDER, System.getProperty("java.io.tmpdir"));
            configuration.set(
                    BUFFER_FOLDER,
                    SpoolFolder.in(java.nio.file.Path.of(buffers[0])).toString());
            return FileSystem.newInstance(path.toUri(), configuration);
        } catch (UnsupportedFileSystemException e) {
            throw unknown(path, e);
        } catch (IOException e) {
            throw new StoreFailures(path).failed("connect to", path, e);
        } catch (RuntimeException e) {
            // Hadoop knows the names of some file systems whose classes it does not bring.
            if (e.getCause() instanceof ClassNotFoundException) {
                throw unknown(path, e);
            }
            throw e;
        }
    }

    private static IllegalArgumentException unknown(Path path, Exception cause) {
        return new IllegalArgumentException(
                "lake.uri " + path + " names a file system that is not known: " + cause.getMessage()
                        + "; expected a folder, s3a://bucket/prefix, or the scheme of a file system on the class path",
                cause);
    }
}
