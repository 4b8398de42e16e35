package io.sluice.kafka.testkit;

import io.sluice.core.conformance.HostileLog;
import io.sluice.core.conformance.LogRecord;
import io.sluice.kafka.TopicAdmin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A hostile log as a topic, and what a run must be told to read it. */
public final class HostileTopic {
    private HostileTopic() {}

    /** Makes the topic and writes every record of the log to it, offsets as in the log. */
    public static void publish(HostileLog log, String servers, String topic) {
        publish(log, servers, topic, 0, 100);
    }

    /** Writes what is between two percentages of every partition of the log; makes the topic if there is none. */
    public static void publish(HostileLog log, String servers, String topic, int fromPercent, int toPercent) {
        Map<String, String> client = Map.of("bootstrap.servers", servers);
        try (TopicAdmin topics = new TopicAdmin(client, Duration.ofSeconds(15))) {
            topics.createIfAbsent(topic, HostileLog.PARTITIONS, 1, Duration.ofMillis(-1));
        }
        Map<String, Object> properties =
                Map.of("bootstrap.servers", servers, "max.request.size", 16 << 20, "linger.ms", 20);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int partition = 0; partition < HostileLog.PARTITIONS; partition++) {
                List<LogRecord> records = log.partitions().get(partition);
                int from = records.size() * fromPercent / 100;
                int to = records.size() * toPercent / 100;
                for (LogRecord each : records.subList(from, to)) {
                    producer.send(new ProducerRecord<>(topic, partition, each.timestamp(), null, each.value()));
                }
            }
            producer.flush();
        }
    }

    /** The settings that go with a log; writes its schema into a folder. */
    public static Map<String, String> settings(Path dir, HostileLog.Options options) {
        try {
            Path schema = Files.writeString(dir.resolve("hostile.schema.json"), HostileLog.schemaJson());
            return Map.of(
                    "schema",
                    schema.toString(),
                    "source.max-record-bytes",
                    String.valueOf(options.maxRecordBytes()),
                    "watermark.lateness",
                    options.lateness().toSeconds() + "s",
                    "dedup.horizon",
                    options.horizon().toSeconds() + "s");
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write a schema to " + dir, e);
        }
    }
}
