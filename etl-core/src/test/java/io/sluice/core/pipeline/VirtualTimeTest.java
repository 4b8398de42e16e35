package io.sluice.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.core.event.Records;
import io.sluice.core.generate.EventGenerator;
import io.sluice.core.generate.GeneratedRecord;
import io.sluice.core.generate.GeneratorSpec;
import io.sluice.core.pipeline.Pipeline.RunMode;
import io.sluice.core.port.ActiveWriter;
import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.EventSource;
import io.sluice.core.port.InMemoryEventSource;
import io.sluice.core.port.InMemoryLake;
import io.sluice.core.port.InMemoryLog;
import io.sluice.core.port.Lake;
import io.sluice.core.port.LakeUnavailableException;
import io.sluice.core.port.PartitionState;
import io.sluice.core.port.PipelineMetrics;
import io.sluice.core.port.SourceIdentity;
import io.sluice.core.port.SourceUnavailableException;
import io.sluice.core.port.StagedCommit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole runs on this thread, in virtual time; nothing here waits for real. */
class VirtualTimeTest {
    private static final SourceIdentity TOPIC = new SourceIdentity("iot-events", "1");

    private final PipelineSpec spec = PipelineSpec.builtIn();

    private static InMemoryLog generated(int records) {
        InMemoryLog log = new InMemoryLog(3);
        EventGenerator generator = new EventGenerator(GeneratorSpec.builder()
                .seed(11)
                .records(records, Duration.ofHours(3))
                .partitions(3)
                .duplicates(0.03, 0.3)
                .late(0.02)
                .invalid(0.02)
                .build());
        while (generator.hasNext()) {
            GeneratedRecord record = generator.next();
            log.append(record.partition(), record.timestamp(), record.value());
        }
        return log;
    }

    private static EventSource source(InMemoryLog log, VirtualRuntime runtime) {
        return runtime.source(new InMemoryEventSource(log, TOPIC, 50));
    }

    /** Stops the run that it watches after so many batches. */
    private static final class Stopper implements PipelineMetrics {
        private Pipeline pipeline;
        private int left;

        Stopper(int batches) {
            left = batches;
        }

        @Override
        public void recordsRead(BatchRead batch) {
            if (--left == 0) {
                pipeline.stop();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "2, 1", "2, 2", "2, 3"})
    void anotherStandsByTakesOverAndGoesOn(int threads, long seed) {
        InMemoryLog log = generated(4_000);
        InMemoryLake lake = new InMemoryLake().withLivingWriters();
        VirtualRuntime runtime = new VirtualRuntime(seed);
        PipelineSpec how = spec.withThreads(threads).withCommits(spec.commitInterval(), 100_000);
        Stopper stopper = new Stopper(30);
        stopper.pipeline = new Pipeline(how, source(log, runtime), lake, stopper, runtime);
        RunSummary first = stopper.pipeline.run(RunMode.CONTINUOUS);
        Instant silentSince = runtime.now();
        List<ActiveWriter> waitedFor = new ArrayList<>();

        RunSummary second = new Pipeline(
                        how,
                        source(log, runtime),
                        lake,
                        new PipelineMetrics() {
                            @Override
                            public void standingBy(ActiveWriter writer) {
                                waitedFor.add(writer);
                            }
                        },
                        runtime)
                .run(RunMode.UNTIL_CAUGHT_UP);

        assertThat(waitedFor).extracting(ActiveWriter::id).containsExactly("writer1");
        assertThat(Duration.between(silentSince, runtime.now()))
                .isGreaterThanOrEqualTo(how.commitInterval().multipliedBy(3));
        assertThat(lake.records().stream().filter(record -> record.kind() == CommitRecord.Kind.TAKE_OVER))
                .hasSize(2);
        long records = 0;
        for (RunSummary run : List.of(first, second)) {
            for (var counts : run.counts().values()) {
                records += counts.records();
            }
        }
        assertThat(records).isEqualTo(4_000);
        assertThat(lake.records().get(lake.records().size() - 1).partitions().values())
                .extracting(state -> state.position())
                .containsExactlyInAnyOrderElementsOf(log.ends().values());
    }

    @Test
    void aSilentPartitionIsLeftOutAndWindowsAreCommittedAsTimePasses() {
        InMemoryLog log = new InMemoryLog(2);
        log.append(0, Records.GOOD);
        log.append(0, Records.GOOD.replace("07:08:09", "07:58:09").replace("6ec85f1f", "00000001"));
        InMemoryLake lake = new InMemoryLake();
        VirtualRuntime runtime = new VirtualRuntime(1);
        Instant begun = runtime.now();
        Pipeline[] pipeline = new Pipeline[1];
        pipeline[0] = new Pipeline(
                spec,
                source(log, runtime),
                lake,
                new PipelineMetrics() {
                    @Override
                    public void committed(CommitRecord record, Duration duration) {
                        if (record.added().stream().anyMatch(file -> file.path().startsWith("windows"))) {
                            pipeline[0].stop();
                        }
                    }
                },
                runtime);

        pipeline[0].run(RunMode.CONTINUOUS);

        assertThat(lake.windows()).hasSize(1);
        assertThat(Duration.between(begun, runtime.now()))
                .isBetween(spec.idle(), spec.idle().multipliedBy(2));
    }

