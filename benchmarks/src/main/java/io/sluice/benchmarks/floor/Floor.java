package io.sluice.benchmarks.floor;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads the benchmark's topic once, in one thread, and does one floor's work with it.
 *
 * <p>Arguments: the floor, bootstrap servers, topic, number of records, folder for files. Floors: {@code poll} reads
 * only; {@code parse} reads, parses and checks; {@code chain} also deduplicates, aggregates windows and writes both
 * tables, committing nothing.
 */
public final class Floor {
    private static final Duration POLL = Duration.ofMillis(200);

    private Floor() {}

    public static void main(String[] args) throws Exception {
        String floor = args[0];
        long records = Long.parseLong(args[3]);
        Path folder = Files.createDirectories(Path.of(args[4]));
        EventParser parser = new EventParser();
        switch (floor) {
            case "poll" -> read(args[1], args[2], records, Floor::touch, greatest -> {});
            case "parse" ->
                read(
                        args[1],
                        args[2],
                        records,
                        record -> parser.parse(record.value(), record.partition(), record.offset()),
                        greatest -> {});
            case "chain" -> chain(args[1], args[2], records, folder, parser);
            default -> throw new IllegalArgumentException("Floor must be poll, parse or chain, got " + floor);
        }
    }

    private static void chain(String bootstrap, String topic, long records, Path folder, EventParser parser) {
        SeenIds seen = new SeenIds();
        Instant[] greatest = {Instant.MIN};
        try (EventFiles events = new EventFiles(folder);
                MinuteWindows windows = new MinuteWindows(folder)) {
            read(
                    bootstrap,
                    topic,
                    records,
                    record -> {
                        DeviceEvent event = parser.parse(record.value(), record.partition(), record.offset());
                        if (event == null || !seen.isNew(event)) {
                            return;
                        }
                        windows.add(event);
                        events.write(event);
                        if (event.timestamp().isAfter(greatest[0])) {
                            greatest[0] = event.timestamp();
                        }
                    },
                    polled -> {
                        if (greatest[0] != Instant.MIN) {
                            seen.forgetBefore(greatest[0]);
                            windows.closeBefore(greatest[0].minus(Duration.ofMinutes(30)));
                        }
                    });
        }
    }

    private static void touch(ConsumerRecord<byte[], byte[]> record) {
        if (record.value().length == 0) {
            throw new IllegalStateException("An empty record at offset " + record.offset());
        }
    }

    private static void read(
            String bootstrap,
            String topic,
            long records,
            Consumer<ConsumerRecord<byte[], byte[]>> each,
            Consumer<Integer> afterPoll) {
        Properties client = new Properties();
        client.put("bootstrap.servers", bootstrap);
        client.put("auto.offset.reset", "earliest");
        client.put("enable.auto.commit", "false");
        client.put("max.poll.records", "5000");
        client.put("fetch.min.bytes", "65536");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = new ArrayList<>();
            for (PartitionInfo partition : consumer.partitionsFor(topic)) {
                partitions.add(new TopicPartition(topic, partition.partition()));
            }
            consumer.assign(partitions);
            long read = 0;
            while (read < records) {
                ConsumerRecords<byte[], byte[]> polled = consumer.poll(POLL);
                for (ConsumerRecord<byte[], byte[]> record : polled) {
                    each.accept(record);
                }
                read += polled.count();
                afterPoll.accept(polled.count());
            }
        }
    }
}
