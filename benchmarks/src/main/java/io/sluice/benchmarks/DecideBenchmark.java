package io.sluice.benchmarks;

import io.sluice.core.dedup.Deduplicator;
import io.sluice.core.event.EventBatch;
import io.sluice.core.pipeline.PipelineSpec;
import io.sluice.core.window.TumblingWindows;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Deduplication with expiry, and windows, an hour of event time at a time. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class DecideBenchmark {
    private static final long TEN_MINUTES = 600_000_000L;
    /** As the pipeline does. */
    private static final int IDS_AHEAD = 64;

    private List<EventBatch> batches;
    private int[] allRows;

    @Setup
    public void setUp() {
        batches = Workload.decoded();
        int most = batches.stream().mapToInt(EventBatch::rows).max().orElse(0);
        allRows = IntStream.range(0, most).toArray();
    }

    @Benchmark
    @OperationsPerInvocation(Workload.EVENTS)
    public int deduplicate() {
        Deduplicator deduplicator = new Deduplicator(PipelineSpec.builtIn().horizon());
        for (EventBatch batch : batches) {
            for (int row = 0; row < batch.rows(); row++) {
                if (row % IDS_AHEAD == 0) {
                    prefetch(deduplicator, batch, row);
                }
                deduplicator.judge(batch.idHigh(row), batch.idLow(row), batch.eventTime(row), batch.valueHash(row));
            }
            deduplicator.advance(batch.eventTime(batch.rows() - 1) - TEN_MINUTES);
        }
        return deduplicator.size();
    }

    private static void prefetch(Deduplicator deduplicator, EventBatch batch, int from) {
        for (int row = from; row < Math.min(from + IDS_AHEAD, batch.rows()); row++) {
            deduplicator.prefetch(batch.idHigh(row), batch.idLow(row));
        }
    }

    @Benchmark
    @OperationsPerInvocation(Workload.EVENTS)
    public int window() {
        TumblingWindows windows = new TumblingWindows(PipelineSpec.builtIn().windows());
        int rows = 0;
        for (EventBatch batch : batches) {
            windows.add(batch, allRows, batch.rows());
            rows += windows.close(batch.eventTime(batch.rows() - 1) - TEN_MINUTES)
                    .size();
        }
        return rows;
    }
}
