package io.sluice.core.audit;

import io.sluice.core.event.EventBatch;
import io.sluice.core.event.EventDecoder;
import io.sluice.core.event.EventId;
import io.sluice.core.event.JsonEventDecoder;
import io.sluice.core.event.RecordBatch;
import io.sluice.core.pipeline.PipelineSpec;
import io.sluice.core.port.EventSource;
import io.sluice.core.time.PartitionClocks;
import java.util.Map;
import java.util.function.Consumer;

/** Finds all copies of one event in a source, with what its partition's clock said when each came. One thread. */
public final class EventTrail {
    private final PipelineSpec spec;
    private final EventSource source;

    /**
     * A copy of the event in the source.
     *
     * @param partition source partition
     * @param offset its offset
     * @param time its event time, microseconds since the epoch
     * @param greatestBefore the greatest event time before it in its source partition, or {@link PartitionClocks#NONE}
     * @param isLate whether it was late by that
     */
    public record Sighting(int partition, long offset, long time, long greatestBefore, boolean isLate) {}

    /**
     * @param source not started yet
     */
    public EventTrail(PipelineSpec spec, EventSource source) {
        this.spec = spec;
        this.source = source;
    }

    /** Reads the source from the beginning it still has to its end of now. */
    public void follow(EventId id, Consumer<Sighting> consumer) {
        source.start(Map.of());
        SourceReader reader = new SourceReader(source);
        EventDecoder decoder = new JsonEventDecoder(
                spec.schema(), spec.roles(), spec.maxRecordBytes(), source.stampsRecords() ? spec.maxFuture() : null);
        EventBatch batch = new EventBatch(spec.schema(), spec.roles(), 1024);
        PartitionClocks clocks = new PartitionClocks(spec.lateness());
        source.endPositions().forEach((partition, end) -> {
            clocks.add(partition);
            long position = 0;
            while (position < end) {
                RecordBatch records = reader.next(partition);
                if (records == null) {
                    return;
                }
                decoder.decode(records, batch);
                look(batch, id, clocks, consumer);
                position = records.nextOffset();
            }
        });
    }

    private static void look(EventBatch batch, EventId id, PartitionClocks clocks, Consumer<Sighting> consumer) {
        int partition = batch.partition();
        for (int row = 0; row < batch.rows(); row++) {
            long time = batch.eventTime(row);
            boolean late = clocks.isLate(partition, time);
            if (batch.idHigh(row) == id.high() && batch.idLow(row) == id.low()) {
                consumer.accept(
                        new Sighting(partition, batch.offset(row), time, clocks.greatestEventTime(partition), late));
            }
            if (!late) {
                clocks.advance(partition, time);
            }
        }
    }
}
