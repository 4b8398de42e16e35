package io.sluice.lake.store;

import io.sluice.core.port.LakeUnavailableException;
import org.apache.parquet.io.OutputFile;

/**
 * Named, immutable objects under one root: what a lake is kept in. Paths are relative to the root and separated by
 * forward slashes; folders come with their objects and cannot be seen without any. {@link Object#toString()} names the
 * root, for messages.
 *
 * <p>Any thread may call any method, and other processes may use the same root at the same time. Every method may be
 * repeated after it failed, and throws {@link LakeUnavailableException} when the storage fails. A store may keep
 * temporary objects under {@value #TEMPORARY_FOLDER}; those may be deleted at any time.
 *
 * <p>An object store keeps what it confirmed. A file system does so only once a folder is synced, therefore names made
 * by {@link #newFile}, {@link #move} and {@link #delete} are certain to survive a loss of power after {@link #sync()}.
 */
public interface ObjectStore extends ObjectReader, ProcessLocks {
    /** Where a store keeps what no reader may rely on. */
    String TEMPORARY_FOLDER = "_sluice/tmp";

    /**
     * Creates an object with these bytes unless there is one of that name. Atomic: of many callers at the same time
     * exactly one succeeds, and a part of the bytes is never seen. Durable when it returns, also where it returns
     * false.
     *
     * @return whether this call created it; after a failure that left the outcome open, false may also mean that an
     *     earlier attempt did, which only the bytes can tell
     */
    boolean createIfAbsent(String path, byte[] bytes);

    /**
     * Puts an object with these bytes in place of what is there. For small objects that may be lost: a loss of power
     * may take it back, and a file system that is neither local nor an object store may show a part of it.
     */
    void put(String path, byte[] bytes);

    /**
     * A new object to be written as a stream, of a name that was never used before. The bytes are durable when the
     * stream is closed; until then the object may be seen in part.
     */
    OutputFile newFile(String path);

    /**
     * Moves an object to a name that holds nothing, or the same bytes. Readers see it whole or not at all.
     *
     * @return false if there is no object {@code from}, which may mean that it was moved before
     */
    boolean move(String from, String to);

    /** Deletes an object if it is there. */
    void delete(String path);

    /**
     * From now on rides out what passes by itself: a request to a store that is away is repeated, with the same bytes,
     * until it succeeds or the thread is interrupted. For work that would have to be started again otherwise.
     */
    default void retryForever() {}

    /** Makes every name durable that this instance made, moved or deleted before. */
    void sync();
}
