package io.sluice.core.port;

/** More ids within the horizon than {@code dedup.max-ids} allows. What was decided before is committed. */
public final class CapacityException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * More ids than there may be.
     *
     * @param needed ids that would have to be remembered
     * @param allowed what the configuration allows
     */
    public CapacityException(long needed, long allowed) {
        super("Cannot remember " + needed + " event ids: dedup.max-ids allows " + allowed
                + ". All before is committed. Give the process a larger heap (these ids need at least "
                + heapMegabytes(needed) + " MB of it, see -Xmx), raise dedup.max-ids, or shorten dedup.horizon");
    }

    private static long heapMegabytes(long ids) {
        return ids * 40 * 2 / (1 << 20) + 1;
    }
}
