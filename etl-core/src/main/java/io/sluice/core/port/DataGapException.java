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

    /**
     * Offsets were deleted before they were read.
     *
     * @param what was lost, without a full stop
     */
    public static DataGapException lostOffsets(String what, Throwable cause) {
        return new DataGapException(
                what + ". Kafka deleted them, mostly by retention. To go on at the first records there are and have the"
                        + " hole recorded as a gap, set sluice.source.on-lost=continue for one run.",
                cause);
    }
}
