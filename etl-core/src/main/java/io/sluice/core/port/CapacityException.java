package io.sluice.core.port;

import io.sluice.core.schema.Field;
import io.sluice.core.window.WindowSpec;
import java.util.stream.Collectors;

/** More has to be remembered than the configuration allows. What was decided before is committed. */
public final class CapacityException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private static final int BYTES_OF_AN_ID = 40;

    private CapacityException(String message) {
        super(message);
    }

    /**
     * More ids within the horizon than there may be.
     *
     * @param needed ids that would have to be remembered
     * @param allowed what {@code dedup.max-ids} allows
     */
    public static CapacityException ids(long needed, long allowed) {
        return new CapacityException("Cannot remember " + needed + " event ids: dedup.max-ids allows " + allowed
                + ". All before is committed. Give the process a larger heap (these ids need at least "
                + heapMegabytes(needed * BYTES_OF_AN_ID, 2) + " MB of it, see -Xmx), raise dedup.max-ids, or shorten"
                + " dedup.horizon");
    }

    /**
     * Makes sure that open windows have no more groups together than there may be.
     *
     * @param groups how many they have
     * @param allowed what {@code windows.max-groups} allows
     * @throws CapacityException if they have more
     */
    public static void requireGroups(long groups, long allowed, WindowSpec windows) {
        if (groups > allowed) {
            String by = windows.by().stream().map(Field::path).collect(Collectors.joining(","));
            throw new CapacityException("Cannot keep " + groups + " groups of open windows: windows.max-groups allows "
                    + allowed + ". All before is committed. Give the process a larger heap (these groups need at least "
                    + heapMegabytes(groups * windows.bytesOfGroup(), 3) + " MB of it, see -Xmx) or raise"
                    + " windows.max-groups; or group by fields of fewer values (windows.by is " + by
                    + ") or shorten watermark.lateness, for which windows stay open, in a lake of its own");
        }
    }

    private static long heapMegabytes(long bytes, int share) {
        return bytes * share / (1 << 20) + 1;
    }
}
