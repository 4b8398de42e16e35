package io.sluice.core.port;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.core.event.RecordBatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link EventSource} keeps. An implementation's test extends this and says how a log is written; the tests
 * of what its kind of log cannot do are skipped.
 */
public abstract class EventSourceContract {
    /** How long a test waits for what must come, before it fails. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final List<AutoCloseable> opened = new ArrayList<>();

    /** What not every kind of log can do. */
    public enum Ability {
        /** Records can be appended while a source reads. */
        GROW,
        /** Source partitions can be added while a source reads. */
        ADD_PARTITIONS,
        /** Offsets without a record. */
        GAPS,
        /** Records without a value. */
        NULL_VALUES
    }

    /** A log that a test writes. Closed after the test. */
    public interface Log extends AutoCloseable {
        /** Appends one record; durable when it returns. {@code value} is null only with that ability. */
        void append(int partition, byte[] value);

        /** Leaves one or more offsets without a record. */
        default void gap(int partition) {
            throw new UnsupportedOperationException("gap");
        }

        /** Adds an empty source partition, numbered after the last. */
        default void addPartition() {
            throw new UnsupportedOperationException("addPartition");
        }

        /** A source of this log, not started, that begins at the earliest record. */
        EventSource source();

        @Override
        void close();
    }

    /** What the logs of this kind can do. */
    protected abstract Set<Ability> abilities();

    /** A new log of this many empty source partitions. */
    protected abstract Log newLog(int partitions) throws Exception;

    @AfterEach
    void closeAll() throws Exception {
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
    }

    @Test
    void twoSourcesOfOneLogHaveTheSameIdentity() throws Exception {
        Log log = log(1);
        assertThat(open(log).identity()).isEqualTo(open(log).identity());
    }

    @Test
    void readsEveryRecordOfEverySourcePartitionInOrder() throws Exception {
        Log log = log(3);
        append(log, 0, 500);
        append(log, 2, 20);
        EventSource source = started(log, Map.of());
        assertThat(source.partitions()).containsExactlyInAnyOrder(0, 1, 2);
        Reading reading = new Reading(source).untilRecords(520);
        assertThat(reading.values(0)).isEqualTo(names(0, 0, 500));
        assertThat(reading.values(1)).isEmpty();
        assertThat(reading.values(2)).isEqualTo(names(2, 0, 20));
    }

    @Test
    void startsAtTheGivenPositions() throws Exception {
        Log log = log(2);
        append(log, 0, 10);
        append(log, 1, 10);
        EventSource source = started(log, Map.of(0, 7L, 1, 10L));
        assertThat(source.positions()).containsEntry(0, 7L).containsEntry(1, 10L);
        Reading reading = new Reading(source).untilRecords(3);
        assertThat(reading.offsets(0)).containsExactly(7L, 8L, 9L);
        assertThat(reading.values(0)).isEqualTo(names(0, 7, 10));
        assertThat(reading.values(1)).isEmpty();
    }

    @Test
    void aSourcePartitionNotNamedStartsAtItsFirstRecord() throws Exception {
        Log log = log(2);
        append(log, 0, 4);
        append(log, 1, 4);
        Reading reading = new Reading(started(log, Map.of(0, 4L))).untilRecords(4);
        assertThat(reading.values(0)).isEmpty();
        assertThat(reading.values(1)).isEqualTo(names(1, 0, 4));
    }

    @Test
    void anotherSourceGoesOnWhereTheFirstStood() throws Exception {
        Log log = log(2);
        append(log, 0, 300);
        append(log, 1, 300);
        EventSource first = started(log, Map.of());
        Reading before = new Reading(first).untilRecords(1);
        Map<Integer, Long> positions = first.positions();
        first.close();
        int rest = 600 - before.count();
        Reading after = new Reading(started(log, positions)).untilRecords(rest);
        for (int partition = 0; partition < 2; partition++) {
            List<String> both = new ArrayList<>(before.values(partition));
            both.addAll(after.values(partition));
            assertThat(both).isEqualTo(names(partition, 0, 300));
        }
    }

    @Test
    void anEmptyValueHasNoBytes() throws Exception {
        Log log = log(1);
        log.append(0, new byte[0]);
        log.append(0, bytes("x"));
        EventSource source = started(log, Map.of());
        RecordBatch batch = untilBatch(source);
        assertThat(batch.length(0)).isZero();
        assertThat(batch.trueLength(0)).isZero();
    }

    @Test
    void aRecordWithoutValueHasNoArray() throws Exception {
        assumeTrue(abilities().contains(Ability.NULL_VALUES));
        Log log = log(1);
        log.append(0, null);
        log.append(0, bytes("x"));
        EventSource source = started(log, Map.of());
        RecordBatch batch = untilBatch(source);
        assertThat(batch.array(0)).isNull();
        assertThat(batch.length(0)).isZero();
        assertThat(batch.offset(0)).isZero();
    }

