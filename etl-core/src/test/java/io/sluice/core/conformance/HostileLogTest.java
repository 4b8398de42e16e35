package io.sluice.core.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.core.conformance.HostileVariants.Variant;
import io.sluice.core.conformance.ReferenceDecoder.Decoded;
import io.sluice.core.conformance.ReferenceDecoder.Event;
import io.sluice.core.conformance.ReferenceDecoder.Rejected;
import io.sluice.core.event.RecordBatch;
import io.sluice.core.event.RejectionReason;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HostileLogTest {
    private static final int RECORDS = 9_000;
    private static final HostileLog LOG =
            HostileLog.of(HostileLog.Options.standard().withRecords(RECORDS));
    private static final ExpectedTables TABLES = ReferenceModel.tables(LOG.spec(), LOG.partitions(), false);

    static Stream<Variant> variants() {
        return HostileVariants.all(1 << 16, false).stream();
    }

    /** Two independent statements of the rules: the variant's author's, and the model's. */
    @ParameterizedTest
    @MethodSource("variants")
    void theModelAgreesWithTheAuthorOfEachVariant(Variant variant) {
        ReferenceDecoder decoder = new ReferenceDecoder(LOG.spec());
        for (int seed = 0; seed < 2; seed++) {
            EventText event = EventText.of(
                    "6ec85f1f-8547-4c0c-acf6-3afcc21a470a", 7, "light", "2024-02-29T01:02:03.5Z", "12.5", "3");
            byte[] bytes = variant.rewrite().bytes(event, new Random(seed));

            Decoded decoded = decoder.decode(bytes, RecordBatch.NO_TIME);

            if (variant.reason() == null) {
                assertThat(decoded).as(text(bytes)).isInstanceOf(Event.class);
            } else {
                assertThat(decoded).as(text(bytes)).isEqualTo(new Rejected(variant.reason(), variant.pointer()));
            }
        }
    }

    private static String text(byte[] bytes) {
        return bytes == null ? "null" : new String(bytes, 0, Math.min(bytes.length, 500), StandardCharsets.ISO_8859_1);
    }

    @Test
    void hasAsManyRecordsAsAskedFor() {
        assertThat(LOG.partitions().stream().mapToInt(List::size).sum()).isEqualTo(RECORDS);
        assertThat(HostileLog.of(HostileLog.Options.standard().withRecords(1001)).partitions().stream()
                        .mapToInt(List::size)
                        .sum())
                .isEqualTo(1001);
    }

    @Test
    void hasEveryReasonManyTimesButTheFuture() {
        Map<String, Long> reasons = new TreeMap<>();
        TABLES.counts().values().forEach(counts -> counts.rejected()
                .forEach((reason, count) -> reasons.merge(reason, count, Long::sum)));

        Set<String> expected = new HashSet<>();
        for (RejectionReason reason : EnumSet.complementOf(EnumSet.of(
                RejectionReason.FUTURE_TIMESTAMP,
                RejectionReason.WRONG_SIZE,
                RejectionReason.NOT_UNIQUE,
                RejectionReason.NO_MATCH))) {
            expected.add(reason.label());
        }
        assertThat(reasons.keySet()).isEqualTo(expected);
        assertThat(reasons).allSatisfy((reason, count) -> assertThat(count).isGreaterThan(3));
    }

    @Test
    void hasEveryOutcomeInEverySourcePartition() {
        assertThat(TABLES.counts()).hasSize(3).allSatisfy((partition, counts) -> {
            assertThat(counts.events()).isGreaterThan(500);
            assertThat(counts.late()).isGreaterThan(60);
            assertThat(counts.duplicates()).isGreaterThan(120);
            assertThat(counts.conflicting()).isGreaterThan(60).isLessThan(counts.duplicates());
            assertThat(counts.records())
                    .isEqualTo(counts.events()
                            + counts.duplicates()
                            + counts.late()
                            + counts.rejected().values().stream()
                                    .mapToLong(Long::longValue)
                                    .sum());
        });
        assertThat(TABLES.windows()).hasSizeGreaterThan(500);
    }

    @Test
    void meetsBothSidesOfTheHorizonAndOfTheLatenessBoundAndKeepsCopiesTogether() {
        Set<Long> gaps = new HashSet<>();
        Set<Long> delays = new HashSet<>();
        Set<Object> elsewhere = new HashSet<>();
        ReferenceDecoder decoder = new ReferenceDecoder(LOG.spec());
        for (List<LogRecord> records : LOG.partitions()) {
            Map<Object, Long> lastTimes = new HashMap<>();
            long greatest = Long.MIN_VALUE;
            for (LogRecord each : records) {
                if (decoder.decode(each.value(), each.timestamp()) instanceof Event event) {
                    if (greatest != Long.MIN_VALUE) {
                        delays.add(greatest - event.time());
                    }
                    Long before = lastTimes.put(event.id(), event.time());
                    if (before != null) {
                        gaps.add(event.time() - before);
                    }
                    if (greatest == Long.MIN_VALUE || event.time() >= greatest - 600_000_000L) {
                        greatest = Math.max(greatest, event.time());
                    }
                }
            }
            assertThat(elsewhere).doesNotContainAnyElementsOf(lastTimes.keySet());
            elsewhere.addAll(lastTimes.keySet());
        }
        assertThat(gaps).contains(600_000_000L, 600_000_001L, 599_999_999L, -600_000_000L, -600_000_001L, 0L);
        assertThat(delays).contains(600_000_000L, 600_000_001L, 0L);
    }

    @Test
    void writesOneLineARecord(@TempDir Path folder) throws Exception {
        List<Path> files = LOG.writeFiles(folder);

        for (int partition = 0; partition < 3; partition++) {
            byte[] bytes = Files.readAllBytes(files.get(partition));
            int lines = 0;
            for (byte b : bytes) {
                lines += b == '\n' ? 1 : 0;
            }
            assertThat(lines).isEqualTo(LOG.partitions().get(partition).size());
            assertThat(bytes[bytes.length - 1]).isEqualTo((byte) '\n');
        }
    }

    @Test
    void neverEndsALineWithACarriageReturn() {
        assertThat(LOG.partitions()).allSatisfy(records -> assertThat(records).allSatisfy(each -> {
            byte[] value = each.value();
            assertThat(value.length == 0 || value[value.length - 1] != '\r').isTrue();
        }));
    }

    @Test
    void hasNullsAndNewlinesWhereItNeedNotBeLines() {
        HostileLog log =
                HostileLog.of(HostileLog.Options.standard().withLines(false).withRecords(6000));

        List<byte[]> values = log.partitions().stream()
                .flatMap(List::stream)
                .map(LogRecord::value)
                .toList();
        assertThat(values.stream().anyMatch(Objects::isNull)).isTrue();
        assertThat(values.stream().anyMatch(value -> text(value).contains("\n")))
                .isTrue();
    }

    @Test
    void closesTheOpenWindowsWhenDrained() {
        ExpectedTables drained = ReferenceModel.tables(LOG.spec(), LOG.partitions(), true);

        assertThat(drained.windows())
                .containsAll(TABLES.windows())
                .hasSizeGreaterThan(TABLES.windows().size());
        assertThat(drained.watermark()).isGreaterThan(TABLES.watermark());
        assertThat(drained.events()).isEqualTo(TABLES.events());
        assertThat(drained.windowRows().stream()
                        .mapToLong(row -> (Long) row.aggregates().get(0))
                        .sum())
                .isEqualTo(drained.events().size());
    }

    @Test
    void bendsToOtherBounds() {
        HostileLog log = HostileLog.of(HostileLog.Options.standard()
                .withRecords(3000)
                .withBounds(Duration.ofMinutes(20), Duration.ofMinutes(5)));
        ExpectedTables tables = ReferenceModel.tables(log.spec(), log.partitions(), false);

        assertThat(tables.late()).hasSizeGreaterThan(30);
        assertThat(tables.events()).hasSizeGreaterThan(500);
    }

    @Test
    void isTheSameOnEveryMachine() throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (List<LogRecord> records : LOG.partitions()) {
            for (LogRecord each : records) {
                digest.update(each.value());
            }
        }
        TABLES.windows().forEach(row -> digest.update(row.getBytes(StandardCharsets.UTF_8)));
        assertThat(HexFormat.of().formatHex(digest.digest()))
                .isEqualTo("9618e15a48c15af29fbeb85d27d358c1ce5ed87454a534194e1c2edde5685700");
    }
}
