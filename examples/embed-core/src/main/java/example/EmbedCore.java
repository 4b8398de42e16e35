package example;

import io.sluice.core.generate.EventGenerator;
import io.sluice.core.generate.GeneratorSpec;
import io.sluice.core.pipeline.EventFlow;
import io.sluice.core.pipeline.EventRow;
import io.sluice.core.pipeline.Outcome;
import io.sluice.core.pipeline.PipelineSpec;
import io.sluice.core.query.OutlierRule;
import io.sluice.core.query.Percentiles;
import io.sluice.core.window.WindowRow;
import java.util.Iterator;
import java.util.List;

/** Validates, deduplicates, windows and asks for the p95, with nothing but etl-core on the class path. */
public final class EmbedCore {
    public static void main(String[] args) {
        Iterator<byte[]> records = records(20_000);

        // tag::embed[]
        EventFlow flow = new EventFlow(PipelineSpec.builtIn());
        Percentiles durations = new Percentiles(OutlierRule.parse("sigma", 3.0));
        while (records.hasNext()) {
            if (flow.accept(records.next()) instanceof Outcome.Event event) {
                EventRow row = event.row();
                durations.add(row.text("device_type"), row.number("event_duration"));
            }
        }
        List<WindowRow> windows = flow.drain();
        durations.quantile(0.95).forEach((type, p95) -> System.out.println(type + " " + p95));
        // end::embed[]

        System.out.println(windows.size() + " window rows");
    }

    private static Iterator<byte[]> records(long count) {
        EventGenerator generator = new EventGenerator(GeneratorSpec.builder()
                .seed(7)
                .records(count)
                .duplicates(0.02, 0.1)
                .late(0.01)
                .invalid(0.01)
                .build());
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return generator.hasNext();
            }

            @Override
            public byte[] next() {
                return generator.next().value();
            }
        };
    }
}
