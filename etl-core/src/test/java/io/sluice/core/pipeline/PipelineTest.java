package io.sluice.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.core.event.EventBatch;
import io.sluice.core.event.RecordBatch;
import io.sluice.core.event.Records;
import io.sluice.core.event.Rejection;
import io.sluice.core.generate.EventGenerator;
import io.sluice.core.generate.GeneratedRecord;
import io.sluice.core.generate.GeneratorSpec;
import io.sluice.core.pipeline.Pipeline.RunMode;
import io.sluice.core.port.CapacityException;
import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.DataGapException;
import io.sluice.core.port.EventSource;
import io.sluice.core.port.InMemoryEventSource;
import io.sluice.core.port.InMemoryLake;
import io.sluice.core.port.InMemoryLog;
import io.sluice.core.port.Lake;
import io.sluice.core.port.LakeUnavailableException;
import io.sluice.core.port.PipelineMetrics;
import io.sluice.core.port.RecordCounter;
import io.sluice.core.port.SourceIdentity;
import io.sluice.core.port.SourceUnavailableException;
import io.sluice.core.port.StagedCommit;
import io.sluice.core.time.ManualClock;
import io.sluice.core.window.WindowRow;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PipelineTest {
    private static final SourceIdentity TOPIC = new SourceIdentity("iot-events", "1");

    private final ManualClock clock = new ManualClock();
    private final PipelineSpec spec = PipelineSpec.builtIn();

    @ParameterizedTest
    @CsvSource({"1, 0, 1", "7, 2, 100", "1000, 3, 50000", "100000, 1, 100000000"})
    void whatComesOutDependsOnTheLogAlone(int batchSize, int threads, long commitBytes) {
        InMemoryLog log = generated(8_000);
        Tables expected = run(log, spec, 500);

        Tables actual = run(log, spec.withThreads(threads).withCommits(Duration.ZERO, commitBytes), batchSize);

        assertThat(actual).isEqualTo(expected);
        assertThat(expected.events).hasSizeGreaterThan(7_000);
        assertThat(expected.late).isNotEmpty();
        assertThat(expected.rejected).isNotEmpty();
        assertThat(expected.windows).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1", "2", "3"})
    void nothingIsLostOrDoubledHoweverOftenItIsKilled(long seed) {
        InMemoryLog log = generated(8_000);
        Tables expected = run(log, spec, 500);
        Random random = new Random(seed);
        InMemoryLake lake = new InMemoryLake();
        int kills = 0;
        while (true) {
            EventSource source = new InMemoryEventSource(log, TOPIC, 1 + random.nextInt(100));
            int polls = 2 + random.nextInt(30);
            PipelineSpec often =
                    spec.withCommits(Duration.ZERO, 1 + random.nextInt(200_000)).withThreads(kills % 3);
            try {
                new Pipeline(often, new KilledSource(source, polls), lake, PipelineMetrics.NONE, clock.runtime())
                        .run(RunMode.UNTIL_CAUGHT_UP);
                break;
            } catch (Killed e) {
                kills++;
            }
        }

        assertThat(kills).isGreaterThan(3);
        assertThat(Tables.of(lake)).isEqualTo(expected);
        assertAccountingOf(lake, log);
    }

    @Test
    void theLastPlausibleRecordTimeOutlivesARun() {
        InMemoryLog log = new InMemoryLog(1);
        InMemoryLake lake = new InMemoryLake();
        long plausible = 1_767_596_400_000L;
        log.append(0, plausible, new byte[0]);
        log.append(0, plausible * 1_000_000, new byte[0]);
        for (int run = 0; run < 2; run++) {
            new Pipeline(spec, new InMemoryEventSource(log, TOPIC, 10), lake, PipelineMetrics.NONE, clock.runtime())
                    .run(RunMode.UNTIL_CAUGHT_UP);
            log.append(0, 0, new byte[0]);
        }

        assertThat(lake.rejected()).hasSize(3).allMatch(rejection -> rejection.filedTime() == plausible);
        assertThat(lake.records().stream()
                        .flatMap(record -> record.counts().values().stream())
                        .mapToLong(counts -> counts.count(RecordCounter.IMPLAUSIBLE_TIMES))
                        .sum())
                .isEqualTo(2);
    }

    @Test
    void stoppingCommitsWhatWasDecidedAndAnotherGoesOn() {
        InMemoryLog log = generated(4_000);
        InMemoryLake lake = new InMemoryLake();
        InMemoryEventSource source = new InMemoryEventSource(log, TOPIC, 10);
        Pipeline[] pipeline = new Pipeline[1];
        PipelineMetrics stopper = new PipelineMetrics() {
            private int batches;

            @Override
            public void recordsRead(BatchRead batch) {
                if (++batches == 50) {
                    pipeline[0].stop();
                }
            }
        };
        pipeline[0] = new Pipeline(spec, source, lake, stopper, clock.runtime());
        pipeline[0].run(RunMode.CONTINUOUS);
        assertThat(lake.records()).hasSize(2);
        assertThat(Tables.of(lake).events.size()).isBetween(300, 500);

        new Pipeline(spec, new InMemoryEventSource(log, TOPIC, 10), lake, PipelineMetrics.NONE, clock.runtime())
                .run(RunMode.UNTIL_CAUGHT_UP);

        assertThat(Tables.of(lake)).isEqualTo(run(log, spec, 500));
    }

    @Test
    void everyRecordIsAccountedFor() {
        InMemoryLog log = generated(4_000);
        log.skip(1, 17);
        InMemoryLake lake = new InMemoryLake();

        RunSummary summary = new Pipeline(
                        spec, new InMemoryEventSource(log, TOPIC, 64), lake, PipelineMetrics.NONE, clock.runtime())
                .run(RunMode.UNTIL_CAUGHT_UP);

        assertAccountingOf(lake, log);
        assertThat(summary.counts().get(1).gaps()).isEqualTo(17);
        assertThat(summary.counts().values().stream()
                        .mapToLong(counts -> counts.records())
                        .sum())
                .isEqualTo(4_000);
    }

    @Test
    void nothingIsCommittedOfALogThatAnotherOneReplaced() {
        InMemoryLog log = generated(1_000);
        InMemoryLake lake = new InMemoryLake();
        EventSource source = new ForwardingSource(new InMemoryEventSource(log, TOPIC, 100)) {
            @Override
            public void confirm() {
                throw DataGapException.recreated("iot-events", "1", "2");
            }
        };

        assertThatThrownBy(() -> new Pipeline(spec, source, lake, PipelineMetrics.NONE, clock.runtime())
                        .run(RunMode.UNTIL_CAUGHT_UP))
                .isInstanceOf(DataGapException.class)
                .hasMessageContaining("its id was 1 and is 2");

        assertThat(lake.records()).extracting(CommitRecord::kind).containsExactly(CommitRecord.Kind.TAKE_OVER);
        assertThat(lake.events()).isEmpty();
    }

    @Test
    void aCommitWaitsForASourceThatDoesNotAnswerNow() {
        InMemoryLog log = generated(1_000);
        InMemoryLake lake = new InMemoryLake();
        List<Integer> committedBefore = new ArrayList<>();
        EventSource source = new ForwardingSource(new InMemoryEventSource(log, TOPIC, 100)) {
            @Override
            public void confirm() {
                committedBefore.add(lake.records().size());
                if (committedBefore.size() <= 3) {
                    throw new SourceUnavailableException("Cannot ask now", null);
                }
            }
        };

        new Pipeline(spec.withCommits(Duration.ZERO, 1), source, lake, PipelineMetrics.NONE, clock.runtime())
                .run(RunMode.UNTIL_CAUGHT_UP);

        assertThat(committedBefore).startsWith(1, 1, 1, 1);
        // One answer to each commit after the take-over.
        assertThat(committedBefore).hasSize(3 + lake.records().size() - 1);
        assertThat(Tables.of(lake)).isEqualTo(run(log, spec, 500));
    }

    @Test
    void aWindowIsWrittenWhenTheWatermarkPassesItsEnd() {
        InMemoryLog log = new InMemoryLog(1);
        log.append(0, event("07:00:00", 1));
        log.append(0, event("07:00:59.999999", 2));
        log.append(0, event("07:11:00", 3));
        InMemoryLake lake = new InMemoryLake();

        new Pipeline(spec, new InMemoryEventSource(log, TOPIC, 1), lake, PipelineMetrics.NONE, clock.runtime())
                .run(RunMode.UNTIL_CAUGHT_UP);

        assertThat(lake.windows()).hasSize(1);
        assertThat(lake.windows().get(0).aggregates().get(0)).isEqualTo(2L);
    }

    @Test
    void drainingClosesTheOpenWindowsAndWakesWhatComesLaterBeforeThem() {
        InMemoryLog log = new InMemoryLog(1);
        log.append(0, event("07:00:10", 1));
        InMemoryLake lake = new InMemoryLake();
        new Pipeline(spec, new InMemoryEventSource(log, TOPIC, 1), lake, PipelineMetrics.NONE, clock.runtime())
                .run(new RunMode(true, true, false));
        assertThat(lake.windows()).hasSize(1);

        log.append(0, event("07:00:59", 2));
        log.append(0, event("07:01:00", 3));
        RunSummary second = new Pipeline(
                        spec, new InMemoryEventSource(log, TOPIC, 1), lake, PipelineMetrics.NONE, clock.runtime())
                .run(RunMode.UNTIL_CAUGHT_UP);

        assertThat(second.counts().get(0).count(RecordCounter.LATE_AFTER_IDLE)).isEqualTo(1);
        assertThat(second.counts().get(0).late()).isEqualTo(1);
        assertThat(second.counts().get(0).events()).isEqualTo(1);
    }

    @Test
    void aSilentPartitionHoldsTheWatermarkForTheIdleTimeOnly() {
        InMemoryLog log = new InMemoryLog(2);
        log.append(0, event("07:00:10", 1));
        log.append(0, event("07:30:00", 2));
        InMemoryLake lake = new InMemoryLake();
        PipelineSpec eager = spec.withCommits(Duration.ZERO, 1);
        CompletableFuture<Integer> windowsWhileWaiting = new CompletableFuture<>();
        Pipeline[] pipeline = new Pipeline[1];
        EventSource source = new ForwardingSource(new InMemoryEventSource(log, TOPIC, 1)) {
            private int emptyPolls;

            @Override
            public RecordBatch poll(Duration timeout) {
                RecordBatch batch = super.poll(Duration.ZERO);
                if (batch == null) {
                    emptyPolls++;
                    if (emptyPolls == 3) {
                        clock.advance(Duration.ofMillis(59_999));
                    } else if (emptyPolls == 6) {
                        windowsWhileWaiting.complete(lake.windows().size());
                        clock.advance(Duration.ofMillis(1));
                    } else if (emptyPolls == 9) {
                        pipeline[0].stop();
                    }
                }
                return batch;
            }
        };
        pipeline[0] = new Pipeline(eager, source, lake, PipelineMetrics.NONE, clock.runtime());

        pipeline[0].run(RunMode.CONTINUOUS);

        assertThat(windowsWhileWaiting.join()).isZero();
        assertThat(lake.windows()).hasSize(1);
    }

    @Test
    void partitionsAheadWaitForTheSlowestWhileCatchingUp() {
        InMemoryLog log = new InMemoryLog(2);
        for (int i = 0; i < 600; i++) {
            // One source partition is ten hours ahead of the other in the same number of records.
            log.append(0, event(String.format("%02d:%02d:00", i / 60, i % 60), 2 * i));
            log.append(1, event(String.format("00:00:%02d", i % 60), 2 * i + 1));
        }
        int[] mostOpen = new int[1];
        PipelineMetrics watcher = new PipelineMetrics() {
            @Override
            public void state(long watermark, long dedupEntries, long openWindows) {
                mostOpen[0] = Math.max(mostOpen[0], (int) openWindows);
            }
        };
        InMemoryLake lake = new InMemoryLake();

        new Pipeline(
                        spec.withCommits(Duration.ZERO, 1),
                        new InMemoryEventSource(log, TOPIC, 5),
                        lake,
                        watcher,
                        clock.runtime())
                .run(RunMode.UNTIL_CAUGHT_UP);

        assertThat(mostOpen[0]).isLessThan(60);
        assertThat(lake.windows()).hasSizeGreaterThan(500);
    }

    @Test
    void itsMomentsTellTheAccounting() {
        InMemoryLog log = generated(2_000);
        List<String> moments = new ArrayList<>();
        Map<Integer, Long> read = new TreeMap<>();
        Map<Integer, Long> reached = new TreeMap<>();
        Map<Integer, Long> committed = new TreeMap<>();
        Map<String, Long> byGroup = new TreeMap<>();
        List<WindowRow> windows = new ArrayList<>();
        long[] levels = new long[2];
        long[] rejections = new long[1];
        int[] examples = new int[2];
        PipelineMetrics metrics = new PipelineMetrics() {
            @Override
            public void started(CommitRecord takeOver, Map<Integer, Long> positions) {
                moments.add("started " + positions);
            }

            @Override
            public void recordsRead(BatchRead batch) {
                moments.add("read");
                read.merge(batch.partition(), batch.records(), Long::sum);
                reached.put(batch.partition(), batch.nextOffset());
                assertThat(batch.recordTime()).isPositive();
            }

            @Override
            public void rejected(List<Rejection> rejected) {
                rejections[0] += rejected.size();
            }

            @Override
            public void notEvents(EventBatch batch, int late, int duplicate) {
                assertThat(Math.max(late, duplicate)).isBetween(0, batch.rows() - 1);
                examples[0] += late >= 0 ? 1 : 0;
                examples[1] += duplicate >= 0 ? 1 : 0;
            }

            @Override
            public void committing(Intake intake) {
                intake.eventsByGroup().forEach((group, events) -> byGroup.merge(group, events, Long::sum));
                windows.addAll(intake.windows());
            }

            @Override
            public void committed(CommitRecord record, Duration duration) {
                record.counts().forEach((partition, counts) -> {
                    committed.merge(partition, counts.records(), Long::sum);
                    assertThat(counts.nextPosition()).isLessThanOrEqualTo(reached.get(partition));
                });
            }

            @Override
            public void state(long watermarkMicros, long dedupEntries, long openWindows) {
                levels[0] = watermarkMicros;
                levels[1] = openWindows;
            }
        };

        InMemoryLake lake = new InMemoryLake();
        RunSummary summary = new Pipeline(
                        spec.withCommits(Duration.ZERO, 1 << 14),
                        new InMemoryEventSource(log, TOPIC, 10),
                        lake,
                        metrics,
                        clock.runtime())
                .run(new RunMode(true, true, false));

        assertThat(moments.get(0)).isEqualTo("started {0=0, 1=0, 2=0}");
        assertThat(moments.stream().filter(moment -> moment.startsWith("started")))
                .hasSize(1);
        assertThat(committed).isEqualTo(read);
        assertThat(levels).containsExactly(summary.watermark(), 0);
        assertThat(byGroup).containsOnlyKeys("temperature", "pressure", "humidity", "motion", "light");
        assertThat(byGroup.values().stream().mapToLong(Long::longValue).sum())
                .isEqualTo(Tables.of(lake).events.size());
        assertThat(rejections[0]).isEqualTo(lake.rejected().size()).isPositive();
        assertThat(windows).hasSameSizeAs(lake.windows());
        assertThat(examples[0]).isPositive();
        assertThat(examples[1]).isPositive();
    }

    @Test
    void tooManyIdsStopItAfterCommittingWhatWasDecided() {
        InMemoryLog log = new InMemoryLog(1);
        for (int i = 0; i < 50; i++) {
            log.append(0, event("07:00:10", i));
        }
        InMemoryLake lake = new InMemoryLake();

        assertThatThrownBy(() -> new Pipeline(
                                spec.withMaxIds(35),
                                new InMemoryEventSource(log, TOPIC, 10),
                                lake,
                                PipelineMetrics.NONE,
                                clock.runtime())
                        .run(RunMode.UNTIL_CAUGHT_UP))
                .isInstanceOf(CapacityException.class);

        assertThat(Tables.of(lake).events).hasSize(30);
    }

    @Test
    void tooManyGroupsOfOpenWindowsStopItAfterCommittingWhatWasDecidedAndSoDoesARestart() {
        InMemoryLog log = new InMemoryLog(1);
        for (int minute = 0; minute < 9; minute++) {
            for (int i = 0; i < 10; i++) {
                log.append(0, event("07:0" + minute + ":10", 10 * minute + i));
            }
        }
        InMemoryLake lake = new InMemoryLake();

        for (int start = 0; start < 2; start++) {
            assertThatThrownBy(() -> new Pipeline(
                                    spec.withMaxGroups(4),
                                    new InMemoryEventSource(log, TOPIC, 10),
                                    lake,
                                    PipelineMetrics.NONE,
                                    clock.runtime())
                            .run(RunMode.UNTIL_CAUGHT_UP))
                    .isInstanceOf(CapacityException.class)
                    .hasMessageContaining("windows.max-groups allows 4")
                    .hasMessageContaining("windows.by is device_type")
                    .hasMessageContaining("-Xmx");
            assertThat(Tables.of(lake).events).hasSize(50);
        }
    }

    @Test
    void groupsOfClosedWindowsMakeRoomByAnEarlierCommit() {
        InMemoryLog log = generated(8_000);
        Tables expected = run(log, spec, 500);
        InMemoryLake lake = new InMemoryLake();

        new Pipeline(
                        spec.withMaxGroups(250),
                        new InMemoryEventSource(log, TOPIC, 50),
                        lake,
                        PipelineMetrics.NONE,
                        clock.runtime())
                .run(RunMode.UNTIL_CAUGHT_UP);

        assertThat(lake.records()).hasSizeGreaterThan(2);
        assertThat(Tables.of(lake)).isEqualTo(expected);
    }

    @Test
    void aSourceThatFailsLeavesWhatWasReadCommitted() {
        InMemoryLog log = generated(500);
        InMemoryLake lake = new InMemoryLake();
        EventSource source = new ForwardingSource(new InMemoryEventSource(log, TOPIC, 10)) {
            private int polls;

            @Override
            public RecordBatch poll(Duration timeout) {
                if (++polls > 20) {
                    throw new SourceUnavailableException("gone");
                }
                return super.poll(timeout);
            }
        };

        assertThatThrownBy(() ->
                        new Pipeline(spec, source, lake, PipelineMetrics.NONE, clock.runtime()).run(RunMode.CONTINUOUS))
                .isInstanceOf(SourceUnavailableException.class);

        assertThat(lake.records()).hasSize(2);
        assertThat(lake.records().get(1).counts()).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0", "2"})
    void aLakeThatFailsEndsTheRunWithItsError(int threads) {
        InMemoryLake inner = new InMemoryLake();
        Lake failing = new Lake() {
            @Override
            public CommitRecord open(LakeRequest request) {
                return inner.open(request);
            }

            @Override
            public void readEvents(long fromCommit, long from, Consumer<EventBatch> consumer) {
                inner.readEvents(fromCommit, from, consumer);
            }

            @Override
            public StagedCommit stage() {
                inner.open(new LakeRequest(TOPIC, spec.compatibilitySettings(), false));
                return new FailingCommit(inner.stage());
            }

            @Override
            public void close() {}
        };

        assertThatThrownBy(() -> new Pipeline(
                                spec.withThreads(threads),
                                new InMemoryEventSource(generated(500), TOPIC, 10),
                                failing,
                                PipelineMetrics.NONE,
                                clock.runtime())
                        .run(RunMode.UNTIL_CAUGHT_UP))
                .isInstanceOf(LakeUnavailableException.class)
                .hasMessage("disk full")
                .hasSuppressedException(new LakeUnavailableException("disk still full"));
        assertThat(Tables.of(inner).events).isEmpty();
    }

    @Test
    void theStartOfAnEmptySourceIsRecordedSoThatLatestMeansTheFirstStart() {
        InMemoryLake lake = new InMemoryLake();
        new Pipeline(
                        spec,
                        new InMemoryEventSource(new InMemoryLog(3), TOPIC, 1),
                        lake,
                        PipelineMetrics.NONE,
                        clock.runtime())
                .run(RunMode.UNTIL_CAUGHT_UP);

        assertThat(lake.records()).hasSize(2);
        assertThat(lake.records().get(1).partitions()).hasSize(3);
    }

    @Test
    void aRecordThatMovesAClockByMoreThanAnHourIsNamed() {
        InMemoryLog log = new InMemoryLog(1);
        for (String time :
                List.of("07:00:00", "07:59:00", "07:10:00", "08:58:59", "10:30:00", "09:00:00", "10:40:00")) {
            log.append(0, event(time, log.ends().get(0).intValue()));
        }
        List<PipelineMetrics.ClockJump> jumps = new ArrayList<>();
        PipelineMetrics metrics = new PipelineMetrics() {
            @Override
            public void clockJumped(ClockJump jump) {
                jumps.add(jump);
            }
        };

        new Pipeline(spec, new InMemoryEventSource(log, TOPIC, 3), new InMemoryLake(), metrics, clock.runtime())
                .run(RunMode.UNTIL_CAUGHT_UP);

        assertThat(jumps).singleElement().satisfies(jump -> {
            assertThat(jump.offset()).isEqualTo(4);
            assertThat(Duration.ofMillis(jump.byMicros() / 1000)).isEqualTo(Duration.parse("PT1H31M1S"));
        });
    }

    /** Else six years of some events a day become one commit of ten thousands of files. */
    @ParameterizedTest
    @CsvSource({"0", "2"})
    void aLogOfYearsIsCommittedSomeMonthsAtATime(int threads) {
        InMemoryLog log = new InMemoryLog(1);
        for (int hour = 0; hour < 9_000; hour++) {
            String time = LocalDateTime.of(2020, 1, 1, 0, 0, 1).plusHours(hour).toString();
            log.append(0, event("07:08:09.123456", hour).replaceFirst("2026-\\d\\d-\\d\\dT07:08:09.123456", time));
        }
        InMemoryLake lake = new InMemoryLake();
        PipelineSpec rarely = spec.withThreads(threads).withCommits(Duration.ofDays(1), Long.MAX_VALUE);

        new Pipeline(rarely, new InMemoryEventSource(log, TOPIC, 50), lake, PipelineMetrics.NONE, clock.runtime())
                .run(RunMode.UNTIL_CAUGHT_UP);

        assertAccountingOf(lake, log);
        assertThat(lake.records()).allSatisfy(record -> assertThat(record.counts().values().stream()
                        .mapToLong(counts -> counts.records())
                        .sum())
                .isLessThanOrEqualTo(threads == 0 ? CommitHours.MAX + 50 : 2 * CommitHours.MAX));
    }

    private Tables run(InMemoryLog log, PipelineSpec how, int batchSize) {
        InMemoryLake lake = new InMemoryLake();
        new Pipeline(how, new InMemoryEventSource(log, TOPIC, batchSize), lake, PipelineMetrics.NONE, clock.runtime())
                .run(RunMode.UNTIL_CAUGHT_UP);
        assertAccountingOf(lake, log);
        return Tables.of(lake);
    }

    private static void assertAccountingOf(InMemoryLake lake, InMemoryLog log) {
        Map<Integer, Long> positions = new java.util.TreeMap<>();
        long recorded = 0;
        for (CommitRecord record : lake.records()) {
            record.counts().forEach((partition, counts) -> {
                assertThat(counts.firstPosition()).isEqualTo(positions.getOrDefault(partition, 0L));
                positions.put(partition, counts.nextPosition());
            });
            recorded += record.counts().values().stream()
                    .mapToLong(counts -> counts.events())
                    .sum();
        }
        assertThat(positions).isEqualTo(log.ends());
        assertThat(recorded).isEqualTo(Tables.of(lake).events.size());
    }

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

    private static String event(String time, int id) {
        return Records.GOOD.replace("07:08:09.123456", time).replace("6ec85f1f-8547", String.format("%08x-8547", id));
    }

    /** All rows of a lake in a form that can be compared; the offsets tell whether a row is there twice. */
    private record Tables(List<String> events, List<String> late, List<String> rejected, List<String> windows) {
        static Tables of(InMemoryLake lake) {
            return new Tables(
                    rows(lake.events()),
                    rows(lake.late()),
                    lake.rejected().stream()
                            .map(r -> r.partition() + ":" + r.offset() + " " + r.reason() + r.field())
                            .sorted()
                            .toList(),
                    lake.windows().stream().map(Object::toString).sorted().toList());
        }

        private static List<String> rows(List<EventBatch> batches) {
            List<String> rows = new ArrayList<>();
            for (EventBatch batch : batches) {
                for (int row = 0; row < batch.rows(); row++) {
                    rows.add(batch.partition() + ":" + batch.offset(row) + " " + batch.eventTime(row) + " "
                            + batch.valueHash(row));
                }
            }
            rows.sort(null);
            return rows;
        }
    }

    /** Stands for SIGKILL: no code of the pipeline handles it. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    private static final class KilledSource extends ForwardingSource {
        private int pollsLeft;

        KilledSource(EventSource source, int polls) {
            super(source);
            pollsLeft = polls;
        }

        @Override
        public RecordBatch poll(Duration timeout) {
            if (pollsLeft-- == 0) {
                throw new Killed();
            }
            return super.poll(timeout);
        }
    }

    private static final class FailingCommit extends ForwardingCommit {
        FailingCommit(StagedCommit commit) {
            super(commit);
        }

        @Override
        public void finish() {
            throw new LakeUnavailableException("disk full");
        }

        @Override
        public void close() {
            super.close();
            throw new LakeUnavailableException("disk still full");
        }
    }
}
