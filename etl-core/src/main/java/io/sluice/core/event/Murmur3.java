package io.sluice.core.event;

/**
 * MurmurHash3_x64_128 (Austin Appleby, public domain) of a byte range, seed 0. Two different strings share a hash with
 * odds of 2^-128; among ten million ids within a horizon the odds of any collision are about 1.5e-25.
 *
 * <p>One instance serves one thread: the halves of the last hash are read from it, so that nothing is allocated.
 */
public final class Murmur3 {
    private static final long C1 = 0x87c37b91114253d5L;
    private static final long C2 = 0x4cf5ad432745937fL;

    private long high;
    private long low;

    /** The most significant half of the last hash. */
    public long high() {
        return high;
    }

    /** The least significant half of the last hash. */
    public long low() {
        return low;
    }

    /** Hashes a range of bytes. */
    public void hash(byte[] source, int from, int length) {
        long h1 = 0;
        long h2 = 0;
        int i = from;
        for (int end = from + (length & ~15); i < end; i += 16) {
            h1 ^= mixK1(Bytes.eight(source, i));
            h1 = (Long.rotateLeft(h1, 27) + h2) * 5 + 0x52dce729;
            h2 ^= mixK2(Bytes.eight(source, i + 8));
            h2 = (Long.rotateLeft(h2, 31) + h1) * 5 + 0x38495ab5;
        }
        int tail = length & 15;
        if (tail > 8) {
            h2 ^= mixK2(partial(source, i + 8, tail - 8));
        }
        if (tail > 0) {
            h1 ^= mixK1(partial(source, i, Math.min(tail, 8)));
        }
        h1 ^= length;
        h2 ^= length;
        h1 += h2;
        h2 += h1;
        h1 = finalMix(h1);
        h2 = finalMix(h2);
        high = h1 + h2;
        low = h2 + high;
    }

    private static long partial(byte[] source, int from, int length) {
        long word = 0;
        for (int i = length - 1; i >= 0; i--) {
            word = word << 8 | source[from + i] & 0xff;
        }
        return word;
    }

    private static long mixK1(long k1) {
        return Long.rotateLeft(k1 * C1, 31) * C2;
    }

    private static long mixK2(long k2) {
        return Long.rotateLeft(k2 * C2, 33) * C1;
    }

    private static long finalMix(long h) {
        long k = (h ^ (h >>> 33)) * 0xff51afd7ed558ccdL;
        k = (k ^ (k >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return k ^ (k >>> 33);
    }
}
