package io.sluice.spark.query;

import io.sluice.core.port.EventScan;
import io.sluice.core.port.EventScan.Hour;
import io.sluice.core.query.DistinctIds;
import io.sluice.core.query.GroupIds;
import io.sluice.core.query.QuerySpec;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.LongAccumulator;

/**
 * Reads the distinct ids of hours, in the executors: a row per group and bucket with all that belong there. Equal ids
 * belong to one bucket, so buckets can be counted apart.
 */
final class HourIds implements FlatMapFunction<Row, Row> {
    static final String BUCKET = "bucket";
    static final String IDS = "ids";

    static final StructType SCHEMA = new StructType()
            .add(HourAggregates.PERIOD, DataTypes.IntegerType, false)
            .add(HourAggregates.BY, DataTypes.StringType, false)
            .add(BUCKET, DataTypes.IntegerType, false)
            .add(IDS, DataTypes.BinaryType, false);

    private static final long serialVersionUID = 1;
    private static final int ID_BYTES = 2 * Long.BYTES;

    private final LakeFiles files;
    private final QuerySpec spec;
    private final int buckets;
    private final LongAccumulator rowsRead;

    /** @param buckets of each group */
    HourIds(LakeFiles files, QuerySpec spec, int buckets, LongAccumulator rowsRead) {
        this.files = files;
        this.spec = spec;
        this.buckets = buckets;
        this.rowsRead = rowsRead;
    }

    /** @param task a {@link ScanTask} of the groups in question */
    @Override
    public Iterator<Row> call(Row task) {
        ScanTask asked = ScanTask.of(task);
        GroupIds ids = new GroupIds(
                spec, asked.wanted().stream().map(GroupLabel::parse).toList());
        try (EventScan scan = files.open(asked.hours())) {
            for (Hour hour : asked.hours()) {
                ids.read(scan, hour);
            }
        }
        rowsRead.add(ids.rowsRead());
        List<Row> rows = new ArrayList<>();
        ids.ids().forEach((by, ofGroup) -> addRows(asked.period(), GroupLabel.of(by), ofGroup, rows));
        return rows.iterator();
    }

    private void addRows(int period, String by, DistinctIds ids, List<Row> rows) {
        int[] counts = new int[buckets];
        ids.forEach((high, low) -> counts[bucket(high, low)]++);
        ByteBuffer[] bytes = new ByteBuffer[buckets];
        for (int bucket = 0; bucket < buckets; bucket++) {
            bytes[bucket] = ByteBuffer.allocate(Math.multiplyExact(counts[bucket], ID_BYTES));
        }
        ids.forEach((high, low) -> bytes[bucket(high, low)].putLong(high).putLong(low));
        for (int bucket = 0; bucket < buckets; bucket++) {
            if (counts[bucket] > 0) {
                rows.add(RowFactory.create(period, by, bucket, bytes[bucket].array()));
            }
        }
    }

    /** Not the hash of {@link DistinctIds}, which would fill a part of its slots only. */
    private int bucket(long high, long low) {
        long mixed = (high ^ Long.rotateLeft(low, 31)) * 0xbf58476d1ce4e5b9L;
        return (int) Long.remainderUnsigned(mixed >>> 17, buckets);
    }

    /** How many distinct ids the rows of one bucket of a group hold, as {@link DistinctThreshold} says it. */
    static Row count(Iterator<Row> rows) {
        DistinctIds ids = new DistinctIds(Long.MAX_VALUE);
        Row row = null;
        while (rows.hasNext()) {
            row = rows.next();
            ByteBuffer bytes = ByteBuffer.wrap(row.getAs(IDS));
            while (bytes.hasRemaining()) {
                ids.add(bytes.getLong(), bytes.getLong());
            }
        }
        return RowFactory.create(row.getInt(0), row.getString(1), ids.count());
    }
}
