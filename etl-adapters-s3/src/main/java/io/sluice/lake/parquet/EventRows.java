package io.sluice.lake.parquet;

import io.sluice.core.event.BooleanColumn;
import io.sluice.core.event.Column;
import io.sluice.core.event.DoubleColumn;
import io.sluice.core.event.EventBatch;
import io.sluice.core.event.LongColumn;
import io.sluice.core.event.StringColumn;
import io.sluice.core.event.UuidColumn;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.io.api.Binary;

/**
 * Writes rows of batches into files of {@code events/} and {@code late/}. Columns are written one after the other, some
 * hundred rows at a time, so that each loop meets one type only. Keeps scratch memory: one instance serves one thread.
 */
public final class EventRows {
    private static final int CHUNK_ROWS = 512;

    /** A chunk ends in one page at least, so it must not be much larger than one. */
    private static final int CHUNK_BYTES = 1 << 20;

    private static final int NO_REPETITION = 0;

    private final UuidFormat uuid;
    private final byte[] uuidBytes;
    private final Binary uuidValue;

    /** The dictionaries of the current batch's text columns as Parquet wants them, filled where used. */
    private Binary[][] texts = new Binary[0][];

    private EventBatch batch;
    private int chunkRows;

    public EventRows(UuidFormat uuid) {
        this.uuid = uuid;
        uuidBytes = new byte[uuid == UuidFormat.STRING ? UuidText.UUID_TEXT : 16];
        uuidValue = Binary.fromReusedByteArray(uuidBytes);
    }

    /** Begins to write rows of this batch, which must not change until the next one is begun. */
    public void begin(EventBatch next) {
        batch = next;
        texts = new Binary[next.schema().columns().size()][];
        long bytesPerRow = Math.max(1, next.bytes() / Math.max(1, next.rows()));
        chunkRows = (int) Math.max(1, Math.min(CHUNK_ROWS, CHUNK_BYTES / bytesPerRow));
    }

    /** Forgets the batch. */
    public void end() {
        batch = null;
        texts = new Binary[0][];
    }

    /** Writes rows of the batch: those at indexes {@code from} to {@code to}, excluded, of {@code rows}. */
    public void write(int[] rows, int from, int to, DataFileWriter out) {
        for (int start = from; start < to; start += chunkRows) {
            writeChunk(rows, start, Math.min(to, start + chunkRows), out);
        }
    }

    private void writeChunk(int[] rows, int from, int to, DataFileWriter out) {
        int columns = texts.length;
        for (int i = 0; i < columns; i++) {
            Column column = batch.column(i);
            ColumnWriter writer = out.column(i);
            if (column instanceof LongColumn longs) {
                writeLongs(longs, rows, from, to, writer);
            } else if (column instanceof DoubleColumn doubles) {
                writeDoubles(doubles, rows, from, to, writer);
            } else if (column instanceof StringColumn strings) {
                writeTexts(strings, rows, from, to, writer);
            } else if (column instanceof UuidColumn uuids) {
                writeUuids(uuids, rows, from, to, writer);
            } else {
                writeBooleans((BooleanColumn) column, rows, from, to, writer);
            }
        }
        ColumnWriter partitions = out.column(columns);
        ColumnWriter offsets = out.column(columns + 1);
        long minTime = Long.MAX_VALUE;
        long maxTime = Long.MIN_VALUE;
        for (int i = from; i < to; i++) {
            partitions.write(batch.partition(), NO_REPETITION, 0);
            offsets.write(batch.offset(rows[i]), NO_REPETITION, 0);
            long time = batch.eventTime(rows[i]);
            minTime = Math.min(minTime, time);
            maxTime = Math.max(maxTime, time);
        }
        out.endRows(to - from, minTime, maxTime);
    }

    private static void writeLongs(LongColumn column, int[] rows, int from, int to, ColumnWriter writer) {
        int present = column.field().maxDefinitionLevel();
        for (int i = from; i < to; i++) {
            int level = column.definitionLevel(rows[i]);
            if (level == present) {
                writer.write(column.get(rows[i]), NO_REPETITION, level);
            } else {
                writer.writeNull(NO_REPETITION, level);
            }
        }
    }

    private static void writeDoubles(DoubleColumn column, int[] rows, int from, int to, ColumnWriter writer) {
        int present = column.field().maxDefinitionLevel();
        for (int i = from; i < to; i++) {
            int level = column.definitionLevel(rows[i]);
            if (level == present) {
                writer.write(column.get(rows[i]), NO_REPETITION, level);
            } else {
                writer.writeNull(NO_REPETITION, level);
            }
        }
    }

    private static void writeBooleans(BooleanColumn column, int[] rows, int from, int to, ColumnWriter writer) {
        int present = column.field().maxDefinitionLevel();
        for (int i = from; i < to; i++) {
            int level = column.definitionLevel(rows[i]);
            if (level == present) {
                writer.write(column.get(rows[i]), NO_REPETITION, level);
            } else {
                writer.writeNull(NO_REPETITION, level);
            }
        }
    }

    private void writeTexts(StringColumn column, int[] rows, int from, int to, ColumnWriter writer) {
        Binary[] values = texts(column);
        int present = column.field().maxDefinitionLevel();
        for (int i = from; i < to; i++) {
            int level = column.definitionLevel(rows[i]);
            if (level == present) {
                int code = column.code(rows[i]);
                Binary value = values[code];
                if (value == null) {
                    // "Reused", since the batch goes on to hold other bytes when this one is done with.
                    value = Binary.fromReusedByteArray(column.bytes(), column.start(code), column.length(code));
                    values[code] = value;
                }
                writer.write(value, NO_REPETITION, level);
            } else {
                writer.writeNull(NO_REPETITION, level);
            }
        }
    }

    private Binary[] texts(StringColumn column) {
        int index = column.field().column();
        if (texts[index] == null) {
            texts[index] = new Binary[column.dictionarySize()];
        }
        return texts[index];
    }

    private void writeUuids(UuidColumn column, int[] rows, int from, int to, ColumnWriter writer) {
        int present = column.field().maxDefinitionLevel();
        for (int i = from; i < to; i++) {
            int level = column.definitionLevel(rows[i]);
            if (level == present) {
                setUuid(column.high(rows[i]), column.low(rows[i]));
                writer.write(uuidValue, NO_REPETITION, level);
            } else {
                writer.writeNull(NO_REPETITION, level);
            }
        }
    }

    private void setUuid(long high, long low) {
        if (uuid == UuidFormat.STRING) {
            UuidText.writeText(high, low, uuidBytes);
        } else {
            UuidText.writeLong(high, uuidBytes, 0);
            UuidText.writeLong(low, uuidBytes, 8);
        }
    }
}
