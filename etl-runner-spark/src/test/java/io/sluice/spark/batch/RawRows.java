package io.sluice.spark.batch;

import io.sluice.core.conformance.LogRecord;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.unsafe.types.UTF8String;

/** Rows as Spark's Kafka source gives them, a partition per source partition. */
final class RawRows {
    private RawRows() {}

    /** The rows of some ranges of a log whose offsets begin at 0. */
    static RDD<InternalRow> of(List<List<LogRecord>> log, List<OffsetRange> ranges) {
        List<ArrayList<Object[]>> slices = new ArrayList<>();
        for (OffsetRange range : ranges) {
            ArrayList<Object[]> slice = new ArrayList<>();
            for (long offset = range.from(); offset < range.until(); offset++) {
                LogRecord each = log.get(range.partition()).get((int) offset);
                slice.add(new Object[] {range.partition(), offset, each.timestamp() * 1000, each.value()});
            }
            slices.add(slice);
        }
        JavaSparkContext spark =
                JavaSparkContext.fromSparkContext(LocalSpark.session().sparkContext());
        JavaRDD<InternalRow> rows =
                spark.parallelize(slices, Math.max(1, slices.size())).flatMap(RawRows::rows);
        return rows.rdd();
    }

    private static Iterator<InternalRow> rows(ArrayList<Object[]> slice) {
        return slice.stream().map(RawRows::row).iterator();
    }

    private static InternalRow row(Object[] each) {
        return new GenericInternalRow(
                new Object[] {null, each[3], UTF8String.fromString("hostile"), each[0], each[1], each[2], 0});
    }
}
