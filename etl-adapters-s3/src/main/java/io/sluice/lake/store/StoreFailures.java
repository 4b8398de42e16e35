package io.sluice.lake.store;

import io.sluice.core.port.LakeUnavailableException;
import io.sluice.core.port.LakeUnreachableException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.apache.hadoop.fs.Path;

/** Says what went wrong with a Hadoop file system and what to do about it. */
final class StoreFailures {
    /** Some failures of S3 come with a page of text; all of it is in the stack trace. */
    private static final int MAX_REASON_CHARS = 300;

    /** As S3 and STS call it. */
    private static final Pattern EXPIRED =
            Pattern.compile("\\b(ExpiredToken|ExpiredTokenException|TokenRefreshRequired)\\b");

    private final String bucket;
    private final boolean s3;

    StoreFailures(Path root) {
        this.bucket = root.toUri().getAuthority();
        this.s3 = "s3a".equals(root.toUri().getScheme());
    }

    LakeUnavailableException failed(String action, Path path, IOException failure) {
        Explanation found = explained(failure);
        String message = "Cannot " + action + " " + path + ": " + found.text;
        return found.cause == Cause.HERE
                ? new LakeUnavailableException(message, failure)
                : new LakeUnreachableException(message, failure, found.cause == Cause.AWAY);
    }

    /** Where the reason of a failure lies. */
    private enum Cause {
        /** On this machine, or nobody knows. */
        HERE,
        /** The store turned the request away, and would again. */
        REFUSED,
        /** The store is away, overloaded or failing: it passes. */
        AWAY
    }

    private record Explanation(Cause cause, String text) {}

    /** By the innermost cause that is known for what it is; those around it say where it passed. */
    private Explanation explained(IOException failure) {
        Deque<Throwable> innermostFirst = new ArrayDeque<>();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            innermostFirst.push(cause);
        }
        for (Throwable cause : innermostFirst) {
            Explanation explanation = explanation(cause);
            if (explanation != null) {
                return explanation;
            }
        }
        return new Explanation(Cause.HERE, reason(failure));
    }

    /** What S3A and the AWS client throw goes by its name, since their classes are not on every class path. */
    private Explanation explanation(Throwable cause) {
        String code = String.valueOf(cause.getMessage());
        if (EXPIRED.matcher(code).find()) {
            return new Explanation(
                    Cause.REFUSED,
                    "the credentials have expired: " + reason(cause) + "; get new ones and start again. Where that"
                            + " happens often, let the AWS default chain"
                            + " renew them (a role, web identity,"
                            + " AWS_PROFILE)");
        }
        return switch (cause.getClass().getSimpleName()) {
            case "UnknownStoreException" ->
                new Explanation(
                        Cause.REFUSED,
                        "there is no bucket " + bucket + " at this endpoint; create it, or correct lake.uri or"
                                + " hadoop.fs.s3a.endpoint");
            case "NoAwsCredentialsException", "NoAuthWithAWSException", "CredentialInitializationException" ->
                new Explanation(
                        Cause.REFUSED,
                        "no credentials were found; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE,"
                                + " or run with a role");
            case "AWSStatus500Exception", "AWSServiceThrottledException" ->
                new Explanation(
                        Cause.AWAY, "the store fails or is overloaded: " + reason(cause) + "; look at the store");
            case "AWSNoResponseException",
                    "AWSApiCallTimeoutException",
                    "ApiCallTimeoutException",
                    "ApiCallAttemptTimeoutException",
                    "HttpChannelEOFException",
                    "NoHttpResponseException",
                    "ConnectionClosedException",
                    "TruncatedChunkException" -> unreachable(cause);
            default -> explanationOfTheJdk(cause);
        };
    }

    private Explanation explanationOfTheJdk(Throwable cause) {
        if (cause instanceof AccessDeniedException) {
            return new Explanation(
                    Cause.REFUSED,
                    "access was denied: " + reason(cause) + "; check the credentials"
                            + (s3
                                    ? " (AWS_ACCESS_KEY_ID, AWS_PROFILE, the role), and that they may list " + bucket
                                            + " and get, put and delete its objects"
                                    : ", and that they may read, write and delete there"));
        }
        if (cause instanceof UnknownHostException) {
            return new Explanation(
                    Cause.AWAY,
                    "there is no host " + cause.getMessage()
                            + (s3
                                    ? "; check hadoop.fs.s3a.endpoint. A server that does not know buckets as host"
                                            + " names needs hadoop.fs.s3a.path.style.access=true"
                                    : "; check lake.uri"));
        }
        if (cause instanceof SocketException || cause instanceof SocketTimeoutException) {
            return unreachable(cause);
        }
        if (cause instanceof SSLException) {
            return new Explanation(
                    Cause.REFUSED,
                    reason(cause) + "; Java must trust the server's certificate, if need be by"
                            + " JAVA_OPTS=-Djavax.net.ssl.trustStore=FILE");
        }
        return null;
    }

    private Explanation unreachable(Throwable cause) {
        return new Explanation(
                Cause.AWAY,
                reason(cause) + "; check the address" + (s3 ? " (hadoop.fs.s3a.endpoint)" : " (lake.uri)")
                        + ", and that it can be reached from here");
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