    @Test
    void thePositionPassesOffsetsWithoutRecord() throws Exception {
        assumeTrue(abilities().contains(Ability.GAPS));
        Log log = log(1);
        log.gap(0);
        append(log, 0, 3);
        log.gap(0);
        log.append(0, bytes("last"));
        log.gap(0);
        EventSource source = started(log, Map.of());
        Reading reading = new Reading(source).untilPositions(source.endPositions());
        assertThat(reading.values(0)).containsExactly("0/0", "0/1", "0/2", "last");
        assertThat(reading.offsets(0)).isSorted();
        assertThat(reading.offsets(0).get(0)).isPositive();
        assertThat(reading.offsets(0).get(3))
                .isGreaterThan(reading.offsets(0).get(2) + 1)
                .isLessThan(source.positions().get(0) - 1);
    }

    @Test
    void positionsMoveWithTheBatchesHandedOut() throws Exception {
        Log log = log(2);
        append(log, 0, 250);
        append(log, 1, 250);
        EventSource source = started(log, Map.of());
        assertThat(source.positions()).containsEntry(0, 0L).containsEntry(1, 0L);
        for (int count = 0; count < 500; ) {
            Map<Integer, Long> before = source.positions();
            RecordBatch batch = untilBatch(source);
            count += batch.size();
            Map<Integer, Long> expected = new TreeMap<>(before);
            expected.put(batch.partition(), batch.nextOffset());
            assertThat(source.positions()).isEqualTo(expected);
        }
    }

    @Test
    void endPositionsAreAfterTheLastRecord() throws Exception {
        Log log = log(2);
        append(log, 0, 12);
        EventSource source = started(log, Map.of());
        assertThat(source.endPositions()).containsEntry(0, 12L).containsEntry(1, 0L);
        new Reading(source).untilRecords(12);
        assertThat(source.positions()).isEqualTo(source.endPositions());
    }

    @Test
    void isAtEndOnlyWhenAllWasHandedOut() throws Exception {
        Log log = log(2);
        append(log, 0, 1500);
        EventSource source = started(log, Map.of());
        for (int count = 0; count < 1500; ) {
            assertThat(source.isAtEnd(0)).isFalse();
            count += untilBatch(source).size();
        }
        until(source, () -> source.isAtEnd(0) && source.isAtEnd(1));
    }

    @Test
    void aPausedSourcePartitionIsHeldBackAndLosesNothing() throws Exception {
        Log log = log(2);
        append(log, 0, 700);
        append(log, 1, 700);
        EventSource source = started(log, Map.of());
        Reading reading = new Reading(source).untilRecords(1);
        // The other one may be fetched already, together with the first.
        int held = reading.values(0).isEmpty() ? 0 : 1;
        source.pause(Set.of(held));
        reading.untilRecords(700);
        assertThat(reading.values(held)).isEmpty();
        assertThat(source.poll(Duration.ofMillis(50))).isNull();
        assertThat(source.isAtEnd(held)).isFalse();
        source.pause(Set.of());
        reading.untilRecords(1400);
        assertThat(reading.values(0)).isEqualTo(names(0, 0, 700));
        assertThat(reading.values(1)).isEqualTo(names(1, 0, 700));
    }

    @Test
    void pauseNamesAllThatAreHeldBack() throws Exception {
        Log log = log(2);
        append(log, 0, 50);
        append(log, 1, 50);
        EventSource source = started(log, Map.of());
        source.pause(Set.of(0));
        source.pause(Set.of(1));
        Reading reading = new Reading(source).untilRecords(50);
        assertThat(reading.values(0)).isEqualTo(names(0, 0, 50));
        assertThat(source.poll(Duration.ofMillis(50))).isNull();
        source.pause(Set.of(0));
        reading.untilRecords(100);
        assertThat(reading.values(1)).isEqualTo(names(1, 0, 50));
    }

    @Test
    void readsRecordsAppendedMeanwhile() throws Exception {
        assumeTrue(abilities().contains(Ability.GROW));
        Log log = log(1);
        append(log, 0, 5);
        EventSource source = started(log, Map.of());
        Reading reading = new Reading(source).untilRecords(5);
        until(source, () -> source.isAtEnd(0));
        log.append(0, bytes("later"));
        reading.untilRecords(6);
        assertThat(reading.values(0)).last().isEqualTo("later");
        assertThat(source.endPositions()).containsEntry(0, 6L);
    }

    @Test
    void readsSourcePartitionsAddedMeanwhileFromTheirFirstRecord() throws Exception {
        assumeTrue(abilities().contains(Ability.ADD_PARTITIONS));
        Log log = log(1);
        append(log, 0, 5);
        EventSource source = started(log, Map.of());
        Reading reading = new Reading(source).untilRecords(5);
        log.addPartition();
        append(log, 1, 5);
        reading.untilRecords(10);
        assertThat(reading.values(1)).isEqualTo(names(1, 0, 5));
        assertThat(source.partitions()).containsExactlyInAnyOrder(0, 1);
        assertThat(source.endPositions()).containsEntry(1, 5L);
    }

