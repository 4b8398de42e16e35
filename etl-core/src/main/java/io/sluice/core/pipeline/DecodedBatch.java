package io.sluice.core.pipeline;

import io.sluice.core.event.EventBatch;
import io.sluice.core.event.EventDecoder;
import io.sluice.core.event.RecordBatch;

/**
 * One batch on its way: decoded by one thread, decided by a second, encoded by a third, then used again. Handed over,
 * never shared.
 */
final class DecodedBatch {
    private final EventBatch batch;
    private int records;
    private long firstOffset;
    private long nextOffset;
    private long recordBytes;
    private long recordTime;
    private long unknownFields;
    private int[] events = new int[0];
    private int eventCount;
    private int[] late = new int[0];
    private int lateCount;
    private int lastDuplicate = -1;

    DecodedBatch(PipelineSpec spec) {
        batch = new EventBatch(spec.schema(), spec.roles(), 1024);
    }

    void decode(EventDecoder decoder, RecordBatch source) {
        decoder.decode(source, batch);
        records = source.size();
        nextOffset = source.nextOffset();
        firstOffset = records > 0 ? source.offset(0) : nextOffset;
        recordBytes = source.bytes();
        recordTime = records > 0 ? source.time(0) : RecordBatch.NO_TIME;
        unknownFields = decoder.unknownFields();
    }

    void beginSelection(int rows) {
        if (events.length < rows) {
            events = new int[rows];
            late = new int[rows];
        }
        eventCount = 0;
        lateCount = 0;
        lastDuplicate = -1;
    }

    void selectEvent(int row) {
        events[eventCount++] = row;
    }

    /** A duplicate goes nowhere; the last one is told as an example. */
    void skip(int row) {
        lastDuplicate = row;
    }

    void selectLate(int row) {
        late[lateCount++] = row;
    }

    EventBatch batch() {
        return batch;
    }

    int records() {
        return records;
    }

    /** Where reading a source partition begins whose first batch this is. */
    long firstOffset() {
        return firstOffset;
    }

    long nextOffset() {
        return nextOffset;
    }

    /** Bytes of the raw records. */
    long recordBytes() {
        return recordBytes;
    }

    /** Bytes that the columns take beside the texts in them, however few the rows are. */
    long reservedBytes() {
        return batch.reservedBytes();
    }

    /** The time of the first record, milliseconds since the epoch, or {@link RecordBatch#NO_TIME}. */
    long recordTime() {
        return recordTime;
    }

    long unknownFields() {
        return unknownFields;
    }

    /** Indexes of the accepted rows, of which the first {@link #eventCount()} matter. */
    int[] events() {
        return events;
    }

    int eventCount() {
        return eventCount;
    }

    /** Indexes of the late rows, of which the first {@link #lateCount()} matter. */
    int[] late() {
        return late;
    }

    int lateCount() {
        return lateCount;
    }

    /** The last late row, or -1. */
    int lastLate() {
        return lateCount == 0 ? -1 : late[lateCount - 1];
    }

    /** The last duplicate row, or -1. */
    int lastDuplicate() {
        return lastDuplicate;
    }
}
