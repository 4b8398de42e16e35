package io.sluice.lake.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;

/** A server in this process that speaks the protocol of S3 and checks signatures. Its one bucket is a folder. */
public final class S3Server implements AutoCloseable {
    public static final String BUCKET = "lakes";
    public static final String ACCESS_KEY = "tester";
    public static final String SECRET_KEY = "the-secret-of-the-tester";

    private final S3Proxy server;

    private S3Server(S3Proxy server) {
        this.server = server;
    }

    /** Starts a server on a free port, which keeps its objects in a folder. */
    public static S3Server start(Path folder) {
        return start(folder, AuthenticationType.AWS_V2_OR_V4, null);
    }

    /** One whose buckets are host names, such as {@code lakes.s3.test}; whoever asks it must find them at 127.0.0.1. */
    public static S3Server startWithBucketsAsHosts(Path folder, String host) {
        return start(folder, AuthenticationType.AWS_V2_OR_V4, host);
    }

    /** One that believes everybody, so that requests may be changed on their way. */
    public static S3Server startWithoutSignatures(Path folder) {
        return start(folder, AuthenticationType.NONE, null);
    }

    private static S3Server start(Path folder, AuthenticationType authentication, String host) {
        try {
            Files.createDirectories(folder.resolve(BUCKET));
            S3Proxy.Builder server = S3Proxy.builder()
                    .blobStore(new FilesystemNio2BlobStore(folder.toString()))
                    .awsAuthentication(authentication, ACCESS_KEY, SECRET_KEY)
                    .endpoint(URI.create("http://127.0.0.1:0"))
                    .stopTimeout(0);
            if (host != null) {
                server.virtualHost(host);
            }
            S3Proxy built = server.build();
            built.start();
            return new S3Server(built);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Exception e) {
            throw new IllegalStateException("Cannot start the S3 server", e);
        }
    }

    /** Where it listens, on 127.0.0.1. */
    public int port() {
        return server.getPort();
    }

    /** What a client needs to know, as Hadoop properties. */
    public Map<String, String> properties() {
        return Map.of(
                "fs.s3a.endpoint",
                "http://127.0.0.1:" + server.getPort(),
                "fs.s3a.endpoint.region",
                "us-east-1",
                "fs.s3a.path.style.access",
                "true",
                "fs.s3a.access.key",
                ACCESS_KEY,
                "fs.s3a.secret.key",
                SECRET_KEY);
    }

    /** The same with another value of one property. */
    public Map<String, String> properties(String key, String value) {
        Map<String, String> changed = new HashMap<>(properties());
        changed.put(key, value);
        return changed;
    }

    /** A place that nothing used before. */
    public static URI newRoot() {
        return URI.create("s3a://" + BUCKET + "/" + UUID.randomUUID());
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("Cannot stop the S3 server", e);
        }
    }
}
