package io.sluice.spark.query;

import io.sluice.core.port.EventScan;
import io.sluice.core.port.EventScan.Hour;
import io.sluice.core.query.GroupIds;
import io.sluice.core.query.QuerySpec;
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
 * Counts the distinct ids of a period's groups up to what it takes to qualify, in the executors: hour after hour until
 * every group has enough, which is the first hour on most days. So few ids are read that a period is one task.
 */
final class DistinctThreshold implements FlatMapFunction<Row, Row> {
    static final StructType SCHEMA = new StructType()
            .add(HourAggregates.PERIOD, DataTypes.IntegerType, false)
            .add(HourAggregates.BY, DataTypes.StringType, false)
            .add("count", DataTypes.LongType, false);

    private static final long serialVersionUID = 1;

    private final LakeFiles files;
    private final QuerySpec spec;
    private final LongAccumulator rowsRead;

    DistinctThreshold(LakeFiles files, QuerySpec spec, LongAccumulator rowsRead) {
        this.files = files;
        this.spec = spec;
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
                if (ids.areEnough()) {
                    break;
                }
                ids.read(scan, hour);
            }
        }
        rowsRead.add(ids.rowsRead());
        List<Row> rows = new ArrayList<>();
        ids.ids()
                .forEach((by, ofGroup) ->
                        rows.add(RowFactory.create(asked.period(), GroupLabel.of(by), ofGroup.count())));
        return rows.iterator();
    }
}
