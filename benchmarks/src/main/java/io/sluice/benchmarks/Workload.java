package io.sluice.benchmarks;

import io.sluice.core.event.EventBatch;
import io.sluice.core.event.EventDecoder;
import io.sluice.core.event.JsonEventDecoder;
import io.sluice.core.event.RecordBatch;
import io.sluice.core.generate.EventGenerator;
import io.sluice.core.generate.GeneratedRecord;
import io.sluice.core.generate.GeneratorSpec;
import io.sluice.core.pipeline.PipelineSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The same generated events for every benchmark: one source partition, 2 % duplicates, in batches as Kafka gives them. */
final class Workload {
    static final int EVENTS = 100_000;
    private static final int BATCH = 2_000;

    private Workload() {}

    static EventDecoder decoder() {
        PipelineSpec spec = PipelineSpec.builtIn();
        return new JsonEventDecoder(spec.schema(), spec.roles(), spec.maxRecordBytes(), spec.maxFuture());
    }

    static EventBatch batch() {
        PipelineSpec spec = PipelineSpec.builtIn();
        return new EventBatch(spec.schema(), spec.roles(), BATCH);
    }

    /** Raw records. */
    static List<RecordBatch> records() {
        EventGenerator generator = new EventGenerator(GeneratorSpec.builder()
                .seed(1)
                .records(EVENTS, Duration.ofHours(1))
                .partitions(1)
                .duplicates(0.02, 0.1)
                .build());
        List<RecordBatch> batches = new ArrayList<>();
        RecordBatch current = new RecordBatch(0, BATCH);
        for (long offset = 0; generator.hasNext(); offset++) {
            GeneratedRecord record = generator.next();
            current.add(offset, record.timestamp(), record.value(), 0, record.value().length);
            if (current.size() == BATCH) {
                batches.add(current);
                current = new RecordBatch(0, BATCH);
            }
        }
        return batches;
    }

    /** The same, decoded. */
    static List<EventBatch> decoded() {
        EventDecoder decoder = decoder();
        List<EventBatch> decoded = new ArrayList<>();
        for (RecordBatch records : records()) {
            EventBatch batch = batch();
            decoder.decode(records, batch);
            decoded.add(batch);
        }
        return decoded;
    }
}
