package example;

import io.sluice.core.event.EventRoles;
import io.sluice.core.pipeline.Pipeline;
import io.sluice.core.pipeline.Pipeline.RunMode;
import io.sluice.core.pipeline.PipelineRuntime;
import io.sluice.core.pipeline.PipelineSpec;
import io.sluice.core.port.EventSource;
import io.sluice.core.port.Lake;
import io.sluice.core.port.PipelineMetrics;
import io.sluice.core.schema.EventSchema;
import io.sluice.kafka.KafkaEventSource;
import io.sluice.kafka.KafkaSourceConfig;
import io.sluice.lake.LakeConfig;
import io.sluice.lake.ParquetLake;
import io.sluice.lake.store.LocalStore;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;

/** Reads a Kafka topic into a local lake until a line comes in on standard input. */
public final class EmbedPipeline {
    public static void main(String[] args) throws Exception {
        String bootstrapServers = args[0];
        String topic = args[1];
        Path folder = Path.of(args[2]);

        // tag::embed[]
        EventSchema schema = EventSchema.builtIn();
        PipelineSpec spec = PipelineSpec.of(schema, EventRoles.of(schema, "event_id", "timestamp", null))
                .withThreads(2);
        KafkaSourceConfig from = KafkaSourceConfig.of(topic, Map.of("bootstrap.servers", bootstrapServers));
        LakeConfig to = LakeConfig.of(
                new LocalStore(folder, false), schema, spec.roles(), spec.windows(), InstantSource.system());
        PipelineRuntime machine = PipelineRuntime.threads(InstantSource.system(), System::nanoTime);
        try (EventSource source = new KafkaEventSource(from);
                Lake lake = new ParquetLake(to);
                Pipeline pipeline = new Pipeline(spec, source, lake, PipelineMetrics.NONE, machine)) {
            Thread runner = new Thread(() -> System.out.println(pipeline.run(RunMode.CONTINUOUS).counts()));
            runner.start();
            System.in.read(); // until it is time to stop
            pipeline.close(); // commits what is decided and waits for the run to end
            runner.join();
        }
        // end::embed[]
    }
}
