package io.sluice.lake.store;

import io.sluice.core.port.LakeUnavailableException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import org.apache.hadoop.fs.Path;

/** Says what went wrong with a Hadoop file system and what to do about it. */
final class StoreFailures {
    private final String bucket;

    StoreFailures(Path root) {
        this.bucket = root.toUri().getAuthority();
    }

    LakeUnavailableException failed(String action, Path path, IOException failure) {
        String advice = advice(failure);
        return new LakeUnavailableException(
                "Cannot " + action + " " + path + ": " + reason(failure) + (advice.isEmpty() ? "" : "; " + advice),
                failure);
    }

    /** One line: some failures of S3 come with pages. */
    private static String reason(IOException failure) {
        String message = failure.getMessage();
        String kind = failure.getClass().getSimpleName();
        return message == null ? kind : message.strip().replaceAll("\\s+", " ") + " (" + kind + ")";
    }

    private String advice(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String advice = adviceOn(cause);
            if (!advice.isEmpty()) {
                return advice;
            }
        }
        return "";
    }

    /** By their names, since the classes of S3A are not on every class path. */
    private String adviceOn(Throwable cause) {
        switch (cause.getClass().getSimpleName()) {
            case "UnknownStoreException":
                return "there is no bucket " + bucket + " at this endpoint: create it, or correct lake.uri or"
                        + " hadoop.fs.s3a.endpoint";
            case "NoAwsCredentialsException", "NoAuthWithAWSException", "CredentialInitializationException":
                return "no credentials were found: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, or"
                        + " run with a role";
            default:
                return adviceOnNetwork(cause);
        }
    }

    private String adviceOnNetwork(Throwable cause) {
        if (cause instanceof AccessDeniedException) {
            return "check the credentials (AWS_ACCESS_KEY_ID, AWS_PROFILE, the role) and that they may list " + bucket
                    + " and get, put and delete its objects";
        }
        if (cause instanceof UnknownHostException) {
            return "check hadoop.fs.s3a.endpoint; a server that does not know buckets as host names needs"
                    + " hadoop.fs.s3a.path.style.access=true";
        }
        if (cause instanceof ConnectException || cause instanceof SocketTimeoutException) {
            return "check hadoop.fs.s3a.endpoint and that it can be reached from here";
        }
        return "";
    }
}
