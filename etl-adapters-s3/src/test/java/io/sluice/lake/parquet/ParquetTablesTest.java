package io.sluice.lake.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.core.event.EventBatch;
import io.sluice.core.event.EventRoles;
import io.sluice.core.event.RecordBatch;
import io.sluice.core.event.Rejection;
import io.sluice.core.event.RejectionReason;
import io.sluice.core.pipeline.PipelineSpec;
import io.sluice.core.port.CommitRecord;
import io.sluice.core.port.DataFile;
import io.sluice.core.port.Lake.LakeRequest;
import io.sluice.core.port.SampleRows;
import io.sluice.core.port.StagedCommit;
import io.sluice.core.port.Table;
import io.sluice.core.schema.EventSchema;
import io.sluice.core.window.Aggregate;
import io.sluice.core.window.WindowRow;
import io.sluice.core.window.WindowSpec;
import io.sluice.lake.Deliveries;
import io.sluice.lake.Duck;
import io.sluice.lake.LakeConfig;
import io.sluice.lake.ParquetLake;
import io.sluice.lake.Schemas;
import io.sluice.lake.store.LocalStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What an independent reader makes of the files of every table. */
class ParquetTablesTest {
    private static final Duck DUCK = new Duck();
    private static final EventSchema BUILT_IN = EventSchema.builtIn();
    private static final EventSchema ORDERS = Schemas.orders();
    private static final long HOUR = 3_600_000_000L;
    private static final long SEVEN = micros("2026-01-05T07:00:00Z");

    @TempDir
    Path root;

    @AfterAll
    static void close() {
        DUCK.close();
    }

    private static long micros(String time) {
        return Instant.parse(time).getEpochSecond() * 1_000_000;
    }

    private LakeConfig config(EventSchema schema) {
        EventRoles roles = schema == BUILT_IN ? Schemas.builtInRoles(schema) : Schemas.orderRoles(schema);
        WindowSpec windows = PipelineSpec.of(schema, roles).windows();
        return LakeConfig.of(new LocalStore(root, false), schema, roles, windows, () -> Instant.EPOCH);
    }

    private static CommitRecord commit(LakeConfig config, Consumer<StagedCommit> rows) {
        ParquetLake lake = new ParquetLake(config);
        lake.open(new LakeRequest(Deliveries.SOURCE, Map.of(), true));
        return commit(lake, rows);
    }

    private static CommitRecord commit(ParquetLake lake, Consumer<StagedCommit> rows) {
        try (StagedCommit staged = lake.stage()) {
            rows.accept(staged);
            staged.finish();
            return staged.commit(new StagedCommit.CommitDraft(
                    CommitRecord.Kind.INGEST, Instant.EPOCH, Map.of(), 0, Long.MIN_VALUE, Map.of()));
        }
    }

    private EventBatch batch(LakeConfig config, long offset, long... times) {
        return SampleRows.batch(config.schema(), config.roles(), 2, offset, times);
    }

    private static void addAll(StagedCommit staged, EventBatch batch) {
        staged.addEvents(batch, SampleRows.all(batch), batch.rows());
    }

    private String files(Table table) {
        return "'" + root + "/" + table.folder() + "/*/*/*/*/*.parquet'";
    }

    /** Name, physical type, logical type and repetition of every column, as in the files. */
    private List<String> schemaOf(Table table) {
        return DUCK
                .rows("SELECT DISTINCT ON (name, i) name, type, type_length, logical_type, repetition_type,"
                        + " num_children FROM (SELECT *, row_number() OVER (PARTITION BY file_name) AS i FROM"
                        + " parquet_schema(" + files(table) + ")) WHERE i > 1 ORDER BY i")
                .stream()
                .map(row -> row.replace("|NULL", "")
                        .replace("|REQUIRED", "|required")
                        .replace("|OPTIONAL", "|optional"))
                .toList();
    }

    private List<String> typesOf(Table table) {
        return DUCK.rows("SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM read_parquet(" + files(table)
                + ", hive_partitioning = false))");
    }