    @Test
    void aWallClockThatStepsBackDelaysNoCommit() {
        InMemoryLog log = new InMemoryLog(1);
        log.append(0, Records.GOOD);
        InMemoryLake lake = new InMemoryLake();
        VirtualRuntime runtime = new VirtualRuntime(1);
        Pipeline[] pipeline = new Pipeline[1];
        PipelineMetrics metrics = new PipelineMetrics() {
            @Override
            public void recordsRead(BatchRead batch) {
                runtime.step(Duration.ofHours(-1));
            }

            @Override
            public void committed(CommitRecord record, Duration duration) {
                pipeline[0].stop();
            }
        };
        pipeline[0] = new Pipeline(spec, source(log, runtime), lake, metrics, runtime);
        long begun = runtime.nanoTime();

        pipeline[0].run(RunMode.CONTINUOUS);

        assertThat(Duration.ofNanos(runtime.nanoTime() - begun))
                .isBetween(spec.commitInterval(), spec.commitInterval().multipliedBy(2));
    }

    private static final class FailingTwice extends ForwardingCommit {
        FailingTwice(StagedCommit commit) {
            super(commit);
        }

        @Override
        public CommitRecord commit(CommitDraft draft) {
            throw new LakeUnavailableException("fsync: input/output error");
        }

        @Override
        public void close() {
            super.close();
            throw new LakeUnavailableException("fsync: input/output error again");
        }
    }

    /** A commit fails while the next one is being filled, and so does giving that one up. */
    @ParameterizedTest
    @CsvSource({"0, 1", "2, 1", "2, 2"})
    void aLakeThatFailsTwiceEndsTheRunAndClosesIt(int threads, long seed) {
        VirtualRuntime runtime = new VirtualRuntime(seed);
        Lake failing = new ForwardingLake(new InMemoryLake()) {
            @Override
            public StagedCommit stage() {
                return new FailingTwice(super.stage());
            }
        };
        Pipeline pipeline = new Pipeline(
                spec.withThreads(threads).withCommits(Duration.ZERO, 10_000),
                source(generated(2_000), runtime),
                failing,
                PipelineMetrics.NONE,
                runtime);

        assertThatThrownBy(() -> pipeline.run(RunMode.UNTIL_CAUGHT_UP))
                .isInstanceOf(LakeUnavailableException.class)
                .hasMessage("fsync: input/output error");
        pipeline.close();
    }

    @Test
    void anErrorBesideTheRunEndsIt() {
        VirtualRuntime runtime = new VirtualRuntime(1);
        OutOfMemoryError full = new OutOfMemoryError("compaction");
        Pipeline[] pipeline = new Pipeline[1];
        PipelineMetrics metrics = new PipelineMetrics() {
            @Override
            public void recordsRead(BatchRead batch) {
                pipeline[0].fail(full);
            }
        };
        pipeline[0] = new Pipeline(spec, source(generated(100), runtime), new InMemoryLake(), metrics, runtime);

        assertThatThrownBy(() -> pipeline[0].run(RunMode.CONTINUOUS)).isSameAs(full);
        pipeline[0].close();
    }

    /** From there on what retention takes is known to be lost. */
    @Test
    void whereReadingBeginsIsRecordedBeforeAnythingIsRead() {
        VirtualRuntime runtime = new VirtualRuntime(1);
        InMemoryLake lake = new InMemoryLake();
        EventSource source = new ForwardingSource(source(new InMemoryLog(2), runtime)) {
            @Override
            public Map<Integer, Long> beginnings() {
                return Map.of(0, 0L, 1, 7L);
            }

            @Override
            public void start(Map<Integer, Long> positions) {
                assertThat(positions).isEqualTo(Map.of(0, 0L, 1, 7L));
                throw new SourceUnavailableException("before anything was read", null);
            }
        };

        assertThatThrownBy(
                        () -> new Pipeline(spec, source, lake, PipelineMetrics.NONE, runtime).run(RunMode.CONTINUOUS))
                .isInstanceOf(SourceUnavailableException.class);

        assertThat(lake.records()).hasSize(1);
        assertThat(lake.records().get(0).partitions())
                .isEqualTo(Map.of(0, new PartitionState(0, Long.MIN_VALUE), 1, new PartitionState(7, Long.MIN_VALUE)));
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void aPartitionThatAppearsInMidRunBeginsAtZero(boolean untilCaughtUp) {
        InMemoryLog log = generated(200);
        InMemoryLake lake = new InMemoryLake();
        VirtualRuntime runtime = new VirtualRuntime(1);
        Pipeline[] pipeline = new Pipeline[1];
        PipelineMetrics metrics = new PipelineMetrics() {
            private boolean added;

            @Override
            public void recordsRead(BatchRead batch) {
                if (!added) {
                    added = true;
                    int partition = log.addPartition();
                    log.skip(partition, 3);
                    log.append(partition, Records.GOOD);
                }
                if (!untilCaughtUp && batch.partition() == 3) {
                    pipeline[0].stop();
                }
            }
        };
        pipeline[0] = new Pipeline(spec, source(log, runtime), lake, metrics, runtime);

        pipeline[0].run(untilCaughtUp ? RunMode.UNTIL_CAUGHT_UP : RunMode.CONTINUOUS);
        if (untilCaughtUp) {
            new Pipeline(spec, source(log, runtime), lake, PipelineMetrics.NONE, runtime).run(RunMode.UNTIL_CAUGHT_UP);
        }

        CommitRecord last = lake.records().get(lake.records().size() - 1);
        assertThat(last.partitions().get(3).position()).isEqualTo(4);
        var counts = lake.records().stream()
                .flatMap(record -> record.counts().entrySet().stream())
                .filter(each -> each.getKey() == 3)
                .toList();
        assertThat(counts).hasSize(1);
        assertThat(counts.get(0).getValue().firstPosition()).isZero();
        assertThat(counts.get(0).getValue().gaps()).isEqualTo(3);
    }
}
