package io.sluice.lake.store;

import java.util.Objects;

/**
 * An object that a store holds.
 *
 * @param path relative to the store's root, with forward slashes
 * @param bytes its length
 */
public record StoredObject(String path, long bytes) {
    public StoredObject {
        Objects.requireNonNull(path, "path");
    }
}
