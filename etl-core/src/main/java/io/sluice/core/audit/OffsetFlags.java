package io.sluice.core.audit;

import java.util.function.LongConsumer;

/** Four bits per offset of one source partition. One thread. */
final class OffsetFlags {
    static final int EVENT = 1;
    static final int LATE = 2;
    static final int REJECTED = 4;
    /** In {@code events/}, by validating a rejected record again. */
    static final int REPLAYED = 8;

    private final OffsetChunks<byte[]> chunks = new OffsetChunks<>(byte[]::new);

    /** The flags of an offset; 0 if none was set. */
    int get(long offset) {
        byte[] chunk = chunks.find(offset);
        return chunk == null ? 0 : chunk[OffsetChunks.index(offset)];
    }

    void set(long offset, int flags) {
        chunks.make(offset)[OffsetChunks.index(offset)] |= (byte) flags;
    }

    /** Tells of every offset with a flag from one (included) to another (excluded), ascending. */
    void forEach(long from, long to, LongConsumer consumer) {
        chunks.between(from, to).forEach((number, chunk) -> {
            long first = OffsetChunks.first(number);
            for (int i = 0; i < OffsetChunks.LENGTH; i++) {
                if (chunk[i] != 0 && first + i >= from && first + i < to) {
                    consumer.accept(first + i);
                }
            }
        });
    }
}
