package io.sluice.benchmarks;

import io.sluice.core.statistics.ExactQuantile;
import io.sluice.core.statistics.ExactSum;
import io.sluice.core.statistics.QuantileSketch;
import java.util.Arrays;
import java.util.SplittableRandom;
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

/** The parts of the question, per value. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class StatisticsBenchmark {
    private final double[] values = new double[Workload.EVENTS];
    private double[] scratch;

    @Setup
    public void setUp() {
        SplittableRandom random = new SplittableRandom(1);
        Arrays.setAll(values, i -> Math.round(random.nextDouble() * 1e6) / 1e3);
        scratch = values.clone();
    }

    @Benchmark
    @OperationsPerInvocation(Workload.EVENTS)
    public double exactSumsOfValuesAndSquares() {
        ExactSum sum = new ExactSum();
        ExactSum squares = new ExactSum();
        for (double value : values) {
            sum.add(value);
            squares.addSquare(value);
        }
        return ExactSum.sampleStandardDeviation(sum, squares, values.length);
    }

    @Benchmark
    @OperationsPerInvocation(Workload.EVENTS)
    public double digestOfSortedValues() {
        System.arraycopy(values, 0, scratch, 0, values.length);
        Arrays.sort(scratch);
        return QuantileSketch.ofSorted(scratch, 0, scratch.length).quantile(0.95);
    }

    @Benchmark
    @OperationsPerInvocation(Workload.EVENTS)
    public double exactQuantile() {
        System.arraycopy(values, 0, scratch, 0, values.length);
        return ExactQuantile.of(scratch, scratch.length, 0.95);
    }
}
