package io.sluice.lake.parquet;

/**
 * A Parquet file holds what is not read here, though nothing is damaged. The message says what and what to do, and names
 * no file: that is left to who opened it.
 */
public final class UnreadableFileException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public UnreadableFileException(String message, Throwable cause) {
        super(message, cause);
    }
}
