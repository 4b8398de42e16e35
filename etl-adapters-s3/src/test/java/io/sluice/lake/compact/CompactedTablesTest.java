package io.sluice.lake.compact;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.core.event.EventBatch;
import io.sluice.core.event.EventRoles;
import io.sluice.core.event.Rejection;
import io.sluice.core.event.RejectionReason;
import io.sluice.core.pipeline.PipelineSpec;
import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.DataFile;
import io.sluice.core.port.Lake.LakeRequest;
import io.sluice.core.port.SampleRows;
import io.sluice.core.port.SourceIdentity;
import io.sluice.core.port.StagedCommit;
import io.sluice.core.port.Table;
import io.sluice.core.schema.EventSchema;
import io.sluice.core.window.WindowRow;
import io.sluice.lake.Duck;
import io.sluice.lake.LakeConfig;
import io.sluice.lake.ParquetLake;
import io.sluice.lake.Schemas;
import io.sluice.lake.commit.CommitLog;
import io.sluice.lake.parquet.Compression;
import io.sluice.lake.parquet.UuidFormat;
import io.sluice.lake.store.LocalStore;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an independent reader finds in compacted files: what it found in those they replace. */
class CompactedTablesTest {
    private static final Duck DUCK = new Duck();
    private static final EventSchema BUILT_IN = EventSchema.builtIn();
    private static final long HOUR = 3_600_000_000L;
    private static final long SEVEN = Instant.parse("2026-01-05T07:00:00Z").getEpochSecond() * 1_000_000;
    private static final long CLOSED = SEVEN + 3 * HOUR;

    @TempDir
    Path root;

    @AfterAll
    static void close() {
        DUCK.close();
    }

    private LakeConfig config(EventSchema schema, EventRoles roles) {
        return LakeConfig.of(
                new LocalStore(root, false),
                schema,
                roles,
                PipelineSpec.of(schema, roles).windows(),
                () -> Instant.EPOCH);
    }

    private LakeConfig builtIn() {
        return config(BUILT_IN, Schemas.builtInRoles(BUILT_IN));
    }

    private static ParquetLake open(LakeConfig config, String topic) {
        ParquetLake lake = new ParquetLake(config);
        lake.open(new LakeRequest(new SourceIdentity(topic, topic + "-id"), Map.of(), true));
        return lake;
    }

