package io.sluice.core.port;

/**
 * The lake's store is a service, and it does not answer, or turns the request away (exit code 69). Nothing is known of
 * what became of the request: it may have been carried out.
 */
public final class LakeUnreachableException extends LakeUnavailableException {
    private static final long serialVersionUID = 1L;

    private final boolean isRetryable;

    /** @param isRetryable whether the same request may succeed later, without a change here */
    public LakeUnreachableException(String message, Throwable cause, boolean isRetryable) {
        super(message, cause);
        this.isRetryable = isRetryable;
    }

    /** Whether the same request may succeed later, though nobody mends anything here: the store is away or overloaded. */
    public boolean isRetryable() {
        return isRetryable;
    }
}
