package io.sluice.spark;

import io.sluice.app.failure.ExitCodes;

/**
 * A failure as the driver tells it. What went wrong in an executor comes wrapped in Spark's own exceptions; the
 * innermost cause that is known for what it is decides.
 *
 * @param code the exit code
 * @param message what went wrong
 */
record QueryFailure(int code, String message) {
    static QueryFailure of(Throwable failure) {
        QueryFailure known = null;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            int code = code(cause);
            if (code != ExitCodes.INTERNAL) {
                known = new QueryFailure(code, cause.getMessage());
            }
        }
        return known != null ? known : new QueryFailure(ExitCodes.INTERNAL, "internal error: " + failure);
    }

    /** A question that does not fit the table is a matter of usage, wherever it is noticed. */
    private static int code(Throwable cause) {
        boolean ours = cause.getStackTrace().length > 0
                && cause.getStackTrace()[0].getClassName().startsWith("io.sluice.");
        return cause instanceof IllegalArgumentException && ours ? ExitCodes.USAGE : ExitCodes.of(cause);
    }
}
