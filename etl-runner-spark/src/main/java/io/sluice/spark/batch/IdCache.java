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
     * @param targetCommit the commit number of the batch
     * @param attempt the task attempt that decided the batch
     */
    private record Entry(String writerId, long targetCommit, long attempt, Deduplicator ids) {}

    private IdCache() {}

    /** Takes out what the winning attempt of the last batch left behind; null if that is not here. */
    static Deduplicator take(BatchPlan plan, int shard) {
        Entry entry = ENTRIES.remove(new Key(plan.job().lakeUri(), shard));
        boolean current =
                entry != null && entry.writerId.equals(plan.writerId()) && entry.attempt == plan.winners()[shard];
        return current ? entry.ids : null;
    }

    static void put(BatchPlan plan, int shard, long attempt, Deduplicator ids) {
        ENTRIES.put(
                new Key(plan.job().lakeUri(), shard), new Entry(plan.writerId(), plan.targetCommit(), attempt, ids));
    }

    /** Lets go of shards that other executors have decided since, and of earlier runs. */
    static void release(BatchPlan plan) {
        ENTRIES.forEach((key, entry) -> {
            boolean sameLake = key.lakeUri.equals(plan.job().lakeUri());
            boolean otherRun = !entry.writerId.equals(plan.writerId()) || key.shard >= plan.shards();
            // What has this batch's number was left by a task of this very batch.
            if (sameLake
                    && (otherRun
                            || (entry.targetCommit < plan.targetCommit()
                                    && entry.attempt != plan.winners()[key.shard]))) {
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
