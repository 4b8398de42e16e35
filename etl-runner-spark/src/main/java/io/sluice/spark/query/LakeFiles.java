package io.sluice.spark.query;

import io.sluice.core.port.EventScan;
import io.sluice.core.port.EventScan.Hour;
import io.sluice.core.query.ScanWithLate;
import io.sluice.lake.scan.ParquetEventScan;
import io.sluice.lake.store.StoreLocation;
import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The files of a table as the driver listed them, for executors to read.
 *
 * @param lake where it is
 * @param stagedPaths where the files of the last commit may still stand
 * @param listedAt the number of that commit
 */
record LakeFiles(StoreLocation lake, Map<String, String> stagedPaths, long listedAt) implements Serializable {
    LakeFiles {
        stagedPaths = new HashMap<>(stagedPaths);
    }

    /**
     * Reads hours that the driver listed, and the late events of those that were listed with files of them; where a
     * compaction has replaced files since, the new ones.
     */
    ScanWithLate open(List<Hour> hours) {
        EventScan scan = ParquetEventScan.ofListed(lake.open(), stagedPaths, listedAt, hours);
        return new ScanWithLate(scan);
    }
}
