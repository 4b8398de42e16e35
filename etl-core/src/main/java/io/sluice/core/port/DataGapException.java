package io.sluice.core.port;

/** Data that should be there is gone or damaged: lost offsets, missing files (exit code 65). */
public final class DataGapException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public DataGapException(String message) {
        super(message);
    }

    public DataGapException(String message, Throwable cause) {
        super(message, cause);
    }
}
