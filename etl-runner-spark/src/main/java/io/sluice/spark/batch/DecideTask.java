package io.sluice.spark.batch;

import java.util.Iterator;
import java.util.List;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import scala.Tuple2;

/** The second stage: the blocks of one shard, in plan, to its files and its report. */
final class DecideTask implements FlatMapFunction<Iterator<Tuple2<BlockKey, byte[]>>, byte[]> {
    private static final long serialVersionUID = 1L;

    private final BatchPlan plan;

    DecideTask(BatchPlan plan) {
        this.plan = plan;
    }

    @Override
    public Iterator<byte[]> call(Iterator<Tuple2<BlockKey, byte[]>> blocks) {
        TaskContext task = TaskContext.get();
        ShardReport report = new ShardReport(task.partitionId(), task.taskAttemptId(), location());
        try (Shard shard = new Shard(plan, report)) {
            while (blocks.hasNext()) {
                Tuple2<BlockKey, byte[]> block = blocks.next();
                if (block._1().isReport()) {
                    report.add(JavaSerialization.read(block._2(), SourceReport.class));
                } else {
                    shard.decide(block._1().partition(), block._2());
                }
            }
            shard.finish();
        }
        return List.of(JavaSerialization.write(report)).iterator();
    }

    /** This executor in the words of Spark's scheduler (TaskLocation). */
    private static String location() {
        SparkEnv env = SparkEnv.get();
        return "executor_" + env.blockManager().blockManagerId().host() + "_" + env.executorId();
    }
}
