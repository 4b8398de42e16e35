package io.sluice.spark.query;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.udaf;

import io.sluice.core.query.Interval;
import io.sluice.core.query.QuerySpec;
import io.sluice.core.query.ScanWithLate.LateCounts;
import io.sluice.core.statistics.Moments;
import io.sluice.core.statistics.QuantileSketch;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * What the first reading of all hours says, on the driver.
 *
 * @param groups those that have values, in the order of an answer
 * @param rows all rows read
 * @param rowsWithoutValue those without a value of the field
 * @param rowsNotFinite those whose value is NaN or infinite
 * @param rowsWithoutGroup those with a value, but without one of the by-fields
 * @param late what became of late rows that were read too
 */
record GroupAggregates(
        SortedMap<PeriodGroup, Sum> groups,
        long rows,
        long rowsWithoutValue,
        long rowsNotFinite,
        long rowsWithoutGroup,
        LateCounts late) {
    private static final String LOW = "low";
    private static final String HIGH = "high";

    private static final StructType SCHEMA = new StructType()
            .add(HourAggregates.PERIOD, DataTypes.IntegerType, false)
            .add(HourAggregates.BY, DataTypes.StringType)
            .add(HourAggregates.MOMENTS, DataTypes.BinaryType, false)
            .add(LOW, DataTypes.DoubleType, false)
            .add(HIGH, DataTypes.DoubleType, false)
            .add(HourAggregates.ROWS, DataTypes.LongType, false)
            .add(HourAggregates.WITHOUT_VALUE, DataTypes.LongType, false)
            .add(HourAggregates.NOT_FINITE, DataTypes.LongType, false)
            .add(HourAggregates.WITHOUT_GROUP, DataTypes.LongType, false)
            .add(HourAggregates.LATE_TAKEN, DataTypes.LongType, false)
            .add(HourAggregates.LATE_LEFT_OUT, DataTypes.LongType, false);

    GroupAggregates {
        groups = Collections.unmodifiableSortedMap(new TreeMap<>(groups));
    }

    /**
     * One group.
     *
     * @param moments of all its values
     * @param kept what the outlier rule keeps; everything where only all values can tell, for exact quantiles
     */
    record Sum(Moments moments, Interval kept) {}

    /** Sums up, and decides in the executors what is kept, so that no sketch comes here. */
    static GroupAggregates of(Dataset<Row> units, QuerySpec spec) {
        Column moments = udaf(new MomentsAggregator(), Encoders.BINARY()).apply(col(HourAggregates.MOMENTS));
        Column sketch = udaf(new SketchAggregator(), Encoders.BINARY()).apply(col(HourAggregates.SKETCH));
        Dataset<Row> sums = units.groupBy(HourAggregates.PERIOD, HourAggregates.BY)
                .agg(
                        moments,
                        sketch,
                        sum(HourAggregates.ROWS),
                        sum(HourAggregates.WITHOUT_VALUE),
                        sum(HourAggregates.NOT_FINITE),
                        sum(HourAggregates.WITHOUT_GROUP),
                        sum(HourAggregates.LATE_TAKEN),
                        sum(HourAggregates.LATE_LEFT_OUT))
                .map((MapFunction<Row, Row>) row -> decide(row, spec), Encoders.row(SCHEMA));
        return collect(sums);
    }

    private static Row decide(Row row, QuerySpec spec) {
        byte[] moments = row.getAs(2);
        byte[] sketch = row.getAs(3);
        Interval kept = row.isNullAt(1) || spec.exact()
                ? Interval.ALL
                : spec.outliers().kept(Moments.fromBytes(moments), QuantileSketch.fromBytes(sketch)::quantile);
        return RowFactory.create(
                row.getInt(0),
                row.getString(1),
                moments,
                kept.low(),
                kept.high(),
                row.getLong(4),
                row.getLong(5),
                row.getLong(6),
                row.getLong(7),
                row.getLong(8),
                row.getLong(9));
    }

    private static GroupAggregates collect(Dataset<Row> sums) {
        SortedMap<PeriodGroup, Sum> groups = new TreeMap<>();
        long rows = 0;
        long withoutValue = 0;
        long notFinite = 0;
        long withoutGroup = 0;
        LateCounts late = LateCounts.NONE;
        for (Row row : sums.collectAsList()) {
            if (row.isNullAt(1)) {
                rows += row.getLong(5);
                withoutValue += row.getLong(6);
                notFinite += row.getLong(7);
                withoutGroup += row.getLong(8);
                late = late.plus(new LateCounts(row.getLong(9), row.getLong(10)));
            } else {
                Interval kept = new Interval(row.getDouble(3), row.getDouble(4));
                groups.put(PeriodGroup.of(row), new Sum(Moments.fromBytes(row.getAs(2)), kept));
            }
        }
        return new GroupAggregates(groups, rows, withoutValue, notFinite, withoutGroup, late);
    }
}
