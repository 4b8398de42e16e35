package io.sluice.spark.adapter;

import io.sluice.spark.batch.OffsetRange;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.Partition;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.execution.LogicalRDD;
import org.apache.spark.sql.kafka010.KafkaBatchInputPartition;
import org.apache.spark.sql.kafka010.KafkaOffsetRange;
import scala.collection.IterableOnce;
import scala.collection.Iterator;

/**
 * A micro-batch of Spark's Kafka source: its rows as the source made them, and the offsets it covers. Offsets without a
 * record (markers of transactions, compacted ones) show in no row, and the accounting wants them; the source plans them
 * into its partitions, which is where they are read from.
 *
 * @param rows without a copy or a projection in between
 * @param ranges one per source partition that has something new
 */
public record KafkaBatch(RDD<InternalRow> rows, List<OffsetRange> ranges) {
    private static final List<String> ACCESSORS = List.of("inputPartition", "inputPartitions");

    /** Takes the batch that {@code foreachBatch} was given apart. */
    public static KafkaBatch of(Dataset<Row> batch) {
        LogicalPlan plan = batch.queryExecution().logical();
        RDD<InternalRow> rows = plan instanceof LogicalRDD source
                ? source.rdd()
                : batch.queryExecution().toRdd();
        List<OffsetRange> ranges = new ArrayList<>();
        for (Partition partition : rows.partitions()) {
            Iterator<?> planned = planned(partition);
            while (planned.hasNext()) {
                ranges.add(range(((KafkaBatchInputPartition) planned.next()).offsetRange()));
            }
        }
        return new KafkaBatch(rows, ranges);
    }

    /** What the source planned into a partition of its rows: an Option in Spark 4.2, a Seq in 4.0. */
    private static Iterator<?> planned(Partition partition) {
        for (String accessor : ACCESSORS) {
            try {
                Object planned = partition.getClass().getMethod(accessor).invoke(partition);
                return ((IterableOnce<?>) planned).iterator();
            } catch (NoSuchMethodException e) {
                // The other name, then.
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("Cannot read the plan of " + partition.getClass(), e);
            }
        }
        throw new IllegalStateException(
                "This version of Spark plans batches in another way than this jar was built for: "
                        + partition.getClass() + " has none of " + ACCESSORS);
    }

    private static OffsetRange range(KafkaOffsetRange planned) {
        return new OffsetRange(planned.topicPartition().partition(), planned.fromOffset(), planned.untilOffset());
    }
}
