package io.sluice.spark.batch;

import org.apache.spark.Partitioner;

/** Sends every block to its shard. */
final class ByShard extends Partitioner {
    private static final long serialVersionUID = 1L;

    private final int shards;

    ByShard(int shards) {
        this.shards = shards;
    }

    @Override
    public int numPartitions() {
        return shards;
    }

    @Override
    public int getPartition(Object key) {
        return ((BlockKey) key).shard();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ByShard same && same.shards == shards;
    }

    @Override
    public int hashCode() {
        return shards;
    }
}
