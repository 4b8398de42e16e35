package io.sluice.spark.batch;

import io.sluice.core.engine.Tally;
import io.sluice.core.port.DataFile;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * What the first stage found in its range of one source partition. Counted by the task, then sent through the shuffle,
 * so that exactly one attempt's is heard of. One thread at a time.
 */
final class SourceReport implements Serializable {
    private static final long serialVersionUID = 1L;

    final int partition;
    final long firstOffset;
    final long firstRecordTime;
    final Tally tally = new Tally();
    long bytes;
    long greatestEventTime;
    long lastRecordTime;
    private List<DataFile> files = new ArrayList<>();

    SourceReport(int partition, long firstOffset, long firstRecordTime) {
        this.partition = partition;
        this.firstOffset = firstOffset;
        this.firstRecordTime = firstRecordTime;
    }

    void staged(List<DataFile> finished) {
        files = new ArrayList<>(finished);
    }

    /** The files with late and rejected records. */
    List<DataFile> files() {
        return files;
    }
}
