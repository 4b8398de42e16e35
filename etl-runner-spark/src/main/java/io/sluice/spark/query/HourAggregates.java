package io.sluice.spark.query;

import io.sluice.core.port.EventScan.Hour;
import io.sluice.core.query.HourReader;
import io.sluice.core.query.QuerySpec;
import io.sluice.core.query.ScanWithLate;
import io.sluice.core.query.ScanWithLate.LateCounts;
import io.sluice.core.statistics.Moments;
import io.sluice.core.statistics.QuantileSketch;
import io.sluice.core.statistics.RadixSort;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Reads hours, in the executors: a row per hour and group with the moments, the sketch where the outlier rule asks for
 * one, and the values in ascending order (as they come where they will not be sketched); and a row without a group, that
 * counts what was read.
 */
final class HourAggregates implements FlatMapFunction<Row, Row> {
    static final String PERIOD = "period";
    /** A {@link GroupLabel}; null for the row that counts. */
    static final String BY = "by";

    static final String MOMENTS = "moments";
    static final String SKETCH = "sketch";
    static final String VALUES = "values";
    static final String ROWS = "rows";
    static final String WITHOUT_VALUE = "without_value";
    static final String NOT_FINITE = "not_finite";
    static final String WITHOUT_GROUP = "without_group";
    static final String LATE_TAKEN = "late_taken";
    static final String LATE_LEFT_OUT = "late_left_out";

    static final StructType SCHEMA = new StructType()
            .add(PERIOD, DataTypes.IntegerType, false)
            .add(BY, DataTypes.StringType)
            .add(MOMENTS, DataTypes.BinaryType)
            .add(SKETCH, DataTypes.BinaryType)
            .add(VALUES, DataTypes.BinaryType)
            .add(ROWS, DataTypes.LongType, false)
            .add(WITHOUT_VALUE, DataTypes.LongType, false)
            .add(NOT_FINITE, DataTypes.LongType, false)
            .add(WITHOUT_GROUP, DataTypes.LongType, false)
            .add(LATE_TAKEN, DataTypes.LongType, false)
            .add(LATE_LEFT_OUT, DataTypes.LongType, false);

    private static final long serialVersionUID = 1;

    private final LakeFiles files;
    private final QuerySpec spec;

    HourAggregates(LakeFiles files, QuerySpec spec) {
        this.files = files;
        this.spec = spec;
    }

    /** @param task a {@link ScanTask} */
    @Override
    public Iterator<Row> call(Row task) {
        ScanTask asked = ScanTask.of(task);
        List<Row> rows = new ArrayList<>();
        long read = 0;
        long withoutValue = 0;
        long notFinite = 0;
        long withoutGroup = 0;
        LateCounts late;
        try (ScanWithLate scan = files.open(asked.hours())) {
            for (Hour hour : asked.hours()) {
                HourReader reader = new HourReader(spec);
                reader.read(scan, hour);
                addUnits(reader, asked.period(), rows);
                read += reader.rows();
                withoutValue += reader.rowsWithoutValue();
                notFinite += reader.rowsNotFinite();
                withoutGroup += reader.rowsWithoutGroup();
            }
            late = scan.counts();
        }
        rows.add(RowFactory.create(
                asked.period(),
                null,
                null,
                null,
                null,
                read,
                withoutValue,
                notFinite,
                withoutGroup,
                late.taken(),
                late.leftOut()));
        return rows.iterator();
    }

    private void addUnits(HourReader reader, int period, List<Row> rows) {
        for (int number = 0; number < reader.groups().size(); number++) {
            double[] values = reader.takeValues(number);
            if (values.length > 0) {
                rows.add(unit(period, reader.groups().get(number), values));
            }
        }
    }

    private Row unit(int period, List<Object> by, double[] values) {
        if (!spec.exact()) {
            RadixSort.sort(values);
        }
        boolean needsSketch = spec.outliers().needsQuantiles() && !spec.exact();
        byte[] sketch =
                needsSketch ? QuantileSketch.ofSorted(values, 0, values.length).toBytes() : null;
        return RowFactory.create(
                period,
                GroupLabel.of(by),
                Moments.of(values).toBytes(),
                sketch,
                DoubleBytes.of(values, by),
                0L,
                0L,
                0L,
                0L,
                0L,
                0L);
    }
}
