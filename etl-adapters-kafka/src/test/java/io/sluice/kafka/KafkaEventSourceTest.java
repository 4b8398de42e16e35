package io.sluice.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.core.event.RecordBatch;
import io.sluice.core.pipeline.ForwardingSource;
import io.sluice.core.pipeline.Pipeline;
import io.sluice.core.pipeline.PipelineRuntime;
import io.sluice.core.pipeline.PipelineSpec;
import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.DataGapException;
import io.sluice.core.port.EventSource;
import io.sluice.core.port.InMemoryLake;
import io.sluice.core.port.PipelineMetrics;
import io.sluice.core.port.SourceIdentity;
import io.sluice.core.port.SourceUnavailableException;
import io.sluice.kafka.KafkaSourceConfig.OnLost;
import io.sluice.kafka.testkit.KafkaBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("integration")
@Timeout(120)
class KafkaEventSourceTest {
    @TempDir
    static Path dir;

    private static KafkaBroker broker;

    private final List<AutoCloseable> opened = new ArrayList<>();

    @BeforeAll
    static void startBroker() {
        broker = KafkaBroker.start(dir);
    }

    @AfterAll
    static void stopBroker() {
        broker.stop();
    }

    @AfterEach
    void closeAll() throws Exception {
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
    }

    @Test
    void abortedRecordsAreNotSeenAndCountAsGaps() {
        KafkaLog log = log(1);
        log.append(0, bytes("before"));
        log.transaction(0, 2, false);
        log.transaction(0, 3, true);
        log.append(0, bytes("after"));
        log.transaction(0, 1, false);
        EventSource source = started(log.config(), Map.of());
        ReadRecords read = ReadRecords.all(source);
        assertThat(read.values())
                .containsExactly("before", "in transaction 0", "in transaction 1", "in transaction 2", "after");
        // 2 aborted and their marker, 1 commit marker, 1 aborted and its marker.
        assertThat(read.gaps()).isEqualTo(6);
        assertThat(source.positions()).containsEntry(0, 11L);
    }

    @Test
    void anOpenTransactionEndsTheReadableLog() {
        KafkaLog log = log(1);
        log.append(0, bytes("before"));
        log.begin(0, 2);
        log.append(0, bytes("behind it"));
        EventSource source = started(log.config(), Map.of());
        assertThat(source.endPositions()).containsEntry(0, 1L);
        ReadRecords read = ReadRecords.all(source);
        assertThat(read.values()).containsExactly("before");
        ReadRecords.until(source, none -> source.isAtEnd(0));
        log.commit(0);
        assertThat(ReadRecords.all(source).values())
                .containsExactly("in transaction 0", "in transaction 1", "behind it");
    }

    @Test
    void aMissingTopicSaysHowToMakeIt() {
        try (EventSource source = new KafkaEventSource(config("no-such-topic"))) {
            assertThatThrownBy(source::identity)
                    .isInstanceOf(SourceUnavailableException.class)
                    .hasMessageContaining("no-such-topic")
                    .hasMessageContaining(broker.bootstrapServers())
                    .hasMessageContaining("sluice topic create");
            assertThatThrownBy(() -> source.start(Map.of())).isInstanceOf(SourceUnavailableException.class);
        }
    }

