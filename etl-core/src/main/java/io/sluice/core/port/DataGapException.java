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
     * A topic was deleted and created again between two answers of the brokers.
     *
     * @param was the id of the topic that is read
     * @param is the id of the topic of that name now
     */
    public static DataGapException recreated(String topic, String was, String is) {
        return new DataGapException(
                "Topic '" + topic + "' was deleted and made anew while it was read: its id was " + was
                        + " and is " + is
                        + ". What was read since the last commit may be of either and is not committed; records"
                        + " of the old one may be lost. Read the new one into another lake (sluice.lake.uri).");
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
