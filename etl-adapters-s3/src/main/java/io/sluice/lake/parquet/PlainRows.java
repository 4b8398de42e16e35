package io.sluice.lake.parquet;

import io.sluice.core.event.RecordBatch;
import io.sluice.core.event.Rejection;
import io.sluice.core.window.WindowRow;
import java.util.UUID;
import org.apache.parquet.io.api.Binary;

/** Writes the rows of {@code windows/} and {@code rejected/}, which are few, one by one. */
public final class PlainRows {
    /** Microseconds of 0000-01-01 and 10000-01-01: what a time can be and still have a folder of its own. */
    private static final long FIRST_TIME = -62_167_219_200_000_000L;

    private static final long END_TIME = 253_402_300_800_000_000L;
    private static final int NO_REPETITION = 0;

    private final DataFileWriter out;
    private int column;

    private PlainRows(DataFileWriter out) {
        this.out = out;
    }

    /**
     * Writes a row of {@code windows/}.
     *
     * @param processingTime microseconds since the epoch
     */
    public static void write(WindowRow row, long processingTime, UuidFormat uuid, DataFileWriter out) {
        PlainRows values = new PlainRows(out);
        values.put(row.start());
        values.put(row.end());
        for (Object value : row.by()) {
            values.put(value, uuid);
        }
        for (Object value : row.aggregates()) {
            values.put(value, uuid);
        }
        values.put(processingTime);
        out.endRows(1, row.start(), row.start());
    }

    /** Writes a row of {@code rejected/}. */
    public static void write(Rejection rejection, String topic, DataFileWriter out) {
        PlainRows values = new PlainRows(out);
        values.put(rejection.reason().label());
        values.put(rejection.field());
        values.put(rejection.detail());
        values.put(topic);
        out.column(values.column++).write(rejection.partition(), NO_REPETITION, 0);
        values.put(rejection.offset());
        if (hasTime(rejection)) {
            values.put(rejection.recordTime() * 1000);
        } else {
            values.putNull();
        }
        if (rejection.payload() == null) {
            values.putNull();
        } else {
            values.put(Binary.fromConstantByteArray(rejection.payload()));
        }
        values.put(rejection.payloadBytes());
        long time = partitionTime(rejection);
        out.endRows(1, time, time);
    }

    /**
     * The time that says into which hour a rejection belongs, microseconds since the epoch: the last plausible one of its
     * source partition, or 0 before the first.
     */
    public static long partitionTime(Rejection rejection) {
        return rejection.filedTime() == RecordBatch.NO_TIME ? 0 : rejection.filedTime() * 1000;
    }

    private static boolean hasTime(Rejection rejection) {
        return rejection.recordTime() >= FIRST_TIME / 1000 && rejection.recordTime() < END_TIME / 1000;
    }

    private void put(Object value, UuidFormat format) {
        if (value == null) {
            putNull();
        } else if (value instanceof Long number) {
            put(number.longValue());
        } else if (value instanceof Double number) {
            out.column(column).write(number, NO_REPETITION, out.presentLevel(column++));
        } else if (value instanceof Boolean flag) {
            out.column(column).write(flag, NO_REPETITION, out.presentLevel(column++));
        } else if (value instanceof String text) {
            put(text);
        } else if (value instanceof UUID id) {
            put(uuid(id, format));
        } else {
            throw new IllegalArgumentException("A window row cannot hold " + value + " of " + value.getClass());
        }
    }

    private void put(long value) {
        out.column(column).write(value, NO_REPETITION, out.presentLevel(column++));
    }

    private void put(String text) {
        put(Binary.fromString(text));
    }

    private void put(Binary value) {
        out.column(column).write(value, NO_REPETITION, out.presentLevel(column++));
    }

    private void putNull() {
        out.column(column++).writeNull(NO_REPETITION, 0);
    }

    private static Binary uuid(UUID id, UuidFormat format) {
        if (format == UuidFormat.STRING) {
            return Binary.fromString(id.toString());
        }
        byte[] bytes = new byte[16];
        UuidText.writeLong(id.getMostSignificantBits(), bytes, 0);
        UuidText.writeLong(id.getLeastSignificantBits(), bytes, 8);
        return Binary.fromConstantByteArray(bytes);
    }
}
