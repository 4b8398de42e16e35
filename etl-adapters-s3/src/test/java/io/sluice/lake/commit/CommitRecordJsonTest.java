package io.sluice.lake.commit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.DataFile;
import io.sluice.core.port.DataGapException;
import io.sluice.core.port.PartitionCounts;
import io.sluice.core.port.PartitionState;
import io.sluice.core.port.RecordCounter;
import io.sluice.core.port.SourceIdentity;
import io.sluice.core.port.Table;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class CommitRecordJsonTest {
    @Property(tries = 300)
    void readsBackExactlyWhatItWrote(@ForAll("records") CommitRecord record) {
        byte[] json = CommitRecordJson.write(record);
        assertThat(CommitRecordJson.read(json, "here")).isEqualTo(record);
        assertThat(CommitRecordJson.write(CommitRecordJson.read(json, "here"))).isEqualTo(json);
        assertThat(new String(json, UTF_8)).endsWith("\n").hasLineCount(1);
    }

    @Provide
    Arbitrary<CommitRecord> records() {
        Arbitrary<Head> heads = Combinators.combine(
                        Arbitraries.longs().between(1, 9_999_999_999L),
                        Arbitraries.of(CommitRecord.Kind.values()),
                        texts(),
                        Combinators.combine(
                                        Arbitraries.longs().between(-62_000_000_000L, 250_000_000_000L),
                                        Arbitraries.integers().between(0, 999_999_999))
                                .as((second, nano) -> Instant.ofEpochSecond(second, nano)),
                        times(),
                        Arbitraries.longs().greaterOrEqual(1),
                        notes())
                .as(Head::new);
        Arbitrary<Map<Integer, PartitionState>> partitions = Arbitraries.maps(
                        Arbitraries.integers().between(0, 2000),
                        Combinators.combine(Arbitraries.longs(), times()).as(PartitionState::new))
                .ofMaxSize(5);
        Arbitrary<Map<Integer, PartitionCounts>> counts = Arbitraries.maps(
                        Arbitraries.integers().between(0, 2000), counts())
                .ofMaxSize(5);
        return Combinators.combine(
                        heads,
                        partitions,
                        files().list().ofMaxSize(4),
                        texts().list().ofMaxSize(3),
                        counts,
                        Arbitraries.maps(texts(), texts()).ofMaxSize(4))
                .as((head, states, added, removed, partitionCounts, settings) -> CommitRecord.numbered(head.number)
                        .kind(head.kind)
                        .writer(head.text)
                        .time(head.time)
                        .source(new SourceIdentity(head.text, ""))
                        .partitions(states)
                        .watermark(head.watermark)
                        .recoverFrom(head.recoverFromCommit)
                        .added(added)
                        .removed(removed)
                        .counts(partitionCounts)
                        .schema("hash")
                        .settings(settings)
                        .notes(head.notes)
                        .build());
    }

    private record Head(
            long number,
            CommitRecord.Kind kind,
            String text,
            Instant time,
            long watermark,
            long recoverFromCommit,
            Map<String, String> notes) {}

    private static Arbitrary<String> texts() {
        // Java can hold halves of surrogate pairs, UTF-8 cannot.
        return Arbitraries.strings().excludeChars(surrogates()).ofMaxLength(12);
    }

    private static char[] surrogates() {
        char[] surrogates = new char[Character.MAX_SURROGATE - Character.MIN_SURROGATE + 1];
        for (int i = 0; i < surrogates.length; i++) {
            surrogates[i] = (char) (Character.MIN_SURROGATE + i);
        }
        return surrogates;
    }

    private static Arbitrary<Map<String, String>> notes() {
        return Combinators.combine(
                        Arbitraries.maps(texts(), texts()).ofMaxSize(2),
                        Arbitraries.longs().greaterOrEqual(0).injectNull(0.5))
                .as((others, batch) -> {
                    Map<String, String> notes = new HashMap<>(others);
                    if (batch != null) {
                        notes.put("spark_batch_id", batch.toString());
                    }
                    return notes;
                });
    }

    private static Arbitrary<Long> times() {
        return Arbitraries.longs().edgeCases(cases -> cases.add(Long.MIN_VALUE, 0L, Long.MAX_VALUE));
    }

    private static Arbitrary<DataFile> files() {
        return Combinators.combine(
                        Arbitraries.of(Table.values()),
                        texts(),
                        texts(),
                        Arbitraries.longs().greaterOrEqual(0),
                        Arbitraries.longs().greaterOrEqual(0),
                        texts(),
                        times(),
                        times())
                .as(DataFile::new);
    }

    private static Arbitrary<PartitionCounts> counts() {
        Arbitrary<Long> some = Arbitraries.longs().between(0, 1L << 40);
        return Combinators.combine(
                        some,
                        some,
                        some,
                        some,
                        some,
                        Arbitraries.maps(texts(), some).ofMaxSize(3),
                        some,
                        some)
                .as((first, events, duplicates, late, lateAfterIdle, rejected, gaps, unknown) -> {
                    long records = events
                            + duplicates
                            + late
                            + rejected.values().stream()
                                    .mapToLong(Long::longValue)
                                    .sum();
                    return new PartitionCounts(
                            first,
                            first + records + gaps,
                            Map.of(
                                    RecordCounter.RECORDS,
                                    records,
                                    RecordCounter.EVENTS,
                                    events,
                                    RecordCounter.DUPLICATES,
                                    duplicates,
                                    RecordCounter.CONFLICTING,
                                    duplicates / 2,
                                    RecordCounter.LATE,
                                    late,
                                    RecordCounter.LATE_AFTER_IDLE,
                                    lateAfterIdle,
                                    RecordCounter.GAPS,
                                    gaps,
                                    RecordCounter.UNKNOWN_FIELDS,
                                    unknown),
                            rejected);
                });
    }

    @Test
    void writesOneLineThatPeopleCanRead() {
        assertThat(new String(CommitRecordJson.write(sample()), UTF_8))
                .isEqualTo("{\"format\":1,\"number\":7,\"kind\":\"take-over\",\"writer\":\"3f9c1a7e\","
                        + "\"time\":\"2026-01-05T07:00:00Z\",\"source\":{\"name\":\"iot-events\",\"id\":\"abc\"},"
                        + "\"partitions\":{\"2\":{\"position\":8,\"greatest_event_time\":99},"
                        + "\"10\":{\"position\":5,\"greatest_event_time\":null}},\"watermark\":null,"
                        + "\"oldest_needed\":3,\"added\":[],\"removed\":[],\"counts\":{},\"schema\":\"cafe\","
                        + "\"settings\":{\"windows.size\":\"PT1M\"},\"spark_batch_id\":null}\n");
    }

    /** A record cut short, a type changed or a field lost must never be taken for another record. */
    @Test
    void refusesWhatIsNoRecordAndSaysWhatIsWrong() {
        String good = new String(CommitRecordJson.write(sample()), UTF_8).strip();
        for (int length = 0; length < good.length(); length++) {
            assertDamaged(good.substring(0, length), "");
        }
        assertDamaged(good + "{}", "something follows on its end");
        assertDamaged("[" + good + "]", "it is no JSON object");
        assertDamaged(good.replace("\"number\":7,", ""), "it has no number");
        assertDamaged(good.replace("\"number\":7", "\"number\":null"), "number should be a whole number, but is null");
        assertDamaged(good.replace("\"number\":7", "\"number\":7.0"), "number should be a whole number, but is 7.0");
        assertDamaged(good.replace("\"number\":7", "\"number\":9223372036854775808"), "9223372036854775808");
        assertDamaged(good.replace("\"cafe\"", "true"), "schema should be a text, but is true");
        assertDamaged(good.replace("\"added\":[]", "\"added\":{}"), "added should be an array, but is {}");
        assertDamaged(good.replace("\"added\":[]", "\"added\":[1]"), "a file should be an object, but is 1");
        String file = "{\"table\":\"events\",\"staged\":\"s\",\"path\":\"p\",\"rows\":1,\"bytes\":2,\"crc32c\":\"c\","
                + "\"min_time\":null,\"max_time\":3}";
        assertThat(CommitRecordJson.read(adding(good, file.replace("{", "{\"x\":[{}],")), "here")
                        .added())
                .containsExactly(new DataFile(Table.EVENTS, "s", "p", 1, 2, "c", Long.MIN_VALUE, 3));
        assertDamaged(new String(adding(good, file.replace("\"path\":\"p\",", "")), UTF_8), "a file has no path");
        assertDamaged(new String(adding(good, file.replace(",\"max_time\":3", "")), UTF_8), "a file has no max_time");
        assertDamaged(new String(adding(good, file.replace("1", "null")), UTF_8), "rows should be a whole number");
        assertDamaged(new String(adding(good, file.replace("\"p\"", "[]")), UTF_8), "path should be a text, but is []");
        assertDamaged(good.replace("\"removed\":[]", "\"removed\":[{}]"), "a path should be a text, but is {}");
        assertDamaged(good.replace("\"counts\":{}", "\"counts\":[]"), "counts should be an object, but is []");
        assertDamaged(good.replace("\"format\":1", "\"format\":2"), "has format 2");
        String newer = good.replace("\"format\":1", "\"format\":1,\"more\":[{\"of\":[1.5,false]}]");
        assertThat(CommitRecordJson.read(newer.getBytes(UTF_8), "here")).isEqualTo(sample());
    }

    private static byte[] adding(String record, String file) {
        return record.replace("\"added\":[]", "\"added\":[" + file + "]").getBytes(UTF_8);
    }

    private static void assertDamaged(String json, String what) {
        assertThatThrownBy(() -> CommitRecordJson.read(json.getBytes(UTF_8), "here"))
                .as(json)
                .isInstanceOf(DataGapException.class)
                .hasMessageContaining("Commit record here")
                .hasMessageContaining(what);
    }

    private static CommitRecord sample() {
        return CommitRecord.numbered(7)
                .kind(CommitRecord.Kind.TAKE_OVER)
                .writer("3f9c1a7e")
                .time(Instant.parse("2026-01-05T07:00:00Z"))
                .source(new SourceIdentity("iot-events", "abc"))
                .partitions(Map.of(10, new PartitionState(5, Long.MIN_VALUE), 2, new PartitionState(8, 99)))
                .recoverFrom(3)
                .schema("cafe")
                .settings(Map.of("windows.size", "PT1M"))
                .build();
    }
}
