package io.sluice.lake.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.core.event.DoubleColumn;
import io.sluice.core.event.EventBatch;
import io.sluice.core.event.LongColumn;
import io.sluice.core.event.StringColumn;
import io.sluice.core.event.UuidColumn;
import io.sluice.core.pipeline.PipelineSpec;
import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.DataFile;
import io.sluice.core.port.DataGapException;
import io.sluice.core.port.Lake.LakeRequest;
import io.sluice.core.port.PartitionState;
import io.sluice.core.port.SourceIdentity;
import io.sluice.core.port.StagedCommit;
import io.sluice.core.port.Table;
import io.sluice.core.query.QueryResult;
import io.sluice.core.query.QueryRow;
import io.sluice.core.query.QuerySpec;
import io.sluice.core.query.ScanQuery;
import io.sluice.lake.Duck;
import io.sluice.lake.LakeConfig;
import io.sluice.lake.ParquetLake;
import io.sluice.lake.parquet.UuidFormat;
import io.sluice.lake.store.LocalStore;
import io.sluice.lake.store.ObjectStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParquetEventScanTest {
    private static final PipelineSpec SPEC = PipelineSpec.builtIn();
    private static final Instant MIDNIGHT = Instant.parse("2026-01-05T00:00:00Z");
    private static final long HOUR = 3_600_000_000L;
    private static final QuerySpec ALL = QuerySpec.DEFAULT.withMinEvents(1).withDistinct(true);

    @TempDir
    Path root;

    private ObjectStore store;

    @BeforeEach
    void setUp() {
        store = new LocalStore(root, false);
    }

    @Test
    void aLakeIsReadAsItsRecordsHaveIt() throws IOException {
        CommitRecord record = writeLake(UuidFormat.STRING);
        Path stray = root.resolve("events/year=2026/month=01/day=05/hour=00/stray.parquet");
        Files.copy(root.resolve(record.added().get(0).path()), stray);

        QueryResult result = ask(ALL);
        assertThat(result.rows()).extracting(QueryRow::date).containsExactly(day(5), day(5), day(6), day(6));
        assertThat(result.rows()).extracting(QueryRow::events).containsExactly(24L, 24L, 12L, 12L);
        assertThat(result.rows()).extracting(QueryRow::distinctEvents).containsExactly(24L, 24L, 12L, 12L);
        assertThat(result.rows())
                .extracting(row -> row.by().get(0))
                .containsExactly("light", "motion", "light", "motion");
        assertThat(result.lateRows()).isEqualTo(2);
        assertThat(result.partialDays()).containsExactly(day(6));
        assertThat(ask(ALL.withDays(day(6), null)).lateRows()).isZero();
    }

    @Test
    void uuidsOfSixteenBytesAreTheSameIds() {
        writeLake(UuidFormat.UUID);
        assertThat(ask(ALL).rows()).extracting(QueryRow::distinctEvents).containsExactly(24L, 24L, 12L, 12L);
    }

    @Test
    void filesNotYetMovedAreReadWhereTheyWereStaged() throws IOException {
        CommitRecord record = writeLake(UuidFormat.STRING);
        List<QueryRow> before = ask(ALL).rows();
        for (DataFile file : record.added()) {
            if (file.table() == Table.EVENTS) {
                Path staged = root.resolve(file.stagedPath());
                Files.createDirectories(staged.getParent());
                Files.move(root.resolve(file.path()), staged);
            }
        }
        assertThat(ask(ALL).rows()).isEqualTo(before);
    }

    @Test
    void filesOfOtherDaysAreNotOpened() throws IOException {
        CommitRecord record = writeLake(UuidFormat.STRING);
        for (DataFile file : record.added()) {
            if (file.path().contains("day=06")) {
                Files.write(root.resolve(file.path()), new byte[] {1, 2, 3});
            }
        }
        QueryResult result = ask(ALL.withDays(day(5), day(5)));
        assertThat(result.rows()).hasSize(2);
        assertThat(result.scan().filesRead()).isEqualTo(24);
        assertThat(result.scan().filesPruned()).isEqualTo(12);
    }

    @Test
    void aMissingFileIsNamed() throws IOException {
        CommitRecord record = writeLake(UuidFormat.STRING);
        Files.delete(root.resolve(record.added().get(0).path()));
        assertThatThrownBy(() -> ask(ALL))
                .isInstanceOf(DataGapException.class)
                .hasMessageContaining(root.resolve(record.added().get(0).path()).toString());
    }

    @Test
    void aTruncatedFileIsNamed() throws IOException {
        CommitRecord record = writeLake(UuidFormat.STRING);
        Path file = root.resolve(record.added().get(3).path());
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 5));
        assertThatThrownBy(() -> ask(ALL))
                .isInstanceOf(DataGapException.class)
                .hasMessageContaining(record.added().get(3).path());
    }

    /** Every byte of the pages that are read counts, also those that would decode to something. */
    @Test
    void damagedPagesAreNoticed() throws IOException {
        byte[] bytes = Files.readAllBytes(
                root.resolve(writeLake(UuidFormat.STRING).added().get(3).path()));
        Path file = root.resolve("alone/year=2026/month=01/day=05/hour=03/a.parquet");
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
        store = new LocalStore(root.resolve("alone"), false);
        List<QueryRow> right = ask(ALL).rows();
        int noticed = 0;
        for (int i = 4; i < bytes.length; i += 17) {
            byte[] damaged = bytes.clone();
            damaged[i] ^= 16;
            Files.write(file, damaged);
            try {
                assertThat(ask(ALL).rows()).as("byte %d", i).isEqualTo(right);
            } catch (DataGapException e) {
                assertThat(e).hasMessageContaining("hour=03/a.parquet");
                noticed++;
            }
        }
        assertThat(right).hasSize(2);
        assertThat(noticed).isGreaterThan(10);
    }

    @Test
    void anEmptyLakeAndAnEmptyFolderHaveNoAnswer() {
        assertThat(ask(ALL).rows()).isEmpty();
        new ParquetLake(config(UuidFormat.STRING)).open(request());
        assertThat(ask(ALL).rows()).isEmpty();
    }

    @Test
    void aPlainFolderMayHoldIdsAndColumnsOfManyTypes() {
        try (Duck duck = new Duck()) {
            // texts as ids with one that looks like a uuid, integers of 32 bits as values and groups, nulls
            copy(
                    duck,
                    "day=7/hour=3/a",
                    "SELECT * FROM (VALUES ('x', 1::INT, 10::INT), ('y', 1, 20), ('x', 1, 30),"
                            + " ('00000000-0000-4000-8000-000000000001', 2, NULL), ('z', NULL, 50)) t(id, g, v)");
            copy(duck, "day=7/hour=4/b", "SELECT 'x' AS id, 1::BIGINT AS g, 40::FLOAT AS v");
            copy(duck, "day=7/hour=4/old", "SELECT 'w' AS id, 60::BIGINT AS v");
            copy(duck, "day=7/hour=5/c", "SELECT 'q' AS id, 2::BIGINT AS g, 70::DOUBLE AS v, TRUE AS flag");
        }
        QuerySpec spec = ALL.withField("v").withBy(List.of("g")).withId("id").withQuantiles(List.of(0.5));
        QueryResult result = ask(spec);
        assertThat(result.rows()).hasSize(2);
        QueryRow one = result.rows().get(0);
        assertThat(one.by()).isEqualTo(List.of(1L));
        assertThat(one.events()).isEqualTo(4);
        assertThat(one.distinctEvents()).isEqualTo(2);
        assertThat(one.quantiles()).containsExactly(25.0);
        assertThat(result.rows().get(1).by()).isEqualTo(List.of(2L));
        assertThat(result.scan().rowsWithoutValue()).isEqualTo(1);
        assertThat(result.scan().rowsWithoutGroup()).isEqualTo(2);
        assertThat(result.partialDays()).isEmpty();

        List<QueryRow> flags = ask(spec.withBy(List.of("flag"))).rows();
        assertThat(flags).hasSize(1).first().satisfies(row -> assertThat(row.by())
                .isEqualTo(List.of(true)));
    }

    @Test
    void theTablesOwnFolderDoesToo() {
        writeLake(UuidFormat.STRING);
        try (ParquetEventScan scan = ParquetEventScan.open(new LocalStore(root.resolve("events"), false))) {
            assertThat(ScanQuery.run(scan, ALL).rows()).hasSize(4);
        }
    }

    @Test
    void columnsThatAreNotThereOrOfNoUseAreNamed() {
        writeLake(UuidFormat.STRING);
        assertRefused(ALL.withField("nope"), "no column nope", "metadata.location");
        assertRefused(ALL.withBy(List.of("metadata")), "no column metadata", "metadata.firmware");
        assertRefused(ALL.withId("nope"), "no column nope");
        assertRefused(ALL.withField("status"), "Cannot take quantiles of status");
        assertRefused(ALL.withField("timestamp"), "Cannot take quantiles of timestamp");
        assertRefused(ALL.withBy(List.of("timestamp")), "Cannot group by timestamp");
        assertRefused(ALL.withId("event_duration").withField("value"), "Cannot tell events apart by event_duration");
    }

    private void assertRefused(QuerySpec spec, String... parts) {
        assertThatThrownBy(() -> ask(spec))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(parts);
    }

    private void copy(Duck duck, String path, String select) {
        Path file = root.resolve("events/year=2026/month=1/" + path + ".parquet");
        assertThat(file.getParent().toFile().isDirectory()
                        || file.getParent().toFile().mkdirs())
                .isTrue();
        duck.run("COPY (" + select + ") TO '" + file + "' (FORMAT parquet)");
    }

    private QueryResult ask(QuerySpec spec) {
        try (ParquetEventScan scan = ParquetEventScan.open(store)) {
            return ScanQuery.run(scan, spec);
        }
    }

    /** Two events an hour for 36 hours from midnight of January 5th, two late ones on that day; watermark at the end. */
    private CommitRecord writeLake(UuidFormat uuid) {
        try (ParquetLake lake = new ParquetLake(config(uuid))) {
            lake.open(request());
            EventBatch batch = new EventBatch(SPEC.schema(), SPEC.roles(), 16);
            batch.reset(0);
            for (int i = 0; i < 72; i++) {
                append(batch, i, i % 2 == 0 ? "light" : "motion", i);
            }
            int[] rows = new int[72];
            for (int i = 0; i < rows.length; i++) {
                rows[i] = i;
            }
            try (StagedCommit staged = lake.stage()) {
                staged.addEvents(batch, rows, rows.length);
                staged.addLate(batch, rows, 2);
                staged.finish();
                long watermark = micros(MIDNIGHT) + 35 * HOUR;
                return staged.commit(new StagedCommit.CommitDraft(
                        CommitRecord.Kind.INGEST,
                        MIDNIGHT,
                        Map.of(0, new PartitionState(72, watermark)),
                        watermark,
                        watermark,
                        Map.of()));
            }
        }
    }

    private static void append(EventBatch batch, int offset, String type, double value) {
        int row = batch.nextRow();
        ((UuidColumn) batch.column("event_id")).set(row, 77, offset);
        ((LongColumn) batch.column("timestamp")).set(row, micros(MIDNIGHT) + offset / 2 * HOUR);
        ((DoubleColumn) batch.column("event_duration")).set(row, value);
        ((DoubleColumn) batch.column("value")).set(row, value);
        for (String column : List.of("device_id", "device_type", "status", "metadata.location", "metadata.firmware")) {
            byte[] text = (column.equals("device_type") ? type : column).getBytes(StandardCharsets.UTF_8);
            ((StringColumn) batch.column(column)).set(row, text, 0, text.length);
        }
        batch.endRow(offset);
    }

    private LakeConfig config(UuidFormat uuid) {
        return LakeConfig.of(store, SPEC.schema(), SPEC.roles(), SPEC.windows(), () -> Instant.EPOCH)
                .withUuid(uuid);
    }

    private static LakeRequest request() {
        return new LakeRequest(new SourceIdentity("iot-events", ""), SPEC.compatibilitySettings(), false);
    }

    private static long micros(Instant instant) {
        return instant.getEpochSecond() * 1_000_000;
    }

    private static LocalDate day(int day) {
        return LocalDate.of(2026, 1, day);
    }
}
