package io.sluice.spark.batch;

import java.io.Serializable;

/**
 * Where a block of records belongs: its shard, and its place in the order in which the shard is decided, which is by
 * source partition, then by offset. A plain class and no record, so that any of Spark's serializers can take it.
 */
final class BlockKey implements Comparable<BlockKey>, Serializable {
    private static final long serialVersionUID = 1L;

    /** Stands before all offsets. */
    private static final long REPORT = -1;

    private final int shard;
    private final int partition;
    private final long firstOffset;

    private BlockKey(int shard, int partition, long firstOffset) {
        this.shard = shard;
        this.partition = partition;
        this.firstOffset = firstOffset;
    }

    /** A block of records of a source partition. */
    static BlockKey records(int shard, int partition, long firstOffset) {
        return new BlockKey(shard, partition, firstOffset);
    }

    /** What became of the other records of a source partition. */
    static BlockKey report(int shard, int partition) {
        return new BlockKey(shard, partition, REPORT);
    }

    int shard() {
        return shard;
    }

    int partition() {
        return partition;
    }

    boolean isReport() {
        return firstOffset == REPORT;
    }

    @Override
    public int compareTo(BlockKey other) {
        int order = Integer.compare(shard, other.shard);
        order = order != 0 ? order : Integer.compare(partition, other.partition);
        return order != 0 ? order : Long.compare(firstOffset, other.firstOffset);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BlockKey key && compareTo(key) == 0;
    }

    @Override
    public int hashCode() {
        return (shard * 31 + partition) * 31 + Long.hashCode(firstOffset);
    }

    @Override
    public String toString() {
        return "shard " + shard + ", source partition " + partition + (isReport() ? " report" : " from " + firstOffset);
    }
}
