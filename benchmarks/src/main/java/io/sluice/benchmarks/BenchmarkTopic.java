package io.sluice.benchmarks;

import io.sluice.core.generate.EventGenerator;
import io.sluice.core.generate.GeneratedRecord;
import io.sluice.core.generate.GeneratorSpec;
import io.sluice.kafka.KafkaProducerSink;
import io.sluice.kafka.TopicAdmin;
import io.sluice.kafka.testkit.KafkaBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * A real broker with a topic of three partitions full of generated events, for the end-to-end benchmark. Prints the
 * bootstrap servers when the topic is full and stays until its standard input ends.
 *
 * <p>Arguments: folder for the broker's data, topic, number of events, hours of event time, seed.
 */
public final class BenchmarkTopic {
    private static final int PARTITIONS = 3;
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private BenchmarkTopic() {}

    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        String topic = args[1];
        GeneratorSpec spec = GeneratorSpec.builder()
                .seed(Long.parseLong(args[4]))
                .records(Long.parseLong(args[2]), Duration.ofHours(Long.parseLong(args[3])))
                .partitions(PARTITIONS)
                .duplicates(0.02, 0.1)
                .build();
        try (KafkaBroker broker = KafkaBroker.start(folder)) {
            Map<String, String> client = Map.of("bootstrap.servers", broker.bootstrapServers());
            try (TopicAdmin admin = new TopicAdmin(client, TIMEOUT)) {
                admin.createIfAbsent(topic, PARTITIONS, 1, Duration.ofDays(365 * 10));
            }
            fill(topic, client, new EventGenerator(spec));
            System.out.println(broker.bootstrapServers());
            while (System.in.read() >= 0) {
                // Whoever started this closes the pipe when it is no longer needed.
            }
        }
    }

    private static void fill(String topic, Map<String, String> client, EventGenerator generator) {
        try (KafkaProducerSink sink = new KafkaProducerSink(topic, client, TIMEOUT)) {
            while (generator.hasNext()) {
                GeneratedRecord record = generator.next();
                sink.send(record.key(), record.value(), record.timestamp());
            }
            sink.flush();
        }
    }
}
