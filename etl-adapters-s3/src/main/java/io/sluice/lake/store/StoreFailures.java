package io.sluice.lake.store;

import io.sluice.core.port.LakeUnavailableException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.util.ArrayDeque;
import java.util.Deque;
import javax.net.ssl.SSLException;
import org.apache.hadoop.fs.Path;

/** Says what went wrong with a Hadoop file system and what to do about it. */
final class StoreFailures {
    /** Some failures of S3 come with a page of text; all of it is in the stack trace. */
    private static final int MAX_REASON_CHARS = 300;

    private final String bucket;

    StoreFailures(Path root) {
        this.bucket = root.toUri().getAuthority();
    }

    LakeUnavailableException failed(String action, Path path, IOException failure) {
        return new LakeUnavailableException("Cannot " + action + " " + path + ": " + explained(failure), failure);
    }

    /** By the innermost cause that is known for what it is; those around it say where it passed. */
    private String explained(IOException failure) {
        Deque<Throwable> innermostFirst = new ArrayDeque<>();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            innermostFirst.push(cause);
        }
        for (Throwable cause : innermostFirst) {
            String explanation = explanation(cause);
            if (!explanation.isEmpty()) {
                return explanation;
            }
        }
        return reason(failure);
    }

    /** What S3A throws goes by its name, since its classes are not on every class path. */
    private String explanation(Throwable cause) {
        return switch (cause.getClass().getSimpleName()) {
            case "UnknownStoreException" ->
                "there is no bucket " + bucket + " at this endpoint; create it, or correct lake.uri or"
                        + " hadoop.fs.s3a.endpoint";
            case "NoAwsCredentialsException", "NoAuthWithAWSException", "CredentialInitializationException" ->
                "no credentials were found; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, or run"
                        + " with a role";
            default -> explanationOfTheJdk(cause);
        };
    }

    private String explanationOfTheJdk(Throwable cause) {
        if (cause instanceof AccessDeniedException) {
            return "access was denied: " + reason(cause) + "; check the credentials (AWS_ACCESS_KEY_ID, AWS_PROFILE,"
                    + " the role), and that they may list " + bucket + " and get, put and delete its objects";
        }
        if (cause instanceof UnknownHostException) {
            return "there is no host " + cause.getMessage() + "; check hadoop.fs.s3a.endpoint. A server that does not"
                    + " know buckets as host names needs hadoop.fs.s3a.path.style.access=true";
        }
        if (cause instanceof ConnectException || cause instanceof SocketTimeoutException) {
            return reason(cause) + "; check hadoop.fs.s3a.endpoint, and that it can be reached from here";
        }
        if (cause instanceof SSLException) {
            return reason(cause) + "; Java must trust the server's certificate, if need be by"
                    + " JAVA_OPTS=-Djavax.net.ssl.trustStore=FILE";
        }
        return "";
    }

    /** One line of moderate length. */
    private static String reason(Throwable failure) {
        String kind = failure.getClass().getSimpleName();
        if (failure.getMessage() == null) {
            return kind;
        }
        String message = failure.getMessage().strip().replaceAll("\\s+", " ");
        String cut = message.length() > MAX_REASON_CHARS ? message.substring(0, MAX_REASON_CHARS) + "..." : message;
        return cut + " (" + kind + ")";
    }
}
