package io.sluice.core.port;

import java.io.Serializable;
import java.util.Objects;

/**
 * One finished file of one commit. Paths are relative to the lake root, with forward slashes.
 *
 * @param table which table
 * @param stagedPath where it was written, under {@code _sluice/staged/}
 * @param path where it belongs, under the table's folder
 * @param rows its rows
 * @param bytes its length
 * @param checksum CRC-32C of its bytes, eight hex digits
 * @param minTime smallest time of its rows (event time, window start, record time), microseconds since the epoch
 * @param maxTime greatest time of its rows
 */
public record DataFile(
        Table table, String stagedPath, String path, long rows, long bytes, String checksum, long minTime, long maxTime)
        implements Serializable {
    public DataFile {
        Objects.requireNonNull(table, "table");
        Objects.requireNonNull(stagedPath, "stagedPath");
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(checksum, "checksum");
    }
}
