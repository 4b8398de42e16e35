package io.sluice.core.audit;

import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.LongConsumer;

/**
 * Four bits per offset of one source partition, in chunks that are made when they are needed, so that gaps of any size
 * cost nothing. One thread.
 */
final class OffsetFlags {
    static final int EVENT = 1;
    static final int LATE = 2;
    static final int REJECTED = 4;
    /** In {@code events/}, by validating a rejected record again. */
    static final int REPLAYED = 8;

    private static final int CHUNK_BITS = 12;
    private static final int CHUNK = 1 << CHUNK_BITS;

    private final NavigableMap<Long, byte[]> chunks = new TreeMap<>();
    private long lastNumber = -1;
    private byte[] lastChunk;

    /** The flags of an offset; 0 if none was set. */
    int get(long offset) {
        byte[] chunk = chunk(offset >> CHUNK_BITS, false);
        return chunk == null ? 0 : chunk[(int) offset & CHUNK - 1];
    }

    void set(long offset, int flags) {
        chunk(offset >> CHUNK_BITS, true)[(int) offset & CHUNK - 1] |= (byte) flags;
    }

    /** Tells of every offset with a flag from one (included) to another (excluded), ascending. */
    void forEach(long from, long to, LongConsumer consumer) {
        chunks.subMap(from >> CHUNK_BITS, true, to >> CHUNK_BITS, true).forEach((number, chunk) -> {
            long first = number << CHUNK_BITS;
            for (int i = 0; i < CHUNK; i++) {
                if (chunk[i] != 0 && first + i >= from && first + i < to) {
                    consumer.accept(first + i);
                }
            }
        });
    }

    private byte[] chunk(long number, boolean make) {
        if (number != lastNumber || lastChunk == null) {
            byte[] chunk = chunks.get(number);
            if (chunk == null && make) {
                chunk = new byte[CHUNK];
                chunks.put(number, chunk);
            }
            if (chunk == null) {
                return null;
            }
            lastNumber = number;
            lastChunk = chunk;
        }
        return lastChunk;
    }
}
