package io.sluice.spark.batch;

import io.sluice.core.event.Rejection;
import io.sluice.core.event.RejectionReason;
import io.sluice.core.port.DataFile;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the first stage found in its range of one source partition. Counted by the task, then sent through the shuffle,
 * so that exactly one attempt's is heard of. One thread at a time.
 */
final class SourceReport implements Serializable {
    private static final long serialVersionUID = 1L;

    final int partition;
    final long firstOffset;
    final long firstRecordTime;
    long records;
    long bytes;
    long late;
    long lateAfterIdle;
    long unknownFields;
    long greatestEventTime;
    private final long[] rejected = new long[RejectionReason.values().length];
    private List<DataFile> files = new ArrayList<>();

    SourceReport(int partition, long firstOffset, long firstRecordTime) {
        this.partition = partition;
        this.firstOffset = firstOffset;
        this.firstRecordTime = firstRecordTime;
    }

    void reject(List<Rejection> rejections) {
        for (Rejection rejection : rejections) {
            rejected[rejection.reason().ordinal()]++;
        }
    }

    void staged(List<DataFile> finished) {
        files = new ArrayList<>(finished);
    }

    /** The files with late and rejected records. */
    List<DataFile> files() {
        return files;
    }

    /** Rejected records by reason label. */
    Map<String, Long> rejected() {
        Map<String, Long> counts = new TreeMap<>();
        for (RejectionReason reason : RejectionReason.values()) {
            if (rejected[reason.ordinal()] > 0) {
                counts.put(reason.label(), rejected[reason.ordinal()]);
            }
        }
        return counts;
    }
}
