package io.sluice.core.audit;

/** A hash per offset of one source partition. One thread. */
final class OffsetHashes {
    private final OffsetChunks<long[]> chunks = new OffsetChunks<>(long[]::new);

    /** The hash of an offset; 0 if none was set. */
    long get(long offset) {
        long[] chunk = chunks.find(offset);
        return chunk == null ? 0 : chunk[OffsetChunks.index(offset)];
    }

    void set(long offset, long hash) {
        chunks.make(offset)[OffsetChunks.index(offset)] = hash;
    }
}
