package io.sluice.benchmarks;

import io.sluice.core.dedup.Deduplicator;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The id table when it is large and stays so: every new id comes with its share of expiry. 100 million ids need about
 * 4 GB of heap.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xmx6g", "-XX:+UseParallelGC"})
public class IdTableBenchmark {
    private static final Duration HORIZON = Duration.ofMinutes(10);
    private static final long HORIZON_MICROS = 600_000_000L;

    /** Two golden-ratio multiplications spread consecutive numbers over all bits, as random ids would be. */
    private static final long SPREAD = 0x9e3779b97f4a7c15L;

    private static final long SPREAD_LOW = 0xc2b2ae3d27d4eb4fL;

    /** Events between two looks at the watermark: a batch of the pipeline. */
    private static final int BATCH = 2048;
    /** As the pipeline does. */
    private static final int IDS_AHEAD = 64;

    @Param({"1000000", "10000000", "100000000"})
    private int ids;

    private Deduplicator deduplicator;
    private long next;
    private long pick;
    private final long[] picked = new long[IDS_AHEAD];

    @Setup(Level.Trial)
    public void setUp() {
        deduplicator = new Deduplicator(HORIZON);
        for (next = 0; next < ids; next++) {
            judge(next);
        }
    }

    private Deduplicator.Verdict judge(long number) {
        // The newest `ids` numbers lie within one horizon, so that many are remembered.
        return deduplicator.judge(number * SPREAD, number * SPREAD_LOW, eventTime(number), (int) number);
    }

    private long eventTime(long number) {
        return (long) ((double) number / ids * HORIZON_MICROS);
    }

    /** Ids never seen, and the expiry of as many as came. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public int newId() {
        deduplicator.advance(eventTime(next));
        for (int i = 0; i < BATCH; i++) {
            if (i % IDS_AHEAD == 0) {
                for (long ahead = next; ahead < next + IDS_AHEAD; ahead++) {
                    deduplicator.prefetch(ahead * SPREAD, ahead * SPREAD_LOW);
                }
            }
            judge(next++);
        }
        return deduplicator.size();
    }

    /** Copies of ids somewhere in the table. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public int copy(Memory memory) {
        memory.of = deduplicator;
        int duplicates = 0;
        for (int i = 0; i < BATCH; i++) {
            if (i % IDS_AHEAD == 0) {
                for (int j = 0; j < IDS_AHEAD; j++) {
                    pick = pick * 6364136223846793005L + 1442695040888963407L;
                    picked[j] = next - 1 - (pick >>> 33) % ids;
                    deduplicator.prefetch(picked[j] * SPREAD, picked[j] * SPREAD_LOW);
                }
            }
            duplicates += judge(picked[i % IDS_AHEAD]) == Deduplicator.Verdict.DUPLICATE ? 1 : 0;
        }
        return duplicates;
    }

    /** What an id takes, asked for when an iteration ends. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Memory {
        private Deduplicator of;

        public long bytesPerId() {
            return of == null ? 0 : of.bytes() / of.size();
        }
    }

    @TearDown(Level.Trial)
    public void tearDown() {
        deduplicator = null;
    }
}
