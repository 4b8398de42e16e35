package io.sluice.core.port;

/**
 * The source, or the receiver of dead letters, cannot be reached or does not have what was asked for (exit code 69).
 */
public final class SourceUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public SourceUnavailableException(String message) {
        super(message);
    }

    public SourceUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
