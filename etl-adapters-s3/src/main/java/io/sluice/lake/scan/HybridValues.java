package io.sluice.lake.scan;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.parquet.io.ParquetDecodingException;

/**
 * Small integers in Parquet's hybrid of runs and bit packing: dictionary ids and definition levels. Decodes many at a
 * time, where the library's own reader makes a call or three per value. What is not such an encoding ends in one of the
 * unchecked exceptions of buffers, or in a {@link ParquetDecodingException}.
 *
 * @see <a href="https://parquet.apache.org/docs/file-format/data-pages/encodings/#RLE">the encoding</a>
 */
final class HybridValues {
    private final ByteBuffer bytes;
    private final int bitWidth;
    private final int mask;

    /** Values left of the current run. */
    private int left;

    private boolean isPacked;
    /** What the current run repeats. */
    private int repeated;
    /** Where the next packed value begins, in bits from the start of the buffer. */
    private long bit;

    /** @param bytes begins at its position; used up by this */
    HybridValues(ByteBuffer bytes, int bitWidth) {
        if (bitWidth < 0 || bitWidth > Integer.SIZE) {
            throw new ParquetDecodingException("Integers of " + bitWidth + " bits");
        }
        this.bytes = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
        this.bitWidth = bitWidth;
        this.mask = (int) ((1L << bitWidth) - 1);
    }

    /** Reads the next values. */
    void read(int[] into, int from, int count) {
        int end = from + count;
        int at = from;
        while (at < end) {
            if (left == 0) {
                beginRun();
            }
            int taken = Math.min(left, end - at);
            if (isPacked) {
                unpack(into, at, taken);
            } else {
                Arrays.fill(into, at, at + taken, repeated);
            }
            left -= taken;
            at += taken;
        }
    }

    private void beginRun() {
        int header = unsignedVarInt();
        isPacked = (header & 1) == 1;
        if (isPacked) {
            int length = Math.multiplyExact(header >>> 1, bitWidth); // in bytes: values come in eights
            left = Math.multiplyExact(header >>> 1, 8);
            bit = 8L * bytes.position();
            // The last group of a page may be cut where its values end.
            bytes.position(bytes.position() + Math.min(length, bytes.remaining()));
        } else {
            left = header >>> 1;
            repeated = 0;
            for (int shift = 0; shift < bitWidth; shift += 8) {
                repeated |= (bytes.get() & 0xff) << shift;
            }
        }
    }

    private int unsignedVarInt() {
        int value = 0;
        for (int shift = 0; shift < Integer.SIZE; shift += 7) {
            int next = bytes.get();
            value |= (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new ParquetDecodingException("A run length of more than 32 bits");
    }

    private void unpack(int[] into, int from, int count) {
        int end = from + count;
        int at = from;
        int lastWord = bytes.limit() - Long.BYTES;
        for (; at < end && bit >>> 3 <= lastWord; at++) {
            into[at] = (int) (bytes.getLong((int) (bit >>> 3)) >>> (bit & 7)) & mask;
            bit += bitWidth;
        }
        for (; at < end; at++) { // close to the end there is no whole word left
            into[at] = (int) (lastBytes((int) (bit >>> 3)) >>> (bit & 7)) & mask;
            bit += bitWidth;
        }
    }

    private long lastBytes(int from) {
        if (from >= bytes.limit() && bitWidth > 0) {
            throw new ParquetDecodingException("Packed integers end early, at byte " + from);
        }
        long word = 0;
        for (int i = from; i < bytes.limit(); i++) {
            word |= (bytes.get(i) & 0xffL) << 8 * (i - from);
        }
        return word;
    }
}