    /** Rows of all tables in two hours. */
    private static void commit(ParquetLake lake, LakeConfig config, long offset, int rows) {
        long[] times = new long[rows];
        Arrays.setAll(times, i -> SEVEN + (i % 2) * HOUR + (offset + i) * 1000);
        EventBatch events = SampleRows.batch(config.schema(), config.roles(), 0, offset, times);
        EventBatch late = SampleRows.batch(config.schema(), config.roles(), 1, offset, times);
        List<Rejection> rejections = new ArrayList<>();
        List<WindowRow> windows = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            boolean empty = i % 3 == 0;
            rejections.add(new Rejection(
                    RejectionReason.EMPTY,
                    empty ? "" : "/x",
                    "found " + i,
                    2,
                    offset + i,
                    SEVEN / 1000 + i,
                    empty ? null : new byte[] {1, (byte) i},
                    i));
            windows.add(new WindowRow(
                    SEVEN + (offset + i) * 1000,
                    SEVEN + (offset + i + 1) * 1000,
                    List.of("motion"),
                    Arrays.asList(2L, 1.5, empty ? null : 0.5, 1.0, 2.0, -3.25)));
        }
        try (StagedCommit staged = lake.stage()) {
            staged.addEvents(events, SampleRows.all(events), rows);
            staged.addLate(late, SampleRows.all(late), rows);
            staged.addRejected(rejections);
            if (config.schema() == BUILT_IN) {
                staged.addWindows(windows, Instant.parse("2026-01-05T08:00:00.000001Z"));
            }
            staged.finish();
            staged.commit(new StagedCommit.CommitDraft(
                    CommitRecord.Kind.INGEST, Instant.EPOCH, Map.of(), CLOSED, Long.MIN_VALUE, Map.of()));
        }
    }

    private String files(Table table) {
        return "read_parquet('" + root + "/" + table.folder() + "/*/*/*/*/*.parquet', union_by_name = true)";
    }

    private List<String> rows(Table table) {
        return DUCK.rows("SELECT * FROM " + files(table) + " ORDER BY ALL");
    }

    private List<Compactor.Compacted> compact() {
        List<Compactor.Compacted> compactions = new ArrayList<>();
        Compactor.open(new LocalStore(root, false), () -> Instant.EPOCH)
                .run(CompactionRequest.ALL, () -> false, compactions::add);
        return compactions;
    }

    private void assertSameRowsInFewerFiles(List<Table> tables) {
        List<List<String>> before = tables.stream().map(this::rows).toList();
        compact();
        for (int i = 0; i < tables.size(); i++) {
            Table table = tables.get(i);
            assertThat(before.get(i)).isNotEmpty();
            assertThat(rows(table)).as(table.folder()).isEqualTo(before.get(i));
            assertThat(DUCK.rows("SELECT count(*) = count(DISTINCT folder) FROM (SELECT regexp_replace(file,"
                            + " '[^/]*$', '') AS folder FROM glob('" + root + "/" + table.folder() + "/*/*/*/*/*'))"))
                    .as("one file an hour in " + table.folder())
                    .containsExactly("true");
        }
    }

    @Test
    void allTablesHaveTheSameRows() {
        LakeConfig config = builtIn();
        ParquetLake lake = open(config, "a");
        for (int i = 0; i < 5; i++) {
            commit(lake, config, 400L * i, 400);
        }
        assertSameRowsInFewerFiles(List.of(Table.values()));
    }

    @Test
    void nestedAndAbsentValuesAreTheSame() {
        EventSchema orders = Schemas.orders();
        LakeConfig config = config(orders, Schemas.orderRoles(orders)).withCompression(Compression.ZSTD);
        ParquetLake lake = open(config, "a");
        for (int i = 0; i < 3; i++) {
            commit(lake, config, 400L * i, 400);
        }
        assertSameRowsInFewerFiles(List.of(Table.EVENTS, Table.LATE));
        assertThat(DUCK.rows("SELECT DISTINCT compression FROM parquet_metadata('" + root + "/events/*/*/*/*/*')"))
                .as("as the files merged")
                .containsExactly("ZSTD");
    }

    /** Many row groups and pages become few, encoded as before. */
    @Test
    void theFileIsWellFormed() {
        LakeConfig config = builtIn();
        ParquetLake lake = open(config, "a");
        for (int i = 0; i < 10; i++) {
            commit(lake, config, 500L * i, 500);
        }
        String encodings = "SELECT DISTINCT path_in_schema, encodings, stats_min IS NULL FROM parquet_metadata('" + root
                + "/events/*/*/*/*/*') ORDER BY ALL";
        List<String> before = DUCK.rows(encodings);
        DataFile merged = compact().get(0).record().added().get(0);
        assertThat(DUCK.rows("SELECT num_rows, num_row_groups FROM parquet_file_metadata('" + root + "/" + merged.path()
                        + "')"))
                .containsExactly("2500|1");
        assertThat(DUCK.rows(encodings)).isEqualTo(before);
    }

    /** An old file lacks a column that may be absent: it gets one. One whose column has another type stays apart. */
    @Test
    void filesOfOlderSchemasJoinWhereTheyFit() {
        EventSchema wider = EventSchema.parse(
                "wider",
                BUILT_IN.json()
                        .replaceFirst(
                                "\"properties\"\\s*:\\s*\\{", "\"properties\": {\"note\": {\"type\": \"string\"}, "));
        LakeConfig old = builtIn();
        commit(open(old, "a"), old, 0, 100);
        LakeConfig uuids = builtIn().withUuid(UuidFormat.UUID);
        commit(open(uuids, "a"), uuids, 100, 100);
        LakeConfig now = config(wider, Schemas.builtInRoles(wider));
        commit(open(now, "a"), now, 200, 100);
        String counts = "SELECT count(*), count(note), sum(source_offset), sum(event_duration::DECIMAL(18, 9)) FROM "
                + files(Table.EVENTS);
        List<String> before = DUCK.rows(counts);
        compact();
        assertThat(DUCK.rows(counts)).isEqualTo(before);
        assertThat(CommitLog.open(new LocalStore(root, false)).liveFiles(Table.EVENTS))
                .extracting(DataFile::rows)
                .containsExactly(50L, 50L, 100L, 100L);
    }

    /** The same offset means another record there, and the audit tells rows by offsets. */
    @Test
    void rowsOfDifferentTopicsStayApart() {
        LakeConfig config = builtIn();
        for (String topic : List.of("a", "b")) {
            ParquetLake lake = open(config, topic);
            commit(lake, config, 0, 10);
            commit(lake, config, 10, 10);
        }
        compact();
        assertThat(CommitLog.open(new LocalStore(root, false)).liveFiles(Table.EVENTS))
                .extracting(DataFile::rows)
                .containsExactly(10L, 10L, 10L, 10L);
    }
}
