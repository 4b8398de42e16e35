package io.sluice.spark;

import io.sluice.app.failure.ExitCodes;
import io.sluice.core.port.DataGapException;
import io.sluice.core.port.SourceUnavailableException;
import java.io.PrintStream;
import org.apache.spark.SparkThrowable;

/** Finds what went wrong beneath what Spark wraps around it, and says it on standard error. */
final class RunFailures {
    private RunFailures() {}

    /** Says what went wrong, and returns the exit code. */
    static int report(Throwable failure, PrintStream err) {
        Throwable reason = reason(failure);
        int code = ExitCodes.of(reason);
        if (code == ExitCodes.INTERNAL) {
            err.println("sluice: internal error: " + reason);
            failure.printStackTrace(err);
        } else {
            String.valueOf(reason.getMessage()).lines().forEach(line -> err.println("sluice: " + line));
        }
        return code;
    }

    /** The first cause that has an exit code of its own; the failure itself where none has. */
    static Throwable reason(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            Throwable known = known(cause);
            if (ExitCodes.of(known) != ExitCodes.INTERNAL) {
                return known;
            }
        }
        return failure;
    }

    private static Throwable known(Throwable cause) {
        if (cause instanceof SparkThrowable spark
                && String.valueOf(spark.getCondition()).startsWith("KAFKA_DATA_LOSS")) {
            return new DataGapException(
                    "Offsets were lost before they were read: " + cause.getMessage()
                            + ". To go on at the first records there are and have the hole recorded as a gap, set"
                            + " sluice.source.on-lost=continue for one run.",
                    cause);
        }
        if (cause.getClass().getName().startsWith("org.apache.kafka.")) {
            return new SourceUnavailableException("Cannot read the topic: " + cause.getMessage(), cause);
        }
        return cause;
    }
}
