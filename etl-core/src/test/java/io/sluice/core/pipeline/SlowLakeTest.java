package io.sluice.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.core.event.EventBatch;
import io.sluice.core.event.RecordBatch;
import io.sluice.core.event.Records;
import io.sluice.core.pipeline.Pipeline.RunMode;
import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.EventSource;
import io.sluice.core.port.InMemoryEventSource;
import io.sluice.core.port.InMemoryLake;
import io.sluice.core.port.InMemoryLog;
import io.sluice.core.port.Lake;
import io.sluice.core.port.PipelineMetrics;
import io.sluice.core.port.RecordCounter;
import io.sluice.core.port.SourceIdentity;
import io.sluice.core.port.StagedCommit;
import io.sluice.core.time.ManualClock;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A store that is slow or away costs time, and neither memory nor a different result. */
class SlowLakeTest {
    private static final SourceIdentity TOPIC = new SourceIdentity("iot-events", "1");

    private final ManualClock clock = new ManualClock();
    private final PipelineSpec spec = PipelineSpec.builtIn();

    @Test
    void aCommitThatTakesLongHoldsTheSourceBack() throws Exception {
        InMemoryLog log = generated();
        InMemoryLake inner = new InMemoryLake();
        CompletableFuture<Void> mayCommit = new CompletableFuture<>();
        CompletableFuture<Long> held = new CompletableFuture<>();
        long[] decided = new long[1];
        PipelineMetrics counter = new PipelineMetrics() {
            @Override
            public void recordsRead(BatchRead batch) {
                decided[0] += batch.records();
            }
        };
        EventSource source = new ForwardingSource(new InMemoryEventSource(log, TOPIC, 50)) {
            @Override
            public void pause(Set<Integer> partitions) {
                super.pause(partitions);
                if (partitions.equals(partitions())) {
                    held.complete(decided[0]);
                }
            }
        };
        Pipeline pipeline = new Pipeline(
                spec.withThreads(2).withCommits(Duration.ZERO, 20_000),
                source,
                new WaitingLake(inner, mayCommit),
                counter,
                clock.runtime());

        CompletableFuture<RunSummary> run = CompletableFuture.supplyAsync(() -> pipeline.run(RunMode.UNTIL_CAUGHT_UP));

        assertThat(held.get(60, TimeUnit.SECONDS)).isBetween(1L, 4_000L);
        mayCommit.complete(null);
        InMemoryLake fast = new InMemoryLake();
        RunSummary expected = new Pipeline(
                        spec, new InMemoryEventSource(log, TOPIC, 50), fast, PipelineMetrics.NONE, clock.runtime())
                .run(RunMode.UNTIL_CAUGHT_UP);
        assertThat(run.get(60, TimeUnit.SECONDS).counts()).isEqualTo(expected.counts());
        assertThat(offsets(inner)).isEqualTo(offsets(fast));
    }

    @Test
    void manySmallBatchesArePartOfTheBudget() throws Exception {
        InMemoryLake inner = new InMemoryLake();
        CompletableFuture<Void> mayFinish = new CompletableFuture<>();
        CompletableFuture<Long> held = new CompletableFuture<>();
        long[] polled = new long[1];
        EventSource source = new ForwardingSource(new InMemoryEventSource(generated(), TOPIC, 1)) {
            @Override
            public RecordBatch poll(Duration timeout) {
                RecordBatch batch = super.poll(timeout);
                polled[0] += batch == null ? 0 : 1;
                return batch;
            }

            @Override
            public void pause(Set<Integer> partitions) {
                super.pause(partitions);
                if (partitions.equals(partitions())) {
                    held.complete(polled[0]);
                }
            }
        };
        Lake lake = new WaitingLake(inner, CompletableFuture.completedFuture(null)) {
            @Override
            public StagedCommit stage() {
                return new ForwardingCommit(super.stage()) {
                    @Override
                    public void finish() {
                        mayFinish.join();
                        super.finish();
                    }
                };
            }
        };
        long oneBatch = new EventBatch(spec.schema(), spec.roles(), 1024).reservedBytes();
        Pipeline pipeline = new Pipeline(
                spec.withThreads(1).withCommits(Duration.ZERO, 1L << 30).withBufferBytes(50 * oneBatch),
                source,
                lake,
                PipelineMetrics.NONE,
                clock.runtime());

        CompletableFuture<RunSummary> run = CompletableFuture.supplyAsync(() -> pipeline.run(RunMode.UNTIL_CAUGHT_UP));

        assertThat(held.get(60, TimeUnit.SECONDS)).isBetween(20L, 100L);
        mayFinish.complete(null);
        assertThat(run.get(60, TimeUnit.SECONDS).counts().values().stream()
                        .mapToLong(counts -> counts.records())
                        .sum())
                .isEqualTo(8_000);
    }

