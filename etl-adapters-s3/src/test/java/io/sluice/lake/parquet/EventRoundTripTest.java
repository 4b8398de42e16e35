package io.sluice.lake.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.core.event.EventBatch;
import io.sluice.core.event.EventRoles;
import io.sluice.core.pipeline.PipelineSpec;
import io.sluice.core.port.DataGapException;
import io.sluice.core.port.SampleRows;
import io.sluice.core.port.Table;
import io.sluice.core.schema.EventSchema;
import io.sluice.lake.Schemas;
import io.sluice.lake.store.MemoryStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Rows written and read back are the same rows. */
class EventRoundTripTest {
    private static final long BASE = 1_767_596_400_000_000L;
    private static final EventSchema ORDERS = Schemas.orders();
    private static final EventSchema BUILT_IN = EventSchema.builtIn();

    private final MemoryStore store = new MemoryStore();

    @Property(tries = 60)
    void bringsBackEqualRows(
            @ForAll boolean builtIn,
            @ForAll UuidFormat uuid,
            @ForAll Compression compression,
            @ForAll @IntRange(min = 1, max = 4) int batches,
            @ForAll @IntRange(min = 1, max = 1500) int rows,
            @ForAll long seed) {
        EventSchema schema = builtIn ? BUILT_IN : ORDERS;
        EventRoles roles = builtIn ? Schemas.builtInRoles(schema) : Schemas.orderRoles(schema);
        Random random = new Random(seed);
        MemoryStore lake = new MemoryStore();
        TableWriters tables =
                new TableWriters(schema, PipelineSpec.of(schema, roles).windows(), compression, uuid);
        DataFileWriter out = tables.begin(Table.EVENTS, lake.newFile("f"), tables.newCompressor());
        EventRows writer = new EventRows(uuid);
        List<SampleRows.Row> written = new ArrayList<>();
        for (int i = 0; i < batches; i++) {
            EventBatch batch = batch(schema, roles, random.nextInt(3), i * 100_000L, rows);
            int[] selected = select(rows, random);
            writer.begin(batch);
            writer.write(selected, 0, selected.length, out);
            writer.end();
            for (int row : selected) {
                written.add(SampleRows.row(batch, row));
            }
            // What follows must not depend on the batch any more.
            batch.reset(99);
            if (random.nextBoolean()) {
                out.flushRowGroup();
            }
        }
        out.finish();
        assertThat(read(lake, "f", schema, roles)).isEqualTo(written);
        assertThat(out.rows()).isEqualTo(written.size());
        byte[] bytes = lake.read("f").orElseThrow();
        assertThat(out.bytes()).isEqualTo(bytes.length);
        CRC32C checksum = new CRC32C();
        checksum.update(bytes);
        assertThat(out.checksum()).isEqualTo(String.format("%08x", checksum.getValue()));
    }

    private static int[] select(int rows, Random random) {
        return random.ints(0, rows).limit(rows).distinct().sorted().toArray();
    }

    private static EventBatch batch(EventSchema schema, EventRoles roles, int partition, long offset, int rows) {
        long[] times = new long[rows];
        Arrays.setAll(times, i -> BASE + (i * 7919L % 3600) * 1_000_000);
        return SampleRows.batch(schema, roles, partition, offset, times);
    }

    private static List<SampleRows.Row> read(MemoryStore lake, String path, EventSchema schema, EventRoles roles) {
        List<SampleRows.Row> rows = new ArrayList<>();
        new EventFileReader(schema, roles).read(lake.open(path), path, batch -> {
            assertThat(batch.rows()).isBetween(1, 8192);
            rows.addAll(SampleRows.rows(List.of(batch)));
        });
        return rows;
    }

    private void write(String path, EventSchema schema, EventRoles roles, EventBatch batch) {
        TableWriters tables = new TableWriters(
                schema, PipelineSpec.of(schema, roles).windows(), Compression.SNAPPY, UuidFormat.STRING);
        DataFileWriter out = tables.begin(Table.EVENTS, store.newFile(path), tables.newCompressor());
        EventRows writer = new EventRows(UuidFormat.STRING);
        writer.begin(batch);
        writer.write(SampleRows.all(batch), 0, batch.rows(), out);
        writer.end();
        out.finish();
    }

    private static EventSchema schema(String properties, String required) {
        return EventSchema.parse(
                "test",
                "{\"type\":\"object\",\"required\":[\"id\",\"at\"" + required
                        + "],\"properties\":{\"id\":{\"type\":\"string\"},"
                        + "\"at\":{\"type\":\"string\",\"format\":\"date-time\"}" + properties + "}}");
    }

    private static EventRoles roles(EventSchema schema) {
        return EventRoles.of(schema, "id", "at", null);
    }

    @Test
    void readsFilesOlderThanAnOptionalField() {
        String group =
                ",\"g\":{\"type\":\"object\",\"required\":[\"a\"],\"properties\":{\"a\":{\"type\":\"number\"}%s}}";
        EventSchema old = schema(String.format(group, ""), "");
        EventSchema now =
                schema(String.format(group, ",\"b\":{\"type\":\"integer\"}") + ",\"note\":{\"type\":\"string\"}", "");
        EventBatch batch = batch(old, roles(old), 1, 0, 50);
        write("old", old, roles(old), batch);
        List<SampleRows.Row> rows = read(store, "old", now, roles(now));
        for (int i = 0; i < 50; i++) {
            SampleRows.Row before = SampleRows.row(batch, i);
            SampleRows.Row after = rows.get(i);
            assertThat(after.values().subList(0, 3)).isEqualTo(before.values());
            assertThat(after.values().subList(3, 5)).containsOnlyNulls();
            assertThat(after.idHigh()).isEqualTo(before.idHigh());
            assertThat(after.eventTime()).isEqualTo(before.eventTime());
        }
    }

