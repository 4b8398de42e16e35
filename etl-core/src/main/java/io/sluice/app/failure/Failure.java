package io.sluice.app.failure;

import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.function.UnaryOperator;

/**
 * What went wrong, as a process says it: the one mapping from a failure to its message and exit code, for every runner.
 *
 * @param thrown what was caught
 * @param reason the first of it and its causes that has an exit code of its own; itself where none has
 */
public record Failure(Throwable thrown, Throwable reason) {
    /** Finds what went wrong. */
    public static Failure of(Throwable thrown) {
        return of(thrown, UnaryOperator.identity());
    }

    /**
     * Finds what went wrong beneath the exceptions of a library.
     *
     * @param known what a cause is in our terms; itself where the library says nothing of it
     */
    public static Failure of(Throwable thrown, UnaryOperator<Throwable> known) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            Throwable reason = known.apply(cause);
            if (ExitCodes.of(reason) != ExitCodes.INTERNAL) {
                return new Failure(thrown, reason);
            }
        }
        return new Failure(thrown, thrown);
    }

    public int code() {
        return ExitCodes.of(reason);
    }

    /** Whether it is a fault of this program. */
    public boolean isInternal() {
        return code() == ExitCodes.INTERNAL;
    }

    /** In words. Failures of the file system carry the path alone; what is wrong is their type. */
    public String message() {
        if (reason instanceof NoSuchFileException missing) {
            return "There is no file or folder " + missing.getFile();
        }
        if (reason instanceof AccessDeniedException denied) {
            return "Access to " + denied.getFile() + " is denied";
        }
        if (ExitCodes.isHeapExhausted(reason)) {
            return heapExhausted(Runtime.getRuntime().maxMemory() >> 20);
        }
        return reason.getMessage() == null ? reason.getClass().getSimpleName() : reason.getMessage();
    }

    private static String heapExhausted(long megabytes) {
        return "Cannot go on: the heap of " + megabytes
                + " MB is full. What was committed before stays as it is. Give the"
                + " process a larger heap, such as JAVA_OPTS=-Xmx" + 2 * megabytes
                + "m, or less to hold: of buffer.bytes, commit.max-hours, windows.max-groups and dedup.max-ids, lower"
                + " what was set higher than its default";
    }

    /**
     * Says it.
     *
     * @param trace whether to say where, too
     * @return the exit code
     */
    public int report(PrintWriter err, boolean trace) {
        if (isInternal()) {
            err.println("sluice: internal error: " + reason.getClass().getName() + ": " + message());
        } else {
            message().lines().forEach(line -> err.println("sluice: " + line));
        }
        if (trace) {
            thrown.printStackTrace(err);
        } else if (isInternal()) {
            err.println("sluice: this is a bug; run the command again with --verbose to see where, and report it");
        }
        err.flush();
        return code();
    }
}