    @Test
    void typesOfEventsFollowFromTheSchema() {
        LakeConfig config = config(BUILT_IN);
        commit(config, staged -> addAll(staged, batch(config, 0, SEVEN)));
        assertThat(typesOf(Table.EVENTS))
                .containsExactly(
                        "event_id|VARCHAR",
                        "device_id|VARCHAR",
                        "device_type|VARCHAR",
                        "timestamp|TIMESTAMP WITH TIME ZONE",
                        "event_duration|DOUBLE",
                        "value|DOUBLE",
                        "status|VARCHAR",
                        "metadata|STRUCT(\"location\" VARCHAR, firmware VARCHAR)",
                        "source_partition|INTEGER",
                        "source_offset|BIGINT");
        List<String> columns = schemaOf(Table.EVENTS);
        assertThat(columns).hasSize(12).allMatch(column -> column.contains("|required"));
        assertThat(columns.get(0)).startsWith("event_id|BYTE_ARRAY|StringType()");
        assertThat(columns.get(3))
                .startsWith("timestamp|INT64|TimestampType(isAdjustedToUTC=1")
                .contains("MICROS");
    }

    @Test
    void uuidsCanBeWrittenAsSuch() {
        LakeConfig config = config(BUILT_IN).withUuid(UuidFormat.UUID);
        EventBatch batch = batch(config, 0, SEVEN);
        commit(config, staged -> addAll(staged, batch));
        assertThat(typesOf(Table.EVENTS)).contains("event_id|UUID");
        assertThat(schemaOf(Table.EVENTS).get(0)).startsWith("event_id|FIXED_LEN_BYTE_ARRAY|16|UUIDType()");
        assertThat(DUCK.rows("SELECT event_id FROM read_parquet(" + files(Table.EVENTS) + ")"))
                .containsExactly(batch.column("event_id").value(0).toString());
    }

    @Test
    void optionalFieldsAndGroupsAreOptional() {
        LakeConfig config = config(ORDERS);
        commit(config, staged -> addAll(staged, batch(config, 0, SEVEN)));
        assertThat(schemaOf(Table.EVENTS).stream()
                        .map(column -> column.substring(0, column.indexOf('|'))
                                + (column.contains("|optional") ? "?" : column.contains("|required") ? "" : "!")))
                .containsExactly(
                        "number",
                        "placed_at",
                        "paid_at?",
                        "customer",
                        "key",
                        "referrer?",
                        "address?",
                        "city",
                        "street?",
                        "geo?",
                        "latitude",
                        "altitude?",
                        "lines",
                        "attributes?",
                        "gift?",
                        "express?",
                        "total",
                        "discount?",
                        "extra?",
                        "source_partition",
                        "source_offset");
        assertThat(typesOf(Table.EVENTS))
                .contains(
                        "number|BIGINT",
                        "paid_at|TIMESTAMP WITH TIME ZONE",
                        "lines|VARCHAR",
                        "gift|BOOLEAN",
                        "extra|VARCHAR");
    }

    @ParameterizedTest
    @EnumSource
    void valuesAreTheSameToAnotherReader(Compression compression) {
        for (EventSchema schema : List.of(BUILT_IN, ORDERS)) {
            LakeConfig config = config(schema).withCompression(compression);
            long[] times = new long[2000];
            Arrays.setAll(times, i -> SEVEN + (i % 3) * HOUR + i * 1_000_000L);
            EventBatch batch = batch(config, schema == BUILT_IN ? 0 : 10_000, times);
            CommitRecord record = commit(config, staged -> addAll(staged, batch));
            List<String> expected = SampleRows.rows(List.of(batch)).stream()
                    .map(row -> row.offset() + "|"
                            + row.values().stream().map(String::valueOf).collect(Collectors.joining("|")))
                    .map(row -> row.replace("|null", "|NULL"))
                    .toList();
            String own = record.added().stream()
                    .map(file -> "'" + root + "/" + file.path() + "'")
                    .collect(Collectors.joining(","));
            List<String> read = DUCK.rows("SELECT source_offset, "
                    + schema.columns().stream().map(ParquetTablesTest::select).collect(Collectors.joining(", "))
                    + " FROM read_parquet([" + own + "]) ORDER BY source_offset");
            assertThat(read).isEqualTo(expected);
            assertThat(DUCK.rows("SELECT DISTINCT compression FROM parquet_metadata([" + own + "])"))
                    .containsExactly(compression.name());
        }
    }

