package io.sluice.benchmarks;

import io.sluice.core.event.EventBatch;
import io.sluice.core.event.EventDecoder;
import io.sluice.core.event.RecordBatch;
import java.util.List;
import java.util.concurrent.TimeUnit;
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

/** Bytes to validated columns. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class DecodeBenchmark {
    private final EventDecoder decoder = Workload.decoder();
    private final EventBatch batch = Workload.batch();
    private List<RecordBatch> records;

    @Setup
    public void setUp() {
        records = Workload.records();
    }

    @Benchmark
    @OperationsPerInvocation(Workload.EVENTS)
    public long decode() {
        long rows = 0;
        for (RecordBatch each : records) {
            decoder.decode(each, batch);
            rows += batch.rows();
        }
        return rows;
    }
}
