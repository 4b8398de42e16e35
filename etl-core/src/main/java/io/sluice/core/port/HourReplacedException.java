package io.sluice.core.port;

/**
 * The files of an hour were replaced by a compaction while they were being read: what came of the hour so far is to be
 * forgotten, and the hour read again, which gives the same rows from other files.
 */
public final class HourReplacedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public HourReplacedException(String message, Throwable cause) {
        super(message, cause);
    }
}
