package io.sluice.core.pipeline;

import io.sluice.core.engine.Engine;
import io.sluice.core.engine.Selection;
import io.sluice.core.event.EventBatch;
import io.sluice.core.event.EventDecoder;
import io.sluice.core.event.RecordBatch;
import io.sluice.core.port.RecordCounter;

/**
 * One batch on its way: decoded by one thread, decided by a second, encoded by a third, then used again. Handed over,
 * never shared.
 */
final class DecodedBatch {
    private final EventBatch batch;
    private int records;
    private long nextOffset;
    private long recordBytes;
    private long recordTime;
    private long lastRecordTime;
    private long implausibleTimes;
    private long unknownFields;
    private final Selection selection = new Selection();

    DecodedBatch(PipelineSpec spec) {
        batch = new EventBatch(spec.schema(), spec.roles(), 1024);
    }

    void decode(EventDecoder decoder, RecordBatch source) {
        decoder.decode(source, batch);
        records = source.size();
        nextOffset = source.nextOffset();
        recordBytes = source.bytes();
        recordTime = source.firstPlausibleTime();
        lastRecordTime = source.lastPlausibleTime();
        implausibleTimes = source.implausibleTimes();
        unknownFields = decoder.unknownFields();
    }

    void decide(Engine engine) {
        engine.decide(batch, records, nextOffset, unknownFields, selection);
        engine.add(batch.partition(), RecordCounter.IMPLAUSIBLE_TIMES, implausibleTimes);
        engine.state().restoreRecordTime(batch.partition(), lastRecordTime);
    }

    /** Lets go of the records that were rejected, which may be large. */
    void clear() {
        batch.reset(batch.partition());
    }

    EventBatch batch() {
        return batch;
    }

    int records() {
        return records;
    }

    long nextOffset() {
        return nextOffset;
    }

    /** Bytes of the raw records. */
    long recordBytes() {
        return recordBytes;
    }

    /** Bytes that the columns take, however few the rows are; kept when the batch is used again. */
    long reservedBytes() {
        return batch.reservedBytes();
    }

    /** The first plausible time of a record, milliseconds since the epoch, or {@link RecordBatch#NO_TIME}. */
    long recordTime() {
        return recordTime;
    }

    /** The rows by what became of them, once that is decided. */
    Selection selection() {
        return selection;
    }
}