    private static String select(io.sluice.core.schema.Field field) {
        String path = Arrays.stream(field.path().split("\\."))
                .map(name -> "\"" + name + "\"")
                .collect(Collectors.joining("."));
        return field.type() == io.sluice.core.schema.FieldType.TIMESTAMP ? "epoch_us(" + path + ")" : path;
    }

    @Test
    void timesAreUtcAndHoursAreFolders() {
        LakeConfig config = config(BUILT_IN);
        long first = micros("0001-01-01T00:00:00Z");
        CommitRecord record = commit(
                config,
                staged -> addAll(
                        staged,
                        batch(
                                config,
                                0,
                                SEVEN + HOUR - 1,
                                SEVEN + HOUR,
                                SEVEN,
                                first,
                                micros("9999-12-31T23:59:59Z"),
                                -1)));
        assertThat(record.added())
                .extracting(file -> file.path().substring(0, file.path().lastIndexOf('/')))
                .containsExactlyInAnyOrder(
                        "events/year=2026/month=01/day=05/hour=07",
                        "events/year=2026/month=01/day=05/hour=08",
                        "events/year=0001/month=01/day=01/hour=00",
                        "events/year=9999/month=12/day=31/hour=23",
                        "events/year=1969/month=12/day=31/hour=23");
        assertThat(DUCK.rows("SELECT source_offset, timestamp::VARCHAR FROM read_parquet(" + files(Table.EVENTS)
                        + ") WHERE source_offset < 3 ORDER BY 1"))
                .containsExactly(
                        "0|2026-01-05 07:59:59.999999+00", "1|2026-01-05 08:00:00+00", "2|2026-01-05 07:00:00+00");
        DataFile seven = record.added().stream()
                .filter(file -> file.path().contains("hour=07"))
                .findFirst()
                .orElseThrow();
        assertThat(seven.rows()).isEqualTo(2);
        assertThat(seven.minTime()).isEqualTo(SEVEN);
        assertThat(seven.maxTime()).isEqualTo(SEVEN + HOUR - 1);
    }

    @Test
    void otherHoursAreNotOpened() {
        LakeConfig config = config(BUILT_IN);
        commit(config, staged -> addAll(staged, batch(config, 0, SEVEN, SEVEN + HOUR, SEVEN + 2 * HOUR)));
        String query = "SELECT source_offset, year, month, day, hour FROM read_parquet('" + root
                + "/events/**/*.parquet', hive_partitioning = true, hive_types_autocast = false) WHERE hour = '08'";
        assertThat(DUCK.rows(query)).containsExactly("1|2026|01|05|08");
        assertThat(String.join("\n", DUCK.rows("EXPLAIN ANALYZE " + query))).contains("1/3");
    }

