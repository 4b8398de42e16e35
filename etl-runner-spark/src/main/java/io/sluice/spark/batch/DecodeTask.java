package io.sluice.spark.batch;

import java.util.Iterator;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.PairFlatMapFunction;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.util.TaskCompletionListener;
import scala.Tuple2;

/** The first stage: rows of the Kafka source to blocks of records by shard. */
final class DecodeTask implements PairFlatMapFunction<Iterator<InternalRow>, BlockKey, byte[]> {
    private static final long serialVersionUID = 1L;

    private final BatchPlan plan;

    DecodeTask(BatchPlan plan) {
        this.plan = plan;
    }

    @Override
    public Iterator<Tuple2<BlockKey, byte[]>> call(Iterator<InternalRow> rows) {
        TaskContext task = TaskContext.get();
        SourceRange range = new SourceRange(plan, rows, task.taskAttemptId());
        TaskCompletionListener close = context -> range.close();
        task.addTaskCompletionListener(close);
        return range;
    }
}
