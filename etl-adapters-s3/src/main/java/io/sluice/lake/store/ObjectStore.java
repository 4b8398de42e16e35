package io.sluice.lake.store;

import io.sluice.core.port.DataGapException;
import io.sluice.core.port.LakeUnavailableException;
import java.util.List;
import java.util.Optional;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.OutputFile;

/**
 * Named, immutable objects under one root: what a lake is kept in. Paths are relative to the root and separated by
 * forward slashes; folders come with their objects and cannot be seen without any. {@link Object#toString()} names the
 * root, for messages.
 *
 * <p>Any thread may call any method, and other processes may use the same root at the same time. Every method may be
 * repeated after it failed, and throws {@link LakeUnavailableException} when the storage fails. A store may keep
 * temporary objects under {@value #TEMPORARY_FOLDER}; anybody may delete those at any time.
 *
 * <p>An object store keeps what it confirmed. A file system does so only once a folder is synced, therefore names made
 * by {@link #newFile}, {@link #move} and {@link #delete} are certain to survive a loss of power after {@link #sync()}.
 */
public interface ObjectStore {
    /** Where a store keeps what nobody may rely on. */
    String TEMPORARY_FOLDER = "_sluice/tmp";

    /** All objects under a folder, at any depth, ordered by path; none if there is no such folder. */
    List<StoredObject> list(String folder);

    /** The length of an object in bytes, or -1 if there is none of that name. */
    long size(String path);

    /** The bytes of an object, or nothing if there is none of that name. For small objects. */
    Optional<byte[]> read(String path);

    /**
     * Creates an object with these bytes unless there is one of that name. Atomic: of many callers at the same time
     * exactly one succeeds, and nobody ever sees a part of the bytes. Durable when it returns, also where it returns
     * false.
     *
     * @return whether this call created it; after a failure that left the outcome open, false may also mean that an
     *     earlier attempt did, which only the bytes can tell
     */
    boolean createIfAbsent(String path, byte[] bytes);

    /**
     * Puts an object with these bytes in place of what is there. For small objects that nobody relies on: a loss of power
     * may take it back, and a file system that is neither local nor an object store may show a part of it.
     */
    void put(String path, byte[] bytes);

    /**
     * Makes an object by which others can tell that this process is gone, until it is released; of a name that was never
     * used before. Where the storage has no such thing, nothing is made.
     */
    default Hold hold(String path) {
        return () -> {};
    }

    /** Whether an object made by {@link #hold} is left of a process that is certainly gone. False where nobody knows. */
    default boolean isAbandoned(String path) {
        return false;
    }

    /** Ties an object to the life of this process. */
    interface Hold extends AutoCloseable {
        /** Lets go of it. Never throws. */
        @Override
        void close();
    }

    /**
     * A new object to be written as a stream, of a name that was never used before. The bytes are durable when the
     * stream is closed; until then the object may be seen in part.
     */
    OutputFile newFile(String path);

    /**
     * An object to be read at random.
     *
     * @throws DataGapException if there is none of that name
     */
    InputFile open(String path);

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
     * until it succeeds or the thread is interrupted. For whoever has begun work that somebody would have to start again.
     */
    default void retryForever() {}

    /** Makes every name durable that this instance made, moved or deleted before. */
    void sync();
}
