package io.sluice.core.event;

import io.sluice.core.schema.Field;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Text (strings and JSON) as a code per row into a dictionary of UTF-8 values that belongs to the batch.
 *
 * <p>Equal values share a code until the dictionary holds {@value #MAX_LOOKED_UP} values; later ones are appended
 * without being looked up, so a column of unique values costs no more than its bytes. Codes mean nothing outside their
 * batch.
 */
public final class StringColumn extends Column {
    /** From this many distinct values on, new ones are appended without a look-up. */
    static final int MAX_LOOKED_UP = 4096;

    private static final int NONE = -1;

    private int[] codes;

    private byte[] bytes = new byte[1024];
    private int[] ends = new int[64];
    private long[] hashes = new long[64];
    private int entries;

    /** Open addressing, linear probing: slots hold code + 1, 0 is empty. Never more than half full. */
    private int[] slots = new int[128];

    private int lookedUp;

    StringColumn(Field field, int capacity) {
        super(field, capacity);
        codes = new int[capacity];
    }

    /** The code of the row's value, or -1 where absent. */
    public int code(int row) {
        return codes[row];
    }

    /** How many dictionary entries there are; codes are below. */
    public int dictionarySize() {
        return entries;
    }

    /** The array that holds the dictionary's bytes; valid until the next value is added. */
    public byte[] bytes() {
        return bytes;
    }

    /** Where the value of a code starts in {@link #bytes()}. */
    public int start(int code) {
        return code == 0 ? 0 : ends[code - 1];
    }

    /** Bytes of the value of a code. */
    public int length(int code) {
        return ends[code] - start(code);
    }

    /** A 64-bit hash of the value of a code, the same in every batch. */
    public long hash(int code) {
        return hashes[code];
    }

    /** The code of these bytes if they are in the dictionary, or -1. {@code hash} is {@link #hash(byte[], int, int)}. */
    public int find(byte[] source, int from, int length, long hash) {
        int mask = slots.length - 1;
        for (int slot = (int) hash & mask; ; slot = (slot + 1) & mask) {
            int code = slots[slot] - 1;
            if (code < 0) {
                return NONE;
            }
            if (hashes[code] == hash
                    && length(code) == length
                    && Bytes.equal(bytes, start(code), source, from, length)) {
                return code;
            }
        }
    }

    /** Adds a value that {@link #find} did not find and returns its code. */
    public int append(byte[] source, int from, int length, long hash) {
        int start = entries == 0 ? 0 : ends[entries - 1];
        int end = Math.addExact(start, length);
        if (end > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 8L, Math.max(end, bytes.length * 2L)));
        }
        if (entries == ends.length) {
            ends = Arrays.copyOf(ends, entries * 2);
            hashes = Arrays.copyOf(hashes, entries * 2);
        }
        System.arraycopy(source, from, bytes, start, length);
        ends[entries] = end;
        hashes[entries] = hash;
        int code = entries++;
        if (lookedUp < MAX_LOOKED_UP) {
            lookedUp++;
            if (lookedUp * 2 > slots.length) {
                rehash();
            }
            insertSlot(code);
        }
        return code;
    }

    private void insertSlot(int code) {
        int mask = slots.length - 1;
        int slot = (int) hashes[code] & mask;
        while (slots[slot] != 0) {
            slot = (slot + 1) & mask;
        }
        slots[slot] = code + 1;
    }

    private void rehash() {
        slots = new int[slots.length * 2];
        for (int code = 0; code < lookedUp - 1; code++) {
            insertSlot(code);
        }
    }

    /** Sets the row's value to a dictionary entry. */
    public void setCode(int row, int code) {
        codes[row] = code;
        setPresent(row);
    }

    /** Sets the row's value to these UTF-8 bytes. */
    public void set(int row, byte[] source, int from, int length) {
        long hash = hash(source, from, length);
        int code = find(source, from, length, hash);
        setCode(row, code >= 0 ? code : append(source, from, length, hash));
    }

    /** A 64-bit hash of bytes: eight at a time, multiplied and folded. */
    public static long hash(byte[] source, int from, int length) {
        long hash = length * 0x9e3779b97f4a7c15L;
        int i = from;
        int end = from + length;
        for (; i + 8 <= end; i += 8) {
            hash = fold(hash, Bytes.eight(source, i));
        }
        return mix(fold(hash, Bytes.few(source, i, end - i)));
    }

    private static long fold(long hash, long word) {
        long product = (hash ^ word) * 0xd6e8feb86659fd93L;
        return product ^ (product >>> 32);
    }

    @Override
    void clearValue(int row) {
        codes[row] = NONE;
    }

    @Override
    long valueHash(int row) {
        return isPresent(row) ? hashes[codes[row]] : 0;
    }

    @Override
    void addHashes(int[] into, int from, int to) {
        for (int row = from; row < to; row++) {
            into[row] = into[row] * 31 + (int) valueHash(row);
        }
    }

    @Override
    void copyValue(Column from, int fromRow, int row) {
        StringColumn other = (StringColumn) from;
        int code = other.codes[fromRow];
        set(row, other.bytes, other.start(code), other.length(code));
    }

    @Override
    public String value(int row) {
        return isPresent(row) ? text(codes[row]) : null;
    }

    /** The value of a code as a string. Not for per-event loops. */
    public String text(int code) {
        return new String(bytes, start(code), length(code), StandardCharsets.UTF_8);
    }

    @Override
    void ensureCapacity(int rows) {
        super.ensureCapacity(rows);
        if (codes.length < rows) {
            codes = Arrays.copyOf(codes, rows);
        }
    }

    @Override
    void clear() {
        if (lookedUp > 0) {
            Arrays.fill(slots, 0);
        }
        entries = 0;
        lookedUp = 0;
    }

    @Override
    long variableBytes() {
        return entries == 0 ? 0 : ends[entries - 1];
    }

    @Override
    long reservedForTexts() {
        return bytes.length + (long) Integer.BYTES * (ends.length + slots.length) + (long) Long.BYTES * hashes.length;
    }
}
