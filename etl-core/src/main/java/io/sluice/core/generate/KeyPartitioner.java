package io.sluice.core.generate;

/** Which partition a key goes to when a Kafka producer with its default partitioner sends it: 32-bit MurmurHash2. */
final class KeyPartitioner {
    private static final int M = 0x5bd1e995;
    private static final int SEED = 0x9747b28c;

    private KeyPartitioner() {}

    static int partition(byte[] key, int partitions) {
        return (murmur2(key) & 0x7fffffff) % partitions;
    }

    private static int murmur2(byte[] data) {
        int h = SEED ^ data.length;
        int i = 0;
        for (; i + 4 <= data.length; i += 4) {
            int k = data[i] & 0xff | (data[i + 1] & 0xff) << 8 | (data[i + 2] & 0xff) << 16 | data[i + 3] << 24;
            k *= M;
            k ^= k >>> 24;
            h = h * M ^ k * M;
        }
        if (i < data.length) {
            for (int j = data.length - 1; j >= i; j--) {
                h ^= (data[j] & 0xff) << 8 * (j - i);
            }
            h *= M;
        }
        h = (h ^ h >>> 13) * M;
        return h ^ h >>> 15;
    }
}