    @Test
    void readsFilesFromWhenAFieldWasRequired() {
        EventSchema old = schema(",\"n\":{\"type\":\"integer\"}", ",\"n\"");
        EventSchema now = schema(",\"n\":{\"type\":[\"number\",\"null\"]}", "");
        EventBatch batch = batch(old, roles(old), 1, 0, 20);
        write("required", old, roles(old), batch);
        List<SampleRows.Row> rows = read(store, "required", now, roles(now));
        for (int i = 0; i < 20; i++) {
            Long number = (Long) SampleRows.row(batch, i).values().get(2);
            assertThat(rows.get(i).values().get(2)).isEqualTo((double) number);
            assertThat(rows.get(i).levels().get(2)).isEqualTo(1);
        }
    }

    @Test
    void readsZerosWhereAnAcceptedChangeLeavesNothingToRead() {
        EventSchema old = schema(",\"n\":{\"type\":\"string\"},\"u\":{\"type\":\"string\"}", ",\"n\",\"u\"");
        EventSchema now = schema(
                ",\"n\":{\"type\":\"integer\"},\"u\":{\"type\":\"string\",\"format\":\"uuid\"},"
                        + "\"new\":{\"type\":\"boolean\"}",
                ",\"n\",\"u\",\"new\"");
        write("accepted", old, roles(old), batch(old, roles(old), 1, 0, 3));
        assertThat(read(store, "accepted", now, roles(now)))
                .extracting(row -> row.values().subList(2, 5))
                .containsOnly(List.of(0L, new java.util.UUID(0, 0), false));
    }

    @Test
    void insistsOnTheColumnsThatHaveARole() {
        EventSchema old = schema(",\"key\":{\"type\":\"integer\"}", ",\"key\"");
        write("roles", old, roles(old), batch(old, roles(old), 1, 0, 3));
        EventSchema now = EventSchema.parse(
                "now",
                "{\"type\":\"object\",\"required\":[\"id\",\"at\"],\"properties\":{\"id\":{\"type\":\"integer\"},"
                        + "\"at\":{\"type\":\"string\",\"format\":\"date-time\"}}}");
        assertThatThrownBy(() -> read(store, "roles", now, roles(now)))
                .isInstanceOf(DataGapException.class)
                .hasMessageContainingAll("roles", "id", "LONG");
    }

    @Test
    void namesADamagedFile() {
        store.overwrite("bad", new byte[] {'P', 'A', 'R', '1', 0, 0, 0, 0, 0, 0, 0, 0});
        assertThatThrownBy(() -> read(store, "bad", BUILT_IN, Schemas.builtInRoles(BUILT_IN)))
                .isInstanceOf(DataGapException.class)
                .hasMessageContaining("bad");
        EventBatch batch = batch(BUILT_IN, Schemas.builtInRoles(BUILT_IN), 0, 0, 100);
        write("cut", BUILT_IN, Schemas.builtInRoles(BUILT_IN), batch);
        byte[] whole = store.read("cut").orElseThrow();
        store.overwrite("cut", Arrays.copyOf(whole, whole.length - 7));
        assertThatThrownBy(() -> read(store, "cut", BUILT_IN, Schemas.builtInRoles(BUILT_IN)))
                .isInstanceOf(DataGapException.class)
                .hasMessageContaining("cut");
        byte[] flipped = whole.clone();
        Arrays.fill(flipped, 100, 140, (byte) 0x55);
        store.overwrite("flipped", flipped);
        assertThatThrownBy(() -> read(store, "flipped", BUILT_IN, Schemas.builtInRoles(BUILT_IN)))
                .isInstanceOf(DataGapException.class)
                .hasMessageContaining("flipped");
    }

    @Test
    void boundsBatchesOfLargeRows() {
        EventSchema schema = schema(",\"blob\":{\"type\":\"string\"}", ",\"blob\"");
        EventBatch batch = batch(schema, roles(schema), 0, 0, 40);
        byte[] blob = new byte[1 << 20];
        for (int row = 0; row < 40; row++) {
            new Random(row).nextBytes(blob);
            for (int i = 0; i < blob.length; i++) {
                blob[i] = (byte) ('a' + (blob[i] & 15));
            }
            ((io.sluice.core.event.StringColumn) batch.column("blob")).set(row, blob, 0, blob.length);
        }
        write("large", schema, roles(schema), batch);
        List<Integer> sizes = new ArrayList<>();
        new EventFileReader(schema, roles(schema)).read(store.open("large"), "large", read -> sizes.add(read.rows()));
        assertThat(sizes).hasSizeGreaterThan(1).allMatch(size -> size <= 17);
        assertThat(sizes.stream().mapToInt(Integer::intValue).sum()).isEqualTo(40);
    }
}
