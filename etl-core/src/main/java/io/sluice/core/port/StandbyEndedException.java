package io.sluice.core.port;

/** A start was given up while it stood by: the lake was not taken over, nothing was read or written. */
public final class StandbyEndedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StandbyEndedException(String message) {
        super(message);
    }
}
