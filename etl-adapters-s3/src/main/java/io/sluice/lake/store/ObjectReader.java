package io.sluice.lake.store;

import io.sluice.core.port.DataGapException;
import java.util.List;
import java.util.Optional;
import org.apache.parquet.io.InputFile;

/** What readers ask of an {@link ObjectStore}. */
public interface ObjectReader {
    /** All objects under a folder, at any depth, ordered by path; none if there is no such folder. */
    List<StoredObject> list(String folder);

    /** The length of an object in bytes, or -1 if there is none of that name. */
    long size(String path);

    /** The bytes of an object, or nothing if there is none of that name. For small objects. */
    Optional<byte[]> read(String path);

    /**
     * An object to be read at random.
     *
     * @throws DataGapException if there is none of that name
     */
    InputFile open(String path);
}