    @Test
    void nothingToReadIsNull() throws Exception {
        Log log = log(1);
        append(log, 0, 1);
        EventSource source = started(log, Map.of());
        new Reading(source).untilRecords(1);
        assertThat(source.poll(Duration.ZERO)).isNull();
        assertThat(source.poll(Duration.ofMillis(1))).isNull();
    }

    @Test
    void pollWithoutWaitingReadsWhatIsThere() throws Exception {
        Log log = log(1);
        append(log, 0, 30);
        EventSource source = started(log, Map.of());
        List<Long> offsets = new ArrayList<>();
        within(() -> {
            RecordBatch batch = source.poll(Duration.ZERO);
            for (int i = 0; batch != null && i < batch.size(); i++) {
                offsets.add(batch.offset(i));
            }
            return offsets.size() == 30;
        });
        assertThat(offsets).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void acknowledgingChangesNothingForTheReader() throws Exception {
        Log log = log(1);
        append(log, 0, 40);
        EventSource source = started(log, Map.of());
        source.acknowledge(Map.of(0, 0L));
        Reading reading = new Reading(source).untilRecords(1);
        source.acknowledge(source.positions());
        reading.untilRecords(40);
        source.acknowledge(source.positions());
        assertThat(reading.values(0)).isEqualTo(names(0, 0, 40));
    }

    @Test
    void mayBeClosedTwiceAndUnstarted() throws Exception {
        Log log = log(1);
        EventSource source = started(log, Map.of());
        source.close();
        assertThatCode(source::close).doesNotThrowAnyException();
        assertThatCode(() -> log.source().close()).doesNotThrowAnyException();
    }

    private Log log(int partitions) throws Exception {
        Log log = newLog(partitions);
        opened.add(log);
        return log;
    }

    private EventSource open(Log log) {
        EventSource source = log.source();
        opened.add(source);
        return source;
    }

    private EventSource started(Log log, Map<Integer, Long> positions) {
        EventSource source = open(log);
        source.start(positions);
        return source;
    }

    private static void append(Log log, int partition, int count) {
        for (int i = 0; i < count; i++) {
            log.append(partition, bytes(partition + "/" + i));
        }
    }

    private static List<String> names(int partition, int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> partition + "/" + i).toList();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static RecordBatch untilBatch(EventSource source) {
        RecordBatch[] found = new RecordBatch[1];
        within(() -> (found[0] = source.poll(Duration.ofMillis(100))) != null);
        return found[0];
    }

    /** Polls, expecting no records, until something is so. */
    private static void until(EventSource source, BooleanSupplier condition) {
        within(() -> {
            RecordBatch batch = source.poll(Duration.ofMillis(50));
            assertThat(batch == null ? 0 : batch.size()).isZero();
            return condition.getAsBoolean();
        });
    }

    private static void within(BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime())
                    .as("what was waited for must come within %s", PATIENCE)
                    .isLessThan(deadline);
        }
    }

    /** What a source handed out, checked on the way for what holds of every batch. */
    private static final class Reading {
        private final EventSource source;
        private final Map<Integer, List<String>> values = new TreeMap<>();
        private final Map<Integer, List<Long>> offsets = new TreeMap<>();

        Reading(EventSource source) {
            this.source = source;
        }

        Reading untilRecords(int count) {
            within(() -> {
                poll();
                return count() >= count;
            });
            return this;
        }

        Reading untilPositions(Map<Integer, Long> positions) {
            within(() -> {
                poll();
                return source.positions().equals(positions);
            });
            return this;
        }

        private void poll() {
            Map<Integer, Long> before = source.positions();
            RecordBatch batch = source.poll(Duration.ofMillis(100));
            if (batch == null) {
                return;
            }
            // A source partition found during this poll was not known before it.
            long follows = before.getOrDefault(batch.partition(), 0L);
            assertThat(batch.nextOffset()).isGreaterThan(follows);
            for (int i = 0; i < batch.size(); i++) {
                assertThat(batch.offset(i)).isGreaterThanOrEqualTo(follows).isLessThan(batch.nextOffset());
                follows = batch.offset(i) + 1;
                keep(batch, i);
            }
        }

        private void keep(RecordBatch batch, int i) {
            byte[] value = Arrays.copyOfRange(batch.array(i), batch.start(i), batch.start(i) + batch.length(i));
            values.computeIfAbsent(batch.partition(), p -> new ArrayList<>()).add(new String(value, UTF_8));
            offsets.computeIfAbsent(batch.partition(), p -> new ArrayList<>()).add(batch.offset(i));
        }

        int count() {
            return values.values().stream().mapToInt(List::size).sum();
        }

        List<String> values(int partition) {
            return values.getOrDefault(partition, List.of());
        }

        List<Long> offsets(int partition) {
            return offsets.getOrDefault(partition, List.of());
        }
    }
}