    @Test
    void anIllegalTopicNameIsToldAsSuch() {
        try (EventSource source = new KafkaEventSource(config("no topic!"))) {
            assertThatThrownBy(source::identity)
                    .isInstanceOf(SourceUnavailableException.class)
                    .hasMessageContaining("no topic name");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:1", "no-such-host.invalid:9092"})
    void aMissingBrokerIsNamedWithinTheTime(String nobody) {
        KafkaSourceConfig config = KafkaSourceConfig.of("any", Map.of("bootstrap.servers", nobody))
                .withTimeouts(Duration.ofSeconds(2), Duration.ofMinutes(1));
        try (EventSource source = new KafkaEventSource(config)) {
            assertThatThrownBy(source::identity)
                    .isInstanceOf(SourceUnavailableException.class)
                    .hasMessageContaining(nobody)
                    .hasMessageContaining("sluice.kafka.bootstrap.servers");
        }
    }

    @Test
    void propertiesThatKafkaRefusesAreNotAnOutage() {
        Map<String, String> client = Map.of(
                "bootstrap.servers", broker.bootstrapServers(),
                "security.protocol", "SASL_PLAINTEXT",
                "sasl.mechanism", "PLAIN",
                "sasl.jaas.config", "PlainLoginModule required password=\"hunter2\" oops");
        try (EventSource source = new KafkaEventSource(KafkaSourceConfig.of("any", client))) {
            assertThatThrownBy(source::identity)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("sluice.kafka.*")
                    .satisfies(failure -> assertThat(texts(failure)).doesNotContain("hunter2"));
        }
        Map<String, String> nonsense =
                Map.of("bootstrap.servers", broker.bootstrapServers(), "request.timeout.ms", "soon");
        try (EventSource source = new KafkaEventSource(KafkaSourceConfig.of("any", nonsense))) {
            assertThatThrownBy(source::identity)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("request.timeout.ms");
        }
    }

    @Test
    void offsetsLostBeforeTheStartStopWithTheirRange() {
        KafkaLog log = log(1);
        append(log, 0, 10);
        log.deleteBefore(0, 6);
        EventSource source = open(log.config());
        assertThatThrownBy(() -> source.start(Map.of(0, 2L)))
                .isInstanceOf(DataGapException.class)
                .hasMessageContaining(log.topic())
                .hasMessageContaining("source partition 0 offsets 2 to 5 (4 of them)")
                .hasMessageContaining("sluice.source.on-lost=continue");
    }

    @Test
    void offsetsLostBeforeTheStartAreAGapWhereThatIsAllowed() {
        KafkaLog log = log(1);
        append(log, 0, 10);
        log.deleteBefore(0, 6);
        EventSource source = started(log.config().withOnLost(OnLost.CONTINUE), Map.of(0, 2L));
        assertThat(source.positions()).containsEntry(0, 2L);
        ReadRecords read = ReadRecords.all(source);
        assertThat(read.values()).containsExactly("6", "7", "8", "9");
        assertThat(read.gaps()).isEqualTo(4);
    }

    @Test
    void aFirstStartBeginsAtWhatIsLeft() {
        KafkaLog log = log(1);
        append(log, 0, 10);
        log.deleteBefore(0, 6);
        EventSource source = started(log.config(), Map.of());
        assertThat(source.positions()).containsEntry(0, 6L);
        assertThat(ReadRecords.all(source).gaps()).isZero();
    }

    @Test
    void whereReadingBeginsInAnEmptyLakeIsToldBeforeItBegins() {
        KafkaLog log = log(2);
        append(log, 0, 10);
        log.deleteBefore(0, 6);
        assertThat(open(log.config()).beginnings()).isEqualTo(Map.of(0, 6L, 1, 0L));
        assertThat(open(log.config().withStart(StartPosition.LogEnd.LATEST)).beginnings())
                .isEqualTo(Map.of(0, 10L, 1, 0L));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aPartitionTheLakeDoesNotKnowBeginsAtZeroWhateverRetentionTook(boolean fail) {
        KafkaLog log = log(2);
        append(log, 1, 10);
        log.deleteBefore(1, 6);
        EventSource source = open(log.config().withOnLost(fail ? OnLost.FAIL : OnLost.CONTINUE));
        if (fail) {
            assertThatThrownBy(() -> source.start(Map.of(0, 0L)))
                    .isInstanceOf(DataGapException.class)
                    .hasMessageContaining("source partition 1 offsets 0 to 5 (6 of them)");
        } else {
            source.start(Map.of(0, 0L));
            assertThat(source.positions()).containsEntry(1, 0L);
            ReadRecords read = ReadRecords.all(source);
            assertThat(read.values()).containsExactly("6", "7", "8", "9");
            assertThat(read.gaps()).isEqualTo(6);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void soDoesOneThatAppearsWhileItIsRead(boolean fail) {
        KafkaLog log = log(1);
        append(log, 0, 1);
        EventSource source = started(log.config().withOnLost(fail ? OnLost.FAIL : OnLost.CONTINUE), Map.of());
        ReadRecords.all(source);
        log.addPartition();
        append(log, 1, 10);
        log.deleteBefore(1, 6);
        if (fail) {
            assertThatThrownBy(() -> ReadRecords.until(source, read -> false))
                    .isInstanceOf(DataGapException.class)
                    .hasMessageContaining("source partition 1 offsets 0 to 5 (6 of them)");
        } else {
            ReadRecords read = ReadRecords.count(source, 4);
            assertThat(read.values()).containsExactly("6", "7", "8", "9");
            assertThat(read.gaps()).isEqualTo(6);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void offsetsLostWhileReadingAreFoundOut(boolean fail) {
        KafkaLog log = log(1);
        append(log, 0, 3);
        KafkaSourceConfig config = log.config().withOnLost(fail ? OnLost.FAIL : OnLost.CONTINUE);
        EventSource source = started(config, Map.of());
        ReadRecords.all(source);
        append(log, 0, 10);
        log.deleteBefore(0, 11);
        // The consumer may have fetched some of them before they went: then nothing is lost for it.
        if (fail) {
            assertThatThrownBy(() -> ReadRecords.until(source, read -> false))
                    .isInstanceOf(DataGapException.class)
                    .hasMessageContaining("offsets 3 to 10 (8 of them)");
        } else {
            ReadRecords read = ReadRecords.all(source);
            assertThat(read.values()).containsExactly("8", "9");
            assertThat(read.gaps()).isEqualTo(8);
        }
    }

    @Test
    void aPositionBeyondTheLogEndIsAlwaysAGap() {
        KafkaLog log = log(2);
        append(log, 1, 5);
        EventSource source = open(log.config().withOnLost(OnLost.CONTINUE));
        assertThatThrownBy(() -> source.start(Map.of(0, 0L, 1, 9L)))
                .isInstanceOf(DataGapException.class)
                .hasMessageContaining("source partition 1 ends at offset 5, but offset 9");
    }

    @Test
    void aPartitionThatIsNoMoreIsAGap() {
        KafkaLog log = log(1);
        EventSource source = open(log.config());
        assertThatThrownBy(() -> source.start(Map.of(0, 0L, 4, 1L)))
                .isInstanceOf(DataGapException.class)
                .hasMessageContaining("[4]");
    }

    @Test
    void aTopicMadeAnewHasAnotherIdentity() {
        KafkaLog log = log(1);
        SourceIdentity before = open(log.config()).identity();
        log.recreate();
        SourceIdentity after = open(log.config()).identity();
        assertThat(after.name()).isEqualTo(before.name());
        assertThat(after.id()).isNotEqualTo(before.id());
    }

    @Test
    void aTopicMadeAnewWhileItIsReadIsFoundOut() {
        KafkaLog log = log(1);
        append(log, 0, 3);
        EventSource source = started(log.config(), Map.of());
        ReadRecords.all(source);
        log.recreate();
        assertThatThrownBy(() -> ReadRecords.until(source, read -> false))
                .isInstanceOf(DataGapException.class)
                .hasMessageContaining(log.topic());
    }

    @Test
    void nothingOfATopicMadeAnewIsCommittedUnderTheOldId() {
        KafkaLog log = log(1);
        append(log, 0, 3);
        InMemoryLake lake = new InMemoryLake();
        EventSource source = new ForwardingSource(open(log.config().withDiscoveryInterval(Duration.ofHours(1)))) {
            private int records;
            private boolean recreated;

            @Override
            public RecordBatch poll(Duration timeout) {
                RecordBatch batch = super.poll(timeout);
                records += batch == null ? 0 : batch.size();
                if (records == 3 && batch == null && !recreated) {
                    recreated = true;
                    log.recreate();
                    append(log, 0, 6);
                }
                return batch;
            }
        };
        PipelineSpec spec = PipelineSpec.builtIn().withCommits(Duration.ZERO, 1);
        List<Long> committed = new ArrayList<>();
        PipelineMetrics metrics = new PipelineMetrics() {
            @Override
            public void committed(CommitRecord record, Duration duration) {
                record.partitions().forEach((partition, state) -> committed.add(state.position()));
            }
        };
        Pipeline pipeline = new Pipeline(
                spec, source, lake, metrics, PipelineRuntime.threads(InstantSource.system(), System::nanoTime));

        assertThatThrownBy(() -> pipeline.run(Pipeline.RunMode.CONTINUOUS))
                .isInstanceOf(DataGapException.class)
                .hasMessageContainingAll(log.topic(), "made anew");

        assertThat(committed).isNotEmpty().allMatch(position -> position <= 3);
    }

    @Test
    void startsAtTheEndWhereToldSo() {
        KafkaLog log = log(2);
        append(log, 0, 5);
        EventSource source = started(log.config().withStart(StartPosition.LogEnd.LATEST), Map.of());
        assertThat(source.positions()).containsOnly(Map.entry(0, 5L), Map.entry(1, 0L));
        log.append(0, bytes("new"));
        assertThat(ReadRecords.count(source, 1).values()).containsExactly("new");
    }

    @Test
    void theConfiguredStartIsForEmptyLakesOnly() {
        KafkaLog log = log(2);
        append(log, 0, 5);
        append(log, 1, 5);
        EventSource source = started(log.config().withStart(StartPosition.LogEnd.LATEST), Map.of(0, 5L));
        assertThat(source.positions()).containsOnly(Map.entry(0, 5L), Map.entry(1, 0L));
    }

    @Test
    void startsAtATimeWhereToldSo() {
        KafkaLog log = log(2);
        for (int i = 0; i < 5; i++) {
            log.append(0, 1_767_225_600_000L + i * 1000, bytes(Integer.toString(i)));
        }
        log.append(1, 1_700_000_000_000L, bytes("long before"));
        Instant start = Instant.ofEpochMilli(1_767_225_600_000L + 2500);
        EventSource source = started(log.config().withStart(new StartPosition.At(start)), Map.of());
        assertThat(source.positions()).containsOnly(Map.entry(0, 3L), Map.entry(1, 1L));
        ReadRecords read = ReadRecords.all(source);
        assertThat(read.values()).containsExactly("3", "4");
        assertThat(read.batches().get(0).time(0)).isEqualTo(1_767_225_600_000L + 3000);
    }

    @Test
    void keysAreReadWhereTheyAreAskedFor() {
        KafkaLog log = log(1);
        log.append(0, "with".getBytes(UTF_8), null, bytes("value"));
        log.append(0, bytes("without"));
        ReadRecords with = ReadRecords.all(started(log.config().withKeys(true), Map.of()));
        assertThat(with.keys()).containsExactly("with", null);
        ReadRecords without = ReadRecords.all(started(log.config(), Map.of()));
        assertThat(without.keys()).containsExactly(null, null);
        assertThat(without.values()).isEqualTo(with.values());
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "gzip", "snappy", "lz4", "zstd"})
    void valuesOutliveManyPollsWhateverTheCompression(String compression) {
        KafkaLog log = log(2);
        try (KafkaProducerSink sink = new KafkaProducerSink(
                log.topic(),
                Map.of("bootstrap.servers", broker.bootstrapServers(), "compression.type", compression),
                Duration.ofSeconds(15))) {
            for (int i = 0; i < 20_000; i++) {
                sink.send(bytes("key" + i % 7), bytes("value " + i), 1_767_225_600_000L + i);
            }
            sink.flush();
        }
        Map<String, String> client = new HashMap<>(log.config().client());
        client.put("max.poll.records", "100");
        client.put("max.partition.fetch.bytes", "10000");
        EventSource source = started(KafkaSourceConfig.of(log.topic(), client), Map.of());
        List<RecordBatch> batches = ReadRecords.all(source).batches();
        // The bytes are looked at only now: what was read later must not have overwritten them.
        List<String> values = new ArrayList<>();
        for (RecordBatch batch : batches) {
            for (int i = 0; i < batch.size(); i++) {
                values.add(new String(batch.array(i), batch.start(i), batch.length(i), UTF_8));
            }
        }
        assertThat(values)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 20_000).mapToObj(i -> "value " + i).toList());
    }

    @Test
    void recordsOfOneMebibyteAndRecordsWithoutValue() {
        KafkaLog log = log(1);
        byte[] large = new byte[1 << 20];
        for (int i = 0; i < 6; i++) {
            large[0] = (byte) ('0' + i);
            log.append(0, large.clone());
            log.append(0, null);
        }
        EventSource source = started(log.config().withBatches(4_000, 2 << 20), Map.of());
        ReadRecords read = ReadRecords.all(source);
        assertThat(read.values()).hasSize(12);
        for (int i = 0; i < 12; i += 2) {
            assertThat(read.values().get(i)).hasSize(1 << 20).startsWith(Integer.toString(i / 2));
            assertThat(read.values().get(i + 1)).isNull();
        }
        assertThat(read.batches()).allSatisfy(batch -> assertThat(batch.bytes()).isLessThanOrEqualTo(2 << 20));
    }

    @Test
    void batchesAreBoundedAndOfOnePartition() {
        KafkaLog log = log(3);
        for (int i = 0; i < 10_000; i++) {
            log.send(0, bytes("0/" + i));
            if (i % 1000 == 0) {
                log.send(2, bytes("2/" + i));
            }
        }
        log.flush();
        EventSource source = started(log.config().withBatches(700, 1 << 20), Map.of());
        ReadRecords read = ReadRecords.all(source);
        assertThat(read.values()).hasSize(10_010);
        assertThat(read.batches()).allSatisfy(batch -> {
            assertThat(batch.size()).isLessThanOrEqualTo(700);
            for (int i = 0; i < batch.size(); i++) {
                assertThat(new String(batch.array(i), batch.start(i), 1, UTF_8))
                        .isEqualTo(Integer.toString(batch.partition()));
            }
        });
    }

    @Test
    void whatIsAcknowledgedShowsInTheGroup() throws Exception {
        KafkaLog log = log(2);
        append(log, 0, 5);
        Map<String, String> client = new HashMap<>(log.config().client());
        client.put("group.id", "readers-of-" + log.topic());
        EventSource source = started(KafkaSourceConfig.of(log.topic(), client), Map.of());
        ReadRecords.all(source);
        source.acknowledge(Map.of(0, 3L, 1, 0L));
        source.acknowledge(Map.of(0, 4L));
        source.close();
        try (Admin admin = Admin.create(Map.<String, Object>copyOf(log.config().client()))) {
            assertThat(admin.listConsumerGroupOffsets(client.get("group.id"))
                            .partitionsToOffsetAndMetadata()
                            .get())
                    .containsOnly(
                            Map.entry(new TopicPartition(log.topic(), 0), new OffsetAndMetadata(4)),
                            Map.entry(new TopicPartition(log.topic(), 1), new OffsetAndMetadata(0)));
        }
    }

    @Test
    void readsManyRecordsQuickly() {
        KafkaLog log = log(3);
        byte[] value = new byte[250];
        int count = 300_000;
        for (int i = 0; i < count; i++) {
            log.send(i % 3, value);
        }
        log.flush();
        EventSource source = started(log.config(), Map.of());
        long began = System.nanoTime();
        long read = 0;
        while (read < count) {
            RecordBatch batch = source.poll(Duration.ofMillis(100));
            read += batch == null ? 0 : batch.size();
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        System.out.printf("Read %,d records of %d bytes in %.2f s: %,.0f/s%n", read, 250, seconds, read / seconds);
        assertThat(read).isEqualTo(count);
    }

    private KafkaLog log(int partitions) {
        KafkaLog log = new KafkaLog(broker.bootstrapServers(), partitions);
        opened.add(log);
        return log;
    }

    private static KafkaSourceConfig config(String topic) {
        return KafkaSourceConfig.of(topic, Map.of("bootstrap.servers", broker.bootstrapServers()));
    }

    private EventSource open(KafkaSourceConfig config) {
        EventSource source = new KafkaEventSource(config);
        opened.add(source);
        return source;
    }

    private EventSource started(KafkaSourceConfig config, Map<Integer, Long> positions) {
        EventSource source = open(config);
        source.start(positions);
        return source;
    }

    private static void append(KafkaLog log, int partition, int count) {
        for (int i = 0; i < count; i++) {
            log.append(partition, bytes(Integer.toString(i)));
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    /** All that a log would show of a failure. */
    private static String texts(Throwable failure) {
        StringBuilder texts = new StringBuilder();
        for (Throwable at = failure; at != null; at = at.getCause()) {
            texts.append(at).append('\n');
        }
        return texts.toString();
    }
}
