package io.sluice.kafka.testkit;

import io.sluice.core.conformance.HostileLog;
import io.sluice.core.conformance.LogRecord;
import io.sluice.kafka.TopicAdmin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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
        try (Feed feed = new Feed(log, servers, topic, fromPercent / 100.0)) {
            feed.upTo(toPercent / 100.0);
        }
    }

    /** Writes a log piece by piece. One thread. */
    public static final class Feed implements AutoCloseable {
        private final HostileLog log;
        private final String topic;
        private final KafkaProducer<byte[], byte[]> producer;
        private final int[] written = new int[HostileLog.PARTITIONS];

        /** Makes the topic if there is none; nothing is written yet. */
        public Feed(HostileLog log, String servers, String topic) {
            this(log, servers, topic, 0);
        }

        private Feed(HostileLog log, String servers, String topic, double from) {
            this.log = log;
            this.topic = topic;
            for (int partition = 0; partition < HostileLog.PARTITIONS; partition++) {
                written[partition] = share(partition, from);
            }
            Map<String, String> client = Map.of("bootstrap.servers", servers);
            try (TopicAdmin topics = new TopicAdmin(client, Duration.ofSeconds(15))) {
                topics.createIfAbsent(topic, HostileLog.PARTITIONS, 1, Duration.ofMillis(-1));
            }
            producer = new KafkaProducer<>(
                    Map.of("bootstrap.servers", servers, "max.request.size", 16 << 20, "linger.ms", 20),
                    new ByteArraySerializer(),
                    new ByteArraySerializer());
        }

        private int share(int partition, double share) {
            return (int) Math.round(log.partitions().get(partition).size() * share);
        }

        /**
         * Writes what is missing of a share of every partition, and waits until the broker has it.
         *
         * @param share of the log, from 0 to 1
         * @return how many records of the log, from its beginning, are in the topic now
         */
        public long upTo(double share) {
            long total = 0;
            for (int partition = 0; partition < HostileLog.PARTITIONS; partition++) {
                int to = Math.max(written[partition], share(partition, share));
                for (LogRecord each : log.partitions().get(partition).subList(written[partition], to)) {
                    producer.send(new ProducerRecord<>(topic, partition, each.timestamp(), null, each.value()));
                }
                written[partition] = to;
                total += to;
            }
            producer.flush();
            return total;
        }

        /** What of the log is in the topic, per source partition. */
        public List<List<LogRecord>> written() {
            List<List<LogRecord>> partitions = new ArrayList<>();
            for (int partition = 0; partition < HostileLog.PARTITIONS; partition++) {
                partitions.add(log.partitions().get(partition).subList(0, written[partition]));
            }
            return partitions;
        }

        @Override
        public void close() {
            producer.close();
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
