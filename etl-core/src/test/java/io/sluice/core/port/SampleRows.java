package io.sluice.core.port;

import io.sluice.core.event.BooleanColumn;
import io.sluice.core.event.Column;
import io.sluice.core.event.DoubleColumn;
import io.sluice.core.event.EventBatch;
import io.sluice.core.event.EventRoles;
import io.sluice.core.event.LongColumn;
import io.sluice.core.event.StringColumn;
import io.sluice.core.event.UuidColumn;
import io.sluice.core.schema.EventSchema;
import io.sluice.core.schema.Field;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Batches of made-up rows for any schema: every type, absent values and absent groups where the schema allows them. */
public final class SampleRows {
    private static final int FEW = 5;

    private SampleRows() {}

    /**
     * One row of a batch as a value, to compare by.
     *
     * @param values of the columns in the schema's order, null where absent
     * @param levels their definition levels
     */
    public record Row(
            int partition,
            long offset,
            long eventTime,
            long idHigh,
            long idLow,
            int valueHash,
            List<Object> values,
            List<Integer> levels) {}

    /** A batch with one row per event time, at offsets from {@code firstOffset} on; the same for the same arguments. */
    public static EventBatch batch(
            EventSchema schema, EventRoles roles, int partition, long firstOffset, long... eventTimes) {
        EventBatch batch = new EventBatch(schema, roles, eventTimes.length);
        batch.reset(partition);
        for (int i = 0; i < eventTimes.length; i++) {
            append(batch, firstOffset + i, eventTimes[i]);
        }
        return batch;
    }

    /** Appends a row whose values follow from its source partition and offset. */
    public static void append(EventBatch batch, long offset, long eventTime) {
        Random random = new Random(batch.partition() * 31L + offset);
        int row = batch.nextRow();
        for (Field field : batch.schema().fields()) {
            set(batch, row, field, 0, random);
        }
        LongColumn time = (LongColumn) batch.column(batch.roles().time());
        time.set(row, Math.floorDiv(eventTime, batch.roles().microsPerUnit()));
        batch.endRow(offset);
    }

    private static void set(EventBatch batch, int row, Field field, int level, Random random) {
        if (field.isOptional() && random.nextInt(3) == 0) {
            leaveOut(batch, row, field, level);
        } else if (field.isGroup()) {
            int inside = field.isOptional() ? level + 1 : level;
            for (Field child : field.children()) {
                set(batch, row, child, inside, random);
            }
        } else {
            setValue(batch.column(field), row, random);
        }
    }

    private static void leaveOut(EventBatch batch, int row, Field field, int level) {
        if (field.isGroup()) {
            for (Field child : field.children()) {
                leaveOut(batch, row, child, level);
            }
        } else {
            batch.column(field).setAbsent(row, level);
        }
    }

    private static void setValue(Column column, int row, Random random) {
        if (column instanceof LongColumn longs) {
            longs.set(row, random.nextInt(FEW) == 0 ? random.nextLong() : random.nextInt(1000));
        } else if (column instanceof DoubleColumn doubles) {
            doubles.set(row, random.nextInt(FEW) == 0 ? -0.0 : random.nextDouble() * 1000 - 200);
        } else if (column instanceof BooleanColumn booleans) {
            booleans.set(row, random.nextBoolean());
        } else if (column instanceof UuidColumn uuids) {
            uuids.set(row, random.nextLong(), random.nextLong());
        } else {
            byte[] text = text(column.field(), random).getBytes(StandardCharsets.UTF_8);
            ((StringColumn) column).set(row, text, 0, text.length);
        }
    }

    private static String text(Field field, Random random) {
        return switch (field.type()) {
            case JSON -> "{\"n\":" + random.nextInt() + ",\"t\":[\"ä\",null]}";
            default ->
                random.nextInt(FEW) == 0 ? "unique-" + random.nextLong() : "ž " + field.name() + random.nextInt(FEW);
        };
    }

    /** The rows of batches, in order. */
    public static List<Row> rows(Iterable<EventBatch> batches) {
        List<Row> rows = new ArrayList<>();
        for (EventBatch batch : batches) {
            for (int row = 0; row < batch.rows(); row++) {
                rows.add(row(batch, row));
            }
        }
        return rows;
    }

    /** A row of a batch. */
    public static Row row(EventBatch batch, int row) {
        List<Object> values = new ArrayList<>();
        List<Integer> levels = new ArrayList<>();
        for (int i = 0; i < batch.schema().columns().size(); i++) {
            values.add(batch.column(i).value(row));
            levels.add(batch.column(i).definitionLevel(row));
        }
        return new Row(
                batch.partition(),
                batch.offset(row),
                batch.eventTime(row),
                batch.idHigh(row),
                batch.idLow(row),
                batch.valueHash(row),
                values,
                levels);
    }

    /** The indexes of all rows of a batch. */
    public static int[] all(EventBatch batch) {
        int[] rows = new int[batch.rows()];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = i;
        }
        return rows;
    }
}
