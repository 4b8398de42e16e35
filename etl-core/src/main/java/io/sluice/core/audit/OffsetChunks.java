package io.sluice.core.audit;

import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.IntFunction;

/**
 * Arrays with an element per offset of one source partition, made when they are needed, so that gaps of any size cost
 * nothing. Offsets come nearly in order, so the array used last is mostly the one. One thread.
 */
final class OffsetChunks<T> {
    private static final int BITS = 12;

    /** Offsets of one array. */
    static final int LENGTH = 1 << BITS;

    private final IntFunction<T> array;
    private final NavigableMap<Long, T> chunks = new TreeMap<>();
    private long lastNumber = -1;
    private T lastChunk;

    /** @param array makes an array of that length */
    OffsetChunks(IntFunction<T> array) {
        this.array = array;
    }

    /** The index of an offset in its array. */
    static int index(long offset) {
        return (int) offset & LENGTH - 1;
    }

    /** The first offset of an array. */
    static long first(long number) {
        return number << BITS;
    }

    /** The array of an offset, or null if there is none. */
    T find(long offset) {
        long number = offset >> BITS;
        if (number != lastNumber || lastChunk == null) {
            T chunk = chunks.get(number);
            if (chunk == null) {
                return null;
            }
            lastNumber = number;
            lastChunk = chunk;
        }
        return lastChunk;
    }

    /** The array of an offset, which is made if there is none. */
    T make(long offset) {
        T chunk = find(offset);
        if (chunk == null) {
            chunk = array.apply(LENGTH);
            lastNumber = offset >> BITS;
            lastChunk = chunk;
            chunks.put(lastNumber, chunk);
        }
        return chunk;
    }

    /** Those that may have elements of offsets from one (included) to another (excluded), by their numbers. */
    NavigableMap<Long, T> between(long from, long to) {
        return chunks.subMap(from >> BITS, true, to >> BITS, true);
    }
}
