package io.sluice.core.port;

/**
 * The lake's store is a service, and it does not answer, or turns the request away (exit code 69). Nothing is known of
 * what became of the request: it may have been carried out.
 */
public final class LakeUnreachableException extends LakeUnavailableException {
    private static final long serialVersionUID = 1L;

    private final boolean mayPass;

    /** @param mayPass whether the same request may succeed later, though nobody mends anything here */
    public LakeUnreachableException(String message, Throwable cause, boolean mayPass) {
        super(message, cause);
        this.mayPass = mayPass;
    }

    /** Whether the same request may succeed later, though nobody mends anything here: the store is away or overloaded. */
    public boolean mayPass() {
        return mayPass;
    }
}
