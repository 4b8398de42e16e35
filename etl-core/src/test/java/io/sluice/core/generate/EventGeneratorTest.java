package io.sluice.core.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sluice.core.conformance.ExpectedTables;
import io.sluice.core.conformance.HostileLog;
import io.sluice.core.conformance.LogRecord;
import io.sluice.core.conformance.Orders;
import io.sluice.core.conformance.ReferenceDecoder;
import io.sluice.core.conformance.ReferenceDecoder.Event;
import io.sluice.core.conformance.ReferenceDecoder.Rejected;
import io.sluice.core.conformance.ReferenceModel;
import io.sluice.core.event.EventRoles;
import io.sluice.core.event.RejectionReason;
import io.sluice.core.generate.GeneratedRecord.Kind;
import io.sluice.core.pipeline.PipelineSpec;
import io.sluice.core.schema.EventSchema;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class EventGeneratorTest {
    private static final EventSchema ORDERS = Orders.schema();
    private static final EventSchema HOSTILE = EventSchema.parse("hostile", HostileLog.schemaJson());

    private static GeneratorSpec.Builder builtIn(long records) {
        return GeneratorSpec.builder()
                .records(records, Duration.ofHours(3))
                .partitions(3)
                .duplicates(0.05, 0.2)
                .late(0.03)
                .invalid(0.04);
    }

    private static GeneratorSpec.Builder orders(long records) {
        return GeneratorSpec.builder(ORDERS, Orders.roles(ORDERS))
                .records(records, Duration.ofHours(3))
                .partitions(3)
                .duplicates(0.05, 0.2)
                .late(0.03)
                .invalid(0.04);
    }

    private static GeneratorSpec.Builder hostile(long records) {
        return GeneratorSpec.builder(HOSTILE, EventRoles.of(HOSTILE, "event_id", "timestamp", null))
                .records(records, Duration.ofHours(3))
                .partitions(3)
                .duplicates(0.05, 0.2)
                .late(0.03)
                .invalid(0.2);
    }

    private static List<GeneratedRecord> all(GeneratorSpec spec) {
        List<GeneratedRecord> records = new ArrayList<>();
        new EventGenerator(spec).forEachRemaining(records::add);
        return records;
    }

    private static String text(GeneratedRecord each) {
        return new String(each.value(), StandardCharsets.UTF_8);
    }

    private static String hash(List<GeneratedRecord> records) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (GeneratedRecord each : records) {
            digest.update(each.key());
            digest.update(each.value());
            digest.update(ByteBuffer.allocate(12)
                    .putLong(each.timestamp())
                    .putInt(each.partition())
                    .array());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** These bytes must be the same on every machine and in every version: demos and benchmarks quote their results. */
    @Test
    void theFirstTenThousandRecordsNeverChange() throws Exception {
        assertThat(hash(all(builtIn(10_000).seed(42).build())))
                .isEqualTo("7384763bc175acce3155aab5b29cd5d2f656a54370015928dc6f5c5e817694dc");
        assertThat(hash(all(orders(10_000).seed(42).build())))
                .isEqualTo("c6255d237e19a1982f84d33f28d0d0c1ccd7483dc64b9f15e6ceff53c4f2a9e4");
    }

    @Test
    void anotherSeedGivesOtherRecords() throws Exception {
        assertThat(hash(all(builtIn(100).seed(1).build())))
                .isEqualTo(hash(all(builtIn(100).seed(1).build())))
                .isNotEqualTo(hash(all(builtIn(100).seed(2).build())));
    }

    @Test
    void everyRecordBecomesWhatItIsMeantTo() {
        becomesWhatItIsMeantTo(builtIn(3_000).build(), PipelineSpec.builtIn());
        becomesWhatItIsMeantTo(orders(2_000).build(), Orders.spec());
        becomesWhatItIsMeantTo(
                hostile(3_000).build(),
                PipelineSpec.of(HOSTILE, EventRoles.of(HOSTILE, "event_id", "timestamp", null)));
    }

    private static void becomesWhatItIsMeantTo(GeneratorSpec spec, PipelineSpec pipeline) {
        ReferenceDecoder decoder = new ReferenceDecoder(pipeline);
        List<List<LogRecord>> log = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        Map<Kind, Long> kinds = new EnumMap<>(Kind.class);
        Map<String, Long> reasons = new HashMap<>();
        for (GeneratedRecord each : all(spec)) {
            List<LogRecord> partition = log.get(each.partition());
            partition.add(new LogRecord(partition.size(), each.timestamp(), each.value()));
            kinds.merge(each.kind(), 1L, Long::sum);
            var decoded = decoder.decode(each.value(), each.timestamp());
            if (each.kind() == Kind.INVALID) {
                reasons.merge(each.reason().label(), 1L, Long::sum);
                assertThat(decoded).as(() -> text(each)).isInstanceOfSatisfying(Rejected.class, rejected -> assertThat(
                                rejected.reason())
                        .as(() -> text(each))
                        .isEqualTo(each.reason()));
            } else {
                assertThat(decoded).as(() -> text(each)).isInstanceOf(Event.class);
            }
        }

        ExpectedTables tables = ReferenceModel.tables(pipeline, log, true);

        assertThat((long) tables.events().size()).isEqualTo(kinds.get(Kind.EVENT));
        assertThat((long) tables.late().size()).isEqualTo(kinds.getOrDefault(Kind.LATE, 0L));
        assertThat(tables.counts().values().stream()
                        .mapToLong(ExpectedTables.Counts::conflicting)
                        .sum())
                .isEqualTo(kinds.getOrDefault(Kind.CONFLICTING, 0L));
        assertThat(tables.counts().values().stream()
                        .mapToLong(ExpectedTables.Counts::duplicates)
                        .sum())
                .isEqualTo(kinds.getOrDefault(Kind.CONFLICTING, 0L) + kinds.getOrDefault(Kind.DUPLICATE, 0L));
        Map<String, Long> rejected = new HashMap<>();
        tables.counts().values().forEach(counts -> counts.rejected()
                .forEach((reason, count) -> rejected.merge(reason, count, Long::sum)));
        assertThat(rejected).isEqualTo(reasons);
    }

    @Test
    void coversEveryReasonThatTheSchemaHas() {
        assertThat(reasons(builtIn(4000).invalid(0.5).build()))
                .containsExactlyInAnyOrder(
                        RejectionReason.EMPTY,
                        RejectionReason.MALFORMED_JSON,
                        RejectionReason.MISSING_FIELD,
                        RejectionReason.WRONG_TYPE,
                        RejectionReason.NOT_IN_ENUM,
                        RejectionReason.PATTERN_MISMATCH,
                        RejectionReason.BAD_FORMAT,
                        RejectionReason.OUT_OF_RANGE,
                        RejectionReason.FUTURE_TIMESTAMP);
        assertThat(reasons(orders(4000).invalid(0.5).build()))
                .isEqualTo(EnumSet.complementOf(EnumSet.of(
                        RejectionReason.TOO_LARGE,
                        RejectionReason.WRONG_SIZE,
                        RejectionReason.NOT_UNIQUE,
                        RejectionReason.NO_MATCH)));
    }

    @Test
    void staysWithTheReasonsAskedFor() {
        Set<RejectionReason> asked = EnumSet.of(RejectionReason.EMPTY, RejectionReason.OUT_OF_RANGE);

        assertThat(reasons(builtIn(1000).invalid(0.5).invalidReasons(asked).build()))
                .isEqualTo(asked);
    }

    private static Set<RejectionReason> reasons(GeneratorSpec spec) {
        Set<RejectionReason> reasons = EnumSet.noneOf(RejectionReason.class);
        for (GeneratedRecord each : all(spec)) {
            if (each.reason() != null) {
                reasons.add(each.reason());
            }
        }
        return reasons;
    }

    @Test
    void keepsTheSharesAskedFor() {
        Map<Kind, Integer> kinds = new EnumMap<>(Kind.class);
        for (GeneratedRecord each : all(builtIn(50_000).build())) {
            kinds.merge(each.kind(), 1, Integer::sum);
        }

        assertThat(kinds.get(Kind.DUPLICATE) + kinds.get(Kind.CONFLICTING)).isCloseTo(2500, within(200));
        assertThat(kinds.get(Kind.CONFLICTING)).isCloseTo(500, within(90));
        assertThat(kinds.get(Kind.LATE)).isCloseTo(1500, within(150));
        assertThat(kinds.get(Kind.INVALID)).isCloseTo(2000, within(180));
    }

    @Test
    void isLogNormalAndClippedWhereTheRealThingIs() {
        Map<String, List<Double>> byType = new HashMap<>();
        ReferenceDecoder decoder = new ReferenceDecoder(PipelineSpec.builtIn());
        for (GeneratedRecord each : all(GeneratorSpec.builder().records(20_000).build())) {
            List<Object> values = ((Event) decoder.decode(each.value(), each.timestamp())).values();
            byType.computeIfAbsent((String) values.get(2), type -> new ArrayList<>())
                    .add((Double) values.get(4));
        }

        assertThat(byType).hasSize(5);
        List<Double> light = byType.get("light");
        light.sort(null);
        double median = light.get(light.size() / 2);
        double mean = light.stream().mapToDouble(x -> x).average().orElseThrow();
        assertThat(median).isCloseTo(120, within(6.0));
        // The mean of a log-normal is its median times exp(sigma^2 / 2), a little less for the clipping.
        assertThat(mean / median).isCloseTo(Math.exp(0.7 * 0.7 / 2), within(0.05));
        assertThat(light.get(light.size() - 1)).isLessThanOrEqualTo(1000);
    }

    @Test
    void aDeviceKeepsItsTypeAndItsSourcePartition() {
        Map<String, Set<String>> seen = new HashMap<>();
        for (GeneratedRecord each :
                all(GeneratorSpec.builder().records(5000).partitions(7).build())) {
            String device = new String(each.key(), StandardCharsets.UTF_8);
            assertThat(text(each)).contains("\"device_id\":\"" + device + "\"");
            seen.computeIfAbsent(device, key -> new TreeSet<>())
                    .add(text(each).replaceAll(".*\"device_type\":\"(\\w+)\".*\"metadata\":(.*)}$", "$1 $2 ")
                            + each.partition());
        }

        assertThat(seen).hasSize(50).allSatisfy((device, facts) -> assertThat(facts)
                .hasSize(1));
    }

    /** The values are those of org.apache.kafka.common.utils.Utils.toPositive(murmur2(key)) % partitions. */
    @Test
    void spreadsKeysAsAKafkaProducerDoes() {
        assertThat(KeyPartitioner.partition("21".getBytes(StandardCharsets.UTF_8), 1000))
                .isEqualTo((-973932308 & 0x7fffffff) % 1000);
        assertThat(KeyPartitioner.partition("foobar".getBytes(StandardCharsets.UTF_8), 1000))
                .isEqualTo((-790332482 & 0x7fffffff) % 1000);
        assertThat(KeyPartitioner.partition("a-little-bit-long-string".getBytes(StandardCharsets.UTF_8), 1000))
                .isEqualTo((-985981536 & 0x7fffffff) % 1000);
        assertThat(KeyPartitioner.partition("abc".getBytes(StandardCharsets.UTF_8), 1000))
                .isEqualTo((479470107 & 0x7fffffff) % 1000);
    }

    @Test
    void timestampsFollowEventTime() {
        long before = Long.MIN_VALUE;
        ReferenceDecoder decoder = new ReferenceDecoder(PipelineSpec.builtIn());
        for (GeneratedRecord each : all(builtIn(5000).invalid(0).build())) {
            assertThat(each.timestamp()).isGreaterThanOrEqualTo(before);
            before = each.timestamp();
            long time = ((Event) decoder.decode(each.value(), each.timestamp())).time();
            assertThat(time).isLessThanOrEqualTo(each.timestamp() * 1000);
            if (each.kind() == Kind.EVENT) {
                assertThat(time).isGreaterThan(each.timestamp() * 1000 - 2_100_000);
            }
        }
    }

    @Test
    void spansTheEventTimeAskedFor() {
        List<GeneratedRecord> records = all(GeneratorSpec.builder()
                .records(1000, Duration.ofHours(10))
                .start(Instant.parse("2026-03-01T00:00:00Z"))
                .build());

        assertThat(records.get(0).timestamp())
                .isEqualTo(Instant.parse("2026-03-01T00:00:00Z").toEpochMilli());
        assertThat(records.get(999).timestamp())
                .isEqualTo(Instant.parse("2026-03-01T09:59:24Z").toEpochMilli());
    }

    @Test
    void recordsAreLines() {
        for (GeneratedRecord each : all(hostile(5000).build())) {
            assertThat(text(each)).doesNotContain("\n").doesNotContain("\r");
        }
    }

    @Test
    void idsNeverRepeatByChance() {
        Set<Object> ids = new java.util.HashSet<>();
        ReferenceDecoder decoder = new ReferenceDecoder(PipelineSpec.builtIn());
        for (GeneratedRecord each :
                all(GeneratorSpec.builder().records(5_000).duplicates(0, 0).build())) {
            assertThat(ids.add(((Event) decoder.decode(each.value(), each.timestamp())).id()))
                    .isTrue();
        }
    }

    @Test
    void endsWhenAllRecordsWereMade() {
        EventGenerator generator =
                new EventGenerator(GeneratorSpec.builder().records(1).build());
        generator.next();

        assertThat(generator.hasNext()).isFalse();
        assertThatThrownBy(generator::next).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void worksWithoutLatenessAndWithIntegerSeconds() {
        EventSchema schema = EventSchema.parse(
                "s",
                "{\"type\":\"object\",\"required\":[\"n\",\"t\"],\"properties\":{\"n\":{\"type\":\"integer\"},"
                        + "\"t\":{\"type\":\"integer\"}}}");
        EventRoles roles = EventRoles.of(schema, "n", "t", TimeUnit.SECONDS);
        GeneratorSpec spec = GeneratorSpec.builder(schema, roles)
                .records(3000)
                .partitions(3)
                .late(0.1)
                .lateness(Duration.ZERO)
                .build();

        becomesWhatItIsMeantTo(
                GeneratorSpec.builder(schema, roles)
                        .records(3000)
                        .partitions(3)
                        .late(0.1)
                        .invalid(0.1)
                        .duplicates(0.1, 0)
                        .lateness(Duration.ZERO)
                        .build(),
                PipelineSpec.of(schema, roles).withLateness(Duration.ZERO));
        assertThat(text(all(spec).get(0))).matches("\\{\"n\":\\d+,\"t\":17672256\\d\\d}");
    }

    @Test
    void saysWhatItCannotMake() {
        assertThatThrownBy(() -> new EventGenerator(builtIn(1).devices(1001).build()))
                .hasMessageContaining("at most 1000");
        assertThatThrownBy(() -> new EventGenerator(ofField("{\"type\":\"string\",\"pattern\":\"^(?!a)b\"}")))
                .hasMessageContaining("f: Cannot make strings for pattern")
                .hasMessageContaining("look-around");
        assertThatThrownBy(() -> new EventGenerator(ofField("{\"type\":\"number\",\"minimum\":2,\"maximum\":1}")))
                .hasMessageContaining("no number passes its checks");
        assertThatThrownBy(() ->
                        new EventGenerator(ofField("{\"type\":\"string\",\"pattern\":\"^a$\",\"minLength\":2}")).next())
                .hasMessageContaining("did not pass its checks");
        assertThatThrownBy(() -> GeneratorSpec.builder().key("nothing")).hasMessageContaining("event_id");
        assertThatThrownBy(() -> GeneratorSpec.builder().late(0.6).invalid(0.5).build())
                .hasMessageContaining("more than all records");
        assertThatThrownBy(() -> GeneratorSpec.builder().late(Double.NaN).build())
                .hasMessageContaining("between 0 and 1");
    }

    private static GeneratorSpec ofField(String json) {
        EventSchema schema = EventSchema.parse(
                "test",
                "{\"type\":\"object\",\"required\":[\"id\",\"t\",\"f\"],\"properties\":{\"id\":{\"type\":\"string\"},"
                        + "\"t\":{\"type\":\"string\",\"format\":\"date-time\"},\"f\":" + json + "}}");
        return GeneratorSpec.builder(schema, EventRoles.of(schema, "id", "t", null))
                .records(10)
                .build();
    }
}