    @Test
    void whoIsHeldBackIsNotSilent() throws Exception {
        InMemoryLog log = new InMemoryLog(2);
        log.append(0, event("07:00:10", 1));
        log.append(1, event("07:00:20", 2));
        InMemoryLake inner = new InMemoryLake();
        CompletableFuture<Void> mayCommit = new CompletableFuture<>();
        Pipeline[] pipeline = new Pipeline[1];
        PipelineMetrics writer = new PipelineMetrics() {
            private int batches;

            @Override
            public void recordsRead(BatchRead batch) {
                batches++;
                if (batches == 3) {
                    log.append(1, event("07:00:30", 4));
                } else if (batches == 4) {
                    pipeline[0].stop();
                }
            }
        };
        EventSource source = new ForwardingSource(new InMemoryEventSource(log, TOPIC, 1)) {
            private boolean allHeld;
            private int pollsWhileHeld;

            @Override
            public void pause(Set<Integer> partitions) {
                super.pause(partitions);
                allHeld = partitions.equals(partitions());
            }

            @Override
            public RecordBatch poll(Duration timeout) {
                if (allHeld && ++pollsWhileHeld == 3) {
                    clock.advance(spec.idle().multipliedBy(2));
                } else if (allHeld && pollsWhileHeld == 6) {
                    log.append(0, event("07:30:00", 3));
                    mayCommit.complete(null);
                }
                return super.poll(timeout);
            }
        };
        pipeline[0] = new Pipeline(
                spec.withThreads(1).withCommits(Duration.ZERO, 1),
                source,
                new WaitingLake(inner, mayCommit),
                writer,
                clock.runtime());

        RunSummary summary = CompletableFuture.supplyAsync(() -> pipeline[0].run(RunMode.CONTINUOUS))
                .get(60, TimeUnit.SECONDS);

        assertThat(summary.counts().get(1).count(RecordCounter.LATE_AFTER_IDLE)).isZero();
        assertThat(summary.counts().get(1).events()).isEqualTo(2);
    }

    private static InMemoryLog generated() {
        InMemoryLog log = new InMemoryLog(2);
        for (int i = 0; i < 8_000; i++) {
            log.append(i % 2, event(String.format("%02d:%02d:%02d", i / 3600, i / 60 % 60, i % 60), i));
        }
        return log;
    }

    private static String event(String time, int id) {
        return Records.GOOD.replace("07:08:09.123456", time).replace("6ec85f1f-8547", String.format("%08x-8547", id));
    }

    private static Set<String> offsets(InMemoryLake lake) {
        Set<String> offsets = new TreeSet<>();
        for (EventBatch batch : lake.events()) {
            for (int row = 0; row < batch.rows(); row++) {
                String offset = batch.partition() + ":" + batch.offset(row);
                assertThat(offsets.add(offset)).as(offset).isTrue();
            }
        }
        return offsets;
    }

    /** A lake whose commits do not end before they may. */
    private static class WaitingLake implements Lake {
        private final Lake lake;
        private final CompletableFuture<Void> mayCommit;

        WaitingLake(Lake lake, CompletableFuture<Void> mayCommit) {
            this.lake = lake;
            this.mayCommit = mayCommit;
        }

        @Override
        public CommitRecord open(LakeRequest request) {
            return lake.open(request);
        }

        @Override
        public void readEvents(long fromCommit, long from, Consumer<EventBatch> consumer) {
            lake.readEvents(fromCommit, from, consumer);
        }

        @Override
        public StagedCommit stage() {
            return new ForwardingCommit(lake.stage()) {
                @Override
                public CommitRecord commit(CommitDraft draft) {
                    mayCommit.join();
                    return super.commit(draft);
                }
            };
        }

        @Override
        public void close() {
            lake.close();
        }
    }
}
