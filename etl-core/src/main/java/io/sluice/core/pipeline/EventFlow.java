package io.sluice.core.pipeline;

import io.sluice.core.engine.Engine;
import io.sluice.core.event.EventDecoder;
import io.sluice.core.event.JsonEventDecoder;
import io.sluice.core.event.RecordBatch;
import io.sluice.core.port.RecordCounter;
import io.sluice.core.time.PartitionClocks;
import io.sluice.core.window.WindowRow;
import java.util.List;

/**
 * Validation, deduplication and windows for one record at a time, without a source or a lake: for programs that have
 * their own way of getting records and of keeping results.
 *
 * <pre>{@code
 * EventFlow flow = new EventFlow(PipelineSpec.builtIn());
 * switch (flow.accept(json)) {
 *     case Outcome.Event event -> ...
 * }
 * List<WindowRow> rows = flow.takeClosedWindows();
 * }</pre>
 *
 * <p>The rules and their results are those of the pipeline; a record costs a little more than there, because it comes as
 * an object. One thread; starts none, keeps no files, reads no clock.
 */
public final class EventFlow {
    private final EventDecoder decoder;
    private final DecodedBatch batch;
    private final Engine engine;
    private long nextOffset;

    /** A flow of one source partition. */
    public EventFlow(PipelineSpec spec) {
        this(spec, 1);
    }

    /**
     * A flow of several source partitions.
     *
     * @param partitions how many; the watermark waits for each of them to have an event
     */
    public EventFlow(PipelineSpec spec, int partitions) {
        decoder = new JsonEventDecoder(spec.schema(), spec.roles(), spec.maxRecordBytes(), spec.maxFuture());
        batch = new DecodedBatch(spec);
        engine = spec.engine();
        for (int partition = 0; partition < partitions; partition++) {
            engine.state().watch(partition);
        }
    }

    /**
     * Decides one record of the only source partition, without a timestamp of its own.
     *
     * @param value the record's value in UTF-8, or null
     */
    public Outcome accept(byte[] value) {
        return accept(0, nextOffset, RecordBatch.NO_TIME, value);
    }

    /**
     * Decides one record. The records of one source partition come in the order of their offsets.
     *
     * @param partition source partition, which has its own event-time clock
     * @param offset the record's offset
     * @param recordTime the record's timestamp in milliseconds since the epoch, or {@link RecordBatch#NO_TIME}
     * @param value the record's value in UTF-8, or null
     * @throws io.sluice.core.port.CapacityException if more ids would have to be remembered than the configuration allows
     */
    public Outcome accept(int partition, long offset, long recordTime, byte[] value) {
        RecordBatch record = new RecordBatch(partition, 1);
        record.add(offset, recordTime, value, 0, value == null ? 0 : value.length);
        batch.decode(decoder, record);
        engine.state().start(partition, offset);
        nextOffset = offset + 1;
        long conflictsBefore = engine.count(partition, RecordCounter.CONFLICTING);
        batch.decide(engine);
        if (batch.batch().rows() == 0) {
            return new Outcome.Rejected(batch.batch().rejections().get(0));
        }
        EventRow row = EventRow.of(batch.batch(), 0);
        if (batch.selection().eventCount() == 1) {
            return new Outcome.Event(row);
        }
        return batch.selection().lateCount() == 1
                ? new Outcome.Late(row)
                : new Outcome.Duplicate(row, engine.count(partition, RecordCounter.CONFLICTING) > conflictsBefore);
    }

    /** Takes out the rows of all windows that the watermark has closed, once. */
    public List<WindowRow> takeClosedWindows() {
        return engine.state().closeWindows();
    }

    /** Closes all open windows and takes out their rows; events of those windows are late from then on. */
    public List<WindowRow> drain() {
        engine.state().drain();
        return engine.state().closeWindows();
    }

    /** The watermark in microseconds since the epoch, or {@link PartitionClocks#NONE} before the first event. */
    public long watermark() {
        return engine.state().watermark();
    }
}
