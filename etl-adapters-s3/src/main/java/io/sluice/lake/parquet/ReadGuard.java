package io.sluice.lake.parquet;

import io.sluice.core.port.DataGapException;
import io.sluice.core.port.LakeUnavailableException;
import java.io.EOFException;
import java.io.IOException;
import shaded.parquet.org.apache.thrift.transport.TTransportException;

/** Runs steps that fail only because of the file they read, and names the file in what goes wrong. */
public final class ReadGuard {
    private ReadGuard() {}

    /** A step. */
    interface Step<T> {
        T run() throws IOException;
    }

    static <T> T guarded(String path, Step<T> step) {
        try {
            return step.run();
        } catch (DataGapException | LakeUnavailableException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // Parquet throws whatever a damaged file makes it stumble over.
            throw damaged(path, e);
        }
    }

    static DataGapException damaged(String path, Exception cause) {
        return new DataGapException(
                "Cannot read data file " + path + ": " + reason(cause) + "; restore it from a backup", cause);
    }

    /** What a failure says, or what its causes do; its name where none of them says anything. */
    public static String reason(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            // The second speaks of a socket, though there is none.
            if (cause instanceof EOFException || cause instanceof TTransportException) {
                return "its bytes end early";
            }
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof NullPointerException) {
                return "it holds what this version does not know, such as a newer type";
            }
            if (cause.getMessage() != null && !cause.getMessage().isBlank()) {
                return cause.getMessage();
            }
        }
        return failure.getClass().getSimpleName();
    }
}
