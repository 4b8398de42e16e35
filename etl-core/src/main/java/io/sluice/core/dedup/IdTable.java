package io.sluice.core.dedup;

import io.sluice.core.time.EpochBuckets;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The accepted events that may still have duplicates: 128-bit id, event time, value hash. An id may be there several
 * times, more than a horizon apart. One thread.
 *
 * <p>Entries (28 bytes each) stand in chunks of {@value #CHUNK}; a chunk belongs to one minute of event time, so
 * expiring a minute frees whole chunks and touches nothing else. An index of one int per slot finds them by id: open
 * addressing with linear probing, at most three quarters full; a slot holds an entry's number, how far it is from where
 * the id's hash wants it, and in the bits that leaves free a tag from that hash. So a probe rarely looks at an entry of
 * another id, and neither does a deletion, which closes its gap (Knuth, The Art of Computer Programming, volume 3,
 * section 6.4, algorithm R): there are no tombstones. Entries are never moved; the index is rebuilt when it grows.
 *
 * <p>Memory is at most 28 + 4 / 0.375 = 38.7 bytes per id, plus less than one chunk per minute and one block.
 */
final class IdTable {
    /** Entries in a chunk. */
    static final int CHUNK = 32;

    private static final int CHUNKS_IN_BLOCK = 256;
    private static final int BLOCK = CHUNK * CHUNKS_IN_BLOCK;
    private static final int BLOCK_SHIFT = Integer.numberOfTrailingZeros(BLOCK);
    private static final long MINUTE = 60_000_000L;
    private static final int NONE = -1;
    private static final int MOST_DISTANCE_BITS = 3;
    /** Entries that one call may expire however few came: some milliseconds. */
    private static final long LEAST_EXPIRED = 16_384;

    /** The entries of one minute: a chain of chunks of which only the first has room. */
    private static final class Minute {
        int chunk = NONE;
        int used = CHUNK;
    }

    /** Differs by table, so that nobody can send ids that all fall into one slot. */
    private final long seed = ThreadLocalRandom.current().nextLong();

    private final EpochBuckets<Minute> minutes = new EpochBuckets<>();

    private long[][] ids = new long[4][];
    private long[][] times = new long[4][];
    private int[][] hashes = new int[4][];
    private int blocks;

    /** For every chunk the next of its minute, or of the free ones. */
    private int[] nextChunk = new int[4 * CHUNKS_IN_BLOCK];

    private int freeChunk = NONE;
    private int freeChunks;

    /** 0 is empty, else from the highest bit: tag, distance from home, entry number + 1. */
    private int[] index = new int[1024];

    private int entryBits = 12;
    private int distanceBits = MOST_DISTANCE_BITS;
    /** This far or farther from home. */
    private int far = (1 << MOST_DISTANCE_BITS) - 1;

    private int size;
    /** Entries added since the last expiry. */
    private long added;
    /** Means nothing; the compiler would drop a read that goes nowhere. */
    @SuppressWarnings("UnusedVariable")
    private int touched;

    /** Entries. */
    int size() {
        return size;
    }

    /** Entries there is memory in use for: whole chunks, which is what a bound must count. */
    long reserved() {
        return (long) blocks * BLOCK - (long) freeChunks * CHUNK;
    }

    /** Bytes of all arrays. */
    long bytes() {
        return blocks * (BLOCK * 28L + CHUNKS_IN_BLOCK * 4L) + index.length * 4L;
    }

    /**
     * The next entry with the id after the given one in probing order, or -1. Start with -1.
     *
     * <p>Used as {@code for (int e = next(-1, ...); e >= 0; e = next(e, ...))}; ids are nearly always there once or not
     * at all, so going on from an entry by probing from the start again costs nothing that matters.
     */
    int next(int after, long high, long low) {
        int hash = hash(high, low);
        int mask = index.length - 1;
        int home = hash & mask;
        int tag = tag(hash);
        boolean reached = after == NONE;
        for (int slot = home; index[slot] != 0; slot = (slot + 1) & mask) {
            int entry = entry(slot);
            if (reached) {
                // Whoever is at home elsewhere has another id: the distance tells nearly as much as a longer tag would.
                boolean likely = tag(index[slot]) == tag && distance(slot) == Math.min(slot - home & mask, far);
                if (likely && holds(entry, high, low)) {
                    return entry;
                }
            } else {
                reached = entry == after;
            }
        }
        return NONE;
    }

    /**
     * Reads the slot at which a look-up of the id begins. Called for many ids, whose waits for memory then overlap; each
     * look-up by itself would wait in full, and in a table of millions that is nearly all it does.
     */
    void touch(long high, long low) {
        touch(hash(high, low));
    }

    private void touch(int hash) {
        touched += index[hash & index.length - 1];
    }

    long time(int entry) {
        return times[entry >>> BLOCK_SHIFT][entry & (BLOCK - 1)];
    }

    int valueHash(int entry) {
        return hashes[entry >>> BLOCK_SHIFT][entry & (BLOCK - 1)];
    }

    private boolean holds(int entry, long high, long low) {
        long[] block = ids[entry >>> BLOCK_SHIFT];
        int at = (entry & (BLOCK - 1)) * 2;
        return block[at] == high && block[at + 1] == low;
    }

    /** Adds an entry, whether the id is there or not. */
    void add(long high, long low, long eventTime, int valueHash) {
        int entry = newEntry(Math.floorDiv(eventTime, MINUTE));
        int block = entry >>> BLOCK_SHIFT;
        int at = entry & (BLOCK - 1);
        ids[block][at * 2] = high;
        ids[block][at * 2 + 1] = low;
        times[block][at] = eventTime;
        hashes[block][at] = valueHash;
        size++;
        added++;
        if (size > index.length / 4 * 3 || entry + 1 >>> entryBits != 0) {
            rebuildIndex();
        } else {
            insert(entry, hash(high, low));
        }
    }

    private int newEntry(long minuteNumber) {
        Minute minute = minutes.get(minuteNumber);
        if (minute == null) {
            minute = new Minute();
            minutes.put(minuteNumber, minute);
        }
        if (minute.used == CHUNK) {
            int chunk = takeChunk();
            nextChunk[chunk] = minute.chunk;
            minute.chunk = chunk;
            minute.used = 0;
        }
        return minute.chunk * CHUNK + minute.used++;
    }

    private int takeChunk() {
        if (freeChunk == NONE) {
            addBlock();
        }
        int chunk = freeChunk;
        freeChunk = nextChunk[chunk];
        freeChunks--;
        return chunk;
    }

    private void addBlock() {
        if (blocks == ids.length) {
            ids = Arrays.copyOf(ids, blocks * 2);
            times = Arrays.copyOf(times, blocks * 2);
            hashes = Arrays.copyOf(hashes, blocks * 2);
            nextChunk = Arrays.copyOf(nextChunk, blocks * 2 * CHUNKS_IN_BLOCK);
        }
        ids[blocks] = new long[BLOCK * 2];
        times[blocks] = new long[BLOCK];
        hashes[blocks] = new int[BLOCK];
        int first = blocks * CHUNKS_IN_BLOCK;
        for (int chunk = first + CHUNKS_IN_BLOCK - 1; chunk >= first; chunk--) {
            freeTheChunk(chunk);
        }
        blocks++;
    }

    private void freeTheChunk(int chunk) {
        nextChunk[chunk] = freeChunk;
        freeChunk = chunk;
        freeChunks++;
    }

    private void insert(int entry, int hash) {
        int mask = index.length - 1;
        int home = hash & mask;
        int slot = home;
        while (index[slot] != 0) {
            slot = (slot + 1) & mask;
        }
        int tagOnly = hash & -1 << entryBits << distanceBits;
        index[slot] = tagOnly | (entry + 1);
        setDistance(slot, slot - home & mask);
    }

    /** Makes the index fit the entries; the tags change with the bits that entry numbers need. */
    private void rebuildIndex() {
        int slots = index.length;
        while (size > slots / 4 * 3) {
            slots = Math.multiplyExact(slots, 2);
        }
        // At most 30 bits: an array has no room for 2^31 slots, and fewer entries than slots are in use.
        entryBits = 32 - Integer.numberOfLeadingZeros(Math.max(blocks * BLOCK, slots - 1));
        distanceBits = Math.min(MOST_DISTANCE_BITS, 32 - entryBits);
        far = (1 << distanceBits) - 1;
        index = new int[slots];
        minutes.forEach(this::insertAll);
    }

    private void insertAll(Minute minute) {
        int used = minute.used;
        for (int chunk = minute.chunk; chunk != NONE; chunk = nextChunk[chunk]) {
            for (int entry = chunk * CHUNK; entry < chunk * CHUNK + used; entry++) {
                insert(entry, hashOf(entry));
            }
            used = CHUNK;
        }
    }

    /**
     * Forgets entries of minutes that end at or before the bound (microseconds since the epoch), the oldest first: at least
     * twice as many as were added since the last time, so that the rest of a full minute goes bit by bit with the next
     * calls instead of making one event wait for all of it. Whoever judges by an entry looks at its time anyway.
     */
    void expireBefore(long bound) {
        long chunks = Math.max(LEAST_EXPIRED, 2 * added) / CHUNK;
        added = 0;
        expireChunks(bound, chunks);
    }

    /** Forgets all entries of minutes that end at or before the bound. */
    void expireAllBefore(long bound) {
        expireChunks(bound, Long.MAX_VALUE);
    }

    private void expireChunks(long bound, long most) {
        long firstKept = Math.floorDiv(bound, MINUTE);
        long left = most;
        while (left > 0 && minutes.hasBelow(firstKept)) {
            Minute oldest = minutes.first();
            for (; left > 0 && oldest.chunk != NONE; left--) {
                expireChunk(oldest);
            }
            if (oldest.chunk == NONE) {
                minutes.removeFirst();
            }
        }
    }

    private void expireChunk(Minute minute) {
        int chunk = minute.chunk;
        int first = chunk * CHUNK;
        int end = first + minute.used;
        for (int entry = first; entry < end; entry++) {
            touch(hashOf(entry));
        }
        for (int entry = first; entry < end; entry++) {
            remove(entry);
        }
        minute.chunk = nextChunk[chunk];
        minute.used = CHUNK;
        freeTheChunk(chunk);
    }

    private void remove(int entry) {
        int mask = index.length - 1;
        int hole = hashOf(entry) & mask;
        while (entry(hole) != entry) {
            hole = (hole + 1) & mask;
        }
        // Algorithm R: pull back whatever may not stay behind the hole.
        for (int slot = (hole + 1) & mask; index[slot] != 0; slot = (slot + 1) & mask) {
            int fromHole = slot - hole & mask;
            int fromHome = distance(slot);
            if (fromHome == far) {
                fromHome = slot - hashOf(entry(slot)) & mask;
            }
            if (fromHome >= fromHole) {
                index[hole] = index[slot];
                setDistance(hole, fromHome - fromHole);
                hole = slot;
            }
        }
        index[hole] = 0;
        size--;
    }

    private int distance(int slot) {
        return index[slot] >>> entryBits & far;
    }

    private void setDistance(int slot, int distance) {
        index[slot] = index[slot] & ~(far << entryBits) | Math.min(distance, far) << entryBits;
    }

    private int entry(int slot) {
        return (index[slot] & (1 << entryBits) - 1) - 1;
    }

    /** The bits of a slot or a hash above those of the entry and the distance; of none if they leave none. */
    private int tag(int bits) {
        return bits >>> entryBits >>> distanceBits;
    }

    private int hashOf(int entry) {
        long[] block = ids[entry >>> BLOCK_SHIFT];
        int at = (entry & (BLOCK - 1)) * 2;
        return hash(block[at], block[at + 1]);
    }

    /** All bits of the id count, so that ids that differ in few bits (counters, time-ordered uuids) spread. */
    private int hash(long high, long low) {
        long mixed = (high ^ seed ^ Long.rotateLeft(low, 32)) * 0x9e3779b97f4a7c15L;
        mixed = (mixed ^ (mixed >>> 32) ^ low) * 0xd6e8feb86659fd93L;
        return (int) (mixed >>> 32);
    }
}
