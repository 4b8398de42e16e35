package io.sluice.spark.batch;

import io.sluice.core.event.RecordBatch;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Raw records of one source partition in one array: per record its offset, its length, its bytes. A thousand records
 * travel as one, and nothing is copied when they are read. Filled by one thread, again and again.
 */
final class RecordBlock {
    private static final int HEADER = Long.BYTES + Integer.BYTES;

    private byte[] bytes = new byte[1024];
    private ByteBuffer buffer = ByteBuffer.wrap(bytes);
    private long firstOffset;

    /** Adds a record. */
    void add(long offset, byte[] array, int start, int length) {
        if (buffer.remaining() < HEADER + length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, buffer.position() + HEADER + length));
            buffer = ByteBuffer.wrap(bytes).position(buffer.position());
        }
        if (buffer.position() == 0) {
            firstOffset = offset;
        }
        buffer.putLong(offset).putInt(length).put(array, start, length);
    }

    int size() {
        return buffer.position();
    }

    /** The offset of the first record; only if there is one. */
    long firstOffset() {
        return firstOffset;
    }

    /** Takes the records out. */
    byte[] take() {
        byte[] taken = Arrays.copyOf(bytes, buffer.position());
        buffer.clear();
        return taken;
    }

    /** The records of a block, as slices of it. */
    static RecordBatch read(int partition, byte[] block) {
        RecordBatch records = new RecordBatch(partition, 1024);
        ByteBuffer in = ByteBuffer.wrap(block);
        while (in.hasRemaining()) {
            long offset = in.getLong();
            int length = in.getInt();
            records.add(offset, RecordBatch.NO_TIME, block, in.position(), length);
            in.position(in.position() + length);
        }
        return records;
    }
}