    @Test
    void rejectedHoldsWhatCameAndWhy() {
        LakeConfig config = config(BUILT_IN);
        byte[] payload = {0, (byte) 0xff, 'x'};
        long time = SEVEN / 1000 + 123;
        CommitRecord record = commit(
                config,
                staged -> staged.addRejected(List.of(
                        new Rejection(
                                RejectionReason.WRONG_TYPE, "/value", "found \"1\"", 4, 11, time, payload, 2_000_000),
                        new Rejection(RejectionReason.EMPTY, "", "no value", 4, 12, RecordBatch.NO_TIME, null, 0),
                        new Rejection(RejectionReason.EMPTY, "", "no value", 4, 13, Long.MAX_VALUE, new byte[0], 0))));
        assertThat(typesOf(Table.REJECTED))
                .containsExactly(
                        "reason|VARCHAR",
                        "field|VARCHAR",
                        "detail|VARCHAR",
                        "source_topic|VARCHAR",
                        "source_partition|INTEGER",
                        "source_offset|BIGINT",
                        "record_time|TIMESTAMP WITH TIME ZONE",
                        "payload|BLOB",
                        "payload_bytes|BIGINT");
        assertThat(DUCK.rows("SELECT reason, field, detail, source_topic, source_partition, source_offset,"
                        + " epoch_us(record_time), hex(payload), payload_bytes FROM read_parquet("
                        + files(Table.REJECTED) + ") ORDER BY source_offset"))
                .containsExactly(
                        "wrong_type|/value|found \"1\"|iot-events|4|11|" + time * 1000 + "|00FF78|2000000",
                        "empty||no value|iot-events|4|12|NULL|NULL|0",
                        "empty||no value|iot-events|4|13|NULL||0");
        assertThat(record.added())
                .extracting(file -> file.path().substring(0, file.path().lastIndexOf('/')) + " " + file.rows())
                .containsExactlyInAnyOrder(
                        "rejected/year=2026/month=01/day=05/hour=07 1", "rejected/year=1970/month=01/day=01/hour=00 2");
    }

    @Test
    void windowsHaveBoundsGroupsAggregatesAndWhenTheyWereWritten() {
        EventSchema schema = ORDERS;
        WindowSpec windows = new WindowSpec(
                Duration.ofMinutes(5),
                List.of(
                        schema.field("customer.address.city"),
                        schema.field("gift"),
                        schema.field("customer.key"),
                        schema.field("paid_at"),
                        schema.field("discount")),
                Aggregate.parseList(
                        "count(*) as orders, avg(total) as mean, stddev(total) as deviation, max(number) as last,"
                                + " min(paid_at) as first_paid",
                        schema));
        LakeConfig config = LakeConfig.of(
                new LocalStore(root, false), schema, Schemas.orderRoles(schema), windows, () -> Instant.EPOCH);
        UUID key = new UUID(1, 2);
        commit(
                config,
                staged -> staged.addWindows(
                        List.of(
                                new WindowRow(
                                        SEVEN,
                                        SEVEN + 5,
                                        Arrays.asList("Brno", true, key, SEVEN, 0.5),
                                        Arrays.asList(3L, 1.25, 0.5, 9L, SEVEN)),
                                new WindowRow(
                                        SEVEN + HOUR,
                                        SEVEN + HOUR + 5,
                                        Arrays.asList(null, null, key, null, null),
                                        Arrays.asList(1L, -0.5, null, 7L, null))),
                        Instant.parse("2026-01-05T09:00:00.123456789Z")));
        assertThat(schemaOf(Table.WINDOWS).stream()
                        .map(column ->
                                column.substring(0, column.indexOf('|')) + (column.contains("|optional") ? "?" : "")))
                .containsExactly(
                        "window_start",
                        "window_end",
                        "customer_address_city?",
                        "gift?",
                        "customer_key",
                        "paid_at?",
                        "discount?",
                        "orders",
                        "mean",
                        "deviation?",
                        "last",
                        "first_paid?",
                        "processing_time");
        assertThat(DUCK.rows("SELECT epoch_us(window_start), epoch_us(window_end), customer_address_city, gift,"
                        + " customer_key, epoch_us(paid_at), discount, orders, mean, deviation, last,"
                        + " epoch_us(first_paid), epoch_us(processing_time) FROM read_parquet(" + files(Table.WINDOWS)
                        + ") ORDER BY 1"))
                .containsExactly(
                        SEVEN + "|" + (SEVEN + 5) + "|Brno|true|" + key + "|" + SEVEN + "|0.5|3|1.25|0.5|9|" + SEVEN
                                + "|" + (SEVEN + 2 * HOUR + 123_456),
                        (SEVEN + HOUR) + "|" + (SEVEN + HOUR + 5) + "|NULL|NULL|" + key
                                + "|NULL|NULL|1|-0.5|NULL|7|NULL|" + (SEVEN + 2 * HOUR + 123_456));
    }

