package io.sluice.core.engine;

import io.sluice.core.event.EventBatch;
import io.sluice.core.event.EventRoles;
import io.sluice.core.event.JsonEventDecoder;
import io.sluice.core.event.RecordBatch;
import io.sluice.core.event.Records;
import io.sluice.core.pipeline.PipelineSpec;
import io.sluice.core.schema.EventSchema;
import io.sluice.core.time.Micros;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/** Rows to decide by hand: a row is an id and a time in minutes. */
final class Rows {
    static final Instant START = Instant.parse("2026-01-05T07:00:00Z");

    private Rows() {}

    /** An event of a number as its id, so many minutes after the start. */
    record Row(int id, double minute, double value) {
        static Row of(int id, double minute) {
            return new Row(id, minute, 27.99);
        }
    }

    static EventBatch batch(int partition, long firstOffset, Row... rows) {
        EventSchema schema = PipelineSpec.builtIn().schema();
        EventRoles roles = PipelineSpec.builtIn().roles();
        RecordBatch records = new RecordBatch(partition, Math.max(rows.length, 1));
        for (int i = 0; i < rows.length; i++) {
            byte[] json = Records.GOOD
                    .replace(
                            "2026-01-05T07:08:09.123456Z",
                            time(rows[i].minute()).toString())
                    .replace("6ec85f1f-8547", String.format("%08x-8547", rows[i].id()))
                    .replace("27.99", Double.toString(rows[i].value()))
                    .getBytes(StandardCharsets.UTF_8);
            records.add(firstOffset + i, RecordBatch.NO_TIME, json, 0, json.length);
        }
        EventBatch batch = new EventBatch(schema, roles, Math.max(rows.length, 1));
        new JsonEventDecoder(schema, roles, 1 << 20, Duration.ofMinutes(10)).decode(records, batch);
        return batch;
    }

    static Instant time(double minute) {
        return START.plusMillis(Math.round(minute * 60_000));
    }

    /** Event time in microseconds. */
    static long micros(double minute) {
        return Micros.of(Duration.between(Instant.EPOCH, time(minute)));
    }

    static int[] events(Selection selection) {
        return Arrays.copyOf(selection.events(), selection.eventCount());
    }

    static int[] late(Selection selection) {
        return Arrays.copyOf(selection.late(), selection.lateCount());
    }

    static int[] duplicates(Selection selection) {
        return Arrays.copyOf(selection.duplicates(), selection.duplicateCount());
    }
}
