package io.sluice.lake.commit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.CommitRecord.Kind;
import io.sluice.core.port.DataFile;
import io.sluice.core.port.DataGapException;
import io.sluice.core.port.SourceIdentity;
import io.sluice.core.port.Table;
import io.sluice.lake.store.Meeting;
import io.sluice.lake.store.MemoryStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommitLogTest {
    private final MemoryStore store = new MemoryStore();

    @Test
    void beginsEmpty() {
        CommitLog log = CommitLog.open(store);
        assertThat(log.lastNumber()).isZero();
        assertThat(log.last()).isEmpty();
        assertThat(log.read(1, log.lastNumber())).isEmpty();
        assertThat(log.liveFiles(Table.EVENTS)).isEmpty();
    }

    @Test
    void findsTheLastOfAnyNumberOfRecords() {
        CommitLog writer = CommitLog.open(store);
        for (int n = 1; n <= 40; n++) {
            writer.append(record(n, "w"));
            CommitLog reader = CommitLog.open(store);
            assertThat(reader.lastNumber()).isEqualTo(n);
            assertThat(reader.last()).hasValue(record(n, "w"));
        }
    }

    @Test
    void tellsWhoTookTheNumber() {
        CommitLog first = CommitLog.open(store);
        CommitLog second = CommitLog.open(store);
        assertThat(first.append(record(1, "first"))).isEmpty();
        assertThat(second.append(record(1, "second"))).hasValue(record(1, "first"));
        assertThat(second.lastNumber()).isZero();
        assertThat(second.refresh()).isEqualTo(1);
        assertThat(second.append(record(2, "second"))).isEmpty();
    }

    @Test
    void takesOwnBytesForSuccess() {
        CommitLog log = CommitLog.open(store);
        assertThat(log.append(record(1, "w"))).isEmpty();
        assertThat(log.append(record(1, "w"))).isEmpty();
        CommitLog again = CommitLog.open(new MemoryStore());
        assertThat(again.append(record(1, "w"))).isEmpty();
    }

    @Test
    void refusesToLeaveAHole() {
        assertThatThrownBy(() -> CommitLog.open(store).append(record(2, "w")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void keepsAFolderPerThousand() {
        CommitLog log = fill(1000);
        assertThat(log.lastNumber()).isEqualTo(1000);
        assertThat(store.size("_sluice/commits/000/0000000999.json")).isPositive();
        assertThat(store.size("_sluice/commits/001/0000001000.json")).isPositive();
    }

    @Test
    void readsALongLogThroughSegments() {
        fill(2345);
        assertThat(store.list("_sluice/segments"))
                .extracting(object -> object.path())
                .containsExactly("_sluice/segments/000.jsonl", "_sluice/segments/001.jsonl");
        int before = store.requests();
        CommitLog reader = CommitLog.open(store);
        assertThat(reader.lastNumber()).isEqualTo(2345);
        assertThat(store.requests() - before).as("probes").isLessThan(30);
        before = store.requests();
        List<CommitRecord> all = reader.read(1, 2345);
        assertThat(store.requests() - before).as("two segments and the rest").isLessThan(350);
        assertThat(all).hasSize(2345);
        for (int i = 0; i < all.size(); i++) {
            assertThat(all.get(i)).isEqualTo(record(i + 1, "w"));
        }
        assertThat(reader.read(995, 1010)).isEqualTo(all.subList(994, 1010));
    }

    @Test
    void readsRecordsSeveralAtATime() {
        CommitLog log = fill(40);
        Meeting meeting = new Meeting(4);
        store.beforeReads(path -> {
            if (path.startsWith("_sluice/commits/")) {
                meeting.join();
            }
        });

        assertThat(log.read(1, 40)).extracting(CommitRecord::number).isSorted().hasSize(40);
    }

    @Test
    void writesSegmentsLaterThatACrashLeftOut() {
        CommitLog log = CommitLog.open(store);
        for (int n = 1; n <= 1005; n++) {
            log.append(record(n, "w"));
        }
        assertThat(store.list("_sluice/segments")).isEmpty();
        CommitLog.open(store).writeSegments();
        assertThat(store.list("_sluice/segments")).hasSize(1);
        assertThat(CommitLog.open(store).read(1, 1005)).hasSize(1005);
    }

    @Test
    void knowsTheLiveFiles() {
        CommitLog log = CommitLog.open(store);
        DataFile a = file("a", Table.EVENTS);
        DataFile b = file("b", Table.EVENTS);
        DataFile w = file("w", Table.WINDOWS);
        DataFile merged = file("merged", Table.EVENTS);
        log.append(record(1, Kind.INGEST, List.of(a, w), List.of()));
        assertThat(log.liveFiles(Table.EVENTS)).containsExactly(a);
        log.append(record(2, Kind.INGEST, List.of(b), List.of()));
        assertThat(log.liveFiles(Table.EVENTS)).containsExactly(a, b);
        log.append(record(3, Kind.COMPACTION, List.of(merged), List.of(a.path(), b.path())));
        assertThat(log.liveFiles(Table.EVENTS)).containsExactly(merged);
        assertThat(log.liveFiles(Table.WINDOWS)).containsExactly(w);
        assertThat(CommitLog.open(store).liveFiles(Table.EVENTS)).containsExactly(merged);
    }

    @Test
    void namesADamagedRecord() {
        CommitLog log = fill(3);
        for (String damage : List.of("", "{", "null", "[]", "{\"format\":1}", "{}{}")) {
            store.overwrite("_sluice/commits/000/0000000002.json", damage.getBytes(UTF_8));
            assertThatThrownBy(() -> log.read(2))
                    .as("damage %s", damage)
                    .isInstanceOf(DataGapException.class)
                    .hasMessageContaining("_sluice/commits/000/0000000002.json");
        }
    }

    @Test
    void namesARecordThatIsMissingOrAnothersCopy() {
        CommitLog log = fill(3);
        store.overwrite(
                "_sluice/commits/000/0000000002.json",
                store.read("_sluice/commits/000/0000000003.json").orElseThrow());
        assertThatThrownBy(() -> log.read(1, 3))
                .isInstanceOf(DataGapException.class)
                .hasMessageContaining("should be number 2, but says it is 3");
        store.delete("_sluice/commits/000/0000000002.json");
        assertThatThrownBy(() -> log.read(1, 3))
                .isInstanceOf(DataGapException.class)
                .hasMessageContaining("_sluice/commits/000/0000000002.json")
                .hasMessageContaining("missing");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void refusesToOpenALogThatLacksARecord(long number) {
        fill(5);
        store.delete(CommitLog.path(number));
        assertThatThrownBy(() -> CommitLog.open(store))
                .isInstanceOf(DataGapException.class)
                .hasMessageContaining(CommitLog.path(number))
                .hasMessageContaining("missing");
    }

    /** The thousand the log ends in, and the one before the last where a crash left its segment out. */
    @ParameterizedTest
    @ValueSource(longs = {998, 999, 1000, 1001, 1002})
    void refusesToOpenALogThatLacksARecordNearABorder(long number) {
        CommitLog log = CommitLog.open(store);
        for (int n = 1; n <= 1003; n++) {
            log.append(record(n, "w"));
        }
        store.delete(CommitLog.path(number));
        assertThatThrownBy(() -> CommitLog.open(store))
                .isInstanceOf(DataGapException.class)
                .hasMessageContaining(CommitLog.path(number));
    }

    @Test
    void refusesALogOfWhichOnlyASegmentIsLeft() {
        fill(1003);
        store.list("_sluice/commits").forEach(object -> store.delete(object.path()));
        assertThatThrownBy(() -> CommitLog.open(store).last())
                .isInstanceOf(DataGapException.class)
                .hasMessageContaining(CommitLog.path(999));
    }

    @Test
    void believesARequestAfterTheListingAndNotTheListing() {
        fill(5);
        store.hideFromListings(CommitLog.path(3));
        assertThat(CommitLog.open(store).lastNumber()).isEqualTo(5);
        store.hideFromListings(CommitLog.path(5));
        assertThat(CommitLog.open(store).lastNumber()).isEqualTo(5);
    }

    @Test
    void refusesDataFilesWithoutAnyRecord() {
        assertThat(CommitLog.openLake(store).lastNumber()).isZero();
        store.createIfAbsent("late/year=2026/month=01/day=05/hour=07/a.parquet", new byte[1]);
        assertThat(CommitLog.open(store).lastNumber()).isZero();
        assertThatThrownBy(() -> CommitLog.openLake(store))
                .isInstanceOf(DataGapException.class)
                .hasMessageContaining("late/year=2026/month=01/day=05/hour=07/a.parquet");
    }

    @Test
    void findsTheRecordThatIsNotTheOneItWas() {
        fill(6);
        List<Long> changed = new ArrayList<>();
        CommitLog.openForAudit(store, changed::add).read(1, 6);
        assertThat(changed).isEmpty();
        String json = new String(store.read(CommitLog.path(3)).orElseThrow(), UTF_8);
        store.overwrite(CommitLog.path(3), json.replace("\"w\"", "\"v\"").getBytes(UTF_8));
        CommitLog.openForAudit(store, changed::add).read(1, 6);
        assertThat(changed).containsExactly(3L);
    }

    /** Versions before wrote no hash. */
    @Test
    void followsRecordsWithoutAHash() {
        for (int n = 1; n <= 3; n++) {
            store.createIfAbsent(CommitLog.path(n), CommitRecordJson.write(record(n, "w")));
        }
        CommitLog.open(store).append(record(4, "w"));
        List<Long> changed = new ArrayList<>();
        assertThat(CommitLog.openForAudit(store, changed::add).read(1, 4)).hasSize(4);
        assertThat(changed).isEmpty();
        assertThat(new String(store.read(CommitLog.path(4)).orElseThrow(), UTF_8))
                .contains("\"previous\":\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "_sluice/commits/000/0000000001.json",
                "events/../_sluice/commits/000/0000000001.parquet",
                "../other/a.parquet",
                "/etc/a.parquet",
                "events//a.parquet",
                "events/a.txt",
                "events",
                "eventsx/a.parquet"
            })
    void refusesARecordThatNamesWhatIsNoDataFile(String path) {
        DataFile file = file("a", Table.EVENTS);
        DataFile elsewhere = new DataFile(Table.EVENTS, file.stagedPath(), path, 1, 2, "00000000", 3, 4);
        DataFile stagedElsewhere = new DataFile(Table.EVENTS, path, file.path(), 1, 2, "00000000", 3, 4);
        for (CommitRecord record : List.of(
                record(1, Kind.COMPACTION, List.of(), List.of(path)),
                record(1, Kind.INGEST, List.of(elsewhere), List.of()),
                record(1, Kind.INGEST, List.of(stagedElsewhere), List.of()))) {
            store.overwrite(CommitLog.path(1), CommitRecordJson.write(record));
            assertThatThrownBy(() -> CommitLog.open(store).last())
                    .isInstanceOf(DataGapException.class)
                    .hasMessageContaining(path);
        }
    }

    @Test
    void refusesARecordOfALaterFormat() {
        CommitLog log = fill(1);
        String json = new String(CommitRecordJson.write(record(1, "w")), UTF_8);
        store.overwrite(
                "_sluice/commits/000/0000000001.json",
                json.replace("\"format\":1", "\"format\":2").getBytes(UTF_8));
        assertThatThrownBy(() -> log.read(1))
                .isInstanceOf(DataGapException.class)
                .hasMessageContaining("newer version");
    }

    private CommitLog fill(int records) {
        CommitLog log = CommitLog.open(store);
        for (int n = 1; n <= records; n++) {
            assertThat(log.append(record(n, "w"))).isEmpty();
            log.writeSegments();
        }
        return log;
    }

    private static CommitRecord record(long number, String writer) {
        return record(number, writer, Kind.INGEST, List.of(), List.of());
    }

    private static CommitRecord record(long number, Kind kind, List<DataFile> added, List<String> removed) {
        return record(number, "w", kind, added, removed);
    }

    private static CommitRecord record(
            long number, String writer, Kind kind, List<DataFile> added, List<String> removed) {
        return CommitRecord.numbered(number)
                .kind(kind)
                .writer(writer)
                .time(Instant.ofEpochSecond(1_767_600_000 + number))
                .source(new SourceIdentity("iot-events", "id"))
                .recoverFrom(1)
                .added(added)
                .removed(removed)
                .schema("hash")
                .build();
    }

    private static DataFile file(String name, Table table) {
        return new DataFile(
                table, "_sluice/staged/" + name, table.folder() + "/" + name + ".parquet", 1, 2, "00000000", 3, 4);
    }
}