    @Test
    void opensOnlySoManyHoursAtOnce() {
        LakeConfig config = config(BUILT_IN).withMaxOpenHours(3);
        ParquetLake lake = new ParquetLake(config);
        lake.open(new LakeRequest(Deliveries.SOURCE, Map.of(), true));
        CommitRecord record = commit(lake, staged -> {
            // Hours 0 to 4 in turn, twice, with hour 0 in between so that it is never the one used longest ago.
            long offset = 0;
            for (int round = 0; round < 2; round++) {
                for (int hour = 1; hour <= 4; hour++) {
                    addAll(staged, batch(config, offset++, SEVEN));
                    addAll(staged, batch(config, offset++, SEVEN + hour * HOUR));
                }
            }
        });
        Map<String, Long> filesPerHour = record.added().stream()
                .collect(Collectors.groupingBy(
                        file -> file.path()
                                .substring(
                                        file.path().indexOf("hour=") + 5,
                                        file.path().lastIndexOf('/')),
                        Collectors.counting()));
        assertThat(filesPerHour).isEqualTo(Map.of("07", 1L, "08", 2L, "09", 2L, "10", 2L, "11", 2L));
        assertThat(DUCK.rows("SELECT count(*), count(DISTINCT source_offset) FROM read_parquet(" + files(Table.EVENTS)
                        + ")"))
                .containsExactly("16|16");
    }

    @Test
    void namesCarryNumberAndWriterAndAreNeverUsedTwice() {
        LakeConfig config = config(BUILT_IN).withWriterId("abc123");
        ParquetLake lake = new ParquetLake(config);
        lake.open(new LakeRequest(Deliveries.SOURCE, Map.of(), true));
        try (StagedCommit givenUp = lake.stage()) {
            addAll(givenUp, batch(config, 0, SEVEN));
        }
        List<DataFile> files = new ArrayList<>();
        files.addAll(
                commit(lake, staged -> addAll(staged, batch(config, 0, SEVEN))).added());
        files.addAll(
                commit(lake, staged -> addAll(staged, batch(config, 1, SEVEN))).added());
        assertThat(files)
                .extracting(file -> file.path().substring(file.path().lastIndexOf('/') + 1))
                .containsExactly("0000000002-abc123-00002.parquet", "0000000003-abc123-00003.parquet");
        assertThat(files).extracting(DataFile::stagedPath).allSatisfy(path -> assertThat(path)
                .startsWith("_sluice/staged/")
                .doesNotEndWith(".parquet"));
    }

    private LakeConfig config(EventSchema like, EventSchema schema) {
        LakeConfig config = config(like);
        return LakeConfig.of(
                config.store(), schema, Schemas.builtInRoles(schema), config.windows(), () -> Instant.EPOCH);
    }

    /** A field of any name goes through, however odd. */
    @ParameterizedTest
    @CsvSource({"Gerät id/#, Gerät_x20_id/#", "year, _x79_ear", "source_offset, _x73_ource_offset", "a.b, a_x2E_b"})
    void takesOddFieldNames(String property, String column) {
        EventSchema schema = EventSchema.parse("odd", BUILT_IN.json().replace("\"device_id\"", "\"" + property + "\""));
        LakeConfig config = config(BUILT_IN, schema);
        EventBatch batch = batch(config, 0, SEVEN);
        commit(config, staged -> addAll(staged, batch));
        assertThat(DUCK.rows("SELECT \"" + column + "\" FROM read_parquet(" + files(Table.EVENTS) + ")"))
                .containsExactly(batch.column(column).value(0).toString());
        assertThat(batch.column(column).value(0).toString().getBytes(StandardCharsets.UTF_8))
                .isNotEmpty();
    }
}
