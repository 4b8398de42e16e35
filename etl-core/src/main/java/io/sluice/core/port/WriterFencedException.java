package io.sluice.core.port;

/** Another writer took the lake over; nothing of the current commit was published (exit code 75). */
public final class WriterFencedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public WriterFencedException(String message) {
        super(message);
    }

    public WriterFencedException(String message, Throwable cause) {
        super(message, cause);
    }
}
