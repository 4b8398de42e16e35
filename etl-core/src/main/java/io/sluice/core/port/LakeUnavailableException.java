package io.sluice.core.port;

/** The lake cannot be read or written (exit code 74). */
public sealed class LakeUnavailableException extends RuntimeException permits LakeUnreachableException {
    private static final long serialVersionUID = 1L;

    public LakeUnavailableException(String message) {
        super(message);
    }

    public LakeUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
