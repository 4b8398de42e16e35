package io.sluice.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

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
import io.sluice.core.port.PipelineMetrics;
import io.sluice.core.port.SourceIdentity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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
}
