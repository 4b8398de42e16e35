package io.sluice.spark.batch;

import io.sluice.core.port.DataFile;
import io.sluice.core.port.PartitionState;
import io.sluice.lake.LakeConfig;
import io.sluice.lake.write.TaskWriter;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the tasks of one micro-batch are told: where the lake stands, and what the commit will be. Sent along with the
 * tasks.
 *
 * @param job the configuration
 * @param topic what is read
 * @param targetCommit the number that the commit is meant to get
 * @param writerId names the driver's run in file names
 * @param watermark before this batch, microseconds since the epoch
 * @param partitions where every source partition stands before this batch
 * @param shards how many shares the ids are cut into
 * @param winners for every shard the task attempt that decided it in the last batch, or -1
 * @param needed the files with events that still matter
 */
record BatchPlan(
        EtlJob job,
        String topic,
        long targetCommit,
        String writerId,
        long watermark,
        Map<Integer, PartitionState> partitions,
        int shards,
        long[] winners,
        List<DataFile> needed)
        implements Serializable {
    BatchPlan {
        partitions = new TreeMap<>(partitions);
        winners = winners.clone();
        needed = new ArrayList<>(needed);
    }

    /** Begins the files of one task attempt; no two attempts share a name. */
    TaskWriter beginPart(long attempt) {
        LakeConfig lake = job.lake();
        return lake.withWriterId(writerId + "x" + attempt).writers().begin(topic, targetCommit);
    }

    /** The shard of an id. */
    int shard(long idHigh, long idLow) {
        // Other bits than the table of ids uses, whose slots would stay empty otherwise.
        long mixed = (idHigh ^ Long.rotateLeft(idLow, 29)) * 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ mixed >>> 32) * 0xD6E8FEB86659FD93L;
        return (int) ((mixed >>> 33) * shards >>> 31);
    }
}
