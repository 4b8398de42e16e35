package io.sluice.spark.query;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.udaf;

import io.sluice.core.query.Interval;
import io.sluice.core.query.KeptValues;
import io.sluice.core.query.QuerySpec;
import io.sluice.core.statistics.ExactQuantile;
import io.sluice.core.statistics.Moments;
import io.sluice.core.statistics.QuantileSketch;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.api.java.function.MapGroupsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * What is left of qualified groups, found in the executors. What was decided about the groups goes there with the tasks:
 * these are always sent by Java's serialization, where what is broadcast may be sent by another that knows no records.
 */
final class RetainedValues {
    private static final StructType SCHEMA = new StructType()
            .add(HourAggregates.PERIOD, DataTypes.IntegerType, false)
            .add(HourAggregates.BY, DataTypes.StringType, false)
            .add("count", DataTypes.LongType, false)
            .add("min", DataTypes.DoubleType, false)
            .add("max", DataTypes.DoubleType, false)
            .add("quantiles", DataTypes.createArrayType(DataTypes.DoubleType, false), false);

    private static final StructType SKETCHES = new StructType()
            .add(HourAggregates.PERIOD, DataTypes.IntegerType, false)
            .add(HourAggregates.BY, DataTypes.StringType, false)
            .add(HourAggregates.SKETCH, DataTypes.BinaryType, false);

    private RetainedValues() {}

    /** By sketches: only these move. One per hour and group, merged in one go. */
    static Map<PeriodGroup, KeptValues> bySketches(
            Dataset<Row> units, QuerySpec spec, Map<PeriodGroup, GroupAggregates.Sum> qualified) {
        Map<PeriodGroup, double[]> kept = new HashMap<>();
        qualified.forEach((key, sum) ->
                kept.put(key, new double[] {sum.kept().low(), sum.kept().high()}));
        Column sketch = udaf(new SketchAggregator(), Encoders.BINARY()).apply(col(HourAggregates.SKETCH));
        return collect(values(units)
                .filter((FilterFunction<Row>) row -> kept.containsKey(PeriodGroup.of(row)))
                .map((MapFunction<Row, Row>) row -> sketch(row, kept), Encoders.row(SKETCHES))
                .groupBy(HourAggregates.PERIOD, HourAggregates.BY)
                .agg(sketch)
                .map(
                        (MapFunction<Row, Row>) row -> row(PeriodGroup.of(row), ofSketch(row, spec)),
                        Encoders.row(SCHEMA)));
    }

    private static Dataset<Row> values(Dataset<Row> units) {
        return units.filter(col(HourAggregates.BY).isNotNull())
                .select(HourAggregates.PERIOD, HourAggregates.BY, HourAggregates.VALUES);
    }

    private static Row sketch(Row row, Map<PeriodGroup, double[]> intervals) {
        double[] bounds = intervals.get(PeriodGroup.of(row));
        double[] ascending = DoubleBytes.values(row.getAs(2));
        QuantileSketch kept = new Interval(bounds[0], bounds[1]).sketchOf(ascending);
        return RowFactory.create(row.getInt(0), row.getString(1), kept.toBytes());
    }

    private static KeptValues ofSketch(Row row, QuerySpec spec) {
        return KeptValues.of(QuantileSketch.fromBytes(row.getAs(2)), spec.quantiles());
    }

    /** Exactly: the values of a group and period move to one task, 8 bytes each. */
    static Map<PeriodGroup, KeptValues> exactly(
            Dataset<Row> units, QuerySpec spec, Map<PeriodGroup, GroupAggregates.Sum> qualified) {
        Map<PeriodGroup, byte[]> moments = new HashMap<>();
        qualified.forEach((key, sum) -> moments.put(key, sum.moments().toBytes()));
        return collect(values(units)
                .filter((FilterFunction<Row>) row -> moments.containsKey(PeriodGroup.of(row)))
                .groupByKey((MapFunction<Row, String>) row -> row.getInt(0) + " " + row.getString(1), Encoders.STRING())
                .mapGroups(
                        (MapGroupsFunction<String, Row, Row>) (text, rows) -> exactly(rows, moments, spec),
                        Encoders.row(SCHEMA)));
    }

    private static Row exactly(Iterator<Row> rows, Map<PeriodGroup, byte[]> momentsOf, QuerySpec spec) {
        Row row = rows.next();
        PeriodGroup key = PeriodGroup.of(row);
        Moments moments = Moments.fromBytes(momentsOf.get(key));
        requireRoom(key, moments.count());
        double[] values = new double[(int) moments.count()];
        int size = DoubleBytes.copy(row.getAs(2), values, 0);
        while (rows.hasNext()) {
            size = DoubleBytes.copy(rows.next().getAs(2), values, size);
        }
        Interval kept = spec.outliers().kept(moments, q -> ExactQuantile.of(values, values.length, q));
        return row(key, KeptValues.exactly(values, kept, spec.quantiles()));
    }

    private static void requireRoom(PeriodGroup key, long count) {
        long heap = Runtime.getRuntime().maxMemory();
        if (count > Integer.MAX_VALUE - 8 || Double.BYTES * count > heap / 2) {
            throw new IllegalStateException("Exact quantiles of a period's " + GroupLabel.parse(key.by())
                    + " need " + (Double.BYTES * count >> 20) + " MB for " + count + " values in one task, and the"
                    + " executor has " + (heap >> 20) + " MB; give executors more memory (--executor-memory), ask for"
                    + " smaller groups, or leave out --exact");
        }
    }

    private static Row row(PeriodGroup key, KeptValues kept) {
        return RowFactory.create(
                key.period(),
                key.by(),
                kept.count(),
                kept.min(),
                kept.max(),
                kept.quantiles().toArray(new Double[0]));
    }

    private static Map<PeriodGroup, KeptValues> collect(Dataset<Row> rows) {
        Map<PeriodGroup, KeptValues> kept = new HashMap<>();
        for (Row row : rows.collectAsList()) {
            List<Double> quantiles = row.getList(5);
            kept.put(
                    PeriodGroup.of(row), new KeptValues(row.getLong(2), row.getDouble(3), row.getDouble(4), quantiles));
        }
        return kept;
    }
}
