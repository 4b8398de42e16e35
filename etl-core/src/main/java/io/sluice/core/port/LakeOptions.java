package io.sluice.core.port;

import java.io.Serializable;
import java.util.Map;

/**
 * Where a lake is and how it is written, as it is configured. Immutable; it may hold credentials.
 *
 * @param uri a folder, {@code file:///folder}, or the URI of any Hadoop file system
 * @param hadoop properties for Hadoop, such as {@code fs.s3a.endpoint}
 * @param singleWriter whether the caller vouches that nothing else writes there
 * @param compression of data files: {@code snappy} or {@code zstd}
 * @param uuid how UUIDs are written: {@code string} or {@code uuid}
 * @param maxOpenHours how many files of a commit may be open at once, over all tables
 */
public record LakeOptions(
        String uri, Map<String, String> hadoop, boolean singleWriter, String compression, String uuid, int maxOpenHours)
        implements Serializable {
    /** What every reader of Parquet knows, at little cost. */
    public static final String DEFAULT_COMPRESSION = "snappy";

    /** What every engine compares as users write it. */
    public static final String DEFAULT_UUID = "string";

    /** More hours than a healthy stream has open, and few enough for a small heap. */
    public static final int DEFAULT_MAX_OPEN_HOURS = 200;

    public LakeOptions {
        hadoop = Map.copyOf(hadoop);
    }

    /** The same at another place, or reached in another way. */
    public LakeOptions at(String place, Map<String, String> properties) {
        return new LakeOptions(place, properties, singleWriter, compression, uuid, maxOpenHours);
    }
}
