package io.sluice.spark.batch;

import io.sluice.core.engine.Tally;
import io.sluice.core.port.DataFile;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the second stage made of one shard, with the reports of the first stage that came with it. One thread at a time.
 */
final class ShardReport implements Serializable {
    private static final long serialVersionUID = 1L;

    final int shard;
    final long attempt;
    /** Where the ids of the shard are remembered now, as Spark's scheduler writes it. */
    final String location;

    long ids;
    byte[] windows = new byte[0];
    private final List<SourceReport> sources = new ArrayList<>();
    private final Map<Integer, Tally> decided = new TreeMap<>();
    private List<DataFile> files = new ArrayList<>();

    ShardReport(int shard, long attempt, String location) {
        this.shard = shard;
        this.attempt = attempt;
        this.location = location;
    }

    void add(SourceReport source) {
        sources.add(source);
    }

    void staged(List<DataFile> finished) {
        files = new ArrayList<>(finished);
    }

    /** Counts what became of the records of one source partition in this shard. */
    Tally of(int partition) {
        return decided.computeIfAbsent(partition, number -> new Tally());
    }

    List<SourceReport> sources() {
        return sources;
    }

    /** The files with events. */
    List<DataFile> files() {
        return files;
    }
}
