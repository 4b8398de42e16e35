package io.sluice.core.generate;

/**
 * SplitMix64 with its state in one long, so that any event's stream can be had again from its seed. The JDK's generators
 * do not promise their algorithm for ever; this one gives the same numbers on every machine and version. Not thread-safe.
 */
final class SeededRandom {
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    private long state;
    private double spare;
    private boolean hasSpare;

    /** Starts the stream of a seed. */
    void reseed(long seed) {
        state = seed;
        hasSpare = false;
    }

    long nextLong() {
        state += GOLDEN;
        return mix(state);
    }

    /** Uniform in [0, bound); the bound must be positive. The bias of the plain remainder is below 2^-20 here. */
    long nextLong(long bound) {
        return (nextLong() >>> 1) % bound;
    }

    /** Uniform in [0, bound) for a positive bound. */
    int nextInt(int bound) {
        return (int) (((nextLong() >>> 32) * bound) >>> 32);
    }

    /** Uniform in [0, 1). */
    double nextDouble() {
        return (nextLong() >>> 11) * 0x1.0p-53;
    }

    boolean nextBoolean() {
        return nextLong() < 0;
    }

    /** Standard normal by the polar method, with StrictMath so that all machines agree on the last digit. */
    double nextGaussian() {
        if (hasSpare) {
            hasSpare = false;
            return spare;
        }
        double x;
        double y;
        double square;
        do {
            x = 2 * nextDouble() - 1;
            y = 2 * nextDouble() - 1;
            square = x * x + y * y;
        } while (square >= 1 || square == 0);
        double factor = StrictMath.sqrt(-2 * StrictMath.log(square) / square);
        spare = y * factor;
        hasSpare = true;
        return x * factor;
    }

    /** A seed that has nothing visible in common with its neighbours'. */
    static long seed(long seed, long index) {
        return mix(mix(seed + GOLDEN) + index * GOLDEN);
    }

    /** The finalizing mix of SplitMix64 (Stafford's variant 13). */
    static long mix(long bits) {
        long z = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
