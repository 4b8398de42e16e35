package io.sluice.lake.audit;

/**
 * A compaction replaced files between the reading of the records and that of the files, so the two do not belong
 * together: whoever looks at the lake has to begin again.
 */
public final class LakeChangedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LakeChangedException(String message) {
        super(message);
    }
}
