package io.sluice.spark.batch;

import io.sluice.core.dedup.Deduplicator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The ids that this executor remembers from batch to batch, per lake and shard. Nothing relies on them being here: who
 * does not find what the last batch left behind reads it from the lake. Thread-safe; a shard's ids are taken out while
 * they are used, so that an attempt that fails leaves none that are half changed.
 */
final class IdCache {
    private static final Map<Key, Entry> ENTRIES = new ConcurrentHashMap<>();

    private record Key(String lakeUri, int shard) {}

    /**
     * Ids as they are after a batch.
     *
     * @param writerId the driver's run
     * @param aim the commit number of the batch
     * @param attempt the task attempt that decided the batch
     */
    private record Entry(String writerId, long aim, long attempt, Deduplicator ids) {}

    private IdCache() {}

    /** Takes out what the winning attempt of the last batch left behind; null if that is not here. */
    static Deduplicator take(BatchOrder order, int shard) {
        Entry entry = ENTRIES.remove(new Key(order.job().lakeUri(), shard));
        boolean current =
                entry != null && entry.writerId.equals(order.writerId()) && entry.attempt == order.winners()[shard];
        return current ? entry.ids : null;
    }

    static void put(BatchOrder order, int shard, long attempt, Deduplicator ids) {
        ENTRIES.put(new Key(order.job().lakeUri(), shard), new Entry(order.writerId(), order.aim(), attempt, ids));
    }

    /** Lets go of shards that other executors have decided since, and of earlier runs. */
    static void release(BatchOrder order) {
        ENTRIES.forEach((key, entry) -> {
            boolean sameLake = key.lakeUri.equals(order.job().lakeUri());
            boolean otherRun = !entry.writerId.equals(order.writerId()) || key.shard >= order.shards();
            // What has this batch's number was left by a task of this very batch.
            if (sameLake && (otherRun || (entry.aim < order.aim() && entry.attempt != order.winners()[key.shard]))) {
                ENTRIES.remove(key, entry);
            }
        });
    }

    /** Ids remembered by this executor. */
    static long size() {
        long size = 0;
        for (Entry entry : ENTRIES.values()) {
            size += entry.ids.reserved();
        }
        return size;
    }
}
