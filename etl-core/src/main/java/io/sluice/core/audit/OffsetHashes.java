package io.sluice.core.audit;

import java.util.HashMap;
import java.util.Map;

/** A hash per offset of one source partition, in chunks that are made when they are needed. One thread. */
final class OffsetHashes {
    private static final int CHUNK_BITS = 12;
    private static final int CHUNK = 1 << CHUNK_BITS;

    private final Map<Long, long[]> chunks = new HashMap<>();

    /** The hash of an offset; 0 if none was set. */
    long get(long offset) {
        long[] chunk = chunks.get(offset >> CHUNK_BITS);
        return chunk == null ? 0 : chunk[(int) offset & CHUNK - 1];
    }

    void set(long offset, long hash) {
        chunks.computeIfAbsent(offset >> CHUNK_BITS, number -> new long[CHUNK])[(int) offset & CHUNK - 1] = hash;
    }
}
