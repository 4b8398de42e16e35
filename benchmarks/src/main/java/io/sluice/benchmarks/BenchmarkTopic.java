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
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;

/**
 * A real broker with a topic full of generated events, for the end-to-end benchmarks. Prints the bootstrap servers and the
 * number of records when the topic is full and stays until its standard input ends.
 *
 * <p>Arguments: folder for the broker's data, topic, number of events (0 leaves the topic empty), hours of event time,
 * seed, number of partitions, and how many hours partition 0 is ahead: it lacks all events of so many hours from the
 * start, as if its producers had been replayed later.
 */
public final class BenchmarkTopic {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private BenchmarkTopic() {}

    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        String topic = args[1];
        long events = Long.parseLong(args[2]);
        Duration hours = Duration.ofHours(Long.parseLong(args[3]));
        int partitions = Integer.parseInt(args[5]);
        Duration ahead = Duration.ofHours(Long.parseLong(args[6]));
        try (KafkaBroker broker = KafkaBroker.start(folder)) {
            Map<String, String> client = Map.of("bootstrap.servers", broker.bootstrapServers());
            try (TopicAdmin admin = new TopicAdmin(client, TIMEOUT)) {
                admin.createIfAbsent(topic, partitions, 1, Duration.ofDays(365 * 10));
            }
            long sent = 0;
            if (events > 0) {
                GeneratorSpec spec = GeneratorSpec.builder()
                        .seed(Long.parseLong(args[4]))
                        .records(events, hours)
                        .partitions(partitions)
                        .duplicates(0.02, 0.1)
                        .build();
                sent = fill(topic, client, new EventGenerator(spec), partitions, ahead);
            }
            System.out.println(broker.bootstrapServers() + " " + sent);
            while (System.in.read() >= 0) {
                // Whoever started this closes the pipe when it is no longer needed.
            }
        }
    }

    private static long fill(
            String topic, Map<String, String> client, EventGenerator generator, int partitions, Duration ahead) {
        long sent = 0;
        long begin = Long.MIN_VALUE;
        try (KafkaProducerSink sink = new KafkaProducerSink(topic, client, TIMEOUT)) {
            while (generator.hasNext()) {
                GeneratedRecord record = generator.next();
                if (begin == Long.MIN_VALUE) {
                    begin = record.timestamp() + ahead.toMillis();
                }
                if (record.timestamp() >= begin || BuiltInPartitioner.partitionForKey(record.key(), partitions) != 0) {
                    sink.send(record.key(), record.value(), record.timestamp());
                    sent++;
                }
            }
            sink.flush();
        }
        return sent;
    }
}
